"""One person comes to a kept-apart duty by a detour: a former holder, a changed telephone, a stand-in, a second account."""

import datetime as dt

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from groups.absences import record_absence
from groups.models import Absence
from office import account_changes, accounts
from office.actors import Actor
from office.models import AccountChange, RoleGrant, User
from office.refusals import Refused
from office.roles import Role
from stations.scopes import Scopes
from tests.people import SINCE, SignIn, person
from tests.security.kept_apart import TELEPHONE, form, secrets_sent, url

pytestmark = pytest.mark.django_db
Kind = AccountChange.Kind
DAYS = {"from_on": dt.date(2026, 11, 23), "to_on": dt.date(2026, 12, 4)}


@pytest.fixture
def keeper(administrator: User, sign_in: SignIn) -> Client:
    return sign_in(administrator)


@pytest.fixture(autouse=True)
def gateway(settings: object) -> None:
    settings.SMS_URL = "https://key:secret@gateway.example/sms"  # type: ignore[attr-defined]


def reached(user: User, phone: str) -> User:
    user.phone = phone
    user.save(update_fields=["phone"])
    return user


@pytest.mark.parametrize("ended", ["role ended", "account closed and reopened"])
def test_the_account_of_a_former_holder_is_not_turned_round_by_one(
    ended: str, keeper: Client, administrator: User, auditor: User, now: dt.datetime, today: dt.date
) -> None:
    """End the duty, register an own telephone, ask for a link, have the duty given back."""
    person("other", "沈二", Role.AUDITOR)
    reached(auditor, TELEPHONE)
    by = Actor.of(administrator)
    if ended == "role ended":
        accounts.end_role(RoleGrant.objects.get(user=auditor), on=today, by=by, at=now)
    else:
        accounts.close_account(auditor, by=by, at=now)
        accounts.reopen_account(auditor, by=by, at=now)
    keeper.post(url(auditor), form(auditor, phone="13999999999"))
    keeper.post(url(auditor, "password-link"))
    assert User.objects.get(pk=auditor.pk).phone == TELEPHONE
    assert secrets_sent() == []
    assert AccountChange.objects.open().count() == 2


def test_the_telephone_that_was_confirmed_is_the_one_that_the_link_goes_to(
    keeper: Client, administrator: User, approver: User, now: dt.datetime, today: dt.date
) -> None:
    """Asked for with the right telephone, changed while the other person looks at it."""
    by = Actor.of(administrator)
    new = accounts.open_account("xin", name="新人", phone=TELEPHONE, by=by, at=now)
    change = account_changes.ask(new, Kind.ROLE, role="staff", since=today, by=by, at=now)
    keeper.post(url(new), form(new, phone="13999999999"))
    account_changes.confirm(change, by=Actor.of(approver), at=now)
    assert [address for address, _ in secrets_sent()] == [TELEPHONE]


@pytest.mark.parametrize("whose", ["administrator", "approver", "auditor"])
def test_no_link_goes_to_the_telephone_of_another_duty(
    whose: str, request: pytest.FixtureRequest, administrator: User, now: dt.datetime, today: dt.date
) -> None:
    reached(request.getfixturevalue(whose), TELEPHONE)
    by = Actor.of(administrator)
    mine = accounts.open_account("me", name="我", phone=TELEPHONE, by=by, at=now)
    with pytest.raises(Refused) as refused:
        account_changes.ask(mine, Kind.ROLE, role="staff", since=today, by=by, at=now)
    assert refused.value.code == "shared_address"


def test_a_duty_begins_without_the_single_sign_on_from_before(
    administrator: User, approver: User, now: dt.datetime, today: dt.date
) -> None:
    by = Actor.of(administrator)
    mine = accounts.open_account("me", name="我", phone=TELEPHONE, by=by, at=now)
    SocialAccount.objects.create(user=mine, provider="oidc", uid="of the administrator")
    change = account_changes.ask(mine, Kind.ROLE, role="staff", since=today, by=by, at=now)
    account_changes.confirm(change, by=Actor.of(approver), at=now)
    assert not SocialAccount.objects.exists()


def test_the_last_auditor_is_not_ended_by_one(
    administrator: User, auditor: User, now: dt.datetime, today: dt.date
) -> None:
    by = Actor.of(administrator)
    for attempt in (
        lambda: accounts.end_role(RoleGrant.objects.get(user=auditor), on=today, by=by, at=now),
        lambda: accounts.close_account(auditor, by=by, at=now),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "last_auditor"
    assert auditor.roles_on(today) == {"auditor"}


# --- by standing in ------------------------------------------------------------------------------------------


def test_nobody_takes_anothers_place_by_an_own_entry(
    staff: User, approver: User, sign_in: SignIn, now: dt.datetime
) -> None:
    given = {"user": approver.pk, "delegate": staff.pk, "reason": "出差"}
    days = {name: day.isoformat() for name, day in DAYS.items()}
    sign_in(staff).post("/admin/groups/absence/add/", given | days)
    assert not Absence.objects.exists()
    with pytest.raises(Refused) as refused:
        record_absence(approver, **DAYS, delegate=staff, by=Actor.of(staff), at=now)
    assert refused.value.code == "delegate_recorder"
    record_absence(approver, **DAYS, delegate=staff, by=Actor.of(approver), at=now)


def test_nor_through_a_third_who_is_away_too(staff: User, approver: User, now: dt.datetime) -> None:
    third = person("third", "严三", Role.STAFF)
    days = DAYS | {"to_on": dt.date(2026, 11, 30)}
    record_absence(third, **days, delegate=staff, by=Actor.of(third), at=now)
    with pytest.raises(Refused) as refused:
        record_absence(approver, **DAYS, delegate=third, by=Actor.of(staff), at=now)
    assert refused.value.code == "delegate_recorder"


@pytest.mark.parametrize("who", ["liaison", "auditor", "administrator", "handler", "clerk"])
@pytest.mark.parametrize("absent", ["staff", "approver", "auditor"])
def test_a_duty_goes_to_nobody_of_another(
    who: str, absent: str, request: pytest.FixtureRequest, now: dt.datetime, today: dt.date
) -> None:
    delegate, away = request.getfixturevalue(who), request.getfixturevalue(absent)
    if delegate == away:
        return
    with pytest.raises(Refused) as refused:
        record_absence(away, **DAYS, delegate=delegate, by=Actor.of(away), at=now)
    assert refused.value.code == "delegate_of_other_duty"
    # One from before the duty was given: it opens nothing.
    Absence.objects.create(user=away, delegate=delegate, from_on=SINCE, to_on=DAYS["to_on"])
    scopes = Scopes.of(User.objects.get(pk=delegate.pk), timezone.localdate(now))
    assert [user for user, _ in scopes.stood_in] == [away]
    assert not any(scope.is_staff or scope.is_auditor for _, scope in scopes.stood_in)
