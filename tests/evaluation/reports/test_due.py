"""Exactly one draft of each period and owner, whatever was down or ran twice (docs/domain.md § 8)."""

import datetime as dt
from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from evaluation.models import Report
from evaluation.reports import due, owners, writing
from office.actors import Actor
from office.months import Period
from office.refusals import Refused
from tests.stories import SHANGHAI, Story

SYSTEM = Actor.system("reports")


def at(year: int, month: int, day: int, hour: int = 2) -> dt.datetime:
    return dt.datetime(year, month, day, hour, 30, tzinfo=SHANGHAI)


@pytest.fixture
def begun(story: Story) -> Story:
    story.at = dt.datetime(2026, 10, 12, 9, 30, tzinfo=SHANGHAI)
    story.submit().accept()
    return story


def kinds() -> dict[tuple[str, int], int]:
    return dict(Counter((row.scope, row.months) for row in Report.objects.all()))


def test_each_owner_gets_one_on_the_third_working_day(begun: Story) -> None:
    # 1 December 2026 is a Tuesday. October is made up: its day had passed before the queue began to run.
    everybody = len(list(owners.all_owners(dt.date(2026, 12, 2))))
    assert due.draft_due(at(2026, 12, 2)) == everybody
    assert due.draft_due(at(2026, 12, 3)) == everybody
    assert due.draft_due(at(2026, 12, 3, 3)) == 0
    assert kinds() == {("committee", 1): 2, ("group", 1): 2 * (everybody - 2), ("station", 1): 2}


def test_what_was_missed_is_made_up_and_longer_ones_come_beside(begun: Story) -> None:
    assert due.draft_due(at(2027, 1, 6)) > 0
    periods = {str(row.period) for row in Report.objects.filter(scope="committee")}
    assert periods == {"2026-10+1", "2026-11+1", "2026-12+1", "2026-10+3", "2026-07+6", "2026-01+12"}


def test_a_second_queue_is_refused_by_the_database(begun: Story) -> None:
    report = writing.draft(owners.of_station(begun.station), Period(2026, 10), by=SYSTEM, at=at(2026, 11, 4))
    assert (
        writing.draft(owners.of_station(begun.station), Period(2026, 10), by=SYSTEM, at=at(2026, 11, 5))
        == report
    )
    report.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        report.save(force_insert=True)


def test_nothing_of_a_period_that_lasts(begun: Story) -> None:
    with pytest.raises(Refused, match="还没有结束"):
        writing.draft(owners.of_station(begun.station), Period(2026, 10, 3), by=SYSTEM, at=at(2026, 12, 31))


def test_a_station_that_was_closed_or_not_open_owes_none(begun: Story) -> None:
    begun.station.opened_on, begun.station.closed_on = dt.date(2026, 11, 10), None
    begun.station.save()
    due.draft_due(at(2026, 12, 3))
    assert [str(row.period) for row in Report.objects.filter(scope="station")] == ["2026-11+1"]
