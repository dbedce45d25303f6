"""The year itself: every beat of every case in the order of time, with the sweeper's rounds between."""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta

from config.seeding import at_units, exits, verdicts, way_in
from config.seeding.hours import Hours
from config.seeding.tale import Tale
from config.seeding.way_in import Telling
from office.calendar import LOCAL, local_date
from requests_app import sweep


def live(tales: list[Tale], hours: Hours) -> None:
    """Play everything that happens up to now. What a story still has before it stays undone: today's work."""
    beats: list[tuple[datetime, int, Iterator[datetime], Tale | None]] = []
    for number, tale in enumerate(tales, 1):
        _push(beats, number, story(tale), tale, hours.now)
    begin = min(tale.begins for tale in tales)
    _push(beats, 0, _rounds(begin, hours), None, hours.now)
    while beats:
        at, number, told, tale = heapq.heappop(beats)
        if tale is not None:
            tale.at = at
        _push(beats, number, told, tale, hours.now)


def _push(
    beats: list[tuple[datetime, int, Iterator[datetime], Tale | None]],
    number: int,
    told: Iterator[datetime],
    tale: Tale | None,
    now: datetime,
) -> None:
    """Run a story up to its next beat; one that would come after now is never heard of again."""
    following = next(told, None)
    if following is not None and following <= now:
        heapq.heappush(beats, (following, number, told, tale))


def _rounds(begin: datetime, hours: Hours) -> Telling:
    """The sweeper, in the morning of each working day: no clock ends on another."""
    day = local_date(begin)
    while day <= local_date(hours.now):
        at = datetime(day.year, day.month, day.day, 8, 31, tzinfo=LOCAL)
        if hours.calendar.is_working(day):
            yield at
            sweep.sweep(at)
        day += timedelta(days=1)


def story(tale: Tale) -> Telling:
    """One case from its first to its last beat."""
    yield from way_in.submit(tale)
    matter = tale.matter
    if tale.holds("accept"):
        return
    match matter.path:
        case "decline":
            yield from exits.decline(tale)
        case "refer":
            yield from exits.refer(tale)
        case "withdraw":
            yield from exits.withdraw(tale)
        case "spot":
            yield from exits.spot(tale)
            yield from verdicts.verdict(tale)
        case _:
            yield from _handled(tale)


def _handled(tale: Tale) -> Telling:
    """The usual way, through a unit."""
    if "appealed" in tale.matter.turns:
        yield from exits.declined_in_error(tale)
    yield from way_in.accept(tale)
    yield from way_in.contact_and_assign(tale)
    if any(tale.holds(step) for step in ("contact", "assign", "reassign")):
        return
    if "terminated" in tale.matter.turns:
        yield from exits.terminate(tale)
        return
    yield from at_units.work(tale)
    yield from verdicts.verdict(tale)
