"""What a list calls a case until staff word it better."""

import pytest

from requests_app.access.keys import title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯坏了一个月。晚班很黑。", "路灯坏了一个月"),
        ('<p style="text-indent:2em">前年签的合同&nbsp;至今没有兑现</p>', "前年签的合同至今没有兑现"),
        ("库存 < 100 吨、价格 > 5 元怎么报", "库存 < 100 吨、价格 > 5 元怎么报"),
        ("<p></p>", "<p></p>"),
    ],
)
def test_pasted_markup_stays_out_of_the_title(text: str, title: str) -> None:
    assert title_of(text) == title
