"""A change of the calendar: it says whom it moves, moves them in the same transaction, and is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from office import calendar, events, ports, workdays
from office.actors import Actor
from office.calendar import SpecialDay, WorkingCalendar
from office.events import Fact
from office.models import CalendarDay
from office.ports import DateMove
from office.refusals import Refused

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)
BY = Actor.system("test")


@dataclass
class Deadlines:
    """One told date, two working days after Monday."""

    due_on: date = date(2026, 11, 25)
    fails: bool = False
    asked: list[date] = field(default_factory=list)

    def moves(self, calendar: WorkingCalendar, *, on: date) -> Sequence[DateMove]:
        self.asked.append(on)
        due = calendar.due_day(date(2026, 11, 23), 2)
        return [DateMove("case:7", "2026-00007", self.due_on, due)] if due > self.due_on else []

    def apply(self, calendar: WorkingCalendar, *, on: date, by: Actor, at: datetime) -> Sequence[Fact]:
        if self.fails:
            raise Refused("no", "不行")
        moves = self.moves(calendar, on=on)
        for move in moves:
            self.due_on = move.becomes
        return [Fact(move.subject, "calendar_moved", {}) for move in moves]


@pytest.fixture
def deadlines(monkeypatch: pytest.MonkeyPatch) -> Deadlines:
    dependent = Deadlines()
    monkeypatch.setattr(ports.calendar_dependents, "_entries", [dependent])
    return dependent


def test_a_holiday_says_whom_it_moves_before_it_is_entered(deadlines: Deadlines, today: date) -> None:
    days = {TUESDAY: SpecialDay("holiday", "测试")}
    (move,) = workdays.moves(days, on=today)
    assert (move.label, move.was, move.becomes) == ("2026-00007", date(2026, 11, 25), date(2026, 11, 26))
    assert not CalendarDay.objects.exists()
    assert deadlines.due_on == date(2026, 11, 25)
    assert deadlines.asked == [today]


def test_a_holiday_that_is_entered_moves_them_and_is_recorded(deadlines: Deadlines, now: datetime) -> None:
    workdays.enter({TUESDAY: SpecialDay("holiday", "测试")}, by=BY, at=now)
    assert deadlines.due_on == date(2026, 11, 26)
    assert not calendar.load().is_working(TUESDAY)
    event = events.timeline("calendar:2026").get()
    assert event.data == {"2026-11-24": {"before": "", "after": "holiday", "provisional": False}}


def test_what_is_entered_twice_is_recorded_once(deadlines: Deadlines, now: datetime) -> None:
    days = {TUESDAY: SpecialDay("holiday", "测试"), date(2027, 1, 1): SpecialDay("holiday", "元旦", True)}
    workdays.enter(days, by=BY, at=now)
    assert workdays.enter(days, by=BY, at=now) == []
    workdays.enter({date(2027, 1, 1): SpecialDay("holiday", "元旦")}, by=BY, at=now)
    assert CalendarDay.objects.count() == 2
    assert events.timeline("calendar:2026").count() == 1
    assert events.timeline("calendar:2027").count() == 2


def test_a_dependent_that_fails_takes_the_holiday_back(deadlines: Deadlines, now: datetime) -> None:
    deadlines.fails = True
    with pytest.raises(Refused):
        workdays.enter({TUESDAY: SpecialDay("holiday", "测试")}, by=BY, at=now)
    assert not CalendarDay.objects.exists()
    assert calendar.load().is_working(TUESDAY)


@pytest.mark.parametrize(("kind", "name", "field"), [("party", "测试", "kind"), ("holiday", " ", "name")])
def test_an_incomplete_day_is_refused(kind: str, name: str, field: str, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        workdays.enter({TUESDAY: SpecialDay(kind, name)}, by=BY, at=now)
    assert refused.value.field == field


def test_the_closing_time_is_a_setting(today: date) -> None:
    assert workdays.closing_time(today) == calendar.CLOSES_AT
