"""From draft to publication: a repeat changes nothing, a second person signs, a published month stays."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from evaluation import disclosing
from evaluation.disclosure_papers import month_paper, month_sheet, reading_counts
from evaluation.models import Disclosure
from evaluation.monthly import draft_due
from evaluation.periods import Month
from groups.models import Representative
from office.actors import Actor
from office.models import Event, Notice
from office.refusals import Refused
from tests.policies.rows import a_reading
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
    assert drafted.figures["representatives"][0]["solved"] == 2
    assert Notice.objects.filter(key__startswith=f"{drafted.subject}:shown", channel="inapp").exists()


def test_the_command_repeats_without_change(drafted: Disclosure, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("monthly", "--month", "2026-10")
    call_command("monthly", "--month", "2026-10")
    assert "新生成 0 份" in capsys.readouterr().out


def test_an_objection_holds_the_month_until_it_is_answered(story: Story, drafted: Disclosure) -> None:
    representative = Representative.objects.get(user=story.people["representative"])
    by = Actor.of(story.people["representative"])
    objection = disclosing.raise_objection(drafted, representative, "还有一次走访没有计入", by=by, at=at(2))
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


def test_papers_are_made_from_the_frozen_row(story: Story, drafted: Disclosure) -> None:
    row = published(story, drafted)
    assert row.figures["readings"] == {"policy": 0, "information": 0, "handbook": 2}
    assert ("政策手册", 2) in reading_counts(row.figures)
    row.figures.pop("readings")
    assert reading_counts(row.figures) == []
    assert month_paper(row).startswith(b"%PDF")
    assert month_sheet(row).startswith(b"PK")
