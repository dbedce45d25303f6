"""Who sits when: every posted representative on a morning or afternoon of the month, one swap done and one that waits."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.db import transaction

from demo.directory import Directory
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from stations.models import DutyShift, Posting
from stations.shifts import planning, swapping, tending

BEGUN_BEFORE = timedelta(days=30)
HALVES = ((time(8, 30), time(11, 30)), (time(14, 30), time(17, 30)))
CLOSES = time(17, 30)


def plan(directory: Directory, *, at: datetime) -> None:
    """The clerk's plans of a month ago, the days made of them, and somebody on duty today at each station."""
    by, begun = Actor.of(directory["clerk"]), at - BEGUN_BEFORE
    rows = Posting.objects.serving(local_date(begun)).select_related("station", "representative")
    for number, posting in enumerate(rows.order_by("station", "representative__certificate_number")):
        begins, ends = HALVES[number % 2]
        planning.repeat(
            posting.station,
            posting.representative,
            weekday=number % 5,
            week_of_month=number // 5 % 4 + 1,
            begins=begins,
            ends=ends,
            since=local_date(begun),
            by=by,
            at=begun,
        )
    tending.tend(at=begun)
    tending.tend(at=at)
    _today(by, at)
    _swaps(directory, by, at)


def _today(by: Actor, at: datetime) -> None:
    """Where the plans have nobody today, the first who is free comes."""
    on: date = local_date(at)
    for station in {row.station for row in Posting.objects.serving(on).select_related("station")}:
        if DutyShift.objects.coming(at).filter(station=station, shift_on=on).exists():
            continue
        for posting in Posting.objects.serving(on).filter(station=station).select_related("representative"):
            person = posting.representative
            # A refusal takes back its own savepoint, not the whole demo.
            with suppress(Refused), transaction.atomic():
                planning.add(station, person, on=on, begins=time(8, 30), ends=CLOSES, by=by, at=at)
                break


def _swaps(directory: Directory, by: Actor, at: datetime) -> None:
    """Of the default station's coming shifts the first was swapped, the second waits for the station."""
    station = next(row for row in directory.stations.values() if row.is_default)
    coming = DutyShift.objects.coming(at).filter(
        station=station, shift_on__gt=local_date(at), plan__isnull=False
    )
    shifts = list(coming.select_related("representative__user")[:4])
    for place, (mine, theirs) in enumerate(zip(shifts[::2], shifts[1::2], strict=False)):
        asker, asked = mine.representative, theirs.representative
        if asker == asked or asker.user is None or asked.user is None:
            continue
        with suppress(Refused), transaction.atomic():
            swap = swapping.ask(
                mine, asked, in_return=theirs, by=Actor.of(asker.user), at=at - timedelta(days=2)
            )
            swapping.agree(swap, by=Actor.of(asked.user), at=at - timedelta(days=1))
            if place == 0:
                swapping.consent(swap, by=by, at=at - timedelta(hours=20))
