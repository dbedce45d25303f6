"""After the answer: the enterprise's own verdict, a call, silence, a no, and what follows from it."""

from datetime import timedelta
from typing import Any

from demo.at_units import reply_and_answer
from demo.scenario import REQUESTER, Tale, Telling
from office.calendar import local_date
from requests_app.models.answers import Satisfaction
from requests_app.steps import closing, verdicts

MOODS = {
    "satisfied": Satisfaction.SATISFIED,
    "mostly": Satisfaction.MOSTLY,
    "dissatisfied": Satisfaction.DISSATISFIED,
}


def verdict(tale: Tale) -> Telling:
    """One verdict a round; silence is closed by the sweeper."""
    if tale.case.status != "answered" or tale.holds("verdict"):
        return
    reopened = tale.matter.turns.get("reopened")
    if reopened:
        yield from _refused(tale, reopened)
        return
    course = tale.course
    if course.verdict == "silent":
        return
    if course.verdict in ("telephone", "overridden"):
        yield tale.hours.later(tale.at, tale.dice.choice((3, 4)))
        _call(tale)
        if course.verdict == "overridden":
            yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=2))
            _rate(tale, "mostly" if course.mood == "satisfied" else "satisfied")
        return
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=course.rate_after + 1))
    _rate(tale, course.mood, tale.matter.praise)
    later = tale.matter.turns.get("closed_then_reopened")
    if later:
        yield from _comes_back(tale, later)


def _rate(tale: Tale, mood: str, reason: str = "") -> None:
    refused = mood == "dissatisfied"
    given = verdicts.RateInputs(
        satisfaction=MOODS[mood],
        agreed="no" if refused else "yes",
        reason=tale.say(reason) if reason else _reason(tale, mood),
    )
    tale.take("rate", given, by=REQUESTER)


def _reason(tale: Tale, mood: str) -> str:
    if tale.matter.result in ("C", "D"):
        return tale.phrase("reasons", "explained")
    if tale.matter.result == "B":
        return tale.phrase("reasons", "mostly_planned")
    return tale.phrase("reasons", mood)


def _call(tale: Tale) -> None:
    """By the station's clerk; whoever took part does not ask for the verdict."""
    clerk = tale.cast.clerks[tale.case.station.code]
    given = verdicts.RecordVerdictInputs(
        called=tale.phrase("called"),
        satisfaction=MOODS[tale.course.mood],
        agreed="yes",
        reason=tale.phrase("call_notes"),
    )
    tale.take(
        "record_verdict", given, by=clerk if clerk.username not in tale.took_part else tale.other_staff()
    )


def _refused(tale: Tale, told: dict[str, Any]) -> Telling:
    """The first no reopens by itself; the unit replies again within half the time."""
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=tale.course.rate_after + 1))
    _rate(tale, "dissatisfied", told["no"])
    if told.get("pending"):
        return
    yield from _again(tale, told["body"])
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=2))
    if told["second"] != "dissatisfied":
        _rate(tale, told["second"])
        return
    _rate(tale, "dissatisfied", told["second_no"])
    if told["settle"] != "pending":
        yield from _settle(tale, told["settle"])


def _again(tale: Tale, body: str) -> Telling:
    days = {"simple": 1, "ordinary": 5, "hard": 11}[tale.matter.difficulty]
    yield from reply_and_answer(tale, body, after=days)


def _settle(tale: Tale, choice: str) -> Telling:
    """Staff who took no part decide in writing; 再办 sends it round once more."""
    yield tale.hours.later(tale.at, tale.dice.choice((2, 3)))
    given = verdicts.SettleInputs(choice=choice, reason=tale.phrase("settle", choice))
    tale.take("settle", given, by=tale.other_staff())


def _comes_back(tale: Tale, told: dict[str, str]) -> Telling:
    """Closed as settled, and weeks later not settled after all."""
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=18))
    tale.take("reopen", closing.ReasonInputs(reason=told["reason"]), by=REQUESTER)
    yield from _again(tale, told["body"])
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=1))
    _rate(tale, "satisfied")
