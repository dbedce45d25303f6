"""Who sees a report, and as whose draft it may be commented."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from evaluation.models import Report, ReportReader
from evaluation.models.reports import OUT, ReportQuerySet
from groups.models import GroupOfficer
from groups.spans import in_force
from office.models import User
from stations.scopes import Scopes


def visible_reports(user: User, on: date) -> ReportQuerySet:
    """The office and the auditor all; liaison, officers and clerks those of their group or station, drafts too;
    a named reader those that went out."""
    scopes = Scopes.of(user, on)
    rows = Report.objects.select_related("station", "group", "submitted_by", "approved_by")
    if scopes.sees_all:
        return rows
    named = ReportReader.objects.filter(in_force(on), user=user).values("owner")
    return rows.filter(_concerned(scopes, user, on) | Q(status__in=OUT, owner__in=named))


def may_comment(report: Report, user: User, on: date) -> bool:
    """Whom a draft concerns; the office answers, the auditor only reads."""
    scopes = Scopes.of(user, on)
    if scopes.own.is_auditor:
        return False
    is_office = any(scope.is_staff for scope in scopes.all)
    return is_office or Report.objects.filter(_concerned(scopes, user, on), pk=report.pk).exists()


def _concerned(scopes: Scopes, user: User, on: date) -> Q:
    groups = frozenset[int]().union(*(scope.groups for scope in scopes.all))
    stations = frozenset[int]().union(*(scope.stations for scope in scopes.all))
    led = GroupOfficer.objects.serving(on).filter(
        representative__in=scopes.own.representatives, professional_group__isnull=False
    )
    return Q(group__in=groups) | Q(station__in=stations) | Q(group__in=led.values("professional_group"))
