"""What comes from Word keeps headings, lists and tables, and nothing else."""

import pytest
from django import forms

from policies.pasting import written
from policies.texts import blocks, plain

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {color:red}</style></head><body>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->
<h2 style='mso-style:x'>申报<span lang=EN-US>条件</span></h2>
<p class=MsoNormal style='margin:0'><b>一是</b>在本市<br>登记<o:p></o:p></p>
<ol><li>填表</li><li>交<a href="javascript:alert(1)">窗口</a></li></ol>
<table border=1><tr><td>类别</td><td>时限</td></tr><tr><td>登记|备案</td><td>当天</td></tr></table>
<script>alert(1)</script><img src=x onerror=alert(1)></body></html>"""


def test_word_s_markup_is_left_behind() -> None:
    text = written(WORD)
    assert [block.kind for block in blocks(text)] == ["heading", "paragraph", "list", "table"]
    heading, paragraph, steps, table = blocks(text)
    assert heading.text == "申报条件"
    assert paragraph.text == "一是在本市\n登记"
    assert steps.items == ("填表", "交窗口")
    assert table.rows == (("类别", "时限"), ("登记／备案", "当天"))
    for trace in ("Mso", "script", "alert", "style", "<", "o:p", "onerror"):
        assert trace not in text


def test_lists_that_word_draws_itself_are_lists() -> None:
    mark = "<p class=MsoListParagraph><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span></span><![endif]>{}</p>"
    pasted = "".join(
        mark.format(*each) for each in (("l", "执照"), ("Ø", "合同"), ("1.", "填表"), ("2.", "交表"))
    )
    bullets, numbers = blocks(written(pasted))
    assert (bullets.items, bullets.is_ordered) == (("执照", "合同"), False)
    assert (numbers.items, numbers.is_ordered) == (("填表", "交表"), True)


def test_cells_over_several_rows_and_columns_lose_nothing() -> None:
    pasted = "<table><tr><td colspan=2>项目</td><td>标准</td></tr><tr><td rowspan=2>甲</td><td>乙</td><td><p>一</p><p>二</p></td></tr><tr><td>丙</td><td></td></tr></table>"
    (table,) = blocks(written(pasted))
    assert table.rows == (("项目", "", "标准"), ("甲", "乙", "一 二"), ("", "丙", ""))


def test_plain_text_stays_as_typed() -> None:
    assert written("利润<300万元，税率 > 5%\n第二段") == "利润<300万元，税率 > 5%\n第二段"


def test_bullets_of_word_s_plain_text_become_a_list() -> None:
    assert blocks(written("·营业执照\n·合同"))[0].items == ("营业执照", "合同")


def test_a_paper_of_200_pages_is_read_and_one_beyond_all_bounds_refused() -> None:
    pages = "<p>" + "字" * 800 + "</p>"
    assert len(written(pages * 200)) > 160_000
    with pytest.raises(forms.ValidationError, match="太长"):
        written(pages * 3000)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<b>粗", "<p><table><tr><td>未完", "<li>", "", "\x00空"]
)
def test_broken_markup_breaks_nothing(text: str) -> None:
    assert "<script" not in written(text)
    blocks(written(text))


def test_scripts_in_markdown_are_text() -> None:
    (block,) = blocks("[点我](javascript:alert(1)) ![图](x) <img src=x>")
    assert (block.kind, block.items) == ("paragraph", ())


def test_a_line_in_a_list_holds_words_without_marks() -> None:
    written = "# 条件\n\n- 执照\n- 表\n\n| 谁 | 何时 |\n|---|---|\n| 单位 | 30日内 |"
    assert plain(written) == "条件 执照 表 谁 何时 单位 30日内"
