"""Everything that is counted beside a person or a unit, once (docs/domain.md § 3).

A `Figure` says which rows are in the month (cohorts by the original due date), which of them count and
which are left out in the open. Rates, their lists and the grouped tables all read the same definition:
numerator + rest + exclusions = all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.periods import Month, close_by, due_range
from evaluation.results import Figures, Rate, Sums
from office import calendar as office_calendar
from office import options
from requests_app.models import Assignment, Clock, Disposal, EnterpriseRequest, Promise, Verdict
from requests_app.models.answers import Satisfaction, VerdictBy
from requests_app.models.assignments import Part, ResultClass
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.requests import OPEN, Outcome, Status
from requests_app.models.states import missed

DISPOSED = (Status.DECLINED, Status.REFERRED)
LEFT_OUT = (*DISPOSED, Status.WITHDRAWN)
DIMENSIONS = ("station", "group", "representative", "department")


@dataclass(frozen=True)
class Figure:
    """`rows(month, as_of)`: all rows of the month; `case` is the path from a row to its case ("" or "case__")."""

    name: str
    label: str
    rows: Callable[[Month, date], QuerySet[Any]]
    case: str
    counts: Callable[[date], Q]
    beside: dict[str, Q] = field(default_factory=dict)

    def left_out(self) -> Q:
        """Withdrawn, anonymous, and what two people declined or referred; one person alone excludes nothing."""
        disposed = Disposal.objects.exclusions().values("case_id")
        return (
            Q(**{f"{self.case}status": Status.WITHDRAWN})
            | Q(**{f"{self.case}anonymous": True})
            | Q(**{f"{self.case}status__in": DISPOSED, f"{self.case}pk__in": disposed})
        )


def _clocks(kind: str, **more: Any) -> Callable[[Month, date], QuerySet[Any]]:
    """Clocks due in the month; of a case that came back (resumed, appeal upheld) the one that took its place."""

    def rows(month: Month, as_of: date) -> QuerySet[Any]:
        again = Clock.objects.filter(case=OuterRef("case"), kind=kind, pk__gt=OuterRef("pk"), **more)
        return Clock.objects.filter(
            kind=kind,
            first_due_on__gte=month.from_on,
            first_due_on__lt=month.to_on,
            case__sealed=False,
            **more,
        ).exclude(Q(stop_reason=StopReason.VOID) & Exists(again))

    return rows


def _unit_clocks(month: Month, as_of: date) -> QuerySet[Any]:
    """A unit's own clock; one that was voided (returned, reassigned) judges nobody."""
    return _clocks(ClockKind.REPLY)(month, as_of).exclude(stop_reason=StopReason.VOID)


def _due_to_close(month: Month, as_of: date) -> QuerySet[Any]:
    calendar = office_calendar.load()
    on = month.from_on
    days = {
        "working_days": int(options.value("clock_verdict", on)),
        "calendar_days": int(options.value("verdict_calendar_days", on)),
    }
    first, last = due_range(month, lambda due_on: close_by(due_on, calendar, **days))
    return EnterpriseRequest.objects.filter(first_due_on__gte=first, first_due_on__lt=last, sealed=False)


def _verdicts(month: Month, as_of: date) -> QuerySet[Any]:
    """One verdict per case and month, the last that stands."""
    given = Verdict.objects.filter(
        given_on__gte=month.from_on, given_on__lt=month.to_on, overridden_at__isnull=True, case__sealed=False
    )
    later = given.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    return given.filter(~Exists(later))


def _verdicts_on_a(month: Month, as_of: date) -> QuerySet[Any]:
    return _verdicts(month, as_of).filter(answer__result_class=ResultClass.A)


def _promises(month: Month, as_of: date) -> QuerySet[Any]:
    return Promise.objects.filter(due_on__gte=month.from_on, due_on__lt=month.to_on, case__sealed=False)


_IN_TIME = Q(stop_reason=StopReason.DONE, stopped_on__lte=F("first_due_on"))
_CLOSED_WELL = Q(status=Status.CLOSED, outcome=Outcome.SETTLED)

RESPONSE = Figure(
    "response",
    "响应率",
    _clocks(ClockKind.CONTACT),
    "case__",
    lambda as_of: _IN_TIME,
    {"attempted": Q(stop_reason=StopReason.ATTEMPTED)},
)
ANSWERED = Figure(
    "answered",
    "按期答复率",
    _clocks(ClockKind.ANSWER, round=1),
    "case__",
    lambda as_of: _IN_TIME,
    {"by_extended_date": Q(stop_reason=StopReason.DONE, stopped_on__lte=F("due_on"))},
)
UNIT = Figure("unit", "单位按期回复率", _unit_clocks, "case__", lambda as_of: _IN_TIME)
CLOSED = Figure(
    "closed",
    "办结率",
    _due_to_close,
    "",
    lambda as_of: (
        _CLOSED_WELL | Q(status=Status.CLOSED, outcome=Outcome.PROMISED, promises__due_on__gte=as_of)
    ),
    {"unrated": Q(status=Status.CLOSED, outcome=Outcome.UNRATED)},
)
SATISFIED = Figure(
    "satisfied",
    "满意率",
    _verdicts,
    "case__",
    lambda as_of: Q(satisfaction__in=(Satisfaction.SATISFIED, Satisfaction.MOSTLY)),
    {"own": Q(given_by=VerdictBy.OWN), "telephone": ~Q(given_by=VerdictBy.OWN)},
)
SOLVED_NOW = Figure(
    "solved",
    "解决率",
    _verdicts_on_a,
    "case__",
    lambda as_of: Q(agreed=True) & ~Q(satisfaction=Satisfaction.DISSATISFIED),
    {"at_once": Q(agreed=True, round=1) & ~Q(satisfaction=Satisfaction.DISSATISFIED)},
)
SOLVED_LATER = Figure("promised", "承诺兑现", _promises, "case__", lambda as_of: Q(kept_at__isnull=False))
RATES = (RESPONSE, ANSWERED, UNIT, CLOSED, SATISFIED, SOLVED_NOW, SOLVED_LATER)


def of_month(month: Month, *, as_of: date, **scope: int) -> Figures:
    """Figures of one month, `scope` being station=, group=, representative= or department= a primary key."""
    return by(None, month, as_of=as_of, **scope).get(0, Figures())


def by(dimension: str | None, month: Month, *, as_of: date, **scope: int) -> dict[int, Figures]:
    """Figures of a month per station, group, representative or department; one query per figure, no more."""
    rates: dict[int, dict[str, Rate]] = {}
    for figure in RATES:
        for key, rate in _counted(figure, dimension, month, as_of, scope):
            rates.setdefault(key, {})[figure.name] = rate
    sums = dict(_sums(dimension, month, as_of, scope))
    return {key: Figures(sums.get(key, Sums()), rates.get(key, {})) for key in {*rates, *sums}}


def cohort(
    figure: Figure, part: str, month: Month, *, as_of: date, **scope: int
) -> QuerySet[EnterpriseRequest]:
    """The cases behind a number: `part` is numerator, rest, excluded, all, or a name of `beside`."""
    rows = _scoped(figure.rows(month, as_of), figure.case, scope)
    out, yes = figure.left_out(), figure.counts(as_of)
    chosen = {
        "numerator": ~out & yes,
        "rest": ~out & ~yes,
        "excluded": out,
        "all": Q(),
        **{name: ~out & condition for name, condition in figure.beside.items()},
    }[part]
    found = rows.filter(chosen)
    keys = found.values("pk" if figure.case == "" else "case_id")
    return EnterpriseRequest.objects.filter(pk__in=keys)


def _counted(
    figure: Figure, dimension: str | None, month: Month, as_of: date, scope: dict[str, int]
) -> Iterable[tuple[int, Rate]]:
    out, yes = figure.left_out(), figure.counts(as_of)
    counts: dict[str, Any] = {
        "n": Count("pk", filter=~out & yes, distinct=True),
        "d": Count("pk", filter=~out, distinct=True),
        "x": Count("pk", filter=out, distinct=True),
        **{
            f"b_{name}": Count("pk", filter=~out & condition, distinct=True)
            for name, condition in figure.beside.items()
        },
    }
    rows = _scoped(figure.rows(month, as_of), figure.case, scope)
    for key, row in _grouped(rows, figure.case, dimension, counts):
        beside = {name: row[f"b_{name}"] for name in figure.beside}
        yield key, Rate(row["n"], row["d"], row["x"], beside)


def _sums(
    dimension: str | None, month: Month, as_of: date, scope: dict[str, int]
) -> Iterable[tuple[int, Sums]]:
    out = Q(status__in=LEFT_OUT)
    late = Q(missed("answer_due_on", as_of), status__in=OPEN)
    counts = {
        "received": Count("pk"),
        "left_out": Count("pk", filter=out),
        "settled": Count("pk", filter=_CLOSED_WELL),
        "ended": Count("pk", filter=Q(status=Status.CLOSED) & ~_CLOSED_WELL),
        "overdue": Count("pk", filter=~out & late),
    }
    received = EnterpriseRequest.objects.filter(
        received_on__gte=month.from_on, received_on__lt=month.to_on, sealed=False
    )
    for key, row in _grouped(_scoped(received, "", scope), "", dimension, counts):
        going = row["received"] - row["left_out"] - row["settled"] - row["ended"] - row["overdue"]
        yield key, Sums(going=going, **{name: row[name] for name in counts})


def _grouped(
    rows: QuerySet[Any], case: str, dimension: str | None, counts: dict[str, Any]
) -> Iterable[tuple[int, dict[str, Any]]]:
    if dimension is None:
        yield 0, rows.aggregate(**counts)
        return
    keyed = rows.annotate(_key=_path(rows.model, case, dimension)).order_by()
    for row in keyed.values("_key").annotate(**counts):
        if row["_key"] is not None:
            yield row["_key"], row


def _scoped(rows: QuerySet[Any], case: str, scope: dict[str, int]) -> QuerySet[Any]:
    for dimension, key in scope.items():
        rows = rows.annotate(**{f"_{dimension}": _path(rows.model, case, dimension)}).filter(
            **{f"_{dimension}": key}
        )
    return rows


def _path(model: Any, case: str, dimension: str) -> Any:
    """The row's station, group, representative, or the unit that leads its case."""
    if dimension not in DIMENSIONS:
        raise ValueError(dimension)
    if dimension != "department":
        return F(f"{case}{dimension}_id")
    outer = OuterRef("pk" if case == "" else "case_id")
    lead = (
        Assignment.objects.current().filter(case=outer, part=Part.LEAD).order_by().values("department_id")[:1]
    )
    return (
        Coalesce(F("assignment__department_id"), Subquery(lead), output_field=BigIntegerField())
        if model is Clock
        else Subquery(lead)
    )
