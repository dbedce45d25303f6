"""What waits on a person's desk: each running clock belongs to one queue of one person. Counts nothing published.

The first queue that fits wins, the narrower ones stand first. The desk's home, its tallies and the list's filter
`queue=` read the same table, so that a number and the list it opens cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from requests_app.deadlines import kinds
from requests_app.deadlines.kinds import ClockRow, Queue
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from requests_app.queues import instead
from requests_app.queues.holders import Condition, Moment, holds
from requests_app.queues.instead import URGED_FOR_DAYS
from requests_app.queues.narrowing import NARROWED
from stations.scopes import Scope, Scopes

__all__ = [
    "QUEUES",
    "URGED_FOR_DAYS",
    "Held",
    "Moment",
    "Queue",
    "cases_in",
    "counts",
    "held_by",
    "waiting_for",
]

# Beyond this nobody reads a queue to its end; the list's own filter has no such limit.
MOST_HELD = 2000
ALL_KINDS = frozenset(ClockKind.values)

# Before the clocks' own queues: somebody has proposed or written something that must be decided first.
_FIRST: tuple[tuple[Queue, Condition], ...] = (
    (Queue("confirm", "待审签", "审签回复", "confirm"), instead.confirm),
    (Queue("decide", "待决定", "决定去向", ""), instead.decide),
    (Queue("spot", "待当场解答", "当场解答", "answer_on_the_spot"), instead.spot),
)
# After them: what others see, or do in the place of whoever let it pass.
_LAST: tuple[tuple[Queue, Condition], ...] = (
    (Queue("answer_late", "代为答复", "代为答复", "answer"), instead.answer_instead),
    (Queue("unled", "待定承办代表", "另定代表", "hand_over"), instead.unled),
    (Queue("contact_late", "代为联系", "代为联系", "contact"), instead.instead(ClockKind.CONTACT)),
    (Queue("check_late", "代为核对", "代为核对", "answer"), instead.instead(ClockKind.CHECK)),
    (Queue("paper", "待代录", "代录", ""), instead.paper),
    (Queue("late_unit", "本单位超期", "督促经办", ""), instead.late_unit),
    (Queue("overdue", "答复超期", "催办", "urge"), instead.overdue),
    (Queue("sit", "参加会诊", "参加会诊", ""), instead.sit),
)


def _own_queue(key: str) -> Condition:
    """The clocks of every kind that has this queue, as their holders have them."""

    def condition(scope: Scope, now: Moment) -> Q | None:
        rows = [row for row in kinds.KINDS.values() if row.queue.key == key]
        held = [found for row in rows if (found := holds(row.holder, row.kind, scope, now)) is not None]
        if not held:
            return None
        narrowed = NARROWED[key](scope, now) if key in NARROWED else Q()
        return reduce(or_, held) & narrowed

    return condition


def table(rows: Iterable[ClockRow]) -> dict[str, tuple[Queue, Condition]]:
    """Every queue by its key, with the condition on clocks that it holds for a person's posts."""
    own = [(row.queue, _own_queue(row.queue.key)) for row in rows]
    return {queue.key: (queue, condition) for queue, condition in (*_FIRST, *own, *_LAST)}


QUEUES: dict[str, Queue] = {key: queue for key, (queue, _) in table(kinds.KINDS.values()).items()}


def held_by(scope: Scope, now: Moment, *, of_kinds: Collection[str] | None = None) -> QuerySet[Any]:
    """The running clocks of these posts, each with its `queue`; a sealed case only for its keeper.

    `of_kinds` where only clocks of these are asked for: thirty conditions cost more to write down than to answer.
    """
    branches = [
        (key, held)
        for key, (_, condition) in table(kinds.KINDS.values()).items()
        if (held := condition(scope, now)) is not None
    ]
    if of_kinds is not None:
        branches = [(key, held) for key, held in branches if not kinds_of(held).isdisjoint(of_kinds)]
    if not branches:
        return Clock.objects.none().annotate(queue=Value(""))
    open_to = Q(case__sealed=False)
    if scope.is_staff:
        open_to |= Q(case__sealed_for_id=scope.user_id)
    named = Case(
        *[When(held, then=Value(key)) for key, held in branches],
        default=Value(""),
        output_field=CharField(),
    )
    return Clock.objects.ticking().filter(open_to).annotate(queue=named).exclude(queue="")


def kinds_of(held: Q) -> frozenset[str]:
    """The kinds of clock that a condition can be true of; all of them where it names none."""
    found = [_kinds_of_part(part) for part in held.children]
    if held.negated or not found:
        return ALL_KINDS
    return frozenset.union(*found) if held.connector == Q.OR else frozenset.intersection(*found)


def _kinds_of_part(part: Any) -> frozenset[str]:
    if isinstance(part, Q):
        return kinds_of(part)
    name, value = part if isinstance(part, tuple) else ("", None)
    if name == "kind":
        return frozenset({str(value)})
    return frozenset(map(str, value)) if name == "kind__in" else ALL_KINDS


@dataclass(frozen=True)
class Held:
    """A clock in a queue; `for_whom` is the absent colleague's name, empty for the own work."""

    queue: str
    clock_id: int
    case_id: int
    due_on: date
    for_whom: str


def waiting_for(scopes: Scopes, now: Moment) -> list[Held]:
    """All that waits for a person, absent colleagues' work included, the nearest date first; one query a post-holder."""
    owners = [(scopes.own, ""), *((scope, person.name) for person, scope in scopes.stood_in)]
    found = [
        Held(queue, clock, case, due_on, for_whom)
        for scope, for_whom in owners
        for queue, clock, case, due_on in held_by(scope, now)
        .order_by("due_on", "pk")
        .values_list("queue", "pk", "case_id", "due_on")[:MOST_HELD]
    ]
    return sorted(found, key=lambda one: (one.due_on, one.clock_id))


def counts(held: Iterable[Held]) -> Counter[str]:
    """Cases in each queue."""
    return Counter(queue for queue, _ in {(one.queue, one.case_id) for one in held})


def cases_in(key: str, scopes: Scopes, now: Moment) -> Q:
    """The rows of `EnterpriseRequest` in one queue of a person: what the list shows for `queue=`."""
    found = Q(pk__in=())
    for scope in scopes.all:
        found |= Q(pk__in=held_by(scope, now).filter(queue=key).order_by().values("case_id"))
    return found
