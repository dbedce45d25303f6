"""The admin's start page: each number is that of its list, counted from indexes alone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office import calendar as office_calendar
from office.models import User
from portal.admin_home import start_page
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import OPEN
from tests.stories import MONDAY, SHANGHAI, Story

pytestmark = pytest.mark.postgres

NOW = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
ON = NOW.date()
# What the day's work and the month's figures are read from, whatever the size of the ledger.
INDEXES = {
    "case_received",
    "case_first_due",
    "case_unended_tally",
    "clock_kind_first_due",
    "clock_running_due",
    "verdict_given_on",
}


def numbers(user: User) -> dict[str, int]:
    return {row["label"]: row["count"] for row in start_page(user, at=NOW)["work"]}


@pytest.fixture
def ledger(story: Story) -> Story:
    """One settled, two late in hand, one answered, one new, one due today, one sealed by its keeper."""
    story.answered().work(1).rate()
    story.at = MONDAY
    story.handled(difficulty="simple").submit().accept("simple").answered()
    story.at = NOW
    story.submit(phone="").submit(phone="").accept()
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(answer_due_on=ON)
    story.submit(phone="").take("seal", "staff")
    return story


@pytest.mark.parametrize("who", ["staff", "second_staff", "approver", "auditor", "liaison", "clerk"])
def test_the_days_work_is_what_the_lists_hold(ledger: Story, who: str) -> None:
    user = ledger.people[who]
    found = numbers(user)
    seen = EnterpriseRequest.objects.visible_to(user, ON).unended()
    soon = seen.filter(
        status__in=OPEN,
        waiting_since=None,
        answer_due_on__range=(ON, office_calendar.load().add(ON, 3)),
    )
    assert found["待受理"] == seen.filter(status="submitted").count()
    assert found["待交办"] == seen.filter(status="accepted").count()
    assert found["临期"] == soon.count()
    assert found["答复超期"] == seen.overdue(ON).count()
    assert found["待评价"] == seen.filter(status="answered").count()
    assert found["答复超期"] > 0


def test_the_month_is_counted_beside_them(ledger: Story) -> None:
    page = start_page(ledger.people["staff"], at=NOW)
    assert [row["label"] for row in page["figures"]] == ["响应率", "按期答复率", "办结率", "满意率"]
    assert (
        sum(row["count"] for row in page["parts"]) == EnterpriseRequest.objects.filter(sealed=False).count()
    )


def test_it_asks_as_often_for_a_full_ledger_as_for_an_empty_one(story: Story) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            start_page(story.people["staff"], at=NOW)
        return len(queries)

    cost()
    first = cost()
    for _ in range(3):
        story.at = MONDAY
        story.answered().work(1).rate()
    assert cost() == first


def test_its_counts_are_read_from_indexes_alone(ledger: Story) -> None:
    if connection.vendor != "sqlite":
        # With so few rows PostgreSQL reads the table.
        return
    with CaptureQueriesContext(connection) as queries:
        start_page(ledger.people["staff"], at=NOW)
    plans = [plan(query["sql"]) for query in queries.captured_queries if "COUNT(" in query["sql"]]
    assert {
        name for name in INDEXES if any(f"USING COVERING INDEX {name}" in each for each in plans)
    } == INDEXES
    assert not any("SCAN requests_app_clock" in each for each in plans)


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        return "\n".join(row[3] for row in cursor.fetchall())
