"""Who plays in the demo: accounts by user name, representatives by certificate, units and groups by code."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from groups.models import Absence, Department, ProfessionalGroup, Representative
from office.models import User
from requests_app.models import Category
from stations.models import Station


@dataclass
class Cast:
    """Rows that the stories act with; each user is one object for the whole run, so that its posts are read once."""

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
    words: dict[str, str] = field(default_factory=dict)
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
    # How many cases each has had, and the last letter's number of each unit and year.
    # Key of each case by the title of its matter.
    cases: dict[str, int] = field(default_factory=dict)
    loads: Counter[str] = field(default_factory=Counter)
    letters: dict[tuple[str, int], int] = field(default_factory=dict)
    _scopes: dict[tuple[int, tuple[int, ...]], Any] = field(default_factory=dict)

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
            or (bool(enterprise) and person.employer_name == enterprise)
            or person.employer_department_id in {unit.pk for unit in units}
        )

    def remember_posts(self, user: User, on: date) -> Callable[[], None]:
        """Posts change by absence alone in this year, so they are read once for each set of absences.

        Fills the day into what `Standing.of` keeps beside the account; call the result after the step.
        """
        away = tuple(absence.pk for absence in self.absences if absence.from_on <= on <= absence.to_on)
        known: dict[date, Any] = user.__dict__.setdefault("_scopes", {})
        if (user.pk, away) in self._scopes:
            known[on] = self._scopes[user.pk, away]

        def keep() -> None:
            if on in known:
                self._scopes[user.pk, away] = known[on]

        return keep

    def candidates(self, group: str, function: str | None) -> Sequence[str]:
        """Representatives for a matter: those posted for its function, else the group's members."""
        return self.posted.get((group, function or ""), ()) or self.members[group]

    def account_of(self, certificate: str) -> User:
        user = self.representatives[certificate].user
        if user is None:
            raise LookupError(f"{certificate} has no account")
        return self.users[user.username]
