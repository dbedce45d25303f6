"""The year itself: every event of every case in the order of time, with the sweeper's rounds between."""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta

from demo import (
    activities,
    consultations,
    disclosures,
    disposals,
    evaluations,
    findings,
    followup,
    grown_suggestion,
    handling,
    intake,
    merging,
    progress_tables,
    receptions,
    surveys,
    verdicts,
)
from demo.directory import Directory
from demo.matter_scenario import MatterScenario, Timeline
from demo.office_hours import OfficeHours
from office.calendar import LOCAL, local_date
from requests_app.deadlines import reminders
from requests_app.followup import automatic

# What is late today was reminded and escalated on its own days; older reminders were read and are not missed.
REMINDED = timedelta(days=40)


def run(scenarios: list[MatterScenario], directory: Directory, hours: OfficeHours) -> None:
    """Run everything that happens up to now. What a timeline has left after that stays undone: today's work."""
    begin = min(scenario.begins for scenario in scenarios)
    timelines: list[tuple[Timeline, MatterScenario | None]] = [
        (_sweeps(begin, hours), None),
        (followup.weekly_calls(directory, begin, hours), None),
        (receptions.timeline(directory, begin, hours), None),
        (consultations.timeline(directory, begin, hours.drawn_from("hours:consultations")), None),
    ]
    timelines += [(timeline(scenario), scenario) for scenario in scenarios]
    timelines += [(each, None) for each in _monthly(begin, directory, hours)]
    queue: list[tuple[datetime, int]] = []

    def advance(number: int) -> None:
        """Run a timeline up to its next event."""
        following = next(timelines[number][0], None)
        if following is not None and following <= hours.now:
            heapq.heappush(queue, (following, number))

    for number in range(len(timelines)):
        advance(number)
    while queue:
        at, number = heapq.heappop(queue)
        scenario = timelines[number][1]
        if scenario is not None:
            scenario.at = at
        advance(number)


def _monthly(begin: datetime, directory: Directory, hours: OfficeHours) -> Iterator[Timeline]:
    """What no single case brings: disclosures, findings of activities, progress tables, samples."""
    for station in directory.stations.values():
        for month in disclosures.months(begin, hours, station):
            own = hours.drawn_from(f"hours:disclosure:{station.code}:{month}")
            yield disclosures.timeline(station, month, directory, own)
    yield from activities.timelines(directory, begin, hours)
    yield from findings.timelines(directory, hours)
    yield grown_suggestion.grown(directory, hours)
    yield evaluations.timeline(directory, hours)
    yield surveys.timeline(directory, hours.drawn_from("hours:survey"))
    for group in directory.groups.values():
        if group.has_progress_table:
            for month in progress_tables.months(begin, hours):
                own = hours.drawn_from(f"hours:progress:{group.code}:{month}")
                yield progress_tables.timeline(group, month, directory, own)
    default = next(station for station in directory.stations.values() if station.is_default)
    for month in disclosures.months(begin, hours, default):
        yield disclosures.check_sample(month, directory, hours.drawn_from(f"hours:sample:{month}"))


def _sweeps(begin: datetime, hours: OfficeHours) -> Timeline:
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


def timeline(scenario: MatterScenario) -> Timeline:
    """One case from its first to its last event."""
    yield from intake.submit(scenario)
    if scenario.stops_before("accept"):
        return
    match scenario.matter.path:
        case "decline":
            yield from disposals.decline(scenario)
        case "refer":
            yield from disposals.refer(scenario)
            yield from followup.follow_up_referred(scenario)
        case "withdraw":
            yield from disposals.withdraw(scenario)
            yield from followup.follow_up_withdrawn(scenario)
        case "spot":
            yield from disposals.answer_on_the_spot(scenario)
            yield from verdicts.judge(scenario)
            yield from followup.follow_up(scenario)
        case _:
            yield from _through_units(scenario)


def _through_units(scenario: MatterScenario) -> Timeline:
    """The usual way."""
    incidents = scenario.matter.incidents
    if "merged" in incidents:
        yield from merging.follow(scenario)
        return
    if "appealed" in incidents:
        yield from disposals.decline_in_error(scenario)
    yield from intake.accept(scenario)
    if "split" in incidents:
        yield from merging.split(scenario)
    if "resumed" in incidents:
        yield from disposals.withdraw_and_resume(scenario)
    yield from intake.contact_and_assign(scenario)
    if scenario.stops_before("assign", "reassign", "sign"):
        return
    if "terminated" in incidents:
        yield from disposals.terminate(scenario)
        return
    yield from handling.handle(scenario)
    yield from verdicts.judge(scenario)
    yield from followup.follow_up(scenario)
