"""The cases behind every number, and why those left out are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from evaluation.figures.counting import Key, scoped
from evaluation.figures.figure import DISPOSED, Figure
from evaluation.periods import Month
from evaluation.results import Weight, plain
from requests_app.models import Disposal, EnterpriseRequest
from requests_app.models.disposals import DisposalReason
from requests_app.models.requests import Status

ASIDE = "not_reached"
OWN_LABELS = {"withdrawn": "企业撤回", "anonymous": "匿名", ASIDE: "联系不上", "referred": "已转送"}


@dataclass(frozen=True)
class LeftOut:
    """Why rows are left out: `reason` is the key of its list, `count` their cases, `weight` as in the rate."""

    reason: str
    label: str
    count: int
    weight: Weight


def cohort(
    figure: Figure, part: str, month: Month, *, as_of: date, reason: str = "", **scope: Key
) -> QuerySet[EnterpriseRequest]:
    """The cases behind a number: `part` is numerator, rest, excluded, denominator, all, or a name of `beside`.

    `reason` narrows the excluded to one of `left_out`. Raises KeyError for a part that the figure has not.
    """
    rows = scoped(figure.rows(month, as_of), figure.case, scope)
    out, yes = figure.left_out(), figure.counts(as_of)
    chosen = {
        "numerator": ~out & yes,
        "rest": ~out & ~yes,
        "denominator": ~out,
        "excluded": out,
        "all": Q(),
        **{name: ~out & condition for name, condition in figure.beside.items()},
    }[part]
    found = rows.filter(chosen)
    if reason:
        found = _with_reason(figure, found).filter(_reason=reason)
    keys = found.values("pk" if figure.case == "" else "case_id")
    return EnterpriseRequest.objects.filter(pk__in=keys)


def left_out(figure: Figure, month: Month, *, as_of: date, **scope: Key) -> list[LeftOut]:
    """Every reason with its count, the most frequent first; one query."""
    rows = scoped(figure.rows(month, as_of), figure.case, scope).filter(figure.left_out()).order_by()
    counted = (
        _with_reason(figure, rows)
        .annotate(_parts=F(f"{figure.case}parts_count"))
        .values_list("_reason", "_parts")
        .annotate(n=Count("pk", distinct=True))
    )
    counts: Counter[str] = Counter()
    weights: dict[str, Fraction] = {}
    for reason, parts, number in counted:
        counts[reason] += number
        weights[reason] = weights.get(reason, Fraction()) + Fraction(number, parts)
    return [
        LeftOut(reason, label_of(reason), count, plain(weights[reason]))
        for reason, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def label_of(reason: str) -> str:
    """企业撤回, 匿名, 不予受理：民事纠纷."""
    kind, _, why = reason.partition("-")
    if why:
        return f"{'已转送' if kind == Status.REFERRED else '不予受理'}：{DisposalReason(why).label}"
    return OWN_LABELS[kind]


def _with_reason(figure: Figure, rows: QuerySet[Any]) -> QuerySet[Any]:
    """`_reason`: the first that fits; of a disposal its latest excluding one."""
    case = figure.case
    disposed = (
        Disposal.objects.exclusions()
        .filter(case=OuterRef("pk" if case == "" else "case_id"))
        .order_by("-pk")
        .values("reason")[:1]
    )
    cases = [When(**{f"{case}status": Status.WITHDRAWN}, then=Value("withdrawn"))]
    cases += [
        When(**{f"{case}status": status, "_disposed": why}, then=Value(f"{status}-{why}"))
        for status in DISPOSED
        for why in DisposalReason.values
    ]
    cases.append(When(**{f"{case}anonymous": True}, then=Value("anonymous")))
    named = Case(*cases, default=Value(ASIDE), output_field=CharField())
    reasoned: QuerySet[Any] = rows.annotate(_disposed=Subquery(disposed)).annotate(_reason=named)
    return reasoned
