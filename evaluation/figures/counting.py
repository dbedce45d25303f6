"""Figures of a month for everybody, or per station, group, representative, unit and kind of requester."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.figures.definitions import CLOSED_WELL, RATES
from evaluation.figures.figure import LEFT_OUT, Figure
from evaluation.periods import Month
from evaluation.results import Figures, Rate, Sums, Weight
from requests_app.models import Assignment, Clock, EnterpriseRequest
from requests_app.models.assignments import Part
from requests_app.models.requests import OPEN, Status
from requests_app.models.states import missed

# The key of `kind` is a value of RequesterKind, of the others a primary key.
DIMENSIONS = ("station", "group", "department", "representative", "kind")
Key = int | str
Scope = dict[str, Any]


def of_month(month: Month, *, as_of: date, **scope: Key) -> Figures:
    """Figures of one month, `scope` being one of `DIMENSIONS` with its key."""
    return by(None, month, as_of=as_of, **scope).get(0, Figures())


def by(dimension: str | None, month: Month, *, as_of: date, **scope: Key) -> dict[Any, Figures]:
    """Figures of a month per key of the dimension; one query per figure, no more. `as_of` is a local date."""
    rates: dict[Key, dict[str, Rate]] = defaultdict(dict)
    for figure in RATES:
        for key, rate in _counted(figure, dimension, month, as_of, scope).items():
            rates[key][figure.name] = rate
    sums = dict(_sums(dimension, month, as_of, scope))
    return {key: Figures(sums.get(key, Sums()), rates.get(key, {})) for key in {*rates, *sums}}


def by_month(months: Sequence[Month], *, as_of: date, **scope: Key) -> dict[Month, Figures]:
    """The same for several months, each as of the named day."""
    return {month: of_month(month, as_of=as_of, **scope) for month in months}


def scoped(rows: QuerySet[Any], case: str, scope: Scope) -> QuerySet[Any]:
    for dimension, key in scope.items():
        path = _path(rows.model, case, dimension)
        rows = rows.annotate(**{f"_{dimension}": path}).filter(**{f"_{dimension}": key})
    return rows


def _counted(
    figure: Figure, dimension: str | None, month: Month, as_of: date, scope: Scope
) -> dict[Key, Rate]:
    """Grouped by the number of parts as well: a part of k weighs 1/k (docs/domain.md § 2), counted exactly."""
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
    rows = scoped(figure.rows(month, as_of), figure.case, scope)
    found: dict[Key, Rate] = {} if dimension else {0: _rate(figure, dict.fromkeys(counts, 0), 1)}
    for key, parts, row in _grouped(rows, figure.case, dimension, counts):
        rate = _rate(figure, row, parts)
        found[key] = found[key] + rate if key in found else rate
    return found


def _rate(figure: Figure, row: dict[str, Any], parts: int) -> Rate:
    def weight(name: str) -> Fraction:
        return Fraction(row[name], parts)

    beside: dict[str, Weight] = {name: weight(f"b_{name}") for name in figure.beside}
    return Rate(weight("n"), weight("d"), weight("x"), beside)


def _sums(dimension: str | None, month: Month, as_of: date, scope: Scope) -> Iterable[tuple[Key, Sums]]:
    """Cases, each as one: whoever asked got a number of its own."""
    out = Q(status__in=LEFT_OUT)
    late = Q(missed("answer_due_on", as_of), status__in=OPEN)
    counts = {
        "received": Count("pk"),
        "left_out": Count("pk", filter=out),
        "settled": Count("pk", filter=CLOSED_WELL),
        "ended": Count("pk", filter=Q(status=Status.CLOSED) & ~CLOSED_WELL),
        "overdue": Count("pk", filter=~out & late),
    }
    received = EnterpriseRequest.objects.filter(
        received_on__gte=month.from_on, received_on__lt=month.to_on, sealed=False
    )
    rows = scoped(received, "", scope).order_by()
    if dimension is None:
        yield 0, _sum(rows.aggregate(**counts))
        return
    keyed = rows.annotate(_key=_path(EnterpriseRequest, "", dimension))
    for row in keyed.values("_key").annotate(**counts):
        if row["_key"] is not None:
            yield row.pop("_key"), _sum(row)


def _sum(row: dict[str, int]) -> Sums:
    going = row["received"] - row["left_out"] - row["settled"] - row["ended"] - row["overdue"]
    return Sums(going=going, **row)


def _grouped(
    rows: QuerySet[Any], case: str, dimension: str | None, counts: dict[str, Any]
) -> Iterable[tuple[Key, int, dict[str, Any]]]:
    """Key, number of parts, counts."""
    names = ["_parts"] if dimension is None else ["_key", "_parts"]
    keyed = rows.annotate(_parts=F(f"{case}parts_count")).order_by()
    if dimension is not None:
        keyed = keyed.annotate(_key=_path(rows.model, case, dimension))
    for row in keyed.values(*names).annotate(**counts):
        key = row.get("_key", 0)
        if key is not None:
            yield key, row["_parts"], row


def _path(model: Any, case: str, dimension: str) -> Any:
    """The row's station, group, representative, kind of requester, or the unit that leads its case."""
    if dimension not in DIMENSIONS:
        raise ValueError(dimension)
    if dimension == "kind":
        return F(f"{case}requester_kind")
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
