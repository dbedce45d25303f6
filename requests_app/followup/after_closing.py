"""What happens by itself after the end: promises let pass, look-backs on their day, the monthly draw, one question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from casework import engine
from office import calendar as office_calendar
from office import options
from office.actors import Actor
from office.calendar import closing_instant, local_date
from office.refusals import Refused
from requests_app.followup import draws
from requests_app.models import Clock, EnterpriseRequest, LaterQuestion, LookBack, Promise
from requests_app.models.clocks import ClockKind
from requests_app.models.later_questions import QuestionKind
from requests_app.models.requests import Status

SWEEPER = Actor.system("sweeper")
# A system that is put into use, or stood still, does not ask about what ended long ago.
ASKED_WITHIN = timedelta(days=7)


def sweep(at: datetime) -> int:
    """Take every step that is due by itself at `at`; returns how many were taken."""
    return lapse_promises(at) + draw_month(at) + open_look_backs(at) + ask_lasting(at)


def lapse_promises(at: datetime) -> int:
    """One working day after its date, when that day closes: it may be recorded as kept until then."""
    calendar, on = office_calendar.load(), local_date(at)
    closes_at = options.value("day_closes_at", on)
    passed = Clock.objects.running().filter(kind=ClockKind.PROMISE, due_on__lt=on, case__status=Status.CLOSED)
    due = [
        clock.case
        for clock in passed.select_related("case")
        if closing_instant(calendar.next_working(clock.due_on), closes_at) <= at
    ]
    return _all("lapse_promise", due, at)


def draw_month(at: datetime) -> int:
    """Once a month has ended, and each of the last months that a queue which was down has missed."""
    missed = [month for month in draws.months_before(local_date(at)) if not draws.is_drawn(month)]
    return sum(len(draws.draw(month, by=SWEEPER, at=at)) for month in missed)


def open_look_backs(at: datetime) -> int:
    """One at a time in a case; the next opens once the one before is done."""
    going_on = LookBack.objects.opened().filter(case=OuterRef("case"))
    due = LookBack.objects.due(local_date(at)).filter(~Exists(going_on)).select_related("case")
    return _all("open_look_back", [row.case for row in due], at)


def ask_lasting(at: datetime) -> int:
    """Four weeks after closing, whoever can be reached; not while a promise is still to be kept."""
    last = local_date(at) - timedelta(days=int(options.value("lasting_after", local_date(at))))
    asked = LaterQuestion.objects.filter(
        case=OuterRef("pk"), round=OuterRef("round"), kind=QuestionKind.LASTING
    )
    due = EnterpriseRequest.objects.filter(
        ~Exists(asked),
        ~Exists(Promise.objects.standing().filter(case=OuterRef("pk"))),
        ~Q(phone_index="") | ~Q(email=""),
        status=Status.CLOSED,
        sealed=False,
        closed_on__lte=last,
        closed_on__gt=last - ASKED_WITHIN,
    )
    return _all("ask_lasting", list(due), at)


def _all(step: str, cases: list[EnterpriseRequest], at: datetime) -> int:
    """One case that refuses (somebody was faster) does not hold up the others."""
    taken = 0
    for case in cases:
        try:
            engine.take(step, case, by=SWEEPER, at=at)
        except Refused:
            continue
        taken += 1
    return taken
