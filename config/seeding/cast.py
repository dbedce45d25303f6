"""Who plays in the demo: accounts by user name, representatives by certificate, units and groups by code."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

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

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    def present(self, user: User, on: date) -> User:
        """The person, or on a day of absence the delegate."""
        for absence in self.absences:
            if absence.user_id == user.pk and absence.from_on <= on <= absence.to_on and absence.delegate:
                return self.users[absence.delegate.username]
        return user

    def candidates(self, group: str, function: str | None) -> Sequence[str]:
        """Representatives for a matter: those posted for its function, else the group's members."""
        return self.posted.get((group, function or ""), ()) or self.members[group]

    def account_of(self, certificate: str) -> User:
        user = self.representatives[certificate].user
        if user is None:
            raise LookupError(f"{certificate} has no account")
        return self.users[user.username]
