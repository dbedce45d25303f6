"""Rules over several rows that no constraint can hold: the verbs keep them, the doctor re-checks them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from groups.models import (
    Absence,
    Department,
    Mandate,
    ProfessionalMembership,
    RegionalMembership,
)
from office.ports import DoctorCheck, doctor_checks

Span = tuple[Any, date, date | None]


def overlapping(spans: Iterable[Span]) -> Iterator[Any]:
    """Keys of half-open spans that overlap the one before them; sorted by key and beginning. An empty span overlaps
    nothing."""
    lasting = (span for span in spans if span[1] != span[2])
    for (key, _, until), (next_key, since, _) in pairwise(lasting):
        if key == next_key and (until is None or since < until):
            yield key


def overlapping_mandates(at: datetime) -> Iterator[str]:
    names = _names(Mandate.objects.all(), "representative__name", "term__name")
    for key in overlapping(_spans(Mandate.objects.all(), "representative", "term")):
        yield f"{'，'.join(names[key])}：任职的时间段重叠"


def overlapping_memberships(at: datetime) -> Iterator[str]:
    for memberships in (ProfessionalMembership.objects.all(), RegionalMembership.objects.all()):
        names = _names(memberships, "representative__name")
        for key in overlapping(_spans(memberships, "representative")):
            yield f"{names[key][0]}：{memberships.model._meta.verbose_name}的时间段重叠"


def overlapping_absences(at: datetime) -> Iterator[str]:
    rows = Absence.objects.filter(cancelled_at__isnull=True).order_by("user", "from_on", "pk")
    days = list(rows.values_list("user__name", "user", "from_on", "to_on"))
    for (name, user, _, to_on), (_, next_user, from_on, _) in pairwise(days):
        if user == next_user and from_on <= to_on:
            yield f"{name}：不在岗的时间段重叠"


def broken_routes(at: datetime) -> Iterator[str]:
    """A unit is reached through an open 转办单位, which goes through nobody itself."""
    routed = Department.objects.open().filter(route_through__isnull=False).select_related("route_through")
    relays = Department.objects.open().filter(kind=Department.Kind.RELAY, route_through__isnull=True)
    for department in routed.exclude(route_through__in=relays.values("pk")):
        yield f"{department.name}：经由单位“{department.route_through}”不是在用的转办单位"


def _spans(rows: QuerySet[Any], *key: str) -> Iterator[Span]:
    for *parts, since, until in rows.order_by(*key, "since", "pk").values_list(*key, "since", "until"):
        yield tuple(parts), since, until


def _names(rows: QuerySet[Any], *columns: str) -> dict[tuple[Any, ...], tuple[str, ...]]:
    """How the keys of `_spans` read: one name for each part of the key."""
    keys = [column.partition("__")[0] for column in columns]
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in rows.values_list(*keys, *columns)}


def register() -> None:
    for check in (
        DoctorCheck("mandate_spans", "任职时间", overlapping_mandates),
        DoctorCheck("membership_spans", "小组成员时间", overlapping_memberships),
        DoctorCheck("absence_days", "不在岗时间", overlapping_absences),
        DoctorCheck("department_routes", "经由单位", broken_routes),
    ):
        doctor_checks.register(check)
