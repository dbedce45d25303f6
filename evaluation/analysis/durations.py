"""Where the time goes, step by step, in working days: each clock belongs to whose turn it was (docs/domain.md § 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from evaluation.analysis.matters import Keys
from evaluation.analysis.tests_of_chance import quantile
from office.calendar import WorkingCalendar
from requests_app.models import Clock, Pause
from requests_app.models.clocks import ClockKind, StopReason

# Whose turn, and the clocks that are it.
TURNS: tuple[tuple[str, str, tuple[ClockKind, ...]], ...] = (
    ("accept", "受理", (ClockKind.ACCEPT,)),
    ("assign", "交办", (ClockKind.ASSIGN,)),
    ("sign", "单位签收", (ClockKind.SIGN, ClockKind.RELAY)),
    ("return", "退回改派", (ClockKind.REASSIGN, ClockKind.TRANSFER)),
    ("opinion", "会办意见", (ClockKind.OPINION,)),
    ("reply", "单位回复", (ClockKind.REPLY,)),
    ("check", "审核转达", (ClockKind.CHECK,)),
)
WAITING = ("wait", "等企业补充")
TURN_OF = {kind: key for key, _, kinds in TURNS for kind in kinds}


@dataclass(frozen=True)
class Spent:
    """`days` are working days; the running ones stand in it with what they have taken so far."""

    key: str
    label: str
    n: int
    median: float
    ninety: float
    days: int
    share: int
    over: int
    running: int
    is_large: bool = False


def clocks_of(cases: Keys, key: str = "") -> QuerySet[Clock]:
    """Those of the cases that count: not what was voided; of one turn, or of all."""
    kinds = [kind for kind, turn in TURN_OF.items() if not key or turn == key]
    return Clock.objects.filter(case__in=cases, kind__in=kinds).exclude(stop_reason=StopReason.VOID)


def is_over(on: date) -> Q:
    """A clock that ended after its first date, or still runs past it."""
    return Q(stopped_on__gt=F("first_due_on")) | Q(stopped_on__isnull=True, first_due_on__lt=on)


def spent(cases: Keys, on: date, calendar: WorkingCalendar) -> list[Spent]:
    """Of every turn that somebody had; the three with the largest sums are marked. Two queries."""
    took: dict[str, list[int]] = defaultdict(list)
    over: dict[str, int] = defaultdict(int)
    running: dict[str, int] = defaultdict(int)
    for key, begun, ended, due, times in _rows(cases):
        took[key] += [calendar.count(begun, ended or on)] * times
        running[key] += times if ended is None else 0
        over[key] += times if due is not None and (ended or on) > due else 0
    whole = sum(map(sum, took.values())) or 1
    largest = sorted(took, key=lambda key: -sum(took[key]))[:3]
    labels = {key: label for key, label, _ in TURNS} | dict([WAITING])
    return [
        Spent(
            key, label, len(took[key]), quantile(took[key], 0.5) or 0, quantile(took[key], 0.9) or 0,
            sum(took[key]), round(100 * sum(took[key]) / whole), over[key], running[key], key in largest,
        )
        for key, label in labels.items()
        if took[key]
    ]  # fmt: skip


def _rows(cases: Keys) -> Iterator[tuple[str, date, date | None, date | None, int]]:
    """Each span of days, and how often it was so: those of a year repeat themselves a hundred times."""
    clocks = clocks_of(cases).order_by().values_list("kind", "start_on", "stopped_on", "first_due_on")
    for kind, begun, ended, due, times in clocks.annotate(times=Count("pk")):
        yield TURN_OF[kind], begun, ended, due, times
    pauses = Pause.objects.filter(case__in=cases).order_by().values_list("from_on", "until_on")
    for begun, ended, times in pauses.annotate(times=Count("pk")):
        yield WAITING[0], begun, ended, None, times
