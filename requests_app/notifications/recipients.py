"""Who is told: whoever holds the part on a local date, stands in, or answers for it (docs/domain.md §§ 1, 9)."""

from __future__ import annotations

from datetime import date

from groups.duty import liaisons_of, officers_of, present
from groups.models import Department, DepartmentOfficer
from office import options
from office.models import RoleGrant, User
from office.roles import Role
from requests_app.access import conflicts
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.assignments import Part


def keeper(case: EnterpriseRequest, on: date) -> list[User]:
    """The one staff member who sees a sealed case, or the delegate of an absent one."""
    held = [case.sealed_for] if case.sealed_for is not None else []
    return present(held, on) or held


def handling_representative(case: EnterpriseRequest, on: date) -> list[User]:
    """The representative, or who stands in; nobody where there is no account, no office or no delegate."""
    person = case.representative
    if person is None or person.user is None or not person.user.is_active or not person.is_in_office(on):
        return []
    return present([person.user], on)


def representative_or_liaison(case: EnterpriseRequest, on: date) -> list[User]:
    """Whoever has the case in hand today: no delegate means the next level at once (docs/domain.md § 1)."""
    return handling_representative(case, on) or liaisons(case, on)


def liaisons(case: EnterpriseRequest, on: date) -> list[User]:
    """Liaisons of the case's group (of the proposed one before acceptance); staff where there is none."""
    group = case.group or case.proposed_group
    found = liaisons_of(group, on) if group is not None else []
    return present(found, on) or staff(on)


def assigners(case: EnterpriseRequest, on: date) -> list[User]:
    """Staff, and the liaisons where the office has delegated it (授权联络员交办)."""
    delegated = liaisons(case, on) if options.value("liaison_assigns", on) else []
    return list(dict.fromkeys([*delegated, *staff(on)]))


def staff(on: date) -> list[User]:
    """Accounts with the role on the local date, with who stands in; the approvers where nobody is there."""
    return present(_holders(Role.STAFF, on), on) or approvers(on)


def approvers(on: date) -> list[User]:
    """Kept although absent where nobody stands in: there is no level above."""
    holders = _holders(Role.APPROVER, on)
    return present(holders, on) or holders


def second_people(case: EnterpriseRequest, on: date) -> list[User]:
    """Staff, and liaisons of the group, who took no part in the handling; the approver where there is none."""
    near = list(dict.fromkeys([*staff(on), *liaisons(case, on)]))
    others = [person for person in near if not conflicts.took_part(case, person)]
    return others or approvers(on) or staff(on)


def officers(assignment: Assignment, duty: str, on: date) -> list[User]:
    """Handlers or heads of the unit; a paper unit has no accounts, so its letters are staff's to carry."""
    return officers_of_unit(assignment.department, duty, on)


def relay_officers(assignment: Assignment, duty: str, on: date) -> list[User]:
    """Of the 转办单位 that the part goes through; nobody of it there: staff carry it on."""
    return officers_of_unit(assignment.through, duty, on) if assignment.through else []


def officers_of_unit(department: Department, duty: str, on: date) -> list[User]:
    """Accounts that hold `duty` in the unit, its heads where it has no handler, else staff."""
    found = present(officers_of(department, duty, on), on)
    if not found and duty == DepartmentOfficer.Duty.HANDLER:
        found = present(officers_of(department, DepartmentOfficer.Duty.HEAD, on), on)
    return found or staff(on)


def workers(case: EnterpriseRequest, on: date) -> list[User]:
    """Whoever works on the case now: the lead's handlers, the representative, else the liaison."""
    if case.status == EnterpriseRequest.Status.MERGED and case.leading is not None:
        case = case.leading
    lead = Assignment.objects.current().filter(case=case, part=Part.LEAD).first()
    found = handling_representative(case, on)
    if lead is not None:
        found = found + officers(lead, DepartmentOfficer.Duty.HANDLER, on)
    return list(found or liaisons(case, on))


def _holders(role: str, on: date) -> list[User]:
    grants = RoleGrant.objects.in_force(on).filter(role=role, user__is_active=True).select_related("user")
    return [grant.user for grant in grants.order_by("user_id")]
