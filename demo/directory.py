"""The people and units of the demo: accounts by user name, representatives by certificate, units by code."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from groups.models import Absence, Department, ProfessionalGroup, Representative
from office.models import User
from requests_app.models import Category
from stations.models import Station
from stations.names import folded_name


@dataclass
class Directory:
    """Rows that the scenarios act with; each user is one object for the whole run: its scopes are read once."""

    users: dict[str, User] = field(default_factory=dict)
    representatives: dict[str, Representative] = field(default_factory=dict)
    groups: dict[str, ProfessionalGroup] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    handlers: dict[str, list[User]] = field(default_factory=dict)
    heads: dict[str, User] = field(default_factory=dict)
    # Of paper units: who brings the letter, and who signed it.
    messengers: dict[str, str] = field(default_factory=dict)
    signers: dict[str, str] = field(default_factory=dict)
    # What a unit's letters are numbered under.
    prefixes: dict[str, str] = field(default_factory=dict)
    liaisons: dict[str, list[User]] = field(default_factory=dict)
    clerks: dict[str, User] = field(default_factory=dict)
    # Certificate numbers of representatives with accounts, by group and by (group, posting function).
    members: dict[str, list[str]] = field(default_factory=dict)
    posted: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    # Groups with postings at each station: their liaisons see what belongs to no group yet.
    posted_at: dict[str, list[str]] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    # (certificate number, name of an enterprise) of interests on record.
    ties: set[tuple[str, str]] = field(default_factory=set)
    # Primary key of each case by the title of its matter.
    cases: dict[str, int] = field(default_factory=dict)
    # How many cases each representative has had, and the last letter's number of each unit and year.
    loads: Counter[str] = field(default_factory=Counter)
    letters: dict[tuple[str, int], int] = field(default_factory=dict)
    _scopes: dict[tuple[int | None, tuple[int, ...]], Any] = field(default_factory=dict)

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    def present(self, user: User, on: date) -> User:
        """The person, or on a day of absence the delegate."""
        for absence in self.absences:
            if absence.user_id == user.pk and absence.from_on <= on <= absence.to_on and absence.delegate:
                return self.users[absence.delegate.username]
        return user

    def stands_aside(self, person: Representative, enterprise: str, units: Sequence[Department]) -> bool:
        """回避, as the verbs will judge it: employed by a unit or by the enterprise, or tied to it."""
        return (
            (person.certificate_number, enterprise) in self.ties
            or (bool(enterprise) and folded_name(person.employer_name) == folded_name(enterprise))
            or person.employer_department_id in {unit.pk for unit in units}
        )

    @contextmanager
    def remembered_scopes(self, user: User | None, on: date) -> Iterator[None]:
        """Scopes change by absence alone in this year, so they are read once for each set of absences.

        Fills the day into what `Scopes.of` keeps beside the account.
        """
        away = tuple(absence.pk for absence in self.absences if absence.from_on <= on <= absence.to_on)
        known: dict[date, Any] = {} if user is None else user.__dict__.setdefault("_scopes", {})
        key = user.pk if user else None, away
        if key in self._scopes:
            known[on] = self._scopes[key]
        yield
        if on in known:
            self._scopes[key] = known[on]

    def candidates(self, group: str, function: str | None) -> Sequence[str]:
        """Representatives for a matter: those posted for its function, else the group's members."""
        return self.posted.get((group, function or ""), ()) or self.members[group]

    def account_of(self, certificate: str) -> User:
        user = self.representatives[certificate].user
        if user is None:
            raise LookupError(f"{certificate} has no account")
        return self.users[user.username]
