"""The archive by month, and the course of one station's months beside each other."""

import datetime as dt

import pytest
from django.test import Client

from evaluation import published_months
from evaluation.models import Disclosure
from office.models import User
from stations.models import Station
from tests.stories import SHANGHAI

pytestmark = pytest.mark.django_db
SUMS = {"received": 5, "settled": 2, "ended": 1, "going": 1, "overdue": 1, "left_out": 0}


def month(station: Station, year: int, number: int, status: str = "published") -> Disclosure:
    at = dt.datetime(year, number, 5, 9, tzinfo=SHANGHAI) + dt.timedelta(days=31)
    staff, approver = (
        User.objects.get_or_create(username=name, defaults={"name": name})[0]
        for name in ("staff", "approver")
    )
    return Disclosure.objects.create(
        station=station,
        year=year,
        month=number,
        figures={"sums": {**SUMS, "received": number}, "representatives": [], "groups": [], "rates": {}},
        status=status,
        drafted_at=at,
        objections_until=at.date(),
        submitted_at=at,
        submitted_by=staff,
        published_at=at,
        approved_by=approver,
    )


def test_the_course_ends_with_the_month_shown_and_leaves_out_what_is_no_published_edition(
    station: Station,
) -> None:
    rows = [
        month(station, 2025 + number // 12, number % 12 + 1, "superseded" if number == 11 else "published")
        for number in range(7, 22)
    ]
    assert rows[4].status == "superseded"
    course = published_months.course(rows[-2])
    assert len(course) == 12
    assert [each.month.label for each in course[-2:]] == [rows[-3].period.label, rows[-2].period.label]
    assert rows[4].period not in [each.month for each in course]
    assert published_months.preceding(course) == course[-2].url
    assert published_months.following(rows[-2]) == published_months.address(rows[-1].period, station.code)
    assert published_months.following(rows[-1]) == ""
    assert published_months.course(rows[0]) == []


def test_a_page_of_the_archive_holds_whole_months(station: Station, client: Client) -> None:
    other = Station.objects.create(code="second", name="第二站", opened_on=dt.date(2025, 1, 1))
    for number in range(14):
        year, of_year = 2025 + number // 12, number % 12 + 1
        month(station, year, of_year)
        month(other, year, of_year)
    first, second = (published_months.archive(page)[1] for page in ("1", "2"))
    assert [len(first), len(second)] == [12, 2]
    assert all(len(editions) == 2 for _, editions in first + second)
    page = client.get("/disclosure/").content.decode()
    assert page.index("2026 年") < page.index("2025 年")
