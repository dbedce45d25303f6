"""The year itself: every beat of every case in the order of time, with the sweeper's rounds between."""

import heapq
from datetime import datetime, timedelta

from demo import activities, afterwards, at_units, exits, joined, months, progress, verdicts, way_in
from demo.cast import Cast
from demo.hours import Hours
from demo.scenario import Tale, Telling
from office.calendar import LOCAL, local_date
from requests_app.deadlines import reminders
from requests_app.followup import automatic

# What is late today was reminded and escalated on its own days; older reminders were read and are not missed.
REMINDED = timedelta(days=40)
Playing = tuple[datetime, int, Telling, Tale | None]


def live(tales: list[Tale], cast: Cast, hours: Hours) -> None:
    """Play everything that happens up to now. What a story still has before it stays undone: today's work."""
    begin = min(tale.begins for tale in tales)
    beats: list[Playing] = []
    told: list[tuple[Telling, Tale | None]] = [
        (_rounds(begin, hours), None),
        (afterwards.rounds(cast, begin, hours), None),
    ]
    told += [(story(tale), tale) for tale in tales]
    told += [
        (months.tell(station, month, cast, hours), None)
        for station in cast.stations.values()
        for month in months.ended(begin, hours, station)
    ]
    told += [(telling, None) for telling in activities.tell_all(cast, hours)]
    told += [
        (progress.tell(group, month, cast, hours), None)
        for group in cast.groups.values()
        if group.has_progress_table
        for month in progress.ended(begin, hours)
    ]
    default = next(station for station in cast.stations.values() if station.is_default)
    told += [(months.sample(month, cast, hours), None) for month in months.ended(begin, hours, default)]
    for number, (telling, tale) in enumerate(told):
        _push(beats, number, telling, tale, hours.now)
    while beats:
        at, number, telling, tale = heapq.heappop(beats)
        if tale is not None:
            tale.at = at
        _push(beats, number, telling, tale, hours.now)


def _push(
    beats: list[Playing],
    number: int,
    told: Telling,
    tale: Tale | None,
    now: datetime,
) -> None:
    """Run a story up to its next beat; one that would come after now is never heard of again."""
    following = next(told, None)
    if following is not None and following <= now:
        heapq.heappush(beats, (following, number, told, tale))


def _rounds(begin: datetime, hours: Hours) -> Telling:
    """The sweeper, in the morning of each working day: no clock ends on another; of late the reminders too."""
    day = local_date(begin)
    while day <= local_date(hours.now):
        at = datetime(day.year, day.month, day.day, 8, 31, tzinfo=LOCAL)
        if hours.calendar.is_working(day):
            yield at
            automatic.sweep(at)
        if hours.calendar.is_working(day) and at > hours.now - REMINDED:
            yield at.replace(hour=9, minute=0)
            reminders.remind(at.replace(hour=9, minute=0))
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
            yield from _referred(tale)
        case "withdraw":
            yield from exits.withdraw(tale)
            yield from _withdrawn(tale)
        case "spot":
            yield from exits.spot(tale)
            yield from verdicts.verdict(tale)
            yield from afterwards.later(tale)
        case _:
            yield from _handled(tale)


def _handled(tale: Tale) -> Telling:
    """The usual way, through a unit."""
    if "merged" in tale.matter.turns:
        yield from joined.follow(tale)
        return
    if "appealed" in tale.matter.turns:
        yield from exits.declined_in_error(tale)
    yield from way_in.accept(tale)
    if "split" in tale.matter.turns:
        yield tale.hours.soon(tale.at)
        joined.split(tale)
    if "resumed" in tale.matter.turns:
        yield from exits.talked_out(tale)
    yield from way_in.hear_and_hand_over(tale)
    if any(tale.holds(step) for step in ("assign", "reassign", "sign")):
        return
    if "terminated" in tale.matter.turns:
        yield from exits.terminate(tale)
        return
    yield from at_units.work(tale)
    yield from verdicts.verdict(tale)
    yield from afterwards.later(tale)


def _referred(tale: Tale) -> Telling:
    """Of the 司法监察 list: whether the body has answered."""
    for days in (31, 91):
        yield tale.hours.later(tale.at, days * 5 // 7)
        yield from afterwards.looked_back(tale)


def _withdrawn(tale: Tale) -> Telling:
    """At once where somebody was talked out of it, else when the month's draw says so."""
    yield from afterwards.called_back(tale)
    yield tale.hours.later(tale.at, 23)
    yield from afterwards.called_back(tale)
