"""Reminders cost the same number of queries for three clocks and for thirty, and read nobody's contact."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from groups.models import Absence, Department, DepartmentOfficer
from office.calendar import local_date
from office.models import Notice, User
from office.roles import Role
from requests_app.deadlines.reminders import remind
from requests_app.models import Assignment, Clock, EnterpriseRequest
from tests.people import SINCE, person
from tests.stories import Story

FEW, MANY = 3, 30


def unit(number: int) -> Department:
    """A department with a handler of its own, who is away every other time."""
    row = Department.objects.create(code=f"unit{number}", name=f"第{number}局", short_name=f"{number}局")
    user = person(f"unit{number}", f"经办{number}", Role.HANDLER)
    DepartmentOfficer.objects.create(user=user, department=row, duty="handler", since=SINCE)
    if number % 2:
        stand_in = person(f"standin{number}", f"代办{number}", Role.HANDLER)
        day = dt.date(2026, 10, 1)
        Absence.objects.create(user=user, delegate=stand_in, from_on=day, to_on=dt.date(2027, 1, 1))
    return row


def late_case(story: Story, number: int) -> None:
    """A case at a unit of its own, whose reply and answer are late."""
    case = EnterpriseRequest.objects.get(pk=story.case.pk)
    case.pk, case.ledger_number = None, f"2026-9{number:04}"
    case.save(force_insert=True)
    due_on = local_date(story.at)
    part = Assignment.objects.get(case=story.case)
    part.pk, part.case, part.department = None, case, unit(number)
    part.save(force_insert=True)
    at = story.at - dt.timedelta(days=30)
    for kind, assignment in (("reply", part), ("answer", None)):
        Clock.objects.create(
            case=case,
            assignment=assignment,
            kind=kind,
            started_at=at,
            start_on=local_date(at),
            days=5,
            first_due_on=due_on,
            due_on=due_on,
            due_at=story.at,
        )


def cost(at: dt.datetime) -> tuple[int, int]:
    """Queries of a run, and the notices it wrote; taken back."""
    before = Notice.objects.count()
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        remind(at)
        written = Notice.objects.count() - before
        transaction.set_rollback(True)
    inserts = sum(query["sql"].startswith("INSERT") for query in asked.captured_queries)
    return len(asked) - inserts, written


@pytest.fixture
def at_noon_ten_days_late(story: Story) -> dt.datetime:
    story.submit().accept().contact().assign().sign()
    return story.at.replace(hour=12) + dt.timedelta(days=14)


def test_a_run_asks_as_often_for_thirty_cases_as_for_three(
    story: Story, at_noon_ten_days_late: dt.datetime
) -> None:
    for number in range(FEW):
        late_case(story, number)
    few = cost(at_noon_ten_days_late)
    for number in range(FEW, MANY):
        late_case(story, number)
    many = cost(at_noon_ten_days_late)
    assert many[1] > few[1] >= FEW
    assert many[0] == few[0]


def test_a_run_decrypts_nothing(
    story: Story, at_noon_ten_days_late: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(phone="13900000000")
    late_case(story, 1)
    monkeypatch.setattr("office.crypto.decrypt", lambda token: pytest.fail("a personal column was read"))
    assert cost(at_noon_ten_days_late)[1] > 0


def test_a_stand_in_is_told_in_whose_place(story: Story, at_noon_ten_days_late: dt.datetime) -> None:
    late_case(story, 1)
    remind(at_noon_ten_days_late)
    told = Notice.objects.filter(recipient__username="standin1").first()
    assert told is not None
    assert told.on_behalf_of == User.objects.get(username="unit1")
    assert not Notice.objects.filter(recipient__username="unit1").exists()


def test_those_who_were_asked_for_their_verdict_are_not_asked_for_again(story: Story, clock: Any) -> None:
    """The third working day: the first run asks, the next ones find in one query that it is done."""
    story.answered().work(3)
    at = story.at.replace(hour=12)
    assert remind(at) > 0
    with CaptureQueriesContext(connection) as asked:
        remind(at)
    assert not any("requests_app_accesskey" in query["sql"] for query in asked.captured_queries)
