"""Whether a mechanism is still used: a report of the unit each year, checked by another; the queue asks for it."""

from __future__ import annotations

from datetime import date, datetime

from groups.models import DepartmentOfficer
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb
from suggestions.mechanisms import parts
from suggestions.mechanisms.effects import months_from
from suggestions.mechanisms.lifecycle import link_of
from suggestions.models import ServiceMechanism, YearlyCheck
from suggestions.models.mechanisms import MechanismStatus

EARLIER = 30  # calendar days


@verb
def report(
    mechanism: ServiceMechanism, *, year: int, uses: int, evidence: str, by: Actor, at: datetime
) -> YearlyCheck:
    """How often it was used in a year, and what shows it; once a year until it is confirmed.

    Raises `Refused`: `not_yours` (the unit, staff for it), `wrong_state` where it is not in force, `repeat` or
    `invalid` beside `year`, `missing` beside `evidence`.
    """
    row = ServiceMechanism.objects.select_for_update().get(pk=mechanism.pk)
    on = local_date(at)
    allowed = by.user is not None and parts.reports(by.user, row, on)
    account = parts.person(by, allowed, "使用情况由建立单位填报")
    if row.status != MechanismStatus.IN_FORCE or row.in_force_on is None:
        raise Refused("wrong_state", "只有运行中的机制填报使用情况")
    if not row.in_force_on.year <= year <= on.year:
        raise Refused("invalid", f"年度填 {row.in_force_on.year} 至 {on.year}", field="year")
    if not evidence:
        raise Refused("missing", "请写明依据", field="evidence")
    found = YearlyCheck.objects.filter(mechanism=row, year=year).first()
    if found is not None and found.confirmed_at is not None:
        raise Refused("repeat", f"{year} 年已经核对过", field="year")
    check = found or YearlyCheck(mechanism=row, year=year)
    check.uses, check.evidence = uses, evidence
    check.reported_at, check.reported_on, check.reported_by = at, on, account
    check.save()
    data: dict[str, events.JSON] = {"year": year, "uses": uses}
    events.record(Fact(row.subject, "mechanism_reported", data, {"evidence": evidence}), by=by, at=at)
    return check


@verb
def confirm(check: YearlyCheck, *, by: Actor, at: datetime) -> YearlyCheck:
    """A liaison or staff, by another than who reported. A repeat changes nothing.

    Raises `Refused`: `not_yours`, `second_person`.
    """
    row = YearlyCheck.objects.select_for_update().get(pk=check.pk)
    account = parts.person(
        by, by.user is not None and parts.confirms(by.user), "年度检查由联络员或工作人员核对"
    )
    if row.confirmed_at is not None:
        return row
    if row.reported_by_id == account.pk:
        raise Refused("second_person", "请由填报人以外的人核对")
    row.confirmed_at, row.confirmed_by = at, account
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    data: dict[str, events.JSON] = {"year": row.year}
    events.record(Fact(row.mechanism.subject, "mechanism_confirmed", data), by=by, at=at)
    return row


def due_on(mechanism: ServiceMechanism) -> date | None:
    """A year after it began, or after the last report that was confirmed; None where it is not in force."""
    if mechanism.status != MechanismStatus.IN_FORCE or mechanism.in_force_on is None:
        return None
    last = mechanism.checks.filter(confirmed_at__isnull=False).order_by("-reported_on").first()
    return months_from(last.reported_on if last else mechanism.in_force_on, 12)


def remind(*, at: datetime) -> int:
    """30 days before it is due, on its day, and once when it is late: the unit, then staff. Returns the notices offered."""
    on = local_date(at)
    offered = 0
    for mechanism in ServiceMechanism.objects.in_force().select_related("department"):
        due = due_on(mechanism)
        if due is not None:
            offered += _remind(mechanism, due, on, at)
    return offered


def _remind(mechanism: ServiceMechanism, due: date, on: date, at: datetime) -> int:
    days = (due - on).days
    if days > EARLIER:
        return 0
    when = "soon" if days > 0 else "due" if days == 0 else "late"
    late = f"{mechanism.department.short_name}应在 {due:%Y-%m-%d} 前填报使用情况。"
    return notify(
        f"{mechanism.subject}:yearly:{due:%Y-%m-%d}:{when}",
        _told(mechanism, on, late=when == "late"),
        title=f"服务机制年度检查：{mechanism.title}",
        body=f"请填报使用次数和依据。{late}",
        link=link_of(mechanism),
        kind="reminder",
        at=at,
    )


def _told(mechanism: ServiceMechanism, on: date, *, late: bool) -> list[User]:
    officers = DepartmentOfficer.objects.in_force(on).filter(department=mechanism.department)
    people = list(User.objects.active().filter(pk__in=officers.values("user")).order_by("pk"))
    if late or not people:
        known = {person.pk for person in people}
        people += [user for user in User.objects.with_role(Role.STAFF, on=on) if user.pk not in known]
    return people
