"""Which suggestions somebody may see on the desk (docs/domain.md § 4)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from office.models import User
from stations.scopes import Scope, Scopes
from suggestions.models import Author, Suggestion, SuggestionAssignment, SuggestionClock, SuggestionSeat
from suggestions.models.authors import AuthorState
from suggestions.models.clocks import ClockKind
from suggestions.models.consultations import ConsultState
from suggestions.models.suggestions import PRIVATE, Status


def suggestion_filter(scopes: Scopes) -> Q:
    """Drafts are their authors' and their liaison's, and staff's while they have nobody to go on with them or a signed
    sheet waits to be checked; the rest is also staff's, auditors' and the units'."""
    found = Q(pk__in=())
    for scope in scopes.all:
        found |= _seen_by(scope)
    return found


def visible(user: User, scopes: Scopes) -> QuerySet[Suggestion]:
    """The rows this person may see; who has typed a draft sees it as long as it is one."""
    typed = Q(drafted_by=user, status__in=PRIVATE)
    return Suggestion.objects.filter(suggestion_filter(scopes) | typed)


def _seen_by(scope: Scope) -> Q:
    found = Q(pk__in=())
    if scope.is_staff or scope.is_auditor:
        found |= Q(submitted_at__isnull=False) | Q(status=Status.RECORDED)
    if scope.is_staff:
        waits = SuggestionClock.objects.running().filter(kind=ClockKind.TAKEOVER, suggestion=OuterRef("pk"))
        sheet = Author.objects.filter(state=AuthorState.SHEET, suggestion=OuterRef("pk"))
        found |= Q(Exists(waits.order_by())) | Q(Exists(sheet.order_by()))
    if scope.representatives:
        held = Q(representative__in=scope.representatives) | Q(successor__in=scope.representatives)
        own = Author.objects.filter(held, suggestion=OuterRef("pk"))
        found |= Q(Exists(own.exclude(state=AuthorState.LEFT)))
    if scope.groups:
        found |= Q(group__in=scope.groups)
    if scope.departments:
        units = Q(department__in=scope.departments) | Q(through__in=scope.departments)
        part = SuggestionAssignment.objects.current().filter(units, suggestion=OuterRef("pk"))
        found |= Q(Exists(part.order_by()))
        seat = SuggestionSeat.objects.filter(
            consultation__suggestion=OuterRef("pk"), department__in=scope.departments
        ).exclude(consultation__state=ConsultState.DROPPED)
        found |= Q(Exists(seat.order_by()))
    return found
