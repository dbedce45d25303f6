"""Drafts of the month that has ended: for every open station, on the first working day at 02:00."""

from __future__ import annotations

from datetime import datetime

from evaluation import disclosing
from evaluation.models import Disclosure
from evaluation.periods import Month
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import local_date
from stations.models import Station


def draft_due(at: datetime) -> int:
    """From the first working day of a month on, draft the month before where it is missing; how many are new."""
    on = local_date(at)
    month = Month.of(on)
    first = month.from_on
    calendar = office_calendar.load()
    if not calendar.is_working(first):
        first = calendar.next_working(first)
    return draft_month(month.previous, at=at) if on >= first else 0


def draft_month(month: Month, *, at: datetime, station_code: str = "") -> int:
    """Draft every station open in the month (or the one named) that has no edition yet."""
    stations = Station.objects.filter(opened_on__lt=month.to_on).exclude(closed_on__lte=month.from_on)
    if station_code:
        stations = stations.filter(code=station_code)
    done = Disclosure.objects.of(month).values("station_id")
    missing = list(stations.exclude(pk__in=done))
    for station in missing:
        disclosing.draft(station, month, by=Actor.system("monthly"), at=at)
    return len(missing)
