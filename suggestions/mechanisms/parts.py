"""As whom somebody acts on a mechanism: the unit that sets it up, a liaison, staff."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from groups.models import Department
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.roles import Role, has_role
from stations.scopes import Scopes
from suggestions.models import ServiceMechanism

OFFICE = (Role.STAFF, Role.APPROVER)
READERS = (*OFFICE, Role.AUDITOR, Role.LIAISON, Role.REPRESENTATIVE, Role.HANDLER, Role.HEAD)


def visible_to(user: User, on: date) -> QuerySet[ServiceMechanism]:
    """Those in force and ended to everybody at the desk; proposed ones to their unit, liaisons and the office."""
    if has_role(user, *OFFICE, Role.AUDITOR, Role.LIAISON):
        return ServiceMechanism.objects.all()
    own = ServiceMechanism.objects.filter(department__in=Scopes.of(user, on).department_ids)
    return ServiceMechanism.objects.public() | own


def units(user: User, on: date) -> QuerySet[Department]:
    """The departments for which somebody may propose: a unit's officers their own, liaisons and staff any."""
    if has_role(user, Role.STAFF, Role.LIAISON):
        return Department.objects.order_by("name")
    return Department.objects.filter(pk__in=Scopes.of(user, on).department_ids).order_by("name")


def proposes(user: User, on: date) -> bool:
    return has_role(user, Role.STAFF, Role.LIAISON) or bool(Scopes.of(user, on).department_ids)


def reports(user: User, mechanism: ServiceMechanism, on: date) -> bool:
    """The unit reports its own year; staff write down what came on paper."""
    return mechanism.department_id in Scopes.of(user, on).department_ids or has_role(user, Role.STAFF)


def confirms(user: User) -> bool:
    """The yearly report is checked by a liaison or by staff."""
    return has_role(user, Role.STAFF, Role.LIAISON)


def checks(user: User) -> bool:
    return has_role(user, Role.STAFF)


def person(by: Actor, allowed: bool, words: str) -> User:
    """The account that acts. Raises `Refused` `not_yours` with the words where it is not allowed to."""
    if by.user is None or not allowed:
        raise Refused("not_yours", words)
    return by.user
