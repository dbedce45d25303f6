"""Who takes part in an invented suggestion: members of a group, their accounts, units."""

from __future__ import annotations

import random

from demo.directory import Directory
from groups.models import Department, Representative
from office.models import User

# 政府办 passes on to the government's units.
RELAY = "ZFB"


def people_of(directory: Directory, group: str, lead: Department, rng: random.Random) -> dict[str, User]:
    members = list(directory.members[group])
    rng.shuffle(members)
    author, cosigner = (directory.representatives[each] for each in members[:2])
    return {
        "author": account_of(author),
        "cosigner": account_of(cosigner),
        "liaison": directory.liaisons[group][0],
        "staff": directory["staff"],
        "second_staff": directory["approver"],
        "approver": directory["approver"],
        "handler": directory.handlers[lead.code][0],
        "head": directory.heads[lead.code],
        "relay": directory.handlers[RELAY][0],
    }


def people_with(author: User, people: dict[str, User]) -> dict[str, User]:
    """The same people with another author, who signs nothing beside themselves."""
    cosigner = people["author"] if people["cosigner"] == author else people["cosigner"]
    return people | {"author": author, "cosigner": cosigner}


def account_of(person: Representative) -> User:
    """Raises `LookupError` for who has none."""
    if person.user is None:
        raise LookupError(person.name)
    return person.user


def unit_of(directory: Directory, group: str, rng: random.Random) -> Department:
    """A unit on the desk with handler and head, of the group where there is one."""
    ready = [
        unit
        for code, unit in sorted(directory.departments.items())
        if unit.mode == Department.Mode.ONLINE and directory.handlers.get(code) and code in directory.heads
    ]
    own = [unit for unit in ready if unit.professional_group and unit.professional_group.code == group]
    return rng.choice(own or ready)
