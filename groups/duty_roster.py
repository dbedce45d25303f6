"""The duty roster of a day: who holds which post, and who stands in for whom is absent. Reads, writes nothing."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from copy import copy
from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import Value

from groups.models import Absence, Department, DepartmentOfficer, Liaison, Mandate
from groups.spans import in_force
from office.database.statements import Select
from office.models import RoleGrant, User

# Asked by every page of the desk about its reader, and by that of a case about who must act.
_ABSENT = Select(
    lambda on: Absence.objects.on(on).order_by("pk").values_list("user_id", "delegate_id"),
    on=models.DateField(),
)
_HOLDERS = Select(
    lambda role, on: (
        RoleGrant.objects.in_force(on)
        .filter(role=role, user__is_active=True)
        .select_related("user")
        .order_by("user_id")
    ),
    role=models.CharField(),
    on=models.DateField(),
)
_OFFICERS = Select(
    lambda department, on: (
        DepartmentOfficer.objects.in_force(on)
        .filter(department=department, user__is_active=True)
        .select_related("user")
        .order_by("since", "pk")
    ),
    department=models.BigIntegerField(),
    on=models.DateField(),
)
_DEPARTMENT, _GROUP = "department", "group"
# One question: staff see beside their own work that of departments and of groups of which nobody is there.
_SERVING = Select(
    lambda on: (
        DepartmentOfficer.objects.in_force(on)
        .filter(user__is_active=True, department__mode=Department.Mode.ONLINE)
        .order_by()
        .values_list(Value(_DEPARTMENT), "department_id", "user_id", "duty")
        .union(
            Liaison.objects.in_force(on)
            .filter(user__is_active=True, professional_group__isnull=False)
            .order_by()
            .values_list(Value(_GROUP), "professional_group_id", "user_id", Value("")),
            all=True,
        )
    ),
    on=models.DateField(),
)


class DutyRoster:
    """The posts of the local date `on`. Whatever was asked once is not read again.

    `DutyRoster(on)` reads each post as it is asked for. `DutyRoster.whole(on)` reads all of them with six queries,
    for whoever asks about many cases; its people come without their telephones.
    Lists keep the order in which people are asked, and hold active accounts only. They are shared: not to be changed.
    """

    def __init__(self, on: date) -> None:
        self.on = on
        self._posts: dict[Hashable, list[User]] = {}
        self._people: dict[int, User] = {}
        self._stand_ins: dict[tuple[int, int], User] = {}
        self._is_whole = False

    @classmethod
    def whole(cls, on: date) -> "DutyRoster":
        roster = cls(on)
        roster._read_all()
        return roster

    def holders(self, role: str) -> list[User]:
        """Accounts with that role of `office.roles.Role`, the absent included."""
        if not self._is_known("role", role):
            self._posts["role", role] = [row.user for row in _HOLDERS.all(role=role, on=self.on)]
        return self._post("role", role)

    def officers(self, department: int, duty: str) -> list[User]:
        """Handlers or heads of a department (its key), the longest serving first, the absent included."""
        if not self._is_known(duty, department):
            serving = _OFFICERS.all(department=department, on=self.on)
            for each in DepartmentOfficer.Duty.values:
                self._posts[each, department] = [row.user for row in serving if row.duty == each]
        return self._post(duty, department)

    def liaisons(self, column: str, group: int) -> list[User]:
        """Liaisons of a group (its key), the main one first, the absent included.

        `column` is "professional_group" or "regional_group".
        """
        if not self._is_known(column, group):
            serving = User.objects.active().filter(
                in_force(self.on, "liaisons__"), **{f"liaisons__{column}": group}
            )
            ordered = serving.order_by("-liaisons__is_main", "liaisons__since", "liaisons__pk")
            self._posts[column, group] = list(ordered)
        return self._post(column, group)

    def representative(self, representative: int) -> User | None:
        """The account of a representative (its key) who is in office; None without one."""
        if not self._is_known("representative", representative):
            active = Mandate.objects.active(self.on).filter(representative=representative)
            found = User.objects.active().filter(representative__in=active.values("representative"))
            self._posts["representative", representative] = list(found)
        return next(iter(self._post("representative", representative)), None)

    def present(self, users: Iterable[User]) -> list[User]:
        """Those who are there, and stand-ins of the others, each once, in that order.

        Who is among them only as a stand-in is a copy of the account that carries the absent person as `acts_for`.
        """
        own = {user.pk: user for user in users}
        if not self._delegates.keys() & own.keys():
            return list(own.values())
        ends = {pk: self._end_of_chain(pk) for pk in own}
        self._read_people({end for end in ends.values() if end is not None and end not in own})
        found: dict[int, User] = {}
        for pk, end in ends.items():
            if end in own:
                found.setdefault(end, own[end])
            elif end is not None and end in self._people:
                found.setdefault(end, self._in_place_of(end, own[pk]))
        return list(found.values())

    def stand_in(self, user: int) -> User | None:
        """Who does the work of an account (its key); None when the person is there, or nobody stands in."""
        end = self._end_of_chain(user) if user in self._delegates else None
        if end is None:
            return None
        self._read_people({end})
        return self._people.get(end)

    def acting_for(self, user: int) -> list[int]:
        """Keys of the absent people whose work is with an account (its key)."""
        if user in self._delegates:
            return []
        return [pk for pk in self._delegates if self._end_of_chain(pk) == user]

    def attended(self) -> frozenset[int]:
        """Keys of the departments that work online and of which somebody is there, or somebody stands in.

        The word of all others comes by letter: staff write it down. Rule: docs/domain.md § 1.
        """
        return frozenset(pk for place, pk, _ in self._served_posts if place == _DEPARTMENT)

    def headed(self) -> frozenset[int]:
        """As `attended`: a head of theirs is there, who can confirm what the handlers have written."""
        head = DepartmentOfficer.Duty.HEAD
        return frozenset(pk for _, pk, duty in self._served_posts if duty == head)

    def served(self) -> frozenset[int]:
        """Keys of the professional groups of which a liaison is there, or somebody stands in."""
        return frozenset(pk for place, pk, _ in self._served_posts if place == _GROUP)

    @cached_property
    def _served_posts(self) -> list[tuple[str, int, str]]:
        """Place, its key and the duty there of each post that somebody does: of officers of departments that work
        online, and of liaisons of professional groups, who have no duty of a name.
        """
        posts = _SERVING.rows(on=self.on)
        return [(place, pk, duty) for place, pk, user, duty in posts if self.is_done(user)]

    def is_done(self, user: int) -> bool:
        """Whether the work of an active account (its key) is done today, by itself or by who stands in."""
        return user not in self._delegates or self.stand_in(user) is not None

    @cached_property
    def _delegates(self) -> Mapping[int, int | None]:
        """Who is absent, and the delegate of each."""
        return {user: delegate for user, delegate in _ABSENT.rows(on=self.on)}  # noqa: C416 - rows are lists

    def _end_of_chain(self, pk: int) -> int | None:
        """The first present person along the delegates; None at a dead end or in a ring."""
        seen: set[int] = set()
        following: int | None = pk
        while following is not None and following in self._delegates:
            if following in seen:
                return None
            seen.add(following)
            following = self._delegates[following]
        return following

    def _in_place_of(self, pk: int, absent: User) -> User:
        key = pk, absent.pk
        if key not in self._stand_ins:
            self._stand_ins[key] = copy(self._people[pk])
            self._stand_ins[key].acts_for = absent
        return self._stand_ins[key]

    def _is_known(self, *post: Hashable) -> bool:
        return self._is_whole or post in self._posts

    def _post(self, *post: Hashable) -> list[User]:
        return self._posts.get(post, [])

    def _read_people(self, keys: set[int]) -> None:
        missing = set() if self._is_whole else keys - self._people.keys()
        if missing:
            self._people |= {user.pk: user for user in User.objects.active().filter(pk__in=missing)}

    def _read_all(self) -> None:
        self._people = {user.pk: user for user in User.objects.active().without_telephone()}
        posts: dict[Hashable, list[int]] = defaultdict(list)
        for role, user in (
            RoleGrant.objects.in_force(self.on).order_by("user_id").values_list("role", "user_id")
        ):
            posts["role", role].append(user)
        officers = DepartmentOfficer.objects.in_force(self.on).order_by("since", "pk")
        for duty, department, user in officers.values_list("duty", "department_id", "user_id"):
            posts[duty, department].append(user)
        liaisons = Liaison.objects.in_force(self.on).order_by("-is_main", "since", "pk")
        groups = liaisons.values_list("professional_group_id", "regional_group_id", "user_id")
        for professional, regional, user in groups:
            post = ("professional_group", professional) if professional else ("regional_group", regional)
            posts[post].append(user)
        mandates = Mandate.objects.active(self.on).values_list("representative_id", "representative__user_id")
        for representative, user in mandates:
            posts["representative", representative].append(user)
        self._posts = {
            post: [self._people[pk] for pk in users if pk in self._people] for post, users in posts.items()
        }
        self._is_whole = True
