"""What waits at the representative's, the liaison's, the counter's and the staff's desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from groups.models import Absence, Department
from office import options
from requests_app.models import (
    Assignment,
    Clock,
    Disposal,
    Proposal,
    Urging,
)
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ProposalKind
from requests_app.models.requests import Status
from requests_app.queues.holders import Moment, of_staff, represented, served
from requests_app.standing import Posts

URGED_FOR_DAYS = 3
UNIT_KINDS = (ClockKind.SIGN, ClockKind.REPLY, ClockKind.OPINION, ClockKind.RELAY)


def contact(posts: Posts, now: Moment) -> Q | None:
    return represented(posts, ClockKind.CONTACT)


def check(posts: Posts, now: Moment) -> Q | None:
    return represented(posts, ClockKind.CHECK)


def unled(posts: Posts, now: Moment) -> Q | None:
    """Accepted, and no representative any more: the liaison names another, or does the work meanwhile."""
    mine = Q() if posts.is_staff else served(posts)
    working = Q(case__status__in=(Status.ACCEPTED, Status.ASSIGNED, Status.HANDLING))
    return (
        None if mine is None else mine & working & Q(kind=ClockKind.ANSWER, case__representative__isnull=True)
    )


def answer(posts: Posts, now: Moment) -> Q | None:
    """The reply has been checked, the enterprise not yet told."""
    own = represented(posts, ClockKind.ANSWER)
    return None if own is None else own & _is_checked()


def _is_checked() -> Q:
    """And its class is not in question."""
    lead = Assignment.objects.filter(case=OuterRef("case"), part=Part.LEAD, status=AssignmentStatus.REPLIED)
    judged = Clock.objects.running().filter(
        case=OuterRef("case"), kind__in=(ClockKind.CHECK, ClockKind.CLASS)
    )
    return Q(Exists(lead)) & ~Q(Exists(judged))


def _unattended(now: Moment) -> Q:
    """No representative, none with an account, or one who is away and named no delegate."""
    away = Absence.objects.on(now.on).filter(
        user=OuterRef("case__representative__user"), delegate__isnull=True
    )
    return Q(case__representative__user__isnull=True) | Q(Exists(away))


def instead(kind: str) -> Callable[[Posts, Moment], Q | None]:
    """For the liaison: what the representative has let pass, or cannot do now."""

    def holds(posts: Posts, now: Moment) -> Q | None:
        mine = served(posts)
        passed = Q(due_on__lt=now.on) | _unattended(now)
        return None if mine is None else mine & passed & Q(kind=kind)

    return holds


def answer_instead(posts: Posts, now: Moment) -> Q | None:
    mine = served(posts)
    return None if mine is None else mine & Q(kind=ClockKind.ANSWER) & _unattended(now) & _is_checked()


def spot(posts: Posts, now: Moment) -> Q | None:
    """A representative proposed to answer on the spot; somebody else than the author confirms."""
    mine = served(posts)
    proposed = Proposal.objects.filter(case=OuterRef("case"), kind=ProposalKind.SPOT_ANSWER)
    return None if mine is None else mine & Q(Exists(proposed), kind=ClockKind.ASSIGN)


def accept(posts: Posts, now: Moment) -> Q | None:
    if posts.is_staff:
        return Q(kind=ClockKind.ACCEPT)
    mine = served(posts)
    return None if mine is None else mine & Q(kind=ClockKind.ACCEPT)


def decide(posts: Posts, now: Moment) -> Q | None:
    """Somebody proposed to decline or refer it, and somebody else is to decide."""
    asked = Proposal.objects.filter(
        case=OuterRef("case"), kind__in=(ProposalKind.DECLINE, ProposalKind.REFER)
    ).exclude(by_id=posts.user_id)
    found = of_staff(posts, ClockKind.ACCEPT, ClockKind.ASSIGN)
    return None if found is None else found & Q(Exists(asked))


def assign(posts: Posts, now: Moment) -> Q | None:
    """Staff; the liaison of the group too where the office has delegated it (设置 授权联络员交办)."""
    kinds = (ClockKind.ASSIGN, ClockKind.REASSIGN)
    if posts.is_staff:
        return of_staff(posts, *kinds)
    mine = served(posts) if options.value("liaison_assigns", now.on) else None
    return None if mine is None else mine & Q(kind__in=kinds)


def settle(posts: Posts, now: Moment) -> Q | None:
    return of_staff(posts, ClockKind.SETTLE)


def appeal(posts: Posts, now: Moment) -> Q | None:
    """Not one's own decision or proposal (two-person rule)."""
    own = Disposal.objects.filter(case=OuterRef("case"), appeal_decided_at__isnull=True).filter(
        Q(decided_by_id=posts.user_id) | Q(proposed_by_id=posts.user_id)
    )
    found = of_staff(posts, ClockKind.APPEAL)
    return None if found is None else found & ~Q(Exists(own))


def paper(posts: Posts, now: Moment) -> Q | None:
    """Units without accounts: staff carry their letters and write down what comes back."""
    return of_staff(posts, *UNIT_KINDS, assignment__department__mode=Department.Mode.PAPER)


def overdue(posts: Posts, now: Moment) -> Q | None:
    """Until it has been urged; after three days it may be urged again."""
    since = now.on - timedelta(days=URGED_FOR_DAYS)
    urged = Urging.objects.filter(case=OuterRef("case"), by__isnull=False, urged_on__gt=since)
    late = Q(kind=ClockKind.ANSWER, due_on__lt=now.on) & ~Q(Exists(urged))
    if posts.is_staff:
        return late
    mine = served(posts)
    return None if mine is None else mine & late


def call(posts: Posts, now: Moment) -> Q | None:
    """The window for the verdict closes tomorrow: the counter asks once by telephone."""
    if not posts.stations:
        return None
    last = now.calendar.add(now.on, 1)
    return Q(kind=ClockKind.VERDICT, due_on__lte=last, case__station_id__in=posts.stations)
