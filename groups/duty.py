"""Who is on duty on a local date: who stands in for whom, who serves a group, who answers for a department.

The functions ask about one date; `on` may be a `DutyRoster` instead, which remembers the answers of its day. The
rules are in docs/domain.md § 1: an absent person's work goes to the last of a chain of delegates who is there.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from groups.duty_roster import DutyRoster
from groups.models import Department, DepartmentOfficer, ProfessionalGroup, RegionalGroup
from office.models import RoleGrant, User
from office.roles import Role, roles_of

Group = ProfessionalGroup | RegionalGroup
Day = date | DutyRoster


def roster_of(on: Day) -> DutyRoster:
    """The roster itself, or one of the local date that asks for each post as it is needed."""
    return on if isinstance(on, DutyRoster) else DutyRoster(on)


def stand_in(user: User, on: Day) -> User | None:
    """Who does the work of `user` that day: the last of the chain of delegates who is there.

    None when nobody stands in: the user is there, or absent and the chain ends with nobody.
    """
    return roster_of(on).stand_in(user.pk)


def acting_for(user: User, on: Day) -> list[User]:
    """The absent people whose work is with `user` that day, through others who are absent too."""
    absent = roster_of(on).acting_for(user.pk)
    return list(User.objects.filter(pk__in=absent).by_name()) if absent else []


def present(users: Iterable[User], on: Day) -> list[User]:
    """Those of `users` who are there, and stand-ins of the others, each once, in that order.

    Who is among them only as a stand-in carries the absent person as `acts_for`.
    """
    people = list(users)
    return roster_of(on).present(people) if people else []


def liaisons_of(group: Group, on: Day) -> list[User]:
    """Active liaisons of a professional or regional group, the main one first; the absent included."""
    column = "professional_group" if isinstance(group, ProfessionalGroup) else "regional_group"
    return roster_of(on).liaisons(column, group.pk)


def liaisons_or_staff(group: Group, on: Day) -> list[User]:
    """Who is asked to see to a group's affairs: its liaisons that are there, or who stands in; staff without any."""
    roster = roster_of(on)
    return present(liaisons_of(group, roster), roster) or present(roster.holders(Role.STAFF), roster)


def officers_of(department: Department, duty: str, on: Day) -> list[User]:
    """Active handlers or heads of a department (`duty` of `DepartmentOfficer.Duty`), the longest serving first."""
    return roster_of(on).officers(department.pk, duty)


def departments_of(user: User, on: date, *, duty: str | None = None) -> list[Department]:
    """Departments for which `user` answers that day, as handler or head, or only in `duty`."""
    offices = DepartmentOfficer.objects.in_force(on).filter(user=user)
    if duty is not None:
        offices = offices.filter(duty=duty)
    return list(Department.objects.filter(pk__in=offices.values("department")))


def possible_delegates(user: User, on: date) -> QuerySet[User]:
    """Who may stand in for `user`: active people of the same role; of a department, its own people only."""
    peers = User.objects.active().exclude(pk=user.pk)
    departments = DepartmentOfficer.objects.in_force(on).filter(user=user).values("department")
    officers = DepartmentOfficer.objects.in_force(on).filter(department__in=departments)
    other_roles = roles_of(user, on) - {Role.HANDLER, Role.HEAD}
    holders = RoleGrant.objects.in_force(on).filter(role__in=other_roles)
    same_work = Q(pk__in=officers.values("user")) | Q(pk__in=holders.values("user"))
    found: QuerySet[User] = peers.filter(same_work).by_name()
    return found
