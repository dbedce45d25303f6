"""Proposed by the unit or a liaison, in force once staff have checked it, ended openly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from groups.models import Department
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb
from requests_app.models import Category, EnterpriseRequest
from suggestions.mechanisms import parts
from suggestions.models import MechanismSource, ServiceMechanism
from suggestions.models.mechanisms import MechanismStatus


@dataclass(frozen=True)
class Proposal:
    """What the public reads of a mechanism, and the requests that it answers."""

    title: str
    field: str
    department: Department
    category: Category
    text: str
    for_whom: str
    telephone: str
    document_number: str = ""


@verb
def propose(
    proposal: Proposal, *, sources: Collection[EnterpriseRequest] = (), by: Actor, at: datetime
) -> ServiceMechanism:
    """Waits for a check by staff, who are told.

    Raises `Refused`: `not_yours` (officers for their own unit, liaisons, staff), `not_public` beside `sources` for a
    sealed case.
    """
    on = local_date(at)
    allowed = by.user is not None and parts.units(by.user, on).filter(pk=proposal.department.pk).exists()
    author = parts.person(by, allowed, "服务机制由建立单位、联络员或工作人员提出")
    if any(case.sealed for case in sources):
        raise Refused("not_public", "密封件不能作为来源", field="sources")
    row = ServiceMechanism.objects.create(**vars(proposal), proposed_at=at, proposed_by=author)
    for case in sources:
        MechanismSource.objects.create(mechanism=row, case=case)
    notify(
        f"{row.subject}:proposed",
        User.objects.with_role(Role.STAFF, on=on),
        title=f"服务机制待核对：{row.title}",
        body=f"{proposal.department.short_name}，{row.get_field_display()}。",
        link=link_of(row),
        at=at,
    )
    numbers: list[events.JSON] = [*sorted(case.ledger_number for case in sources)]
    data: dict[str, events.JSON] = {
        "department": proposal.department.code,
        "field": row.field,
        "cases": numbers,
    }
    events.record(Fact(row.subject, "mechanism_proposed", data, {"title": row.title}), by=by, at=at)
    return row


@verb
def put_in_force(
    mechanism: ServiceMechanism, *, in_force_on: date, document_number: str, by: Actor, at: datetime
) -> ServiceMechanism:
    """Staff, by another than who proposed it, with the number of its document and its first day.

    Raises `Refused`: `not_yours`, `second_person`, `wrong_state`, `missing` beside `document_number`, `invalid` beside
    `in_force_on` for a day to come.
    """
    row = _locked(mechanism)
    account = parts.person(by, by.user is not None and parts.checks(by.user), "服务机制由工作人员核对")
    if row.status != MechanismStatus.PROPOSED:
        raise Refused("wrong_state", "这项机制已经核对过")
    if row.proposed_by_id == account.pk:
        raise Refused("second_person", "请由提出人以外的人核对")
    if not document_number:
        raise Refused("missing", "请填写文号", field="document_number")
    if in_force_on > local_date(at):
        raise Refused("invalid", "起始日期不能晚于今天", field="in_force_on")
    row.status, row.in_force_on, row.document_number = MechanismStatus.IN_FORCE, in_force_on, document_number
    row.checked_at, row.checked_by = at, account
    row.save()
    data: dict[str, events.JSON] = {"in_force_on": in_force_on}
    private = {"document_number": document_number}
    events.record(Fact(row.subject, "mechanism_in_force", data, private), by=by, at=at)
    return row


@verb
def end(
    mechanism: ServiceMechanism, *, ended_on: date, reason: str, by: Actor, at: datetime
) -> ServiceMechanism:
    """It stays on the public page with its last day and the reason. A repeat is refused.

    Raises `Refused`: `not_yours` (staff), `wrong_state`, `invalid` beside `ended_on`, `missing` beside `reason`.
    """
    row = _locked(mechanism)
    parts.person(by, by.user is not None and parts.checks(by.user), "服务机制由工作人员终止")
    if row.status != MechanismStatus.IN_FORCE or row.in_force_on is None:
        raise Refused("wrong_state", "只有运行中的机制可以终止")
    if not row.in_force_on <= ended_on <= local_date(at):
        raise Refused("invalid", "终止日期须在起始日期以后、今天以前", field="ended_on")
    if not reason:
        raise Refused("missing", "请写明为什么终止，会公开", field="reason")
    row.status = MechanismStatus.ENDED
    row.ended_at, row.ended_on, row.ended_because = at, ended_on, reason
    row.save()
    data: dict[str, events.JSON] = {"ended_on": ended_on}
    events.record(Fact(row.subject, "mechanism_ended", data, {"reason": reason}), by=by, at=at)
    return row


def link_of(mechanism: ServiceMechanism) -> str:
    return reverse("suggestions:desk_mechanism", args=[mechanism.token])


def _locked(mechanism: ServiceMechanism) -> ServiceMechanism:
    return ServiceMechanism.objects.select_for_update().get(pk=mechanism.pk)
