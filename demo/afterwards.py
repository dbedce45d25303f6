"""After the end: milestones, promises kept and broken, calls that look back, the question after four weeks."""

from datetime import date, datetime, time, timedelta
from typing import Any

from casework import engine
from demo.at_units import reply_and_answer
from demo.cast import Cast
from demo.hours import Hours
from demo.matters import hash_of
from demo.scenario import REQUESTER, Tale, Telling, read_phrases
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import User
from requests_app.access import conflicts
from requests_app.models import EnterpriseRequest, LaterQuestion, LookBack, Promise
from requests_app.models.requests import Status
from requests_app.steps import later_questions, look_backs, promises, verdicts
from requests_app.steps.table import STEPS

# Days after the end on which somebody looks whether a look-back waits: the first list, the draw, the second list.
LOOKED_AT = (31, 64, 92)
# The hour of the week's calls.
CALLS_AT = time(16, 20)
# A call that no story has made is left for so long.
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


def later(tale: Tale) -> Telling:
    """Everything that a case goes through once it is closed, as far as the year has come."""
    if tale.matter.now:
        return
    yield tale.hours.later(tale.at, 9)
    tale.case.refresh_from_db()
    if tale.case.status != Status.CLOSED:
        return
    promise = Promise.objects.awaited().filter(case=tale.case).last()
    if promise is not None:
        yield from _promised(tale, promise)
        return
    for days in LOOKED_AT:
        yield _on(tale, (tale.case.closed_on or tale.on) + timedelta(days=days))
        tale.case.refresh_from_db()
        if tale.case.status != Status.CLOSED:
            return
        yield from _asked_again(tale)
        yield from looked_back(tale)


def _on(tale: Tale, day: date) -> Any:
    """An office hour of that day or the next working one, never before the present beat."""
    calendar = tale.hours.calendar
    when = tale.hours.at_office(day if calendar.is_working(day) else calendar.next_working(day))
    return max(when, tale.hours.soon(tale.at))


def _promised(tale: Tale, promise: Promise) -> Telling:
    left = (promise.due_on - tale.on).days
    if left > 40:
        yield _on(tale, tale.on + timedelta(days=left // 2))
        text = tale.phrase("milestones")
        tale.take("report_milestone", promises.MilestoneInputs(text=text), by=tale.liaison)
    if hash_of(tale.matter.key) % 10 < LET_PASS:
        yield from _let_pass(tale, promise)
        return
    yield _on(tale, promise.due_on - timedelta(days=tale.dice.choice((2, 4, 9))))
    tale.take("keep_promise", promises.KeepInputs(evidence=tale.phrase("kept")), by=tale.liaison)
    if tale.dice.random() < 0.55:
        yield tale.hours.of_enterprise(tale.hours.calendar.add(tale.on, tale.dice.choice((1, 2, 3))))
        tale.take("still_there", later_questions.StillThereInputs(holds="yes"), by=REQUESTER)
        return
    yield tale.hours.later(tale.at, tale.dice.choice((2, 4)))
    yield from looked_back(tale)


def _let_pass(tale: Tale, promise: Promise) -> Telling:
    """Nobody records it; the sweeper sends it back to work, and then it is done."""
    yield _on(tale, tale.hours.calendar.add(promise.due_on, 3))
    tale.case.refresh_from_db()
    yield from _done_again(tale)


def _done_again(tale: Tale) -> Telling:
    if tale.case.status != Status.HANDLING:
        return
    yield from reply_and_answer(tale, tale.phrases["made_good"], after=4, result="A")
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=2))
    given = verdicts.RateInputs(satisfaction="mostly", agreed="yes", reason=tale.phrase("reasons", "mostly"))
    tale.take("rate", given, by=REQUESTER)


def _asked_again(tale: Tale) -> Telling:
    """Some answer the question of four weeks; most say that it holds."""
    asked = LaterQuestion.objects.unanswered().filter(case=tale.case, round=tale.case.round)
    if tale.dice.random() > 0.4 or not asked.exists():
        return
    yield tale.hours.of_enterprise(tale.hours.calendar.next_working(tale.on))
    holds = "no" if tale.dice.random() < 0.08 else "yes"
    said = tale.phrase("still_there") if holds == "no" else ""
    tale.take("still_there", later_questions.StillThereInputs(holds=holds, said=said), by=REQUESTER)


def looked_back(tale: Tale) -> Telling:
    """By somebody who took no part; what came back is done again."""
    caller = _caller(tale)
    if caller is None or not _waits(tale):
        return
    yield tale.hours.later(tale.at, tale.dice.choice((0, 1, 2)))
    outcome = _outcome(tale)
    tries = tale.dice.choice((1, 3)) if outcome == "not_reached" else 1
    for number in range(tries):
        if number:
            yield tale.hours.later(tale.at, 1)
        if not _waits(tale):
            return
        given = look_backs.RecordLookBackInputs(
            outcome=outcome, called=tale.phrase("called"), said=tale.phrase("look_backs", outcome)
        )
        tale.take("record_look_back", given, by=caller)
    if outcome == "came_back":
        yield from _done_again(tale)


def rounds(cast: Cast, begin: datetime, hours: Hours) -> Telling:
    """Once a week the office makes the calls that no story has made: nothing waits for months."""
    day = local_date(begin)
    while day <= local_date(hours.now):
        day = hours.calendar.add(day, 5)
        at = datetime.combine(day, CALLS_AT, tzinfo=LOCAL)
        yield at
        left = LookBack.objects.opened().filter(opens_on__lt=day - LEFT_FOR, case__sealed=False)
        for row in left.select_related("case").order_by("case_id"):
            _call(row.case, cast, at)


def _call(case: EnterpriseRequest, cast: Cast, at: datetime) -> None:
    callers = (cast[name] for name in CALLERS)
    caller = next((person for person in callers if not conflicts.took_part(case, person)), None)
    if caller is None or case.status not in CALLED_ABOUT:
        return
    step, outcome = CALLED_ABOUT[case.status]
    words = read_phrases()["look_backs"][outcome]
    given = STEPS[step].inputs(
        outcome=outcome, called=f"{case.contact}（本人接听）", said=words[case.pk % len(words)]
    )
    engine.take(step, case, given, by=Actor.of(cast.present(caller, local_date(at))), at=at)


def _waits(tale: Tale) -> bool:
    """Asked again before each call: the enterprise may meanwhile have spoken for itself."""
    tale.case.refresh_from_db()
    opened = LookBack.objects.opened().filter(case=tale.case, round=tale.case.round)
    return opened.exists() and not tale.case.sealed


def _outcome(tale: Tale) -> str:
    if tale.case.status == Status.REFERRED:
        return tale.dice.choices(("answered", "silent", "not_reached"), (60, 30, 10))[0]
    handled = tale.case.assignments.exists() and not tale.case.promises.exists()
    weights = (78, 9, 13) if handled else (88, 0, 12)
    return tale.dice.choices(("holds", "came_back", "not_reached"), weights)[0]


def called_back(tale: Tale) -> Telling:
    """Who withdrew is called, when the reason or the draw says so."""
    caller = _caller(tale)
    if caller is None or not _waits(tale):
        return
    yield tale.hours.later(tale.at, tale.dice.choice((0, 1)))
    if not _waits(tale):
        return
    given = look_backs.RecordCallBackInputs(
        outcome="own_will", called=tale.phrase("called"), said=tale.phrase("look_backs", "own_will")
    )
    tale.take("record_call_back", given, by=caller)


def _caller(tale: Tale) -> User | None:
    people = (tale.cast[name] for name in CALLERS)
    return next((person for person in people if not conflicts.took_part(tale.case, person)), None)
