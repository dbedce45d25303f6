"""The short handbook: of one trade, what names it first, what ends sooner first, never more than two sheets hold."""

import datetime as dt

import pytest
from django.test import Client

from policies.handbook import contents
from policies.handbook.short import AT_MOST, of_trade
from policies.models import PolicyVersion
from tests.policies.rows import a_version

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def version(title: str, *sectors: str, until: dt.date | None = None) -> PolicyVersion:
    return a_version(
        title=title, benefit=f"{title}得一万元", fit={"sectors": list(sectors)}, expires_on=until
    )


def titles(sector: str) -> list[str]:
    return [entry.version.title for entry in of_trade(contents.current(TODAY), sector).entries]


def test_what_names_the_trade_stands_first_and_what_ends_sooner_before_the_others() -> None:
    version("通用长期")
    version("通用年底", until=dt.date(2026, 12, 31))
    version("制造长期", "manufacturing", "materials")
    version("制造年底", "manufacturing", until=dt.date(2026, 12, 31))
    version("农产品", "agro")
    version("过期", "manufacturing", until=dt.date(2026, 1, 1))
    assert titles("manufacturing") == ["制造年底", "制造长期", "通用年底", "通用长期"]
    assert titles("materials") == ["制造长期", "通用年底", "通用长期"]
    assert titles("") == ["通用年底", "通用长期"]


def test_more_than_two_sheets_hold_are_told_by_their_number(client: Client) -> None:
    for number in range(AT_MOST + 2):
        version(f"通用{number:02}")
    short = of_trade(contents.current(TODAY), "agro")
    assert (len(short.entries), short.left_out) == (AT_MOST, 2)
    assert "另有 2 条" in client.get("/handbook/short/?sector=agro").content.decode()


def test_the_page_begins_with_what_it_brings(client: Client) -> None:
    version("贴息", "logistics", until=dt.date(2027, 12, 31))
    page = client.get("/handbook/short/?sector=logistics").content.decode()
    assert "物流、仓储" in page
    row = page.split("<tbody>")[1]
    assert row.index("贴息得一万元") < row.index("2027年12月31日") < row.index("/policies/")
    assert "现在没有可用的政策" in client.get("/handbook/short/").content.decode()
    assert client.get("/handbook/short/?sector=nothing").status_code == 404
    assert "/handbook/short/" in client.get("/handbook/").content.decode()


def test_new_policies_are_told_by_the_feed(client: Client) -> None:
    version("贴息 <b>", "logistics")
    answer = client.get("/policies/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "贴息 &lt;b&gt;得一万元" in answer.content.decode()
    assert "/policies/feed.xml" in client.get("/policies/").content.decode()
