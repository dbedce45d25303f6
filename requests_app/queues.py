"""Whose turn it is: each running clock belongs to one queue of one person. Steers work; counts nothing published.

The first queue that fits wins, the narrower stand first. The desk's home, its tallies and the list's filter
`queue=` read the same table, so that a number and the list it opens cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from groups.models import Absence, Department
from office.calendar import WorkingCalendar
from requests_app.models import Assignment, Clock, Disposal, Proposal, Reply, Urging
from requests_app.models.assignments import AssignmentStatus, Part, ReplyState
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ProposalKind
from requests_app.standing import Posts, Standing

PROMISE_DAYS = 7
URGED_FOR_DAYS = 3
# Beyond this nobody reads a queue to its end; the list's own filter has no such limit.
MOST_HELD = 2000
UNIT_KINDS = (ClockKind.SIGN, ClockKind.REPLY, ClockKind.OPINION)


@dataclass(frozen=True)
class Moment:
    """What the conditions need of the day."""

    on: date
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Queue:
    """`label` names the number, `verb` the row's deed, `step` the form it leads to (empty: the case's page)."""

    key: str
    label: str
    verb: str
    step: str
    holds: Callable[[Posts, Moment], Q | None]


def _units(posts_ids: frozenset[int], kind: str, *extra: Q) -> Q | None:
    return Q(*extra, kind=kind, assignment__department_id__in=posts_ids) if posts_ids else None


def _awaits_head() -> Exists:
    return Exists(Reply.objects.filter(assignment=OuterRef("assignment"), state=ReplyState.AWAITS_HEAD))


def _signed() -> Q:
    return Q(assignment__status=AssignmentStatus.SIGNED)


def _confirm(posts: Posts, now: Moment) -> Q | None:
    return _units(posts.heads, ClockKind.REPLY, Q(_awaits_head()))


def _sign(posts: Posts, now: Moment) -> Q | None:
    return _units(posts.handles, ClockKind.SIGN)


def _reply(posts: Posts, now: Moment) -> Q | None:
    return _units(posts.handles, ClockKind.REPLY, _signed(), ~Q(_awaits_head()))


def _opinion(posts: Posts, now: Moment) -> Q | None:
    return _units(posts.handles, ClockKind.OPINION, _signed())


def _late_unit(posts: Posts, now: Moment) -> Q | None:
    return _units(posts.heads - posts.handles, ClockKind.REPLY, Q(due_on__lt=now.on))


def _represented(posts: Posts, kind: str) -> Q | None:
    if not posts.representatives:
        return None
    return Q(kind=kind, case__representative_id__in=posts.representatives)


def _contact(posts: Posts, now: Moment) -> Q | None:
    return _represented(posts, ClockKind.CONTACT)


def _check(posts: Posts, now: Moment) -> Q | None:
    return _represented(posts, ClockKind.CHECK)


def _unled(posts: Posts, now: Moment) -> Q | None:
    """Accepted, and no representative any more: the liaison names another, or does the work meanwhile."""
    served = Q() if posts.is_staff else _served(posts)
    return None if served is None else served & Q(kind=ClockKind.ANSWER, case__representative__isnull=True)


def _answer(posts: Posts, now: Moment) -> Q | None:
    """The reply has been checked, the enterprise not yet told."""
    own = _represented(posts, ClockKind.ANSWER)
    return None if own is None else own & _is_checked()


def _is_checked() -> Q:
    lead = Assignment.objects.filter(case=OuterRef("case"), part=Part.LEAD, status=AssignmentStatus.REPLIED)
    checking = Clock.objects.running().filter(case=OuterRef("case"), kind=ClockKind.CHECK)
    return Q(Exists(lead)) & ~Q(Exists(checking))


def _unattended(now: Moment) -> Q:
    """No representative, none with an account, or one who is away and named no delegate."""
    away = Absence.objects.on(now.on).filter(
        user=OuterRef("case__representative__user"), delegate__isnull=True
    )
    return Q(case__representative__user__isnull=True) | Q(Exists(away))


def _served(posts: Posts) -> Q | None:
    """The cases of a liaison: of the group, before acceptance of the proposed one."""
    if not posts.groups:
        return None
    untriaged = Q(case__group__isnull=True)
    return (
        Q(case__group_id__in=posts.groups)
        | (untriaged & Q(case__proposed_group_id__in=posts.groups))
        | (untriaged & Q(case__proposed_group__isnull=True, case__station_id__in=posts.triage_stations))
    )


def _instead(kind: str) -> Callable[[Posts, Moment], Q | None]:
    """For the liaison: what the representative has let pass, or cannot do now."""

    def holds(posts: Posts, now: Moment) -> Q | None:
        served = _served(posts)
        passed = Q(due_on__lt=now.on) | _unattended(now)
        return None if served is None else served & passed & Q(kind=kind)

    return holds


def _answer_instead(posts: Posts, now: Moment) -> Q | None:
    served = _served(posts)
    return None if served is None else served & Q(kind=ClockKind.ANSWER) & _unattended(now) & _is_checked()


def _spot(posts: Posts, now: Moment) -> Q | None:
    """A representative proposed to answer on the spot; somebody else than the author confirms."""
    served = _served(posts)
    proposed = Proposal.objects.filter(case=OuterRef("case"), kind=ProposalKind.SPOT_ANSWER)
    return None if served is None else served & Q(Exists(proposed), kind=ClockKind.ASSIGN)


def _accept(posts: Posts, now: Moment) -> Q | None:
    if posts.is_staff:
        return Q(kind=ClockKind.ACCEPT)
    served = _served(posts)
    return None if served is None else served & Q(kind=ClockKind.ACCEPT)


def _staff(posts: Posts, *kinds: str, **extra: Any) -> Q | None:
    return Q(kind__in=kinds, **extra) if posts.is_staff else None


def _decide(posts: Posts, now: Moment) -> Q | None:
    """Somebody proposed to decline or refer it, and somebody else is to decide."""
    asked = Proposal.objects.filter(
        case=OuterRef("case"), kind__in=(ProposalKind.DECLINE, ProposalKind.REFER)
    ).exclude(by_id=posts.user_id)
    found = _staff(posts, ClockKind.ACCEPT, ClockKind.ASSIGN)
    return None if found is None else found & Q(Exists(asked))


def _assign(posts: Posts, now: Moment) -> Q | None:
    return _staff(posts, ClockKind.ASSIGN, ClockKind.REASSIGN)


def _settle(posts: Posts, now: Moment) -> Q | None:
    return _staff(posts, ClockKind.SETTLE)


def _appeal(posts: Posts, now: Moment) -> Q | None:
    """Not one's own decision or proposal (two-person rule)."""
    own = Disposal.objects.filter(case=OuterRef("case"), appeal_decided_at__isnull=True).filter(
        Q(decided_by_id=posts.user_id) | Q(proposed_by_id=posts.user_id)
    )
    found = _staff(posts, ClockKind.APPEAL)
    return None if found is None else found & ~Q(Exists(own))


def _paper(posts: Posts, now: Moment) -> Q | None:
    """Units without accounts: staff carry their letters and write down what comes back."""
    return _staff(posts, *UNIT_KINDS, assignment__department__mode=Department.Mode.PAPER)


def _overdue(posts: Posts, now: Moment) -> Q | None:
    """Until it has been urged; after three days it may be urged again."""
    since = now.on - timedelta(days=URGED_FOR_DAYS)
    urged = Urging.objects.filter(case=OuterRef("case"), by__isnull=False, urged_on__gt=since)
    late = Q(kind=ClockKind.ANSWER, due_on__lt=now.on) & ~Q(Exists(urged))
    if posts.is_staff:
        return late
    served = _served(posts)
    return None if served is None else served & late


def _call(posts: Posts, now: Moment) -> Q | None:
    """The window for the verdict closes tomorrow: the counter asks once by telephone."""
    if not posts.stations:
        return None
    last = now.calendar.add(now.on, 1)
    return Q(kind=ClockKind.VERDICT, due_on__lte=last, case__station_id__in=posts.stations)


def _promise(posts: Posts, now: Moment) -> Q | None:
    served = _served(posts)
    soon = Q(kind=ClockKind.PROMISE, due_on__lte=now.on + timedelta(days=PROMISE_DAYS))
    return None if served is None else served & soon


QUEUES: dict[str, Queue] = {
    queue.key: queue
    for queue in (
        Queue("confirm", "待审签", "审签回复", "confirm", _confirm),
        Queue("sign", "待签收", "签收", "sign", _sign),
        Queue("opinion", "会办意见", "交会办意见", "opinion", _opinion),
        Queue("reply", "待回复", "书面回复", "reply", _reply),
        Queue("contact", "待联系", "联系企业", "contact", _contact),
        Queue("check", "待核对", "核对答复", "answer", _check),
        Queue("answer", "待答复", "答复企业", "answer", _answer),
        Queue("appeal", "待处理申诉", "处理申诉", "decide_appeal", _appeal),
        Queue("settle", "待后处理", "不满意后处理", "settle", _settle),
        Queue("decide", "待决定", "决定去向", "", _decide),
        Queue("spot", "待当场解答", "当场解答", "answer_on_the_spot", _spot),
        Queue("accept", "待受理", "受理", "accept", _accept),
        Queue("assign", "待交办", "交办", "assign", _assign),
        Queue("answer_late", "代为答复", "代为答复", "answer", _answer_instead),
        Queue("unled", "待定承办代表", "另定代表", "hand_over", _unled),
        Queue("contact_late", "代为联系", "代为联系", "contact", _instead(ClockKind.CONTACT)),
        Queue("check_late", "代为核对", "代为核对", "answer", _instead(ClockKind.CHECK)),
        Queue("paper", "待代录", "代录", "", _paper),
        Queue("late_unit", "本单位超期", "督促经办", "", _late_unit),
        Queue("overdue", "答复超期", "催办", "urge", _overdue),
        Queue("call", "待回访", "电话回访", "record_verdict", _call),
        Queue("promise", "到期承诺", "跟踪承诺", "", _promise),
    )
}


def held_by(posts: Posts, now: Moment) -> QuerySet[Any]:
    """The running clocks of these posts, each with its `queue`; a sealed case only for its keeper."""
    branches = [
        (queue.key, held) for queue in QUEUES.values() if (held := queue.holds(posts, now)) is not None
    ]
    if not branches:
        return Clock.objects.none().annotate(queue=Value(""))
    open_to = Q(case__sealed=False)
    if posts.is_staff:
        open_to |= Q(case__sealed_for_id=posts.user_id)
    named = Case(
        *[When(held, then=Value(key)) for key, held in branches],
        default=Value(""),
        output_field=CharField(),
    )
    return Clock.objects.ticking().filter(open_to).annotate(queue=named).exclude(queue="")


@dataclass(frozen=True)
class Held:
    """A clock in a queue; `for_whom` is the absent colleague's name, empty for the own work."""

    queue: str
    clock_id: int
    case_id: int
    due_on: date
    for_whom: str


def waiting_for(standing: Standing, now: Moment) -> list[Held]:
    """All that waits for a person, absent colleagues' work included, the nearest date first; one query a post-holder."""
    owners = [(standing.own, ""), *((posts, person.name) for person, posts in standing.stood_in)]
    found = [
        Held(queue, clock, case, due_on, for_whom)
        for posts, for_whom in owners
        for queue, clock, case, due_on in held_by(posts, now)
        .order_by("due_on", "pk")
        .values_list("queue", "pk", "case_id", "due_on")[:MOST_HELD]
    ]
    return sorted(found, key=lambda one: (one.due_on, one.clock_id))


def counts(held: Iterable[Held]) -> Counter[str]:
    """Cases in each queue."""
    return Counter(queue for queue, _ in {(one.queue, one.case_id) for one in held})


def cases_in(key: str, standing: Standing, now: Moment) -> Q:
    """The rows of `EnterpriseRequest` in one queue of a person: what the list shows for `queue=`."""
    found = Q(pk__in=())
    for posts in standing.all_posts:
        found |= Q(pk__in=held_by(posts, now).filter(queue=key).order_by().values("case_id"))
    return found
