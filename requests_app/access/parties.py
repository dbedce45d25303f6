"""How an actor stands towards a case: the parties that the table of steps names."""

from __future__ import annotations

from datetime import date

from casework.engine import ActingAs
from office.actors import Actor
from requests_app.access.redaction import is_restricted
from requests_app.access.requesters import FORMER, judges_as
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.grades import TRUSTED, Grade
from stations.scopes import Scope, Scopes

REQUESTER = (
    "requester"  # an access key of an address that the requester gave: link, or 查询码 with the last four
)
REQUESTER_SLIP = "requester_slip"  # any access key: a slip, a link to an address typed at the desk
REQUESTER_VERDICT = "requester_verdict"  # a verdict key: rates, reopens, answers what is asked later
FORMER_TELEPHONE = "former_telephone"
REPRESENTATIVE = "representative"
HELPER = "helper"
LIAISON = "liaison"
STAFF = "staff"
APPROVER = "approver"
LEAD_HANDLER = "lead_handler"
LEAD_HEAD = "lead_head"
CO_HANDLER = "co_handler"
CO_HEAD = "co_head"
RELAY_HANDLER = "relay_handler"  # of the 转办单位 through which a part goes
RELAY_HEAD = "relay_head"
INVITED = "invited"  # of a unit asked to a 会诊, without a part of its own
CLERK = "clerk"
SYSTEM = "system"

# Whose officers may be restricted in what they read: no other post of theirs counts then (docs/domain.md § 1).
OF_UNITS = frozenset({LEAD_HANDLER, LEAD_HEAD, CO_HANDLER, CO_HEAD, RELAY_HANDLER, RELAY_HEAD, INVITED})

PARTY_LABELS = {
    REQUESTER: "企业",
    REQUESTER_SLIP: "企业（回执单）",
    REQUESTER_VERDICT: "企业（评价）",
    FORMER_TELEPHONE: "原登记电话",
    REPRESENTATIVE: "承办代表",
    HELPER: "协助代表",
    LIAISON: "联络员",
    STAFF: "代表工作机构",
    APPROVER: "审签人",
    LEAD_HANDLER: "主办单位经办人",
    LEAD_HEAD: "主办单位负责人",
    CO_HANDLER: "会办单位经办人",
    CO_HEAD: "会办单位负责人",
    RELAY_HANDLER: "转办单位经办人",
    RELAY_HEAD: "转办单位负责人",
    INVITED: "会诊单位",
    CLERK: "服务站工作人员",
    SYSTEM: "系统",
}


def capacities(file: CaseFile, by: Actor, on: date) -> list[ActingAs]:
    """Every party `by` may act as on the local date, own posts first, then those of absent colleagues stood in for."""
    if by.kind == "system":
        return [ActingAs(SYSTEM, by)]
    if by.kind == "requester":
        return [ActingAs(party, by) for party in _of_requester(by)]
    if by.user is None:
        return []
    scopes = Scopes.of(by.user, on)
    found = [ActingAs(party, by, scopes.own) for party in parties(file, scopes.own)]
    for person, scope in scopes.stood_in:
        acting = Actor.of(by.user, on_behalf_of=person)
        found += [ActingAs(party, acting, scope) for party in parties(file, scope)]
    if is_restricted(file, scopes):
        return [capacity for capacity in found if capacity.party in OF_UNITS]
    return found


def _of_requester(by: Actor) -> list[str]:
    if by.basis == FORMER:
        return [FORMER_TELEPHONE]
    found = [REQUESTER] if by.basis in TRUSTED else []
    if by.basis in Grade.values:
        found.append(REQUESTER_SLIP)
    return [*found, REQUESTER_VERDICT] if judges_as(by) else found


def parties(file: CaseFile, scope: Scope) -> list[str]:
    """The parties one set of posts is towards a case; a sealed case knows its keeper alone."""
    case = file.case
    if case.sealed:
        return _staff(scope) if scope.is_staff and case.sealed_for_id == scope.user_id else []
    found = []
    if case.representative_id in scope.representatives:
        found.append(REPRESENTATIVE)
    if _serves(case, scope):
        found.append(LIAISON)
    found += _of_units(scope, file.current)
    if scope.departments and _is_invited(file, scope):
        found.append(INVITED)
    if scope.is_staff:
        found += _staff(scope)
    if case.station_id in scope.stations:
        found.append(CLERK)
    if scope.representatives and _helps(file, scope):
        found.append(HELPER)
    return found


def _of_units(scope: Scope, assignments: list[Assignment]) -> list[str]:
    """As which units: the own parts first, then those that go through a 转办单位 of the person's."""
    found = []
    for assignment in assignments:
        lead = assignment.is_lead
        if assignment.department_id in scope.handles:
            found.append(LEAD_HANDLER if lead else CO_HANDLER)
        if assignment.department_id in scope.heads:
            found.append(LEAD_HEAD if lead else CO_HEAD)
    through = {assignment.through_id for assignment in assignments}
    if through & scope.handles:
        found.append(RELAY_HANDLER)
    if through & scope.heads:
        found.append(RELAY_HEAD)
    return found


def _helps(file: CaseFile, scope: Scope) -> bool:
    return any(helper.representative_id in scope.representatives for helper in file.helpers)


def _staff(scope: Scope) -> list[str]:
    return [APPROVER, STAFF] if scope.is_approver else [STAFF]


def _serves(case: EnterpriseRequest, scope: Scope) -> bool:
    if case.group_id is not None:
        return case.group_id in scope.groups
    if case.proposed_group_id is not None:
        return case.proposed_group_id in scope.groups
    return case.station_id in scope.triage_stations


def _is_invited(file: CaseFile, scope: Scope) -> bool:
    return any(seat.department_id in scope.departments for seat in file.seats)
