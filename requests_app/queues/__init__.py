"""Whose turn it is: each running clock belongs to one queue of one person. Steers work; counts nothing published.

The first queue that fits wins, the narrower stand first. The desk's home, its tallies and the list's filter
`queue=` read the same table, so that a number and the list it opens cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from requests_app.queues import aftercare, at_office, at_units, decisions
from requests_app.queues.at_office import URGED_FOR_DAYS
from requests_app.queues.holders import Moment, Queue
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


QUEUES: dict[str, Queue] = {
    queue.key: queue
    for queue in (
        Queue("confirm", "待审签", "审签回复", "confirm", at_units.confirm),
        Queue("sign", "待签收", "签收", "sign", at_units.sign),
        Queue("relay", "待转办", "签收并转办", "pass_on", at_units.relay),
        Queue("opinion", "会办意见", "交会办意见", "opinion", at_units.opinion),
        Queue("reply", "待回复", "书面回复", "reply", at_units.reply),
        Queue("contact", "待联系", "联系企业", "contact", at_office.contact),
        Queue("check", "待核对", "核对答复", "answer", at_office.check),
        Queue("answer", "待答复", "答复企业", "answer", at_office.answer),
        Queue("extension", "待批延期", "审批延期", "extend", decisions.extension),
        Queue("transfer", "待批转办", "处理转办", "transfer", decisions.transfer),
        Queue("class", "待认定类别", "认定结果类别", "decide_class", decisions.class_in_question),
        Queue("consult", "待组织会诊", "组织会诊", "consult", decisions.consult),
        Queue("minutes", "会诊纪要", "记录会诊纪要", "record_consult", decisions.minutes),
        Queue("appeal", "待处理申诉", "处理申诉", "decide_appeal", at_office.appeal),
        Queue("settle", "待后处理", "不满意后处理", "settle", at_office.settle),
        Queue("decide", "待决定", "决定去向", "", at_office.decide),
        Queue("spot", "待当场解答", "当场解答", "answer_on_the_spot", at_office.spot),
        Queue("accept", "待受理", "受理", "accept", at_office.accept),
        Queue("assign", "待交办", "交办", "assign", at_office.assign),
        Queue("answer_late", "代为答复", "代为答复", "answer", at_office.answer_instead),
        Queue("unled", "待定承办代表", "另定代表", "hand_over", at_office.unled),
        Queue("contact_late", "代为联系", "代为联系", "contact", at_office.instead(ClockKind.CONTACT)),
        Queue("check_late", "代为核对", "代为核对", "answer", at_office.instead(ClockKind.CHECK)),
        Queue("paper", "待代录", "代录", "", at_office.paper),
        Queue("late_unit", "本单位超期", "督促经办", "", at_units.late_unit),
        Queue("overdue", "答复超期", "催办", "urge", at_office.overdue),
        Queue("call", "待回访", "电话回访", "record_verdict", at_office.call),
        Queue("sit", "参加会诊", "参加会诊", "", at_units.sit),
        Queue("supervision", "督办到期", "解除或延长督办", "", decisions.supervision),
        Queue("promise", "到期承诺", "登记兑现", "keep_promise", aftercare.promise),
        Queue("follow", "待确认合并答复", "确认合并答复", "follow", aftercare.follow),
        Queue("look_back", "待回头看", "回头看", "record_look_back", aftercare.look_back),
        Queue("call_back", "待回访撤回", "回访", "record_call_back", aftercare.call_back),
    )
}


def held_by(scope: Scope, now: Moment, *, kinds: Collection[str] | None = None) -> QuerySet[Any]:
    """The running clocks of these posts, each with its `queue`; a sealed case only for its keeper.

    `kinds` where only clocks of these are asked for: thirty conditions cost more to write down than to answer.
    """
    branches = [
        (queue.key, held) for queue in QUEUES.values() if (held := queue.holds(scope, now)) is not None
    ]
    if kinds is not None:
        branches = [(key, held) for key, held in branches if not kinds_of(held).isdisjoint(kinds)]
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
