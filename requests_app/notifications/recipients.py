"""Who is told: whoever holds the part on a day, stands in, or answers for it (docs/domain.md §§ 1, 9).

The day is a local date, or the `DutyRoster` of one where many cases are asked about.
"""

from __future__ import annotations

from datetime import date

from groups.duty import Day, present, roster_of
from groups.models import Department, DepartmentOfficer
from office import options
from office.models import User
from office.roles import Role
from requests_app.access import conflicts
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.assignments import Part


def keeper(case: EnterpriseRequest, on: Day) -> list[User]:
    """The one staff member who sees a sealed case, or the delegate of an absent one."""
    held = [case.sealed_for] if case.sealed_for is not None else []
    return present(held, on) or held


def handling_representative(case: EnterpriseRequest, on: Day) -> list[User]:
    """The representative, or who stands in; nobody where there is no account, no office or no delegate."""
    if case.representative_id is None:
        return []
    roster = roster_of(on)
    user = roster.representative(case.representative_id)
    return [] if user is None else roster.present([user])


def representative_or_liaison(case: EnterpriseRequest, on: Day) -> list[User]:
    """Whoever has the case in hand today: no delegate means the next level at once (docs/domain.md § 1)."""
    return handling_representative(case, on) or liaisons(case, on)


def liaisons(case: EnterpriseRequest, on: Day) -> list[User]:
    """Liaisons of the case's group (of the proposed one before acceptance); staff where there is none."""
    roster = roster_of(on)
    group = case.group_id or case.proposed_group_id
    found = roster.liaisons("professional_group", group) if group is not None else []
    return present(found, roster) or staff(roster)


def assigners(case: EnterpriseRequest, on: date) -> list[User]:
    """Staff, and the liaisons where the office has delegated it (授权联络员交办)."""
    delegated = liaisons(case, on) if options.value("liaison_assigns", on) else []
    return list(dict.fromkeys([*delegated, *staff(on)]))


def staff(on: Day) -> list[User]:
    """Accounts with the role on the local date, with who stands in; the approvers where nobody is there."""
    roster = roster_of(on)
    return present(roster.holders(Role.STAFF), roster) or approvers(roster)


def approvers(on: Day) -> list[User]:
    """Kept although absent where nobody stands in: there is no level above."""
    roster = roster_of(on)
    holders = roster.holders(Role.APPROVER)
    return present(holders, roster) or list(holders)


def auditors(on: Day) -> list[User]:
    """Accounts with the role on the local date, with who stands in."""
    roster = roster_of(on)
    holders = list(roster.holders(Role.AUDITOR))
    return present(holders, roster) or holders


def second_people(case: EnterpriseRequest, on: Day) -> list[User]:
    """Staff, and liaisons of the group, who took no part in the handling; the approver where there is none."""
    near = list(dict.fromkeys([*staff(on), *liaisons(case, on)]))
    others = [person for person in near if not conflicts.took_part(case, person)]
    return others or approvers(on) or staff(on)


def officers(assignment: Assignment, duty: str, on: Day) -> list[User]:
    """Handlers or heads of the unit; a paper unit has no accounts, so its letters are staff's to carry."""
    return _officers(assignment.department_id, duty, on)


def relay_officers(assignment: Assignment, duty: str, on: Day) -> list[User]:
    """Of the 转办单位 that the part goes through; nobody of it there: staff carry it on."""
    return _officers(assignment.through_id, duty, on) if assignment.through_id else []


def officers_of_unit(department: Department, duty: str, on: Day) -> list[User]:
    """Accounts that hold `duty` in the unit, its heads where it has no handler, else staff."""
    return _officers(department.pk, duty, on)


def _officers(department: int, duty: str, on: Day) -> list[User]:
    roster = roster_of(on)
    found = present(roster.officers(department, duty), roster)
    if not found and duty == DepartmentOfficer.Duty.HANDLER:
        found = present(roster.officers(department, DepartmentOfficer.Duty.HEAD), roster)
    return found or staff(roster)


def workers(case: EnterpriseRequest, on: date) -> list[User]:
    """Whoever works on the case now: the lead's handlers, the representative, else the liaison."""
    if case.status == EnterpriseRequest.Status.MERGED and case.leading is not None:
        case = case.leading
    lead = Assignment.objects.current().filter(case=case, part=Part.LEAD).first()
    found = handling_representative(case, on)
    if lead is not None:
        found = found + officers(lead, DepartmentOfficer.Duty.HANDLER, on)
    return list(found or liaisons(case, on))
