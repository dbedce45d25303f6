"""Units beside what the county does with the same difficulties: never a league table (docs/domain.md § 8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from evaluation.analysis.matters import Keys
from evaluation.analysis.tests_of_chance import Compared, compared
from requests_app.models import Clock
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind, StopReason

IN_TIME = Q(stop_reason=StopReason.DONE, stopped_on__lte=F("first_due_on"))


@dataclass(frozen=True)
class UnitLine:
    """`mix` are its replies due by difficulty, simple first."""

    unit: int
    mix: tuple[int, ...]
    compared: Compared


def judged(cases: Keys, on: date) -> QuerySet[Clock]:
    """Replies that ended, or ran past their date by the local date `on`; those voided judge nobody."""
    rows = Clock.objects.filter(case__in=cases, kind=ClockKind.REPLY, assignment__isnull=False)
    over = Q(stopped_on__isnull=False) | Q(first_due_on__lt=on)
    return rows.exclude(stop_reason=StopReason.VOID).filter(over)


def lines(cases: Keys, on: date) -> list[UnitLine]:
    """In the order of their keys, each against the whole of `cases`. One query."""
    in_time = Sum(Case(When(IN_TIME, then=Value(1)), default=Value(0), output_field=IntegerField()))
    rows = (
        judged(cases, on)
        .order_by()
        .values_list("assignment__department_id", "case__difficulty")
        .annotate(due=Count("pk"), done=in_time)
    )
    due: dict[int, Counter[str]] = defaultdict(Counter)
    kept: Counter[int] = Counter()
    whole: Counter[str] = Counter()
    whole_kept: Counter[str] = Counter()
    for unit, difficulty, n, done in rows:
        due[unit][difficulty] += n
        kept[unit] += done
        whole[difficulty] += n
        whole_kept[difficulty] += done
    rates = {difficulty: whole_kept[difficulty] / n for difficulty, n in whole.items()}
    return [
        UnitLine(
            unit,
            tuple(own[each] for each in Difficulty),
            compared(kept[unit], [(n, rates[difficulty]) for difficulty, n in own.items()]),
        )
        for unit, own in sorted(due.items())
    ]
