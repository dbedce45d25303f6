"""Rules over several rows that no constraint can hold: the verbs keep them, the doctor re-checks them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from groups.models import (
    Absence,
    Department,
    DepartmentOfficer,
    GroupOfficer,
    Liaison,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
)
from office.calendar import local_date
from office.models import RoleGrant, User
from office.ports import DoctorCheck, doctor_checks
from office.roles import Role

Span = tuple[Any, date, date | None]
WITHOUT_IT = {
    Role.STAFF: "没有人交办和答复各单位的申请",
    Role.APPROVER: "要审签的内容没有人审签",
    Role.AUDITOR: "没有人查看操作记录",
    Role.ADMINISTRATOR: "没有人开设和停用账号",
}


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


def officers_out_of_place(at: datetime) -> Iterator[str]:
    """Posts that overlap, and of people who left the group: a convener or leader whom nobody sees."""
    for key in ("professional_group", "regional_group"):
        rows = GroupOfficer.objects.filter(**{f"{key}__isnull": False})
        names = _names(rows, f"{key}__name", "post", "place")
        for found in overlapping(_spans(rows, key, "post", "place")):
            yield f"{names[found][0]}：{GroupOfficer.Post(names[found][1]).label}的时间段重叠"
    on = local_date(at)
    serving = GroupOfficer.objects.serving(on).values("pk")
    away = GroupOfficer.objects.in_force(on).exclude(pk__in=serving)
    for officer in away.select_related("representative", "professional_group", "regional_group"):
        yield f"{officer}：已不在任或不在本组"


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


def groups_without_liaison(at: datetime) -> Iterator[str]:
    """Nobody is asked to accept what comes to a group without a liaison.

    Of regional groups only where the county has appointed liaisons of some: others may do without.
    """
    serving = Liaison.objects.in_force(local_date(at)).filter(user__is_active=True)
    appointed = serving.filter(regional_group__isnull=False)
    groups: list[ProfessionalGroup | RegionalGroup] = list(
        ProfessionalGroup.objects.exclude(
            pk__in=serving.filter(professional_group__isnull=False).values("professional_group")
        )
    )
    if appointed.exists():
        groups += RegionalGroup.objects.exclude(pk__in=appointed.values("regional_group")).select_related(
            "unit"
        )
    for group in groups:
        yield f"{group}：没有联络员，归口的诉求没有人受理和提醒"


def units_without_officer(at: datetime) -> Iterator[str]:
    """An online unit that nobody can sign or, where its head must confirm, nobody can confirm for."""
    on = local_date(at)
    units = Department.objects.assignable().order_by("code")
    for duty, found, why in (
        (DepartmentOfficer.Duty.HANDLER, units, "没有人能签收和回复"),
        (DepartmentOfficer.Duty.HEAD, units.filter(head_confirms=True), "回复没有人审签"),
    ):
        for unit in found.without_officer(duty, on):
            yield f"{unit.name}：在线办理，没有{duty.label}的账号，{why}"


def duties_without_account(at: datetime) -> Iterator[str]:
    """Of the duties of the office that no other account may do; none of a site on which nobody works yet."""
    users = User.objects.active().filter(pk__in=RoleGrant.objects.in_force(local_date(at)).values("user"))
    if not users.exists():
        return
    held = set(
        RoleGrant.objects.in_force(local_date(at)).filter(user__in=users).values_list("role", flat=True)
    )
    for role, why in WITHOUT_IT.items():
        if role not in held:
            yield f"没有在用的{role.label}账号，{why}"


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
        DoctorCheck(
            "group_officers",
            "小组负责人",
            officers_out_of_place,
            "请在后台“小组负责人”中结束原来的，再登记接任的代表。",
        ),
        DoctorCheck("absence_days", "不在岗时间", overlapping_absences),
        DoctorCheck("department_routes", "经由单位", broken_routes),
        DoctorCheck(
            "group_liaisons",
            "小组联络员",
            groups_without_liaison,
            "请在后台“联络员”中为小组登记在用账号的联络员。",
        ),
        DoctorCheck(
            "duties",
            "代表工作机构、审签、审计、管理都有人",
            duties_without_account,
            "请系统管理员在后台开设账号并授予角色；没有系统管理员的，请运维人员运行 manage.py create_administrator。",
        ),
        DoctorCheck(
            "unit_officers",
            "在线办理单位的人员",
            units_without_officer,
            "请在后台“承办单位”中登记经办人、负责人，或把办理方式改为纸质办理。",
        ),
    ):
        doctor_checks.register(check)
