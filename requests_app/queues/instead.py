"""Queues beside a clock's own: what others see of it, or do in the place of whoever let it pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from casework.queues.table import Moment, of_units
from groups.models import Absence
from requests_app.deadlines import kinds
from requests_app.deadlines.kinds import Holder
from requests_app.models import Proposal, Seat, Urging
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ProposalKind
from requests_app.models.requests import Status
from requests_app.queues.holders import of_staff, served, served_or_staff
from requests_app.queues.narrowing import awaits_head, is_checked
from stations.scopes import Scope

URGED_FOR_DAYS = 3


def confirm(scope: Scope, now: Moment) -> Q | None:
    return of_units(scope.heads, ClockKind.REPLY, Q(awaits_head()))


def decide(scope: Scope, now: Moment) -> Q | None:
    """Somebody proposed to decline or refer it, and somebody else is to decide."""
    asked = Proposal.objects.to_dispose().undecided().filter(case=OuterRef("case"))
    asked = asked.exclude(by_id=scope.user_id)
    found = of_staff(scope, ClockKind.ACCEPT, ClockKind.ASSIGN, ClockKind.REASSIGN)
    return None if found is None else found & Q(Exists(asked))


def spot(scope: Scope, now: Moment) -> Q | None:
    """A representative proposed to answer on the spot; somebody else than the author confirms."""
    mine = served(scope)
    proposed = Proposal.objects.undecided().filter(case=OuterRef("case"), kind=ProposalKind.SPOT_ANSWER)
    return None if mine is None else mine & Q(Exists(proposed), kind=ClockKind.ASSIGN)


def answer_instead(scope: Scope, now: Moment) -> Q | None:
    mine = served(scope)
    return None if mine is None else mine & Q(kind=ClockKind.ANSWER) & _unattended(now) & is_checked()


def unled(scope: Scope, now: Moment) -> Q | None:
    """Accepted, and no representative any more: the liaison names another, or does the work meanwhile.

    For staff too where the representative has no account, or is away, and no liaison is there to act instead.
    """
    mine = served_or_staff(scope)
    if mine is None:
        return None
    nobody = Q(case__representative__isnull=True)
    if scope.is_staff:
        nobody |= ~Q(case__group_id__in=scope.served) & _unattended(now)
    working = Q(case__status__in=(Status.ACCEPTED, Status.ASSIGNED, Status.HANDLING))
    return mine & working & nobody & Q(kind=ClockKind.ANSWER)


def instead(kind: str) -> Callable[[Scope, Moment], Q | None]:
    """For the liaison: what the representative has let pass, or cannot do now."""

    def holds(scope: Scope, now: Moment) -> Q | None:
        mine = served(scope)
        passed = Q(due_on__lt=now.on) | _unattended(now)
        return None if mine is None else mine & passed & Q(kind=kind)

    return holds


def paper(scope: Scope, now: Moment) -> Q | None:
    """Units on paper, and those of which nobody is there: staff carry letters and write down what comes back.

    So too of a unit whose handlers are there while nobody can confirm what they wrote.
    """
    if not scope.is_staff:
        return None
    held = {Holder.HANDLER: "department", Holder.RELAY_HANDLER: "through"}
    at_units = Q(pk__in=())
    for holder, column in held.items():
        of_holder = [kind for kind, row in kinds.KINDS.items() if row.holder == holder]
        attended = Q(**{f"assignment__{column}_id__in": scope.attended})
        at_units |= Q(~attended, kind__in=of_holder)
    headed = Q(assignment__department_id__in=scope.headed)
    return at_units | Q(~headed, awaits_head(), kind=ClockKind.REPLY)


def late_unit(scope: Scope, now: Moment) -> Q | None:
    return of_units(scope.heads - scope.handles, ClockKind.REPLY, Q(due_on__lt=now.on))


def overdue(scope: Scope, now: Moment) -> Q | None:
    """Until it has been urged; after three days it may be urged again."""
    since = now.on - timedelta(days=URGED_FOR_DAYS)
    urged = Urging.objects.filter(case=OuterRef("case"), by__isnull=False, urged_on__gt=since)
    mine = served_or_staff(scope)
    return None if mine is None else mine & Q(kind=ClockKind.ANSWER, due_on__lt=now.on) & ~Q(Exists(urged))


def sit(scope: Scope, now: Moment) -> Q | None:
    """A 会诊 to come, for every unit at its table."""
    if not scope.departments:
        return None
    invited = Seat.objects.at_the_table().filter(
        consultation__clock=OuterRef("pk"), department_id__in=scope.departments
    )
    return Q(Exists(invited), kind=ClockKind.MINUTES)


def _unattended(now: Moment) -> Q:
    """No representative, none with an account, or one who is away and named no delegate."""
    away = Absence.objects.on(now.on).filter(
        user=OuterRef("case__representative__user"), delegate__isnull=True
    )
    return Q(case__representative__user__isnull=True) | Q(Exists(away))
