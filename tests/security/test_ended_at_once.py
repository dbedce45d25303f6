"""Two steps that are each allowed, taken at the same moment, so that together they do what neither may."""

import datetime as dt

import pytest

from office import accounts
from office.actors import Actor
from office.models import RoleGrant, User
from office.roles import Role
from tests.at_once import at_once
from tests.people import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.mark.parametrize("way", ["role", "account"])
def test_the_two_last_auditors_are_not_both_ended(way: str, now: dt.datetime) -> None:
    """Two administrators, each of whom saw another auditor who would be told."""
    auditors = [person(name, name, Role.AUDITOR) for name in ("first", "second")]
    keepers = [person(name, name, Role.ADMINISTRATOR) for name in ("keeper", "other")]

    def end(auditor: User, by: User) -> None:
        if way == "account":
            accounts.close_account(auditor, by=Actor.of(by), at=now)
        else:
            grant = RoleGrant.objects.get(user=auditor)
            accounts.end_role(grant, on=now.date(), by=Actor.of(by), at=now)

    calls = [lambda a=a, k=k: end(a, k) for a, k in zip(auditors, keepers, strict=True)]
    assert at_once(*calls) == ["done", "last_auditor"]
    assert User.objects.with_role(Role.AUDITOR, on=now.date() + dt.timedelta(days=1)).count() == 1
