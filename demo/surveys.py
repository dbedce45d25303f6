"""The survey of the year before: prepared and approved in spring, sent to enterprises and units, answered by half."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from evaluation.models import Survey, SurveyInvitation
from evaluation.models.surveys import Asked, Level
from evaluation.surveys import answering, sending
from evaluation.surveys.questions import COLUMNS
from office.actors import Actor
from office.calendar import LOCAL, local_date

# Month and day on which it is prepared; by then a quarter's requests have come in.
PREPARED = (4, 8)
DAYS_OPEN = 30
# What of a hundred answer, and of a hundred answers to each question: 满意, 基本满意, 不满意; the rest 不了解.
ANSWERED = {Asked.ENTERPRISE: 55, Asked.UNIT: 60}
SHARES = {
    Asked.ENTERPRISE: ((58, 30, 8), (52, 34, 8), (44, 36, 14), (38, 36, 20), (46, 34, 10)),
    Asked.UNIT: ((48, 38, 10), (30, 40, 26), (42, 38, 14), (56, 32, 6), (34, 40, 22)),
}


def timeline(directory: Directory, hours: OfficeHours) -> Timeline:
    """From its draft to the last answers, in the latest spring before the local date of `hours.now`."""
    today = local_date(hours.now)
    year = today.year - (date(today.year, *PREPARED) > today)
    day = hours.calendar.next_working(date(year, *PREPARED))
    at = _at(day, 10)
    yield at
    closes_on = day + timedelta(days=DAYS_OPEN)
    survey = sending.prepare(year - 1, closes_on, by=Actor.of(directory["staff"]), at=at)
    at = _at(hours.calendar.add(day, 1), 9)
    yield at
    sending.approve(survey, by=Actor.of(directory["approver"]), at=at)
    at += timedelta(hours=1)
    yield at
    sending.send_due(at=at)
    rng = random.Random(f"survey:{year}")  # noqa: S311 - invents answers
    for days in (1, 4, 12):
        at = _at(local_date(at) + timedelta(days=days), 15)
        yield at
        _answer(survey, rng, at)


def _answer(survey: Survey, rng: random.Random, at: datetime) -> None:
    """A third of those who will answer, in the order in which they were asked."""
    waiting = SurveyInvitation.objects.filter(survey=survey, answered_on=None).select_related("survey")
    for invitation in waiting.order_by("pk"):
        if rng.randrange(300) < ANSWERED[Asked(invitation.asked)]:
            answering.answer(invitation, _said(invitation, rng), by=Actor.requester("own"), at=at)


def _said(invitation: SurveyInvitation, rng: random.Random) -> dict[str, Level]:
    levels = list(Level)
    return {
        column: rng.choices(levels, (*shares, 100 - sum(shares)))[0]
        for column, shares in zip(COLUMNS, SHARES[Asked(invitation.asked)], strict=True)
    }


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), tzinfo=LOCAL)
