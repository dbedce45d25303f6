"""Which reports are owed: every period that is over, on the third working day after it (docs/domain.md § 8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from evaluation.models import Report
from evaluation.models.reports import SPANS
from evaluation.reports import writing
from evaluation.reports.owners import Owner, all_owners
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.months import Period
from requests_app.models import EnterpriseRequest

WORKING_DAYS = 3
# So many periods back, missed ones are made up.
LOOK_BACK = {1: 3, 3: 2, 6: 1, 12: 1}


def draft_due(at: datetime) -> int:
    """Draft whatever is owed; how many are new. Asked daily: a repeat, or a queue that was down, changes nothing."""
    on = local_date(at)
    first = EnterpriseRequest.objects.order_by("received_on").values_list("received_on", flat=True).first()
    if first is None:
        return 0
    done = set(Report.objects.values_list("owner", "year", "month", "months"))
    owed = [
        (owner, period)
        for owner in all_owners(on)
        for period in _periods(owner, on, first, office_calendar.load())
        if (owner.key, period.year, period.month, period.months) not in done
    ]
    for owner, period in owed:
        writing.draft(owner, period, by=Actor.system("reports"), at=at)
    return len(owed)


def due_on(period: Period, calendar: WorkingCalendar) -> date:
    """The local date on which it is drafted."""
    return calendar.add(period.last_on, WORKING_DAYS)


def _periods(owner: Owner, on: date, first: date, calendar: WorkingCalendar) -> Iterator[Period]:
    """Those that are due and in which the owner was open and something had come in already; the oldest first."""
    begun = max(first, owner.opened_on or first)
    for months in SPANS:
        last = Period.with_day(on, months)
        for back in range(LOOK_BACK[months], 0, -1):
            period = Period(last.year, last.month, 1).back(back * months)
            found = Period(period.year, period.month, months)
            is_open = owner.closed_on is None or owner.closed_on > found.from_on
            if is_open and begun < found.to_on and due_on(found, calendar) <= on:
                yield found
