"""The queues of requests: those of the clocks' rows, and beside them what others see of a clock, or do in its place.

The first queue that fits wins, the narrower ones stand first (casework/queues/table.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from casework.queues.table import Condition, Moment, Queue, QueueTable
from office import options
from requests_app.deadlines import kinds
from requests_app.deadlines.kinds import ClockRow
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from requests_app.queues import instead
from requests_app.queues.holders import holds
from requests_app.queues.narrowing import NARROWED
from stations.scopes import Scope

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


def _open_to(scope: Scope) -> Q:
    """A sealed case waits only on its keeper's desk."""
    unsealed = Q(case__sealed=False)
    return unsealed | Q(case__sealed_for_id=scope.user_id) if scope.is_staff else unsealed


CASE_QUEUES = QueueTable(
    clocks=Clock,
    subject_field="case",
    kinds=frozenset(ClockKind.values),
    rows=lambda: table(kinds.KINDS.values()),
    open_to=_open_to,
    settings=lambda on: bool(options.value("liaison_assigns", on)),
)
