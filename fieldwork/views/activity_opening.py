"""One activity opened by one person: what the pages of an activity begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone

from casework import engine
from casework.engine import Step
from fieldwork.activities import parties
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.messages import url_of
from fieldwork.activities.steps.table import STEPS
from fieldwork.models import Activity, ActivityPaper
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.roles import Role
from stations.scopes import Scopes

READERS = (
    Role.STAFF,
    Role.APPROVER,
    Role.AUDITOR,
    Role.LIAISON,
    Role.REPRESENTATIVE,
    Role.HANDLER,
    Role.HEAD,
)


@dataclass
class Opened:
    request: HttpRequest
    activity: Activity
    user: User
    at: datetime

    @property
    def on(self) -> date:
        return local_date(self.at)

    @property
    def by(self) -> Actor:
        return Actor.of(self.user)

    @cached_property
    def file(self) -> ActivityFile:
        return ActivityFile(self.activity)

    @cached_property
    def parties(self) -> frozenset[str]:
        return frozenset(each.party for each in parties.capacities(self.file, self.by, self.on))

    @cached_property
    def possible(self) -> list[Step]:
        return engine.possible(self.activity, by=self.by, at=self.at, file=self.file)

    def may(self, name: str) -> bool:
        return any(step.name == name for step in self.possible)

    @property
    def may_note(self) -> bool:
        return self.may("note")

    @property
    def may_add_papers(self) -> bool:
        return self.may("add_paper")

    @cached_property
    def reads_inside(self) -> bool:
        return parties.reads_inside(self.file, self.user, self.on)

    @property
    def papers(self) -> QuerySet[ActivityPaper]:
        """Who holds or attends it reads all of them, an invited unit not the signed list, nobody else any."""
        rows = self.activity.papers.standing()
        if self.reads_inside:
            return rows
        return rows.filter(kind=ActivityPaper.Kind.PAPER) if parties.UNIT in self.parties else rows.none()

    @property
    def is_host(self) -> bool:
        return bool(self.parties & parties.HOSTS)

    @cached_property
    def own(self) -> Representative | None:
        """The representative that the account is, in office."""
        held = Scopes.of(self.user, self.on).own.representatives
        return Representative.objects.filter(pk__in=held).first() if held else None

    def take(self, name: str, inputs: Any = None) -> None:
        """Raises what the engine refuses."""
        engine.take(name, self.activity, inputs, by=self.by, at=self.at)

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(url_of(self.activity), status=303)


def open_activity(request: HttpRequest, token: str) -> Opened:
    """Raises Http404 for an activity that this person may not read."""
    user, at = cast(User, request.user), timezone.now()
    rows = parties.visible_to(user, local_date(at))
    return Opened(request, get_object_or_404(rows, token=token), user, at)


def open_for(request: HttpRequest, token: str, name: str) -> Opened:
    """For who is a party of that step at all; to everybody else the address is not there."""
    opened = open_activity(request, token)
    if not opened.parties & STEPS[name].who:
        raise Http404
    return opened
