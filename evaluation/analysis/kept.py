"""Numbers that take long to count are kept: beside the hour of the count, so that nobody takes them for those of now.

Small offices never meet this: up to `KEPT_FROM` cases everything is counted each time. Beyond it the page shows what
was counted last on this day; where something was recorded since, it says so and offers to count at once. The queue
counts anew what was looked at within a week, and the whole of each new day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from evaluation.analysis import numbers as counting
from evaluation.analysis.matters import Asked, cases_in
from evaluation.analysis.numbers import Numbers
from evaluation.analysis.whole import Analysis, told
from evaluation.models import KeptAnalysis
from office import calendar as office_calendar
from office.calendar import local_date
from office.events import sequence
from office.months import Month

KEPT_FROM = 5000
LOOKED_AT_WITHIN = timedelta(days=7)
# As many as the queue counts in half a minute where each takes some seconds.
AT_MOST = 12
KEYS = ("category", "unit", "group", "station")


@dataclass(frozen=True)
class Told:
    """`since` is how many operations were recorded after the count, 0 where the numbers are those of now."""

    analysis: Analysis
    counted_at: datetime
    since: int


def of_now(asked: Asked, *, at: datetime) -> Told:
    """The numbers of the instant `at`: kept ones where nothing was recorded since, else counted, which may take seconds."""
    kept = _kept(asked)
    if kept is not None and _since(kept) == 0:
        return _told(asked, kept)
    return _counted(asked, at=at, looked_on=asked.on)


def of_today(asked: Asked, *, at: datetime) -> Told:
    """At once where anything of the day is kept, and then perhaps of an earlier hour; else as `of_now`."""
    kept = _kept(asked)
    if kept is None:
        return _counted(asked, at=at, looked_on=asked.on)
    if kept.looked_on != asked.on:
        KeptAnalysis.objects.filter(pk=kept.pk).update(looked_on=asked.on)
    return _told(asked, kept)


def recount(*, at: datetime) -> int:
    """What the queue does: counts anew whatever was looked at within a week and is no longer so. Returns how many.

    Of each day first the page without filters. Nothing is kept of an office that has few cases.
    """
    on = local_date(at)
    whole = Asked(Month.of(on), 12, on)
    if not _is_much(whole):
        KeptAnalysis.objects.all().delete()
        return 0
    wanted = {
        _line(asked): (asked, looked_on) for asked, looked_on in [(whole, on), *_looked_at(on)][:AT_MOST]
    }
    KeptAnalysis.objects.exclude(asked__in=wanted).delete()
    stale = [
        (asked, looked_on)
        for asked, looked_on in wanted.values()
        if (kept := _kept(asked)) is None or _since(kept)
    ]
    for asked, looked_on in stale:
        _counted(asked, at=at, looked_on=looked_on)
    return len(stale)


def _looked_at(on: date) -> Iterator[tuple[Asked, date]]:
    """The latest first, as of `on`: what went up to the running month goes up to the one of `on`."""
    rows = KeptAnalysis.objects.filter(looked_on__gt=on - LOOKED_AT_WITHIN).order_by("-looked_on", "asked")
    for row in rows.values_list("asked", "on", "looked_on"):
        line, counted_on, looked_on = row
        given = dict(parse_qsl(line))
        last = Month.parse(given["last"])
        keys = {name: int(given[name]) for name in KEYS if name in given}
        last = Month.of(on) if last == Month.of(counted_on) else last
        yield Asked(last, int(given["months"]), on, kind=given.get("kind", ""), **keys), looked_on


def _line(asked: Asked) -> str:
    """The filters, without the day."""
    given = {name: getattr(asked, name) for name in (*KEYS, "kind")}
    return urlencode(
        {
            "last": asked.last,
            "months": asked.months,
            **{name: value for name, value in given.items() if value},
        }
    )


def _kept(asked: Asked) -> KeptAnalysis | None:
    return KeptAnalysis.objects.filter(asked=_line(asked), on=asked.on).first()


def _since(kept: KeptAnalysis) -> int:
    """Numbers of the sequence are given in the order of commits: no earlier operation comes in later."""
    return sequence.last() - kept.events


def _told(asked: Asked, kept: KeptAnalysis) -> Told:
    return Told(told(asked, counting.unpacked(kept.numbers)), kept.counted_at, _since(kept))


def _is_much(asked: Asked) -> bool:
    """Whether the months of the span have many cases, of whatever filters: narrowing them takes its time too."""
    span = Asked(asked.last, asked.months, asked.on)
    return cases_in(span)[: KEPT_FROM + 1].count() > KEPT_FROM


def _counted(asked: Asked, *, at: datetime, looked_on: date) -> Told:
    events = sequence.last()
    numbers = counting.count(asked, office_calendar.load())
    if _is_much(asked):
        _keep(asked, numbers, events, at=at, looked_on=looked_on)
    return Told(told(asked, numbers), at, 0)


def _keep(asked: Asked, numbers: Numbers, events: int, *, at: datetime, looked_on: date) -> None:
    row = KeptAnalysis(
        asked=_line(asked), on=asked.on, counted_at=at, events=events, numbers=counting.packed(numbers),
        looked_on=looked_on,
    )  # fmt: skip
    KeptAnalysis.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["asked"],
        update_fields=["on", "counted_at", "events", "numbers", "looked_on"],
    )
