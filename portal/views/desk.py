"""The desk's home: what to do today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.queues.table import Held, Moment
from fieldwork.models import Norm
from fieldwork.norms import reading
from fieldwork.views.norms import PUT_OFF
from office import calendar as office_calendar
from office.calendar import local_date
from office.models import User
from office.roles import WORKING, Role, has_role
from portal import desk_home, desk_tallies, rep_home
from portal.desk_papers import papers_for
from portal.notice_centre import pressing
from requests_app.queues import CASE_QUEUES
from stations.calendar_feed import entries
from stations.scopes import Scopes

NEW_NOTICES = 4
# Receptions and shifts of one's own that are shown.
AHEAD = timedelta(days=14)
# Who works on requests; the others have their own pages behind the menu.
READERS = (*WORKING, Role.AUDITOR)
INTAKE = (Role.CLERK, Role.LIAISON, Role.STAFF, Role.APPROVER)


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """今日: one thing first, then the queue; auditors read, the administrator goes to the admin."""
    user, at = cast(User, request.user), timezone.now()
    on, calendar = local_date(at), office_calendar.load()
    context = {
        "greeting": desk_home.greeting(user, at),
        "at": at,
        "days_left": desk_home.days_left_in_month(on, calendar),
        "works": has_role(user, *READERS),
        "enters": has_role(user, *INTAKE),
        "administers": has_role(user, Role.ADMINISTRATOR),
        "new_notices": list(pressing(user)[:NEW_NOTICES]),
    }
    if context["works"]:
        held = CASE_QUEUES.waiting_for(Scopes.of(user, on), Moment(on, calendar))
        tasks = desk_home.tasks_of(held, user, on=on, calendar=calendar)
        context |= {
            "first": desk_home.first_of(tasks),
            "queue": tasks[1:],
            "waiting": _beyond(held, tasks),
            "tallies": desk_tallies.tallies_of(held, user, on=on, calendar=calendar),
            "dated_by": desk_tallies.dated_by(Scopes.of(user, on)),
            "days": desk_tallies.days_ahead(user, on=on, calendar=calendar),
            "stands_in_for": desk_home.stands_in_for(user, on),
            "returned": desk_home.returned_replies(user, on),
            "ahead": [entry for entry in entries.of(user, on, on + AHEAD) if entry.ends_at > at],
            "papers": papers_for(Scopes.of(user, on), on),
            "is_auditor": has_role(user, Role.AUDITOR),
            "norms": _unread_norms(request, user, on),
            "own": rep_home.home_of(user, at=at, on=on),
        }
    return render(request, "portal/desk_home.html", context)


def _beyond(held: Sequence[Held], tasks: Sequence[desk_home.Task]) -> int:
    """How many cases wait, where the page does not show them all; else 0."""
    waiting = len({one.subject_id for one in held})
    return waiting if waiting > len(tasks) else 0


def _unread_norms(request: HttpRequest, user: User, on: date) -> list[Norm]:
    """Asked after signing in, until read or put off; nothing waits for it."""
    if PUT_OFF in request.session:
        return []
    return reading.unread_by(Scopes.of(user, on).own.representatives, on)
