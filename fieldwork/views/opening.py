"""Who opens a page of the desk in this app, and the few ways in which its views answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from fieldwork.reach import Reach, reach_of
from office.access import person
from office.roles import Role

WRITERS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER)
READERS = (*WRITERS, Role.AUDITOR)


def reach(request: HttpRequest) -> Reach:
    return reach_of(person(request), timezone.localdate())


def to(url_name: str, *args: str) -> HttpResponseRedirect:
    """On to the page, after an act."""
    return HttpResponseRedirect(reverse(url_name, args=args), status=303)
