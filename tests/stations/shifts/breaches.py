"""A row that breaks each constraint of shifts, swaps and feeds, by the constraint's name."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

from office.calendar import LOCAL
from stations.models import CalendarFeed, DutyShift, ShiftPlan, ShiftSwap
from tests.groups.rows import a_representative, a_user
from tests.stations.rows import SINCE, a_station

BEGINS = dt.datetime(2026, 12, 5, 9, tzinfo=LOCAL)
ENDS = BEGINS + dt.timedelta(hours=2)
_numbers = count(1)


def a_plan(**options: Any) -> ShiftPlan:
    values = {"weekday": 2, "begins": dt.time(9), "ends": dt.time(11), "since": SINCE} | options
    for name, make in (("station", a_station), ("representative", a_representative)):
        if name not in values:
            values[name] = make()
    return ShiftPlan.objects.create(**values)


def a_shift(**options: Any) -> DutyShift:
    values = {"shift_on": BEGINS.date(), "begins_at": BEGINS, "ends_at": ENDS} | options
    for name, make in (("station", a_station), ("representative", a_representative)):
        if name not in values:
            values[name] = make()
    return DutyShift.objects.create(**values)


def a_swap(**options: Any) -> ShiftSwap:
    values = {"asked_at": BEGINS} | options
    if "shift" not in values:
        values["shift"] = a_shift()
    values.setdefault("asker", values["shift"].representative)
    if "successor" not in values:
        values["successor"] = a_representative()
    return ShiftSwap.objects.create(**values)


def twice(make: Callable[..., object], **shared: Any) -> None:
    for _ in range(2):
        make(**shared)


def with_oneself() -> None:
    shift = a_shift()
    a_swap(shift=shift, successor=shift.representative)


def a_feed(user: Any) -> CalendarFeed:
    return CalendarFeed.objects.create(user=user, token_hash=f"t{next(_numbers)}", opened_at=BEGINS)


SHIFT_BREACHES: dict[str, Callable[[], object]] = {
    "shift_plan_span_is_ordered": lambda: a_plan(until=SINCE - dt.timedelta(days=1)),
    "shift_plan_weekday_known": lambda: a_plan(weekday=7),
    "shift_plan_week_known": lambda: a_plan(week_of_month=5),
    "shift_plan_ends_after_it_begins": lambda: a_plan(ends=dt.time(9)),
    "shift_plan_is_open_once": lambda: twice(a_plan, station=a_station(), representative=a_representative()),
    "shift_status_known": lambda: a_shift(status="lost"),
    "shift_ends_after_it_begins": lambda: a_shift(ends_at=BEGINS),
    "shift_once_per_plan_and_day": lambda: twice(a_shift, plan=a_plan(), status="cancelled", reason="x"),
    "shift_one_at_a_time": lambda: twice(a_shift, representative=a_representative()),
    "shift_cancelled_has_reason": lambda: a_shift(status="cancelled"),
    "swap_status_known": lambda: a_swap(status="lost"),
    "swap_one_open_per_shift": lambda: twice(a_swap, shift=a_shift()),
    "swap_is_between_two": with_oneself,
    "swap_agreed_has_its_time": lambda: a_swap(status="agreed"),
    "swap_decided_has_its_time": lambda: a_swap(decided_at=BEGINS),
    "calendar_feed_one_open": lambda: twice(a_feed, user=a_user()),
}
