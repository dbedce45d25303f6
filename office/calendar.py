"""Working days of the Chinese calendar: the one place where a deadline is counted. Pure, but for `load`.

Dates are local (Asia/Shanghai). Sources: § 2 of the domain (a start after closing counts as the next working
day, day 1 is the working day after the start) and the yearly notice of the State Council's General Office.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from office.models import CalendarDay
from office.snapshots import Snapshot

LOCAL = ZoneInfo("Asia/Shanghai")
CLOSES_AT = time(18)
ONE_DAY = timedelta(days=1)

CountedKind = Literal["start", "late", "counted", "weekend", "holiday", "makeup", "paused", "due"]
LABELS: dict[CountedKind, str] = {
    "start": "起算",
    "late": "下班后收到，顺延",
    "counted": "工作日",
    "weekend": "周末",
    "holiday": "放假",
    "makeup": "调休上班",
    "paused": "暂停计时",
    "due": "到期",
}


class Day(Protocol):
    """A day that is not as its weekday says."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def provisional(self) -> bool: ...


@dataclass(frozen=True)
class SpecialDay:
    """`kind` is "holiday" or "working"."""

    kind: str
    name: str
    provisional: bool = False


@dataclass(frozen=True)
class CountedDay:
    """A line of the explanation; `number` is how many working days are counted by its end."""

    date: date
    kind: CountedKind
    number: int
    name: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.kind]


class WorkingCalendar:
    """Counts working days: Monday to Friday but for `days`, which holds holidays and make-up working days."""

    def __init__(self, days: Mapping[date, Day]) -> None:
        self._days = days
        provisional = {day.year for day, special in days.items() if special.provisional}
        self._settled_years = {day.year for day in days} - provisional
        shifts = [(day.toordinal(), self.is_working(day) - (day.weekday() < 5)) for day in sorted(days)]
        self._shifted = [ordinal for ordinal, _ in shifts]
        self._shift_by = list(accumulate((shift for _, shift in shifts), initial=0))

    def is_working(self, day: date) -> bool:
        special = self._days.get(day)
        return special.kind == "working" if special else day.weekday() < 5

    def is_provisional(self, day: date) -> bool:
        """Whether the State Council has not yet told the holidays of that year."""
        return day.year not in self._settled_years

    def mark(self, day: date) -> str:
        """What stands behind a date that may still move: its year's holidays are not told yet. "" for any other.

        A table without any day belongs to a site that was not seeded; 运行状态 says so.
        """
        return "（暂定）" if self._days and self.is_provisional(day) else ""

    def name_of(self, day: date) -> str:
        special = self._days.get(day)
        return special.name if special else ""

    def next_working(self, day: date) -> date:
        """The first working day after `day`."""
        day += ONE_DAY
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """The n-th working day after `day`; `day` itself for 0."""
        return self.due_day(day, working_days)

    def count(self, after: date, until: date) -> int:
        """Working days in (after, until]; none where `until` is not after. The span may be long: lists ask it twice a row."""
        return max(0, self._up_to(until) - self._up_to(after))

    def _up_to(self, day: date) -> int:
        """Working days from Monday 0001-01-01 to `day`: five of each week, and what the notices have shifted."""
        weeks, rest = divmod(day.toordinal(), 7)
        return weeks * 5 + min(rest, 5) + self._shift_by[bisect_right(self._shifted, day.toordinal())]

    def start_day(self, at: datetime, closes_at: time = CLOSES_AT) -> date:
        """The day from which a clock counts: the day of `at` if it works and has not closed, else the next one."""
        day = local_date(at)
        if self.is_working(day) and at.astimezone(LOCAL).time() < closes_at:
            return day
        return self.next_working(day)

    def due_day(self, start: date, working_days: int, paused: Collection[date] = ()) -> date:
        """The day by whose closing hour a clock of so many working days ends; paused days do not count."""
        if working_days < 0:
            raise ValueError("Working days are counted forwards only.")
        day = start
        while working_days:
            day = self.next_working(day)
            working_days -= day not in paused
        return day

    def explain(
        self,
        start_at: datetime,
        working_days: int,
        paused: Collection[date] = (),
        closes_at: time = CLOSES_AT,
        *,
        until: date | None = None,
    ) -> list[CountedDay]:
        """Every day from the one of `start_at` to the due day, and why it did or did not count.

        `until`: a later date that was told (a minimum, an earlier calendar); the days up to it are shown too.
        """
        start = self.start_day(start_at, closes_at)
        due = self.due_day(start, working_days, paused)
        due = max(due, until) if until else due
        lines: list[CountedDay] = []
        number = 0
        day = local_date(start_at)
        while day <= due:
            kind = self._kind(day, start, paused)
            number += kind in ("counted", "makeup") and number < working_days
            if day == due and kind != "start":
                kind = "due"
            lines.append(CountedDay(day, kind, number, self.name_of(day)))
            day += ONE_DAY
        return lines

    def _kind(self, day: date, start: date, paused: Collection[date]) -> CountedKind:
        if day == start:
            return "start"
        if not self.is_working(day):
            return "holiday" if day in self._days else "weekend"
        if day < start:
            return "late"
        if day in paused:
            return "paused"
        return "makeup" if day in self._days else "counted"


def load() -> WorkingCalendar:
    """The calendar as the table has it: at most one small query, none the second time in a web request."""
    return _snapshot.get()


def forget() -> None:
    """Read the table again at the next use."""
    _snapshot.forget()


def local_date(at: datetime) -> date:
    """The date in Shanghai of an aware datetime."""
    return at.astimezone(LOCAL).date()


def closing_instant(day: date, closes_at: time = CLOSES_AT) -> datetime:
    """The instant at which a deadline of that day has passed."""
    return datetime.combine(day, closes_at, tzinfo=LOCAL)


def _read() -> WorkingCalendar:
    rows = CalendarDay.objects.values_list("date", "kind", "name", "provisional")
    return WorkingCalendar(
        {day: SpecialDay(kind, name, provisional) for day, kind, name, provisional in rows}
    )


_snapshot = Snapshot("calendar", _read)
