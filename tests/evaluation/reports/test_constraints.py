"""Every constraint of reports, their sections, comments and readers, each broken once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.models import Report, ReportComment, ReportReader, ReportReading, ReportSection
from office.models import User
from stations.models import Station
from tests.breaking import assert_refused
from tests.stories import SHANGHAI

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AT = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
DAY = dt.date(2026, 11, 23)
MODELS = (Report, ReportSection, ReportComment, ReportReader, ReportReading)


class Rows:
    """A sound row of each model, with what a test makes unsound."""

    def __init__(self, station: Station, one: User, two: User) -> None:
        self.station, self.one, self.two = station, one, two
        self.year = 2000

    def report(self, **given: Any) -> Report:
        self.year += 1
        sound = {"scope": "station", "owner": "station:gyllzx", "name": "服务站", "station": self.station}
        sound |= {"year": self.year, "month": 10, "months": 1, "figures": {}, "drafted_at": AT}
        return Report.objects.create(**{**sound, **given})

    def out(self, **given: Any) -> Report:
        sent = {"submitted_at": AT, "submitted_by": self.one, "published_at": AT, "approved_by": self.two}
        return self.report(**{"status": "published", **sent, **given})

    def section(self, **given: Any) -> ReportSection:
        return ReportSection.objects.create(**{"report": self.report(), "kind": "work", **given})

    def comment(self, **given: Any) -> ReportComment:
        sound = {"report": self.report(), "text": "好", "written_at": AT, "written_by": self.one}
        return ReportComment.objects.create(**{**sound, **given})

    def reading(self, **given: Any) -> ReportReading:
        sound = {"report": given.get("report") or self.report(), "user": self.one, "read_at": AT}
        return ReportReading.objects.create(**{**sound, **given})

    def reader(self, **given: Any) -> ReportReader:
        return ReportReader.objects.create(**{"owner": "committee", "user": self.one, "since": DAY, **given})


def twice(make: Callable[..., Any], **given: Any) -> None:
    make(**given)
    make(**given)


BREAKING: dict[str, Callable[[Rows], object]] = {
    "report_scope_known": lambda rows: rows.report(scope="odd"),
    "report_status_known": lambda rows: rows.report(status="odd"),
    "report_of_one_owner": lambda rows: rows.report(scope="committee"),
    "report_months_known": lambda rows: rows.report(months=2),
    "report_month_known": lambda rows: rows.report(month=13),
    "report_edition_once": lambda rows: (rows.out(year=2020), rows.report(year=2020)),
    "report_one_published": lambda rows: (rows.out(year=2020), rows.out(year=2020, edition=2)),
    "report_one_open": lambda rows: (rows.report(year=2020), rows.report(year=2020, edition=2)),
    "report_submitted_at_by": lambda rows: rows.report(submitted_at=AT),
    "report_published_at_by": lambda rows: rows.out(approved_by=None),
    "report_second_person": lambda rows: rows.out(approved_by=rows.one),
    "report_published_when": lambda rows: rows.report(status="published"),
    "report_section_kind_known": lambda rows: rows.section(kind="odd"),
    "report_section_once": lambda rows: twice(rows.section, report=rows.report()),
    "report_section_written_at_by": lambda rows: rows.section(written_at=AT),
    "report_comment_says_something": lambda rows: rows.comment(text=""),
    "report_comment_answered_at_by": lambda rows: rows.comment(answered_at=AT, answer="是"),
    "report_comment_answered_whole": lambda rows: rows.comment(answer="是"),
    "report_reading_once": lambda rows: twice(rows.reading, report=rows.report()),
    "report_reader_once": lambda rows: twice(rows.reader),
    "report_reader_span_is_ordered": lambda rows: rows.reader(until=DAY - dt.timedelta(days=1)),
}


@pytest.fixture
def rows(station: Station, staff: User, approver: User) -> Rows:
    return Rows(station, staff, approver)


@pytest.mark.parametrize("name", BREAKING)
def test_a_row_that_breaks_it_is_refused(name: str, rows: Rows) -> None:
    assert_refused(name, lambda: BREAKING[name](rows))


def test_every_constraint_is_broken_here(rows: Rows) -> None:
    assert set(BREAKING) == {each.name for model in MODELS for each in model._meta.constraints}
    for sound in (rows.report, rows.out, rows.section, rows.comment, rows.reader):
        sound()
