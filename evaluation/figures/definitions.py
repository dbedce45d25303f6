"""The figures of docs/domain.md § 3, one row each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from evaluation.figures.figure import Figure, Rows
from evaluation.figures.reasons import DESK_NUMBER, LEFT_OUT, NOT_REACHED
from evaluation.periods import Month, close_by, due_range
from office import calendar as office_calendar
from office import options
from requests_app.models import AccessKey, Clock, EnterpriseRequest, LookBack, PhoneChange, Promise, Verdict
from requests_app.models.answers import Satisfaction, VerdictBy
from requests_app.models.assignments import ResultClass
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.look_backs import JUDICIAL, LookBackOutcome
from requests_app.models.requests import OPEN, Outcome, Status
from requests_app.models.states import missed

# Clocks that a figure counts: of the answer the first round alone.
_COUNTED_KINDS = (ClockKind.CONTACT, ClockKind.ANSWER, ClockKind.REPLY)
_LATER_ANSWER = Q(kind=ClockKind.ANSWER) & ~Q(round=1)


def _clocks(month: Month, as_of: date) -> QuerySet[Any]:
    """Clocks due in the month; of a case that came back (resumed, appeal upheld) the one that took its place.

    A unit's own clock that was voided (returned, reassigned) judges nobody.
    """
    counted = Clock.objects.exclude(_LATER_ANSWER)
    again = counted.filter(case=OuterRef("case"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    return counted.filter(
        kind__in=_COUNTED_KINDS,
        first_due_on__gte=month.from_on,
        first_due_on__lt=month.to_on,
        case__sealed=False,
    ).exclude(Q(stop_reason=StopReason.VOID) & (Q(kind=ClockKind.REPLY) | Exists(again)))


def _due_to_close(month: Month, as_of: date) -> QuerySet[Any]:
    calendar = office_calendar.load()
    on = month.from_on
    days = {
        "working_days": int(options.value("clock_verdict", on)),
        "calendar_days": int(options.value("verdict_calendar_days", on)),
    }
    first, last = due_range(month, lambda due_on: close_by(due_on, calendar, **days))
    return EnterpriseRequest.objects.filter(first_due_on__gte=first, first_due_on__lt=last, sealed=False)


def _received(month: Month, as_of: date) -> QuerySet[Any]:
    return EnterpriseRequest.objects.filter(
        received_on__gte=month.from_on, received_on__lt=month.to_on, sealed=False
    )


def place(as_of: date) -> Case:
    """The one field of `Sums` in which a received case is counted."""
    late = Q(missed("answer_due_on", as_of), status__in=OPEN)
    return Case(
        When(status__in=LEFT_OUT, then=Value("left_out")),
        When(CLOSED_WELL, then=Value("settled")),
        When(status=Status.CLOSED, then=Value("ended")),
        When(late, then=Value("overdue")),
        default=Value("going"),
        output_field=CharField(),
    )


def _closed_well(as_of: date) -> Q:
    """已办结, or promised and on schedule on the named day: agreed, not broken, its date to come or already kept."""
    agreed = Promise.objects.valid().filter(case=OuterRef("pk"), broken_at__isnull=True)
    on_schedule = agreed.filter(Q(due_on__gte=as_of) | Q(kept_at__isnull=False))
    return CLOSED_WELL | (Q(status=Status.CLOSED, outcome=Outcome.PROMISED) & Q(Exists(on_schedule)))


def _verdicts(month: Month, as_of: date) -> QuerySet[Any]:
    """One verdict per case and month, the last that stands; a desk number's only where nobody else has judged."""
    given = Verdict.objects.filter(
        given_on__gte=month.from_on, given_on__lt=month.to_on, overridden_at__isnull=True
    )
    of_case, by_desk = given.filter(case=OuterRef("case")), Q(given_by=VerdictBy.DESK)
    later = of_case.filter(pk__gt=OuterRef("pk"))
    last = ~by_desk & ~Exists(later.exclude(by_desk))
    last_of_desk = by_desk & ~Exists(of_case.exclude(by_desk)) & ~Exists(later)
    return given.filter(last | last_of_desk, case__sealed=False)


def _promises(month: Month, as_of: date) -> QuerySet[Any]:
    return Promise.objects.valid().filter(
        due_on__gte=month.from_on, due_on__lt=month.to_on, case__sealed=False
    )


def _look_backs(month: Month, as_of: date) -> QuerySet[Any]:
    """Ends that were asked about in the month; 撤回回访 and referred cases ask something else."""
    return LookBack.objects.filter(
        done_on__gte=month.from_on,
        done_on__lt=month.to_on,
        outcome__in=(LookBackOutcome.HOLDS, LookBackOutcome.CAME_BACK, LookBackOutcome.NOT_REACHED),
        case__sealed=False,
    )


CLOSED_WELL = Q(status=Status.CLOSED, outcome=Outcome.SETTLED)
_IN_TIME = Q(stop_reason=StopReason.DONE, stopped_on__lte=F("first_due_on"))
_YES = Q(agreed=True) & ~Q(satisfaction=Satisfaction.DISSATISFIED)
_EVERY = Q()

# What a desk changed or ended of the requester's ways to judge, beside 未评价.
_CHANGED_PHONES = PhoneChange.objects.filter(
    Q(case=OuterRef("pk")) | Q(case=OuterRef("split_from")),
    changed_by__isnull=False,
    changed_at__gte=OuterRef("answered_at"),
)
TOUCHED_BY_DESK = {
    "phone_changed": Q(Exists(_CHANGED_PHONES)),
    "phone_undone": Q(Exists(_CHANGED_PHONES.filter(undone_at__isnull=False))),
    "desk_verdict": Q(
        Exists(
            Verdict.objects.filter(case=OuterRef("pk"), given_by=VerdictBy.DESK, overridden_at__isnull=True)
        )
    ),
    "reissued": Q(Exists(AccessKey.objects.filter(case=OuterRef("pk"), reissued_by__isnull=False))),
}

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
    lambda as_of: _IN_TIME,
    {"attempted": Q(stop_reason=StopReason.ATTEMPTED)},
)
ANSWERED = Figure(
    "answered",
    "按期答复率",
    "本月应答复企业的件中，按原定期限答复的",
    CLOCKS,
    Q(kind=ClockKind.ANSWER),
    lambda as_of: _IN_TIME,
    {"by_extended_date": Q(stop_reason=StopReason.DONE, stopped_on__lte=F("due_on"))},
)
UNIT = Figure(
    "unit",
    "单位按期回复率",
    "本月单位应回复的件中，单位按自己的原定期限回复的",
    CLOCKS,
    Q(kind=ClockKind.REPLY),
    lambda as_of: _IN_TIME,
)
CLOSED = Figure(
    "closed",
    "办结率",
    "答复期限加评价期落在本月的件中，已办结或承诺未到期的",
    DUE_TO_CLOSE,
    _EVERY,
    _closed_well,
    {"unrated": Q(status=Status.CLOSED, outcome=Outcome.UNRATED), **TOUCHED_BY_DESK},
)
SATISFIED = Figure(
    "satisfied",
    "满意率",
    "本月评价的件（每件取最后一次）中，满意和基本满意的",
    VERDICTS,
    _EVERY,
    lambda as_of: Q(satisfaction__in=(Satisfaction.SATISFIED, Satisfaction.MOSTLY)),
    {"own": Q(given_by=VerdictBy.OWN), "telephone": ~Q(given_by=VerdictBy.OWN)},
)
SOLVED_NOW = Figure(
    "solved",
    "解决率（A 类）",
    "本月对 A 类答复的评价中，企业说问题解决了的",
    VERDICTS,
    Q(answer__result_class=ResultClass.A),
    lambda as_of: _YES,
    {"at_once": _YES & Q(round=1)},
)
SOLVED_LATER = Figure(
    "promised",
    "承诺兑现率",
    "本月到期的承诺中，已兑现并经企业或回头看确认的",
    PROMISES,
    _EVERY,
    lambda as_of: Q(confirmed_at__isnull=False),
    {
        "unconfirmed": Q(kept_at__isnull=False, confirmed_at__isnull=True, broken_at__isnull=True),
        "broken": Q(broken_at__isnull=False),
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
