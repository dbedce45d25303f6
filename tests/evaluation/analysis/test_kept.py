"""Kept numbers of an office with many cases: those that were counted, and never taken for newer than they are."""

import datetime as dt
import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from evaluation.analysis import kept, numbers
from evaluation.analysis.matters import Asked
from evaluation.models import KeptAnalysis
from office import calendar
from office.models import User
from office.months import Month
from tests.stories import SHANGHAI, Story

SignIn = Callable[[User], Client]
ON = dt.date(2026, 11, 23)
AT = dt.datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
ASKED = Asked(Month.of(ON), 12, ON)

pytestmark = pytest.mark.postgres


@pytest.fixture
def large(story: Story, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Three cases, in an office where two are many."""
    monkeypatch.setattr(kept, "KEPT_FROM", 2)
    for number, name in enumerate(("甲厂", "乙厂", "丙厂")):
        story.at = dt.datetime(2026, 11, 9, 9, 30 + number, tzinfo=SHANGHAI)
        story.submit(enterprise_name=name, phone=f"1990008700{number}").accept().contact().assign().sign()
    story.reply().work(1).answer().rate()
    return story


def one_more(story: Story) -> None:
    story.at = dt.datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
    story.submit(enterprise_name="丁厂", phone="19900087009").accept()


def test_what_was_kept_is_what_was_counted(large: Story) -> None:
    counted = numbers.count(ASKED, calendar.load())
    assert counted.compared
    assert counted.spent
    assert counted.repeated
    assert numbers.unpacked(json.loads(json.dumps(numbers.packed(counted)))) == counted
    first, second = kept.of_today(ASKED, at=AT), kept.of_today(ASKED, at=AT + dt.timedelta(hours=1))
    assert second.analysis == first.analysis
    assert (second.counted_at, second.since) == (AT, 0)


def test_an_older_number_says_so_and_can_be_counted_at_once(large: Story, sign_in: SignIn) -> None:
    office = sign_in(large.people["staff"])
    page = office.get("/desk/analysis/").content.decode()
    assert "共 3 件" in page
    assert "重新统计" not in page
    one_more(large)
    page = office.get("/desk/analysis/").content.decode()
    since = re.search(r"之后系统里又有 (\d+) 项操作", page)
    assert "共 3 件" in page
    assert since
    assert int(since[1]) >= 2
    address = re.search(r'href="([^"]+)">现在重新统计', page)
    assert address
    for query in (unescape(address[1]), ""):
        page = office.get(f"/desk/analysis/{query}").content.decode()
        assert "共 4 件" in page
        assert "重新统计" not in page


def test_what_leaves_the_house_is_never_older(large: Story) -> None:
    kept.of_today(ASKED, at=AT)
    one_more(large)
    assert kept.of_today(ASKED, at=AT).analysis.matters == 3
    assert kept.of_now(ASKED, at=AT).analysis.matters == 4


def test_the_queue_counts_again_what_is_looked_at(large: Story) -> None:
    """Without filters each day; others while somebody looks; nothing twice, nothing of an office with few cases."""
    narrow = Asked(Month.of(ON), 6, ON, unit=large.lead.pk, kind="enterprise")
    assert kept.of_today(narrow, at=AT).analysis.matters == 3
    assert [kept.recount(at=AT) for _ in range(2)] == [1, 0]
    one_more(large)
    assert kept.recount(at=AT) == 2
    later = AT + dt.timedelta(days=9)
    assert kept.of_today(ASKED, at=AT).since == 0
    assert kept.recount(at=later) == 1
    assert [(row.on, row.asked) for row in KeptAnalysis.objects.all()] == [
        (later.date(), "last=2026-12&months=12")
    ]


def test_a_filter_that_is_looked_at_goes_on_into_the_new_month(large: Story) -> None:
    kept.of_today(Asked(Month.of(ON), 6, ON, unit=large.lead.pk, kind="enterprise"), at=AT)
    KeptAnalysis.objects.update(looked_on=dt.date(2026, 11, 30))
    assert kept.recount(at=AT.replace(month=12, day=1)) == 2
    assert [row.asked for row in KeptAnalysis.objects.all()] == [
        "last=2026-12&months=12",
        f"last=2026-12&months=6&unit={large.lead.pk}&kind=enterprise",
    ]


def test_nothing_is_kept_of_an_office_with_few_cases(large: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.of_today(ASKED, at=AT)
    monkeypatch.setattr(kept, "KEPT_FROM", 3)
    assert kept.recount(at=AT) == 0
    kept.of_today(ASKED, at=AT)
    assert not KeptAnalysis.objects.exists()
