"""From draft to publication: a repeat changes nothing, a second person signs, a published month stays."""

import datetime as dt
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from openpyxl import load_workbook

from evaluation import disclosing, disclosure_papers, figures
from evaluation.corrections import moved
from evaluation.disclosure_papers import month_paper, month_sheet, reading_counts
from evaluation.models import Disclosure
from evaluation.monthly import draft_due
from evaluation.periods import Month
from groups.models import Representative
from office import publishing
from office.actors import Actor
from office.models import Event, Notice
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from stations.models import Posting
from tests.policies.rows import a_reading
from tests.requests_app import stages
from tests.stations.rows import a_station
from tests.stories import SHANGHAI, Story

NOVEMBER = Month(2026, 11)


def at(day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, 12, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def drafted(story: Story) -> Disclosure:
    # Without a station it counts for the default one; another station's and another month's do not.
    for visitor, more in enumerate(({}, {"station": story.station, "read_on": dt.date(2026, 11, 30)})):
        a_reading(**{"visitor": f"{visitor}" * 64, "read_on": dt.date(2026, 11, 1)} | more)
    a_reading(visitor="c" * 64, read_on=dt.date(2026, 12, 1))
    a_reading(
        visitor="d" * 64, read_on=dt.date(2026, 11, 3), station=a_station(opened_on=dt.date(2026, 12, 20))
    )
    for _ in range(2):
        story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
        story.answered().work(1).rate()
    assert draft_due(at(1, 2)) == 1
    return Disclosure.objects.get()


def published(story: Story, drafted: Disclosure) -> Disclosure:
    disclosing.submit(drafted, by=Actor.of(story.people["staff"]), at=at(4))
    disclosing.publish(drafted, by=Actor.of(story.people["approver"]), at=at(4, 11))
    return Disclosure.objects.get(pk=drafted.pk)


def test_the_queue_drafts_each_month_once(drafted: Disclosure) -> None:
    assert draft_due(at(1, 3)) == 0
    assert draft_due(at(9)) == 0
    assert drafted.figures["sums"]["received"] == 2
    assert sum(line["solved"] for line in drafted.figures["representatives"]) == 2
    assert Notice.objects.filter(key__startswith=f"{drafted.subject}:shown", channel="inapp").exists()


def test_the_command_repeats_without_change(drafted: Disclosure, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("monthly", "--month", "2026-10")
    call_command("monthly", "--month", "2026-10")
    assert "新生成 0 份" in capsys.readouterr().out


def test_an_objection_holds_the_month_until_it_is_answered(story: Story, drafted: Disclosure) -> None:
    representative = Representative.objects.get(user=story.people["representative"])
    by = Actor.of(story.people["representative"])
    objection = disclosing.raise_objection(
        drafted, representative, " 还有一次走访\x00没有\u202e计入 ", by=by, at=at(2)
    )
    assert objection.text == "还有一次走访没有计入"
    with pytest.raises(Refused, match="异议"):
        disclosing.submit(drafted, by=Actor.of(story.people["staff"]), at=at(4))
    staff = Actor.of(story.people["staff"])
    disclosing.answer_objection(objection, "已补登并重新计算", recount=True, by=staff, at=at(3))
    disclosing.submit(drafted, by=staff, at=at(4))
    with pytest.raises(Refused, match="核对期已过"):
        disclosing.raise_objection(drafted, representative, "又想起一次", by=by, at=at(5))


def test_nobody_signs_what_they_sent(story: Story, drafted: Disclosure) -> None:
    disclosing.submit(drafted, by=Actor.of(story.people["staff"]), at=at(4))
    with pytest.raises(Refused, match="另一人"):
        disclosing.publish(drafted, by=Actor.of(story.people["staff"]), at=at(4))
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=drafted.pk).update(
            status="published", published_at=at(4), approved_by=story.people["staff"]
        )


def test_it_is_too_early_before_the_checking_days_are_over(story: Story, drafted: Disclosure) -> None:
    with pytest.raises(Refused, match="核对期"):
        disclosing.submit(drafted, by=Actor.of(story.people["staff"]), at=at(3))


def test_a_correction_is_the_next_edition_and_supersedes(story: Story, drafted: Disclosure) -> None:
    first = published(story, drafted)
    second = disclosing.correct(first, "漏计一件", by=Actor.of(story.people["staff"]), at=at(7))
    assert second.edition == 2
    disclosing.submit(second, by=Actor.of(story.people["staff"]), at=at(10))
    disclosing.publish(second, by=Actor.of(story.people["approver"]), at=at(10))
    first.refresh_from_db()
    assert first.status == "superseded"
    actions = Event.objects.filter(subject=second.subject).values_list("action", flat=True)
    assert set(actions) == {"draft", "submit", "publish"}


def printed(
    monkeypatch: pytest.MonkeyPatch, row: Disclosure, changes: Sequence[publishing.Change] = ()
) -> dict[str, Any]:
    """What is set on paper."""
    given: list[dict[str, Any]] = []
    with monkeypatch.context() as patched:
        patched.setattr(disclosure_papers, "typst_pdf", lambda template, data: given.append(data))
        month_paper(row, changes)
    return given[0]


def corrected(story: Story, drafted: Disclosure, note: str) -> Disclosure:
    first = published(story, drafted)
    return disclosing.correct(first, note, by=Actor.of(story.people["staff"]), at=at(7))


def test_a_correction_of_words_changes_no_number_whatever_happened_since(
    story: Story, drafted: Disclosure
) -> None:
    story.at = at(5)
    story.take("reopen", "staff", reason="企业来电说仍没有解决")
    story.take_default("hand_over", representative=story.representative("colleague"))
    second = corrected(story, drafted, "说明文字有误")
    assert second.figures == drafted.figures
    assert publishing.changes(disclosing.DISCLOSURES, second) == []


def test_a_correction_changes_the_cases_that_it_names_and_nothing_else(
    story: Story, drafted: Disclosure
) -> None:
    """Both cases are somebody else's in December; the correction says so of one."""
    colleague = story.representative("colleague")
    Posting.objects.get_or_create(
        station=story.station, representative=colleague, defaults={"since": dt.date(2026, 1, 1)}
    )
    story.at = at(5)
    for case in EnterpriseRequest.objects.all():
        story.case = case
        story.take("reopen", "staff", reason="企业来电说仍没有解决")
        story.take_default("hand_over", representative=colleague)
    number = story.case.ledger_number
    second = corrected(story, drafted, f"{number} 承办代表登记错误")
    changed = [
        (each.row, each.label, each.before, each.after)
        for each in publishing.changes(disclosing.DISCLOSURES, second)
    ]
    name = story.representative().name
    assert ("本月", "收到", "2", "1") not in changed
    assert {row for row, *_ in changed} == {name, colleague.name}
    assert (name, "参与办理", "2", "1") in changed
    assert (name, "其中办结", "2", "1") in changed
    assert second.figures["sums"] == drafted.figures["sums"]
    assert second.figures["rates"] == drafted.figures["rates"]
    assert moved(second) == []
    story.at = at(20)
    story.take_default("hand_over", representative=story.representative())
    assert moved(second) == []


def test_a_number_that_is_nobodys_is_asked_about(story: Story, drafted: Disclosure) -> None:
    with pytest.raises(Refused, match="2026-99999"):
        corrected(story, drafted, "2026-99999 承办代表登记错误")


def test_a_reply_received_in_the_month_and_recorded_later_counts_once_the_correction_names_it(
    story: Story,
) -> None:
    story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
    stages.on_paper(story)
    assert draft_due(at(1, 2)) == 1
    story.at = at(2)
    part = story.case.assignments.get()
    story.take_default("record_reply", assignment=part, received_on=dt.date(2026, 11, 5))
    then = figures.AsOf.end_of(NOVEMBER)
    assert figures.of_month(NOVEMBER, as_of=then).rate("unit").numerator == 0
    mended = figures.AsOf.end_of(NOVEMBER, figures.Correction(frozenset({story.case.pk}), at(3)))
    assert figures.of_month(NOVEMBER, as_of=mended).rate("unit").numerator == 1


def test_the_published_page_and_papers_say_what_a_correction_changed(
    story: Story, drafted: Disclosure, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = corrected(story, drafted, "说明文字有误")
    second.figures["sums"]["settled"] -= 1
    second.figures["sums"]["going"] += 1
    second.save()
    disclosing.submit(second, by=Actor.of(story.people["staff"]), at=at(10))
    disclosing.publish(second, by=Actor.of(story.people["approver"]), at=at(10))
    page = client.get("/disclosure/2026/11/").content.decode()
    assert "与上一版的差别" in page
    assert "<del>2</del>" in page
    changes = publishing.changes(disclosing.DISCLOSURES, second)
    second.refresh_from_db()
    assert [row[1:] for row in printed(monkeypatch, second, changes)["changes"]] == [
        ["已办结", "2", "1"],
        ["办理中", "0", "1"],
    ]
    assert month_paper(second, changes).startswith(b"%PDF")
    sheets = load_workbook(BytesIO(month_sheet(second, changes))).worksheets
    assert list(sheets[3].values)[1:] == [("本月", "已办结", "2", "1"), ("本月", "办理中", "0", "1")]


def test_every_form_of_a_month_says_the_same_numbers_and_they_add_up(
    story: Story, drafted: Disclosure, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
    drafted.figures["sums"] |= {
        "received": 24,
        "settled": 6,
        "ended": 3,
        "going": 11,
        "overdue": 0,
        "left_out": 4,
    }
    drafted.save()
    row = published(story, drafted)
    wanted = {"收到": 24, "已办结": 6, "其他结案": 3, "办理中": 11, "超期": 0, "未计入": 4}
    assert wanted["收到"] == sum(count for label, count in wanted.items() if label != "收到")
    page = re.sub(r"\s+|<[^>]+>", "", client.get("/disclosure/2026/11/").content.decode())
    on_paper = printed(monkeypatch, row)
    cells = list(load_workbook(BytesIO(month_sheet(row))).worksheets[0].values)
    told = client.get("/api/v1/disclosures/2026/11/").json()["results"][0]["sums"]
    assert sorted(told.values()) == sorted(wanted.values())
    for label, count in wanted.items():
        assert f"{label}{count}件" in page
        assert (label, count) in {cell[:2] for cell in cells}
    assert dict(on_paper["sums"]) == wanted
    assert sum(on_paper["parts"]) == wanted["收到"]


def test_a_queue_that_was_down_for_two_months_drafts_every_month(story: Story) -> None:
    story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
    story.answered().work(1).rate()
    late = dt.datetime(2027, 1, 5, 2, tzinfo=SHANGHAI)
    assert draft_due(late) == 2
    assert [row.period for row in Disclosure.objects.order_by("year", "month")] == [NOVEMBER, Month(2026, 12)]
    assert draft_due(late) == 0
    assert draft_due(dt.datetime(2027, 4, 5, 2, tzinfo=SHANGHAI)) == 3
    Disclosure.objects.filter(year=2027, month=2).delete()
    assert draft_due(dt.datetime(2027, 4, 6, 2, tzinfo=SHANGHAI)) == 1


def test_published_months_counted_again_are_the_same(
    story: Story, drafted: Disclosure, capsys: pytest.CaptureFixture[str]
) -> None:
    published(story, drafted)
    story.at = at(5)
    story.take("reopen", "staff", reason="企业来电说仍没有解决")
    call_command("monthly", "--check")
    assert "核对 1 份，不同 0 份" in capsys.readouterr().out


def test_a_published_month_that_differs_from_the_record_is_named(
    story: Story, drafted: Disclosure, capsys: pytest.CaptureFixture[str]
) -> None:
    drafted.figures["sums"]["settled"] += 1
    drafted.save()
    published(story, drafted)
    with pytest.raises(CommandError):
        call_command("monthly", "--check")
    assert "本月 已办结：3 → 2" in capsys.readouterr().out


def test_papers_are_made_from_the_frozen_row(story: Story, drafted: Disclosure) -> None:
    row = published(story, drafted)
    assert row.figures["readings"] == {"policy": 0, "information": 0, "handbook": 2}
    assert ("政策手册", 2) in reading_counts(row.figures)
    row.figures.pop("readings")
    assert reading_counts(row.figures) == []
    assert month_paper(row).startswith(b"%PDF")
    assert month_sheet(row).startswith(b"PK")


def test_a_published_month_is_told_by_the_feed(story: Story, drafted: Disclosure, visitor: Client) -> None:
    assert "<entry>" not in visitor.get("/disclosure/feed.xml").content.decode()
    row = published(story, drafted)
    answer = visitor.get("/disclosure/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert f"{row.year} 年 {row.month} 月" in answer.content.decode()
    assert f"/disclosure/{row.year}/{row.month}/?station={row.station.code}" in answer.content.decode()
