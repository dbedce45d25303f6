"""A token that somebody writes into the database by hand, widens or revives is named by `doctor`."""

import datetime as dt
from collections.abc import Callable

import pytest

from office import accounts, issued_tokens
from office.actors import Actor
from office.models import ApiToken, User

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def token(staff: User, now: dt.datetime) -> ApiToken:
    accounts.issue_token(
        staff, name="智慧人大", scopes=["requests:read"], lasting=30 * DAY, by=Actor.of(staff), at=now
    )
    return ApiToken.objects.get()


def found(now: dt.datetime) -> list[str]:
    return list(issued_tokens.unrecorded(now))


def written_by_hand(token: ApiToken, staff: User, auditor: User) -> None:
    """Whoever writes the database knows how a token is hashed."""
    ApiToken.objects.create(auditor, expiry=30 * DAY, scopes=["requests:read"])


def given_to_another(token: ApiToken, staff: User, auditor: User) -> None:
    ApiToken.objects.filter(pk=token.pk).update(user=auditor)


def widened(token: ApiToken, staff: User, auditor: User) -> None:
    ApiToken.objects.filter(pk=token.pk).update(scopes=["requests:read", "requests:steps"])


def with_another_secret(token: ApiToken, staff: User, auditor: User) -> None:
    ApiToken.objects.filter(pk=token.pk).update(digest="0" * 128)


def prolonged(token: ApiToken, staff: User, auditor: User) -> None:
    ApiToken.objects.filter(pk=token.pk).update(expiry=None)


def revived(token: ApiToken, staff: User, auditor: User) -> None:
    until = token.expiry
    accounts.revoke_token(token, by=Actor.of(staff), at=dt.datetime.now(dt.UTC))
    ApiToken.objects.filter(pk=token.pk).update(expiry=until)


@pytest.mark.parametrize(
    "change", [written_by_hand, given_to_another, widened, with_another_secret, prolonged, revived]
)
def test_what_nobody_issued_so_is_named(
    change: Callable[[ApiToken, User, User], None],
    token: ApiToken,
    staff: User,
    auditor: User,
    now: dt.datetime,
) -> None:
    assert found(now) == []
    change(token, staff, auditor)
    assert len(found(now)) == 1


def test_a_revoked_token_is_no_fault(token: ApiToken, staff: User, now: dt.datetime) -> None:
    accounts.revoke_token(token, by=Actor.of(staff), at=now)
    assert found(now + DAY) == []
