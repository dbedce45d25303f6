"""What every page about one case begins with: the case as far as the person may see it, the day, the calendar.

Of a confidential complaint a reader of the unit gets what `access/redaction.py` gives: no page can show more of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from casework import engine
from casework.engine import Step
from office import calendar as office_calendar
from office.access import person
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.database.statements import Select
from office.models import User
from requests_app.access import redaction
from requests_app.access.case_access import CaseAccess, access_of
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.visibility import READERS_AT_ONCE, restricting
from stations.scopes import Scopes


@dataclass(frozen=True)
class Opened:
    """A case opened by somebody at an instant."""

    case: EnterpriseRequest
    file: CaseFile
    user: User
    access: CaseAccess
    scopes: Scopes
    calendar: WorkingCalendar
    at: datetime
    on: date

    @cached_property
    def steps(self) -> list[Step]:
        """What this person may do now, the most fitting first."""
        return self._possible()

    def may(self, name: str) -> bool:
        """Whether this person may take the step now: the others are not asked about."""
        return bool(self._possible(name))

    def _possible(self, only: str = "") -> list[Step]:
        """Asked of the row itself."""
        by = Actor.of(self.user)
        if not self.access.is_restricted:
            return engine.possible(self.case, by=by, at=self.at, file=self.file, only=only)
        return engine.possible(EnterpriseRequest.objects.get(pk=self.case.pk), by=by, at=self.at, only=only)

    @property
    def url(self) -> str:
        return case_url(self.case)


def open_case(request: HttpRequest, ledger_number: str, at: datetime) -> Opened:
    """Raises Http404 for a case that the person may not see, as for one that does not exist."""
    user, on = person(request), local_date(at)
    scopes = Scopes.of(user, on)
    case = _listed(scopes).first(ledger_number=ledger_number)
    if case is None:
        raise Http404
    file = CaseFile(case)
    access = access_of(file, user, on)
    if access.is_restricted:
        file = redaction.restricted(case, restricting(scopes))
    return Opened(file.case, file, user, access, scopes, office_calendar.load(), at, on)


@lru_cache(maxsize=READERS_AT_ONCE)
def _listed(scopes: Scopes) -> Select[EnterpriseRequest]:
    return Select(
        lambda ledger_number: (
            EnterpriseRequest.objects.filter(redaction.listed_filter(scopes), ledger_number=ledger_number)
            .for_detail()
            .order_by("pk")
        ),
        ledger_number=models.CharField(),
    )


def case_url(case: EnterpriseRequest) -> str:
    return reverse("requests:detail", args=[case.ledger_number])


def step_url(case: EnterpriseRequest, step: str) -> str:
    return reverse("requests:step", args=[case.ledger_number, step])


def see_other(url: str) -> HttpResponse:
    """After a change: the browser asks for the page anew, and reloading it changes nothing."""
    return HttpResponseRedirect(url, status=303)
