"""The figures of docs/domain.md § 3, one row each."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from evaluation.figures.as_of import AsOf
from evaluation.figures.figure import Figure, Rows
from evaluation.figures.reasons import DESK_NUMBER, LEFT_OUT, NOT_REACHED
from evaluation.figures.ways_to_judge import TOUCHED_BY_DESK, unreached
from evaluation.periods import Month, close_by, due_range
from office import calendar as office_calendar
from office import options, workdays
from requests_app.models import (
    CaseState,
    Clock,
    EnterpriseRequest,
    LookBack,
    Promise,
    Verdict,
)
from requests_app.models.answers import Satisfaction, VerdictBy
from requests_app.models.assignments import ResultClass
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.look_backs import JUDICIAL, LookBackOutcome
from requests_app.models.requests import OPEN, Outcome, Status
from requests_app.models.states import missed

# Clocks that a figure counts: of the answer the first round alone.
_COUNTED_KINDS = (ClockKind.CONTACT, ClockKind.ANSWER, ClockKind.REPLY)
_LATER_ANSWER = Q(kind=ClockKind.ANSWER) & ~Q(round=1)


def _come_due(month: Month, as_of: AsOf) -> date:
    """Before this date what is due in the month has come due. What lies ahead in the running month is judged only where
    it is settled already: an open case whose date is to come is no miss.
    """
    return min(month.to_on, as_of.on)


def _clocks(month: Month, as_of: AsOf) -> QuerySet[Any]:
    """Clocks that have come due in the month; of a case that came back (resumed, appeal upheld) the one that took its place.

    A unit's own clock that was voided (returned, reassigned) judges nobody.
    """
    counted = Clock.objects.exclude(_LATER_ANSWER)
    again = counted.filter(case=OuterRef("case"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    again = again.filter(as_of.known("started_at"))
    void = Q(stop_reason=StopReason.VOID) & as_of.stopped()
    return counted.filter(
        Q(first_due_on__lt=_come_due(month, as_of)) | (~Q(stop_reason="") & as_of.stopped()),
        as_of.known("started_at"),
        kind__in=_COUNTED_KINDS,
        first_due_on__gte=month.from_on,
        first_due_on__lt=month.to_on,
    ).exclude(void & (Q(kind=ClockKind.REPLY) | Exists(again)))


def _due_to_close(month: Month, as_of: AsOf) -> QuerySet[Any]:
    calendar = office_calendar.load() if as_of.until is None else workdays.known_before(as_of.until)
    window, least = (
        int(options.value(key, month.from_on)) for key in ("clock_verdict", "verdict_calendar_days")
    )
    closes = partial(close_by, calendar=calendar, working_days=window, calendar_days=least)

    first, last = due_range(month.from_on, month.to_on, closes)
    come_due = due_range(month.from_on, _come_due(month, as_of), closes)[1]
    # The date comes with the acceptance, which may be later than the day that is counted.
    return EnterpriseRequest.objects.filter(
        Q(first_due_on__lt=come_due) | _is_closed(as_of),
        as_of.known("accepted_at"),
        first_due_on__gte=first,
        first_due_on__lt=last,
    )


def _is_closed(as_of: AsOf) -> Q:
    """Of a case: it had ended then; `closed_at` says so of today alone, as a case that goes on has none."""
    if as_of.until is None:
        return Q(status=Status.CLOSED)
    day = as_of.on - timedelta(days=1)
    states = CaseState.objects.filter(case=OuterRef("pk"), from_on__lte=day, until_on__gt=day)
    return Q(Exists(states.filter(status=Status.CLOSED)))


def _received(month: Month, as_of: AsOf) -> QuerySet[Any]:
    return EnterpriseRequest.objects.filter(received_on__gte=month.from_on, received_on__lt=month.to_on)


def place(as_of: AsOf) -> Case:
    """The one field of `Sums` in which a received case is counted."""
    state = as_of.state("")
    late = missed("answer_due_on", as_of.on, of=state) & Q(**{f"{state}status__in": OPEN})
    return Case(
        When(**{f"{state}status__in": LEFT_OUT}, then=Value("left_out")),
        When(_closed(as_of, Outcome.SETTLED), then=Value("settled")),
        When(**{f"{state}status": Status.CLOSED}, then=Value("ended")),
        When(late, then=Value("overdue")),
        default=Value("going"),
        output_field=CharField(),
    )


def _closed_well(as_of: AsOf) -> Q:
    """已办结, or promised and on schedule on the named day: agreed, not broken, its date to come or already kept."""
    agreed = _valid(as_of).filter(as_of.pending("broken_at"), case=OuterRef("pk"))
    on_schedule = agreed.filter(Q(due_on__gte=as_of.on) | as_of.happened("kept_at"))
    return _closed(as_of, Outcome.SETTLED) | (_closed(as_of, Outcome.PROMISED) & Q(Exists(on_schedule)))


def _closed(as_of: AsOf, outcome: Outcome) -> Q:
    """Of a case: it had ended so."""
    state = as_of.state("")
    return Q(**{f"{state}status": Status.CLOSED, f"{state}outcome": outcome})


def _valid(as_of: AsOf) -> QuerySet[Any]:
    """Promises that had been made, but for those that the enterprise did not agree to."""
    return Promise.objects.filter(as_of.pending("ended_at"), as_of.known("answer__answered_at"))


def _verdicts(month: Month, as_of: AsOf) -> QuerySet[Any]:
    """One verdict per case and month, the last that stands; a desk number's only where nobody else has judged."""
    given = Verdict.objects.filter(
        as_of.pending("overridden_at"),
        as_of.known("given_at"),
        given_on__gte=month.from_on,
        given_on__lt=month.to_on,
    )
    of_case, by_desk = given.filter(case=OuterRef("case")), Q(given_by=VerdictBy.DESK)
    later = of_case.filter(pk__gt=OuterRef("pk"))
    last = ~by_desk & ~Exists(later.exclude(by_desk))
    last_of_desk = by_desk & ~Exists(of_case.exclude(by_desk)) & ~Exists(later)
    return given.filter(last | last_of_desk)


def _promises(month: Month, as_of: AsOf) -> QuerySet[Any]:
    settled = as_of.happened("kept_at") | as_of.happened("broken_at")
    return _valid(as_of).filter(
        Q(due_on__lt=_come_due(month, as_of)) | settled,
        due_on__gte=month.from_on,
        due_on__lt=month.to_on,
    )


def _look_backs(month: Month, as_of: AsOf) -> QuerySet[Any]:
    """Ends that were asked about in the month; 撤回回访 and referred cases ask something else."""
    return LookBack.objects.filter(
        as_of.known("done_at"),
        done_on__gte=month.from_on,
        done_on__lt=month.to_on,
        outcome__in=(LookBackOutcome.HOLDS, LookBackOutcome.CAME_BACK, LookBackOutcome.NOT_REACHED),
    )


def _in_time(as_of: AsOf) -> Q:
    return Q(stop_reason=StopReason.DONE, stopped_on__lte=F("first_due_on")) & as_of.stopped()


_YES = Q(agreed=True) & ~Q(satisfaction=Satisfaction.DISSATISFIED)
_EVERY = Q()

RECEIVED = Rows(_received, case="")
CLOCKS = Rows(_clocks, unit="assignment__department_id")
DUE_TO_CLOSE = Rows(_due_to_close, case="")
# What a number that a desk typed says is counted apart (docs/domain.md § 2, Keys and grades).
VERDICTS = Rows(_verdicts, apart=(DESK_NUMBER, Q(given_by=VerdictBy.DESK)))
PROMISES = Rows(_promises)
LOOK_BACKS = Rows(_look_backs, apart=(NOT_REACHED, Q(outcome=LookBackOutcome.NOT_REACHED)))

RESPONSE = Figure(
    "response",
    "响应率",
    "本月应联系企业的件中，期限内已联系上的",
    CLOCKS,
    Q(kind=ClockKind.CONTACT),
    _in_time,
    {"attempted": lambda as_of: Q(stop_reason=StopReason.ATTEMPTED) & as_of.stopped()},
)
ANSWERED = Figure(
    "answered",
    "按期答复率",
    "本月应答复企业的件中，按原定期限答复的",
    CLOCKS,
    Q(kind=ClockKind.ANSWER),
    _in_time,
    {
        "by_extended_date": lambda as_of: (
            Q(stop_reason=StopReason.DONE, stopped_on__lte=F("due_on")) & as_of.stopped()
        )
    },
)
UNIT = Figure(
    "unit",
    "单位按期回复率",
    "本月单位应回复的件中，单位按自己的原定期限回复的",
    CLOCKS,
    Q(kind=ClockKind.REPLY),
    _in_time,
)
CLOSED = Figure(
    "closed",
    "办结率",
    "答复期限加评价期落在本月的件中，已办结或承诺未到期的",
    DUE_TO_CLOSE,
    _EVERY,
    _closed_well,
    {
        "unrated": lambda as_of: _closed(as_of, Outcome.UNRATED),
        "undelivered": lambda as_of: Q(Exists(unreached(as_of))),
        **TOUCHED_BY_DESK,
    },
)
SATISFIED = Figure(
    "satisfied",
    "满意率",
    "本月评价的件（每件取最后一次）中，满意和基本满意的",
    VERDICTS,
    _EVERY,
    lambda as_of: Q(satisfaction__in=(Satisfaction.SATISFIED, Satisfaction.MOSTLY)),
    {"own": lambda as_of: Q(given_by=VerdictBy.OWN), "telephone": lambda as_of: ~Q(given_by=VerdictBy.OWN)},
)
SOLVED_NOW = Figure(
    "solved",
    "解决率（A 类）",
    "本月对 A 类答复的评价中，企业说问题解决了的",
    VERDICTS,
    Q(answer__result_class=ResultClass.A),
    lambda as_of: _YES,
    {"at_once": lambda as_of: _YES & Q(round=1)},
)
SOLVED_LATER = Figure(
    "promised",
    "承诺兑现率",
    "本月到期的承诺中，已兑现并经企业或回头看确认的",
    PROMISES,
    _EVERY,
    lambda as_of: as_of.happened("confirmed_at"),
    {
        "unconfirmed": lambda as_of: (
            as_of.happened("kept_at") & as_of.pending("confirmed_at") & as_of.pending("broken_at")
        ),
        "broken": lambda as_of: as_of.happened("broken_at"),
    },
)
HELD = Figure(
    "held",
    "回头看合格率",
    "本月回头看问到的件中，没有反复的",
    LOOK_BACKS,
    _EVERY,
    lambda as_of: Q(outcome=LookBackOutcome.HOLDS),
)
HELD_AT_COURT = Figure(
    "held_judicial",
    "案结事了率",
    "本月司法监察类回头看问到的件中，没有反复的",
    LOOK_BACKS,
    Q(source__in=JUDICIAL),
    lambda as_of: Q(outcome=LookBackOutcome.HOLDS),
)
RATES = (RESPONSE, ANSWERED, UNIT, CLOSED, SATISFIED, SOLVED_NOW, SOLVED_LATER, HELD, HELD_AT_COURT)
FIGURES = {figure.name: figure for figure in RATES}
