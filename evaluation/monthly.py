"""Drafts of months that have ended: for every open station, from the first working day after on, at 02:00."""

from __future__ import annotations

from datetime import datetime

from evaluation import disclosing
from evaluation.models import Disclosure
from evaluation.periods import Month
from office import calendar as office_calendar
from office import events
from office.actors import Actor
from office.calendar import local_date
from requests_app.models import EnterpriseRequest
from stations.models import Station

# Of a station without any edition: so many months back, a queue that was down from the beginning drafts.
LOOK_BACK_MONTHS = 3


def draft_due(at: datetime) -> int:
    """Draft every month that a station owes; how many are new. Asked daily: a repeat changes nothing."""
    last = _last_due(at)
    stations = Station.objects.filter(opened_on__lt=last.to_on).order_by("-is_default", "code")
    owed = sorted((month, place) for place, station in enumerate(stations) for month in _owed(station, last))
    for month, place in owed:
        disclosing.draft(stations[place], month, by=Actor.system("monthly"), at=at)
    return len(owed)


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


def _last_due(at: datetime) -> Month:
    """The last month that has ended and whose first working day after has begun."""
    on = local_date(at)
    month = Month.of(on)
    first, calendar = month.from_on, office_calendar.load()
    if not calendar.is_working(first):
        first = calendar.next_working(first)
    return month.previous if on >= first else month.previous.previous


def _owed(station: Station, last: Month) -> list[Month]:
    """Months without an edition, from the station's first edition on; before that from its first case on.

    None in which the station was not open.
    """
    done = {row.period for row in Disclosure.objects.filter(station=station).only("year", "month")}
    first = max(min(done, default=_begin(station, last)), Month.of(station.opened_on))
    return [
        month
        for month in first.upto(last)
        if month not in done and (station.closed_on is None or station.closed_on > month.from_on)
    ]


def _begin(station: Station, last: Month) -> Month:
    first = EnterpriseRequest.objects.filter(station=station).order_by("received_on").first()
    if first is None:
        # Nothing is published of a month in which this site was not there yet.
        return max(last, Month.of(events.began_on()))
    begun = min(last, Month.of(first.received_on))
    return max(begun, last.back(LOOK_BACK_MONTHS - 1))
