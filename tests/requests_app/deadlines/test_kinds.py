"""A clock is one row: everything that depends on its kind reads requests_app/deadlines/kinds.py."""

import datetime as dt
from collections.abc import Iterator

import pytest

from casework.lengths import Unit
from casework.queues.table import Moment, Queue
from office import calendar as office_calendar
from office import options
from requests_app import queues
from requests_app.access.parties import REQUESTER_VERDICT
from requests_app.deadlines import escalations, kinds, next_action, reminders
from requests_app.deadlines import recipients as r
from requests_app.deadlines.kinds import (
    ClockRow,
    Column,
    Holder,
    Length,
    Precedence,
    Reminders,
    Wait,
)
from requests_app.deadlines.options import clock_days, declare_length
from requests_app.models import Assignment, Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.queues.narrowing import NARROWED
from requests_app.steps.table import STEPS
from requests_app.supervision import overview
from stations.scopes import Scope

INVENTED = ClockRow(
    kind="invented",
    length=Length("送达", 3),
    holder=Holder.STAFF,
    queue=Queue("invented", "待送达", "送达", "assign"),
    wait=Wait("staff", "送达", frozenset({"assign"}), r.STAFF, Precedence.RESULT),
    reminders=Reminders(r.STAFF, (1,), ((1, r.APPROVERS),)),
    column=Column(at_unit=True),
    stops_for_enterprise=True,
)
MONDAY = dt.date(2026, 11, 23)
FRIDAY = dt.date(2026, 11, 27)


def test_every_kind_has_its_row() -> None:
    assert list(kinds.KINDS) == [row.kind for row in kinds.KINDS.values()]
    assert kinds.KINDS.keys() == set(ClockKind.values)


@pytest.mark.parametrize("row", kinds.KINDS.values(), ids=kinds.KINDS)
def test_what_a_row_names_exists_and_fits(row: ClockRow) -> None:
    assert not row.queue.step or row.queue.step in STEPS
    # The enterprise is asked once more and then the case closes: no account is reminded of it or behind with it.
    assert (row.reminders is None) == (row.column is None) == row.ends_by_itself
    if row.wait is not None:
        assert row.wait.steps <= STEPS.keys()
        parties = {row.wait.party, REQUESTER_VERDICT} if row.wait.party == "requester" else {row.wait.party}
        assert any(parties & STEPS[step].who for step in row.wait.steps), "the party can end the wait"
        assert (row.wait.people is None) == (row.wait.party == "requester")
    if row.reminders is not None:
        late = [days for days, _ in row.reminders.levels]
        assert late == sorted(late), "the last level is the highest"


def test_what_is_said_of_queues_belongs_to_one() -> None:
    assert NARROWED.keys() <= {row.queue.key for row in kinds.KINDS.values()}


def test_a_case_waits_for_the_narrowest_first() -> None:
    """As it stood before there was a table of kinds: who must act where several clocks run."""
    order = [row.kind for row in kinds.by_precedence()]
    for first, second in (
        (ClockKind.TRANSFER, ClockKind.EXTENSION),
        (ClockKind.EXTENSION, ClockKind.REPLY),
        (ClockKind.CLASS, ClockKind.CHECK),
        (ClockKind.CHECK, ClockKind.ANSWER),
        (ClockKind.REPLY, ClockKind.ANSWER),
        (ClockKind.VERDICT, ClockKind.LOOK_BACK),
        (ClockKind.LOOK_BACK, ClockKind.PROMISE),
    ):
        assert order.index(first) < order.index(second)
    assert set(ClockKind.values) - set(order) == {
        "contact",
        "opinion",
        "consult",
        "minutes",
        "release",
        "supervise",
        "withdrawal",
    }


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """A running clock of a kind that has a row and nothing else, due on Monday."""
    monkeypatch.setitem(kinds.KINDS, INVENTED.kind, INVENTED)
    declare_length(INVENTED)
    unit = Assignment(pk=1, part="lead", department_id=1)
    case = EnterpriseRequest(pk=1, ledger_number="2026-00001", title="雨水倒灌")
    yield Clock(pk=1, case=case, kind="invented", days=3, due_on=MONDAY, first_due_on=MONDAY, assignment=unit)
    options.DECLARED.pop("clock_invented")


@pytest.mark.django_db
def test_a_kind_that_is_added_is_known_to_every_reader(invented: Clock) -> None:
    calendar, friday = office_calendar.load(), dt.date(2026, 11, 20)
    assert clock_days("invented", "", MONDAY) == 3
    assert options.DECLARED["clock_invented"].label == "送达期限"
    assert "invented" in kinds.kinds_with("stops_for_enterprise")
    assert next_action.binding([invented]) is invented
    assert reminders.next_date(invented, calendar, on=dt.date(2026, 11, 19), until=MONDAY) == friday
    assert reminders.next_date(invented, calendar, on=friday, until=FRIDAY) == dt.date(2026, 11, 24)
    assert list(escalations._level_keys(invented).values()) == ["审签人"]
    queue, condition = queues.table(kinds.KINDS.values())["invented"]
    staff = Scope(1, frozenset({"staff"}), *(frozenset[int](),) * 6)
    assert queue.label == "待送达"
    assert Clock.objects.filter(condition(staff, Moment(MONDAY, calendar))).count() == 0
    assert "invented" in overview.at_units()
    assert kinds.step_label("invented") == "invented"
    invented.unit_name = "财政局"
    assert overview.responsible(invented) == "财政局"


@pytest.mark.parametrize(
    ("start_on", "months", "due_on"),
    [
        (dt.date(2026, 11, 23), 3, dt.date(2027, 2, 23)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 3, 1)),  # 28 February is a Sunday
        (dt.date(2026, 8, 31), 1, dt.date(2026, 9, 30)),
        (dt.date(2026, 9, 1), 1, dt.date(2026, 10, 9)),  # the holiday lasts until 8 October
    ],
)
@pytest.mark.django_db
def test_months_end_on_the_same_day_or_the_next_working_one(
    start_on: dt.date, months: int, due_on: dt.date, holidays: None
) -> None:
    calendar = office_calendar.load()
    days = Unit.MONTHS.working_days(months, start_on, calendar)
    assert calendar.due_day(start_on, days) == due_on
