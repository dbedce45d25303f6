"""After the end: milestones, promises kept and broken, calls that look back, the question after four weeks."""

from datetime import date, datetime, time, timedelta

from demo.directory import Directory
from demo.handling import reply_and_answer
from demo.matter_scenario import MatterScenario, Timeline, phrases
from demo.matters import hash_of
from demo.office_hours import OfficeHours
from demo.scenario import Scenario
from office.calendar import LOCAL, local_date
from office.models import User
from requests_app.access import conflicts
from requests_app.models import Clock, EnterpriseRequest, LaterQuestion, LookBack, Promise
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status

# Days after the end on which somebody sees whether a look-back waits: the first list, the draw, the second list.
LOOKED_AT = (31, 64, 92)
# The hour of the week's calls.
CALLS_AT = time(16, 20)
# A call that no scenario has made is left for so long.
LEFT_FOR = timedelta(days=14)
CALLERS = ("chensiyuan", "approver", "staff")
# By status: the step, and what most of those called say.
CALLED_ABOUT: dict[str, tuple[str, str]] = {
    Status.CLOSED: ("record_look_back", "holds"),
    Status.REFERRED: ("record_look_back", "answered"),
    Status.WITHDRAWN: ("record_call_back", "own_will"),
}
# Of ten promises so many are let pass, and are broken by the sweeper.
LET_PASS = 3
# Of ten reviews so many find that conditions have changed.
CHANGED = 2


def follow_up(scenario: MatterScenario) -> Timeline:
    """Everything that a case goes through once it is closed, as far as the year has come."""
    if scenario.matter.now:
        return
    yield scenario.hours.later(scenario.at, 9)
    if not _is_closed(scenario):
        return
    promise = Promise.objects.awaited().filter(case=scenario.case).last()
    if promise is not None:
        yield from _await_promise(scenario, promise)
        return
    for days in LOOKED_AT:
        yield _office_hour_of(scenario, (scenario.case.closed_on or scenario.on) + timedelta(days=days))
        if not _is_closed(scenario):
            return
        yield from _answer_later_question(scenario)
        yield from look_back(scenario)
    yield from _review_conditions(scenario)


def _review_conditions(scenario: MatterScenario) -> Timeline:
    """Of what could not be settled, on its day; for few have the conditions changed."""
    clock = Clock.objects.running().filter(case=scenario.case, kind=ClockKind.REVIEW).first()
    if clock is None or not _is_closed(scenario):
        return
    yield _office_hour_of(scenario, clock.due_on - timedelta(days=1))
    if not _is_closed(scenario) or not Clock.objects.running().filter(pk=clock.pk).exists():
        return
    if hash_of(scenario.matter.key) % 10 < CHANGED:
        reason = phrases()["reviews_changed"]
        scenario.take("review_conditions", "staff", conditions="changed", reason=reason)
        yield from _do_again(scenario)
        return
    reason = scenario.phrase("reviews")
    scenario.take("review_conditions", "staff", conditions="unchanged", reason=reason)


def follow_up_referred(scenario: MatterScenario) -> Timeline:
    """Of the 司法监察 list: whether the body has answered."""
    for days in (31, 91):
        yield scenario.hours.later(scenario.at, days * 5 // 7)
        yield from look_back(scenario)


def follow_up_withdrawn(scenario: MatterScenario) -> Timeline:
    """At once where somebody was talked out of it, else when the month's draw says so."""
    yield from _call_back(scenario)
    yield scenario.hours.later(scenario.at, 23)
    yield from _call_back(scenario)


def _is_closed(scenario: MatterScenario) -> bool:
    scenario.case.refresh_from_db()
    return scenario.case.status == Status.CLOSED


def _office_hour_of(scenario: MatterScenario, day: date) -> datetime:
    """An office hour of that day or the next working one, never before the present event."""
    hours = scenario.hours
    when = hours.at_office(day if hours.calendar.is_working(day) else hours.calendar.next_working(day))
    return max(when, hours.soon(scenario.at))


def _await_promise(scenario: MatterScenario, promise: Promise) -> Timeline:
    hours, rng = scenario.hours, scenario.rng
    left = (promise.due_on - scenario.on).days
    if left > 40:
        yield _office_hour_of(scenario, scenario.on + timedelta(days=left // 2))
        scenario.take("report_milestone", "liaison", text=scenario.phrase("milestones"))
    if hash_of(scenario.matter.key) % 10 < LET_PASS:
        # Nobody records it; the sweeper sends it back to work, and then it is done.
        yield _office_hour_of(scenario, hours.calendar.add(promise.due_on, 3))
        scenario.case.refresh_from_db()
        yield from _do_again(scenario)
        return
    yield _office_hour_of(scenario, promise.due_on - timedelta(days=rng.choice((2, 4, 9))))
    scenario.take("keep_promise", "liaison", evidence=scenario.phrase("kept"))
    if rng.random() < 0.55:
        yield hours.of_enterprise(hours.calendar.add(scenario.on, rng.choice((1, 2, 3))))
        scenario.take("still_there", holds="yes")
        return
    yield hours.later(scenario.at, rng.choice((2, 4)))
    yield from look_back(scenario)


def _do_again(scenario: MatterScenario) -> Timeline:
    if scenario.case.status != Status.HANDLING:
        return
    yield from reply_and_answer(scenario, phrases()["made_good"], after=4, result="A")
    yield scenario.hours.of_enterprise(local_date(scenario.at) + timedelta(days=2))
    scenario.rate("mostly", reason=scenario.phrase("reasons", "mostly"))


def _answer_later_question(scenario: MatterScenario) -> Timeline:
    """Some answer the question of four weeks; most say that it holds."""
    asked = LaterQuestion.objects.unanswered().filter(case=scenario.case, round=scenario.case.round)
    if scenario.rng.random() > 0.4 or not asked.exists():
        return
    yield scenario.hours.of_enterprise(scenario.hours.calendar.next_working(scenario.on))
    holds = "no" if scenario.rng.random() < 0.08 else "yes"
    said = scenario.phrase("still_there") if holds == "no" else ""
    scenario.take("still_there", holds=holds, said=said)


def look_back(scenario: MatterScenario) -> Timeline:
    """By somebody who took no part; what came back is done again."""
    caller = _caller(scenario.case, scenario.directory)
    if caller is None or not _awaits_call(scenario):
        return
    yield scenario.hours.later(scenario.at, scenario.rng.choice((0, 1, 2)))
    outcome = _outcome(scenario)
    tries = scenario.rng.choice((1, 3)) if outcome == "not_reached" else 1
    for number in range(tries):
        if number:
            yield scenario.hours.later(scenario.at, 1)
        if not _awaits_call(scenario):
            return
        _record_call(scenario, "record_look_back", caller, outcome)
    if outcome == "came_back":
        yield from _do_again(scenario)


def _call_back(scenario: MatterScenario) -> Timeline:
    """Who withdrew is called, when the reason or the draw says so."""
    caller = _caller(scenario.case, scenario.directory)
    if caller is None or not _awaits_call(scenario):
        return
    yield scenario.hours.later(scenario.at, scenario.rng.choice((0, 1)))
    if _awaits_call(scenario):
        _record_call(scenario, "record_call_back", caller, "own_will")


def _record_call(scenario: MatterScenario, step: str, caller: User, outcome: str) -> None:
    called, said = scenario.phrase("called"), scenario.phrase("look_backs", outcome)
    scenario.take(step, caller, outcome=outcome, called=called, said=said)


def _awaits_call(scenario: MatterScenario) -> bool:
    """Asked again before each call: the enterprise may meanwhile have spoken for itself."""
    scenario.case.refresh_from_db()
    opened = LookBack.objects.opened().filter(case=scenario.case, round=scenario.case.round)
    return opened.exists() and not scenario.case.sealed


def _outcome(scenario: MatterScenario) -> str:
    case, rng = scenario.case, scenario.rng
    if case.status == Status.REFERRED:
        return rng.choices(("answered", "silent", "not_reached"), (60, 30, 10))[0]
    handled = case.assignments.exists() and not case.promises.exists()
    weights = (78, 9, 13) if handled else (88, 0, 12)
    return rng.choices(("holds", "came_back", "not_reached"), weights)[0]


def _caller(case: EnterpriseRequest, directory: Directory) -> User | None:
    people = (directory[name] for name in CALLERS)
    return next((person for person in people if not conflicts.took_part(case, person)), None)


def weekly_calls(directory: Directory, begin: datetime, hours: OfficeHours) -> Timeline:
    """Once a week the office makes the calls that no scenario has made: nothing waits for months."""
    day = local_date(begin)
    while day <= local_date(hours.now):
        day = hours.calendar.add(day, 5)
        at = datetime.combine(day, CALLS_AT, tzinfo=LOCAL)
        yield at
        left = LookBack.objects.opened().filter(opens_on__lt=day - LEFT_FOR, case__sealed=False)
        for row in left.select_related("case").order_by("case_id"):
            _make_call(row.case, directory, at)


def _make_call(case: EnterpriseRequest, directory: Directory, at: datetime) -> None:
    caller = _caller(case, directory)
    if caller is None or case.status not in CALLED_ABOUT:
        return
    step, outcome = CALLED_ABOUT[case.status]
    answers = phrases()["look_backs"][outcome]
    Scenario(case, at=at).take(
        step,
        directory.present(caller, local_date(at)),
        outcome=outcome,
        called=f"{case.contact}（本人接听）",
        said=answers[case.pk % len(answers)],
    )
