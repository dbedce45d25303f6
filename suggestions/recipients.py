"""Who is told of a suggestion: whoever holds the part on a day or stands in (docs/domain.md §§ 1, 4)."""

from __future__ import annotations

from collections.abc import Iterable

from groups.duty import Day, present, roster_of
from groups.models import Department, DepartmentOfficer
from office.models import User
from office.notifications.notices import Address
from requests_app.notifications import recipients as office
from suggestions.models import Author, Suggestion, SuggestionAssignment

HANDLER, HEAD = DepartmentOfficer.Duty.HANDLER, DepartmentOfficer.Duty.HEAD
staff = office.staff
approvers = office.approvers


def liaisons(suggestion: Suggestion, on: Day) -> list[User]:
    """Of the suggestion's group, else staff."""
    if suggestion.group_id is None:
        return staff(on)
    roster = roster_of(on)
    return present(roster.liaisons("professional_group", suggestion.group_id), roster) or staff(roster)


def handlers(part: SuggestionAssignment, on: Day) -> list[User]:
    """Of whoever holds a part, the 转办单位 or the unit; its heads where it has none, else staff."""
    return office.officers_of_unit(part.holder, HANDLER, on)


def of_unit(unit: Department, on: Day) -> list[User]:
    """Handlers of a unit, whether it has a part or not; its heads where it has none, else staff."""
    return office.officers_of_unit(unit, HANDLER, on)


def heads(part: SuggestionAssignment, on: Day) -> list[User]:
    return office.officers_of_unit(part.holder, HEAD, on)


def of_authors(authors: Iterable[Author], on: Day) -> list[User | Address]:
    """Each author by name, and the 接续代表 beside who has left: the account, else the telephone of the roster."""
    found: list[User | Address] = []
    people = [each for author in authors for each in (author.representative, author.successor) if each]
    for person in people:
        user = roster_of(on).representative(person.pk)
        if user is not None:
            found.append(user)
        elif person.phone:
            found.append(Address("sms", person.phone, f"representative:{person.pk}"))
    return found
