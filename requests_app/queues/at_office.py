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
from stations.scopes import Scope

URGED_FOR_DAYS = 3
UNIT_KINDS = (ClockKind.SIGN, ClockKind.REPLY, ClockKind.OPINION, ClockKind.RELAY)


def contact(scope: Scope, now: Moment) -> Q | None:
    return represented(scope, ClockKind.CONTACT)


def check(scope: Scope, now: Moment) -> Q | None:
    return represented(scope, ClockKind.CHECK)


def unled(scope: Scope, now: Moment) -> Q | None:
    """Accepted, and no representative any more: the liaison names another, or does the work meanwhile."""
    mine = Q() if scope.is_staff else served(scope)
    working = Q(case__status__in=(Status.ACCEPTED, Status.ASSIGNED, Status.HANDLING))
    return (
        None if mine is None else mine & working & Q(kind=ClockKind.ANSWER, case__representative__isnull=True)
    )


def answer(scope: Scope, now: Moment) -> Q | None:
    """The reply has been checked, the enterprise not yet told."""
    own = represented(scope, ClockKind.ANSWER)
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


def instead(kind: str) -> Callable[[Scope, Moment], Q | None]:
    """For the liaison: what the representative has let pass, or cannot do now."""

    def holds(scope: Scope, now: Moment) -> Q | None:
        mine = served(scope)
        passed = Q(due_on__lt=now.on) | _unattended(now)
        return None if mine is None else mine & passed & Q(kind=kind)

    return holds


def answer_instead(scope: Scope, now: Moment) -> Q | None:
    mine = served(scope)
    return None if mine is None else mine & Q(kind=ClockKind.ANSWER) & _unattended(now) & _is_checked()


def spot(scope: Scope, now: Moment) -> Q | None:
    """A representative proposed to answer on the spot; somebody else than the author confirms."""
    mine = served(scope)
    proposed = Proposal.objects.filter(case=OuterRef("case"), kind=ProposalKind.SPOT_ANSWER)
    return None if mine is None else mine & Q(Exists(proposed), kind=ClockKind.ASSIGN)


def accept(scope: Scope, now: Moment) -> Q | None:
    if scope.is_staff:
        return Q(kind=ClockKind.ACCEPT)
    mine = served(scope)
    return None if mine is None else mine & Q(kind=ClockKind.ACCEPT)


def decide(scope: Scope, now: Moment) -> Q | None:
    """Somebody proposed to decline or refer it, and somebody else is to decide."""
    asked = Proposal.objects.filter(
        case=OuterRef("case"), kind__in=(ProposalKind.DECLINE, ProposalKind.REFER)
    ).exclude(by_id=scope.user_id)
    found = of_staff(scope, ClockKind.ACCEPT, ClockKind.ASSIGN)
    return None if found is None else found & Q(Exists(asked))


def assign(scope: Scope, now: Moment) -> Q | None:
    """Staff; the liaison of the group too where the office has delegated it (设置 授权联络员交办)."""
    kinds = (ClockKind.ASSIGN, ClockKind.REASSIGN)
    if scope.is_staff:
        return of_staff(scope, *kinds)
    mine = served(scope) if options.value("liaison_assigns", now.on) else None
    return None if mine is None else mine & Q(kind__in=kinds)


def settle(scope: Scope, now: Moment) -> Q | None:
    return of_staff(scope, ClockKind.SETTLE)


def appeal(scope: Scope, now: Moment) -> Q | None:
    """Not one's own decision or proposal (two-person rule)."""
    own = Disposal.objects.filter(case=OuterRef("case"), appeal_decided_at__isnull=True).filter(
        Q(decided_by_id=scope.user_id) | Q(proposed_by_id=scope.user_id)
    )
    found = of_staff(scope, ClockKind.APPEAL)
    return None if found is None else found & ~Q(Exists(own))


def paper(scope: Scope, now: Moment) -> Q | None:
    """Units without accounts: staff carry their letters and write down what comes back."""
    return of_staff(scope, *UNIT_KINDS, assignment__department__mode=Department.Mode.PAPER)


def overdue(scope: Scope, now: Moment) -> Q | None:
    """Until it has been urged; after three days it may be urged again."""
    since = now.on - timedelta(days=URGED_FOR_DAYS)
    urged = Urging.objects.filter(case=OuterRef("case"), by__isnull=False, urged_on__gt=since)
    late = Q(kind=ClockKind.ANSWER, due_on__lt=now.on) & ~Q(Exists(urged))
    if scope.is_staff:
        return late
    mine = served(scope)
    return None if mine is None else mine & late


def call(scope: Scope, now: Moment) -> Q | None:
    """The window for the verdict closes tomorrow: the counter asks once by telephone."""
    if not scope.stations:
        return None
    last = now.calendar.add(now.on, 1)
    return Q(kind=ClockKind.VERDICT, due_on__lte=last, case__station_id__in=scope.stations)
