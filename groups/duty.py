"""Who is on duty: who stands in for whom, who serves a group, who answers for a department.

Chains of delegates are followed (甲 → 乙 → 丙 while 乙 is away too) and a ring ends with nobody, so that the
work goes to the next level. Lists keep the order in which people are asked.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from groups.models import (
    Absence,
    Department,
    DepartmentOfficer,
    ProfessionalGroup,
    RegionalGroup,
)
from groups.spans import in_force
from office.models import RoleGrant, User
from office.roles import Role, roles_of

Group = ProfessionalGroup | RegionalGroup


def stand_in(user: User, on: date) -> User | None:
    """Who does the work of `user` that day: the last of the chain of delegates who is there.

    None when nobody stands in: the user is there, or absent and the chain ends with nobody.
    """
    delegates = _delegates(on)
    if user.pk not in delegates:
        return None
    found = _end_of_chain(user.pk, delegates)
    return User.objects.active().filter(pk=found).first() if found is not None else None


def acting_for(user: User, on: date) -> list[User]:
    """The absent people whose work is with `user` that day, through others who are absent too."""
    delegates = _delegates(on)
    if user.pk in delegates:
        return []
    absent = [pk for pk in delegates if _end_of_chain(pk, delegates) == user.pk]
    return list(User.objects.filter(pk__in=absent).by_name()) if absent else []


def present(users: Iterable[User], on: date) -> list[User]:
    """Those of `users` who are there, and stand-ins of the others, each once, in that order.

    Who is among them only as a stand-in carries the absent person as `acts_for`.
    """
    people = list(users)
    if not people:
        return []
    delegates = _delegates(on)
    ends = [
        pk if pk not in delegates else _end_of_chain(pk, delegates) for pk in (user.pk for user in people)
    ]
    known = {user.pk: user for user in people}
    missing = [pk for pk in ends if pk is not None and pk not in known]
    known |= {user.pk: user for user in User.objects.active().filter(pk__in=missing)} if missing else {}
    for person, end in zip(people, ends, strict=True):
        if end in missing and end in known and known[end].acts_for is None:
            known[end].acts_for = person
    return [known[pk] for pk in dict.fromkeys(ends) if pk in known]


def liaisons_of(group: Group, on: date) -> list[User]:
    """Active liaisons of a professional or regional group, the main one first; the absent included."""
    column = "professional_group" if isinstance(group, ProfessionalGroup) else "regional_group"
    serving = User.objects.active().filter(in_force(on, "liaisons__"), **{f"liaisons__{column}": group})
    return list(serving.order_by("-liaisons__is_main", "liaisons__since", "liaisons__pk"))


def officers_of(department: Department, duty: str, on: date) -> list[User]:
    """Active handlers or heads of a department (`duty` of `DepartmentOfficer.Duty`), the longest serving first."""
    officers = DepartmentOfficer.objects.on_duty(duty, on).filter(department=department, user__is_active=True)
    return [officer.user for officer in officers.select_related("user").order_by("since", "pk")]


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


def _delegates(on: date) -> Mapping[int, int | None]:
    """Who is absent that day, and the delegate of each."""
    return dict(Absence.objects.on(on).order_by("pk").values_list("user_id", "delegate_id"))


def _end_of_chain(pk: int, delegates: Mapping[int, int | None]) -> int | None:
    """The first present person along the delegates of an absent one; None at a dead end or in a ring."""
    seen = {pk}
    following = delegates[pk]
    while following is not None and following in delegates:
        if following in seen:
            return None
        seen.add(following)
        following = delegates[following]
    return following
