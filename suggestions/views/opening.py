"""What every page about one suggestion begins with: the row as far as the person may see it, and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from casework import engine
from casework.engine import ActingAs, Step
from office import calendar as office_calendar
from office.access import person
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.models import User
from office.roles import Role
from stations.scopes import Scopes
from suggestions import parties as p
from suggestions.file import SuggestionFile
from suggestions.models import Suggestion
from suggestions.visibility import visible

READERS = (
    Role.REPRESENTATIVE,
    Role.LIAISON,
    Role.HANDLER,
    Role.HEAD,
    Role.STAFF,
    Role.APPROVER,
    Role.AUDITOR,
)
WRITERS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF)


@dataclass(frozen=True)
class Opened:
    """A suggestion opened by somebody at an instant."""

    suggestion: Suggestion
    file: SuggestionFile
    user: User
    scopes: Scopes
    calendar: WorkingCalendar
    at: datetime
    on: date

    @cached_property
    def capacities(self) -> list[ActingAs]:
        return p.capacities(self.file, Actor.of(self.user), self.on)

    @property
    def parties(self) -> frozenset[str]:
        return frozenset(each.party for each in self.capacities)

    @property
    def is_author(self) -> bool:
        """Or who types for one."""
        return bool(self.parties & {p.AUTHOR, p.LIAISON}) or self.suggestion.drafted_by_id == self.user.pk

    @cached_property
    def steps(self) -> list[Step]:
        """The buttons that this person may press now, the most fitting first."""
        found = engine.possible(self.suggestion, by=Actor.of(self.user), at=self.at, file=self.file)
        return [step for step in found if step.is_button]

    @property
    def url(self) -> str:
        return detail_url(self.suggestion)


def open_suggestion(request: HttpRequest, address: str) -> Opened:
    """Raises Http404 for one that the person may not see, as for one that does not exist."""
    at, user = timezone.now(), person(request)
    on = local_date(at)
    scopes = Scopes.of(user, on)
    rows = visible(user, scopes).by_address(address).select_related("group", "leading", "drafted_by")  # type: ignore[attr-defined]
    suggestion = rows.first()
    if suggestion is None:
        raise Http404
    return Opened(suggestion, SuggestionFile(suggestion), user, scopes, office_calendar.load(), at, on)


def detail_url(suggestion: Suggestion) -> str:
    return reverse("suggestions:desk_detail", args=[suggestion.address])


def step_url(suggestion: Suggestion, step: str) -> str:
    return reverse("suggestions:desk_step", args=[suggestion.address, step])


def see_other(url: str) -> HttpResponse:
    """After a change: the browser asks for the page anew, and reloading it changes nothing."""
    return HttpResponseRedirect(url, status=303)
