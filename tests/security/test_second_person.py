"""Who may be the second person for an account of a kept-apart duty, and what stands in for one."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from time_machine import Traveller

from office import account_changes, accounts, events
from office.actors import Actor
from office.models import AccountChange, Message, SealedCode, User
from office.refusals import Refused
from office.roles import Role
from tests.office.admin_pages import words
from tests.people import SignIn, person
from tests.security.kept_apart import form, secrets_sent, told, url

pytestmark = pytest.mark.django_db
Kind = AccountChange.Kind


@pytest.fixture
def keeper(administrator: User, sign_in: SignIn) -> Client:
    return sign_in(administrator)


@pytest.fixture
def second() -> User:
    return person("second", "关二", Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def gateway(settings: object) -> None:
    settings.SMS_URL = "https://key:secret@gateway.example/sms"  # type: ignore[attr-defined]


# --- who may be the second person ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["staff", "auditor", "liaison", "handler", "clerk", "editor"])
def test_nobody_else_confirms(
    who: str,
    request: pytest.FixtureRequest,
    administrator: User,
    now: dt.datetime,
    second: User,
    sign_in: SignIn,
) -> None:
    Authenticator.objects.create(user=second, type="totp", data={})
    change = account_changes.ask(second, Kind.SECOND_FACTOR, by=Actor.of(administrator), at=now)
    user = request.getfixturevalue(who)
    with pytest.raises(Refused):
        account_changes.confirm(change, by=Actor.of(user), at=now)
    assert sign_in(user).post(f"/admin/office/accountchange/{change.pk}/confirm/").status_code == 404
    assert second.authenticator_set.exists()


def test_neither_the_owner_nor_the_asker_confirms(
    administrator: User, second: User, approver: User, now: dt.datetime
) -> None:
    Authenticator.objects.create(user=second, type="totp", data={})
    change = account_changes.ask(second, Kind.SECOND_FACTOR, by=Actor.of(administrator), at=now)
    for user, code in ((administrator, "same_person"), (second, "own_account")):
        with pytest.raises(Refused) as refused:
            account_changes.confirm(change, by=Actor.of(user), at=now)
        assert refused.value.code == code
    with pytest.raises(Refused):
        account_changes.ask(administrator, Kind.PASSWORD_LINK, by=Actor.of(administrator), at=now)
    with pytest.raises(Refused):
        account_changes.ask(second, Kind.PASSWORD_LINK, by=Actor.of(approver), at=now)


@pytest.mark.parametrize(
    "columns",
    [
        {"agreed": True, "decided_by": "asker"},
        {"agreed": True, "decided_by": "owner"},
        {"agreed": True},
        {"asked_by": "owner"},
        {"kind": "king"},
        {"kind": "role"},
        {"kind": "role", "role": "liaison", "since": dt.date(2026, 11, 23)},
    ],
)
def test_the_database_holds_it_too(
    columns: dict[str, object], administrator: User, auditor: User, now: dt.datetime
) -> None:
    row = AccountChange.objects.create(
        user=auditor, kind=Kind.PASSWORD_LINK, asked_by=administrator, asked_at=now
    )
    people = {"asker": administrator, "owner": auditor}
    written = {
        name: people.get(value, value) if isinstance(value, str) else value for name, value in columns.items()
    }
    if "agreed" in columns:
        written["decided_at"] = now
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountChange.objects.filter(pk=row.pk).update(**written)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountChange.objects.create(
            user=auditor, kind=Kind.PASSWORD_LINK, asked_by=administrator, asked_at=now
        )


def test_a_question_lapses_and_is_asked_again(
    administrator: User, second: User, auditor: User, now: dt.datetime
) -> None:
    Authenticator.objects.create(user=auditor, type="totp", data={})
    by, later = Actor.of(administrator), now + dt.timedelta(days=8)
    change = account_changes.ask(auditor, Kind.SECOND_FACTOR, by=by, at=now)
    with pytest.raises(Refused) as refused:
        account_changes.ask(auditor, Kind.SECOND_FACTOR, by=by, at=now)
    assert refused.value.code == "asked"
    with pytest.raises(Refused) as refused:
        account_changes.confirm(change, by=Actor.of(second), at=later)
    assert refused.value.code == "lapsed"
    again = account_changes.ask(auditor, Kind.SECOND_FACTOR, by=by, at=later)
    account_changes.confirm(again, by=Actor.of(second), at=later)
    with pytest.raises(Refused) as refused:
        account_changes.decline(again, by=by, at=later)
    assert refused.value.code == "decided"


def test_nothing_is_sent_for_an_account_that_was_closed_meanwhile(
    administrator: User, second: User, staff: User, now: dt.datetime
) -> None:
    User.objects.filter(pk=staff.pk).update(email="own@example.com")
    staff.refresh_from_db()
    change = account_changes.ask(staff, Kind.PASSWORD_LINK, by=Actor.of(administrator), at=now)
    User.objects.filter(pk=staff.pk).update(is_active=False)
    with pytest.raises(Refused) as refused:
        account_changes.confirm(change, by=Actor.of(second), at=now)
    assert refused.value.code == "closed"
    assert secrets_sent() == []


def test_the_asker_withdraws_and_the_other_declines(
    keeper: Client, auditor: User, approver: User, sign_in: SignIn
) -> None:
    Authenticator.objects.create(user=auditor, type="totp", data={})
    for client, act in ((keeper, "withdraw"), (sign_in(approver), "decline")):
        keeper.post(url(auditor, "second-factor"))
        change = AccountChange.objects.open().get()
        assert client.post(f"/admin/office/accountchange/{change.pk}/{act}/").status_code == 302
        change.refresh_from_db()
        assert change.agreed is False
    assert auditor.authenticator_set.exists()


# --- ordinary accounts: alone, but not as them ---------------------------------------------------------------


def test_the_link_of_an_account_in_use_is_sent_not_shown(keeper: Client, liaison: User) -> None:
    User.objects.filter(pk=liaison.pk).update(email="own@example.com")
    page = words(keeper.post(url(liaison, "password-link"), follow=True))
    assert "first-password/" not in page
    assert [address for address, _ in secrets_sent()] == ["own@example.com"]


def test_an_account_in_use_without_an_address_gets_no_link(keeper: Client, liaison: User) -> None:
    page = words(keeper.post(url(liaison, "password-link"), follow=True))
    assert "first-password/" not in page
    assert "请先登记" in page


def test_a_new_telephone_waits_before_it_gets_a_link(
    keeper: Client, administrator: User, liaison: User, clock: Traveller
) -> None:
    User.objects.filter(pk=liaison.pk).update(email="own@example.com")
    liaison.refresh_from_db()
    keeper.post(url(liaison), form(liaison, email="me@example.com"))
    assert "刚更正过" in words(keeper.post(url(liaison, "password-link")))
    assert secrets_sent() == []
    assert Message.objects.get(notices__title="账号的联系方式已更正").address == "own@example.com"
    clock.shift(dt.timedelta(days=3, minutes=1))
    liaison.refresh_from_db()
    accounts.send_password_link(liaison, by=Actor.of(administrator), at=timezone.now())
    assert [address for address, _ in secrets_sent()] == ["me@example.com"]


# --- the envelope of a county with one administrator ---------------------------------------------------------


def test_the_sealed_code_stands_in_once_and_the_auditor_sees_it(
    keeper: Client, administrator: User, auditor: User, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = person("lost", "施敏", Role.STAFF)
    for user in (lost, auditor):
        Authenticator.objects.create(user=user, type="totp", data={})
    call_command("seal_code")
    code = re.search(r"(?:[a-z0-9]{5}-){4}[a-z0-9]{5}", capsys.readouterr().out)
    assert code is not None
    assert told(auditor, "印制了新的应急码")
    keeper.post(url(lost, "second-factor"))
    change = AccountChange.objects.get()
    page = f"/admin/office/accountchange/{change.pk}/code/"
    assert "应急码不对" in words(keeper.post(page, {"code": "aaaaa-aaaaa"}))
    assert keeper.post(page, {"code": f" {code[0].upper()} "}).status_code == 302
    assert not lost.authenticator_set.exists()
    assert told(auditor, "已用密封的应急码办理")
    assert told(lost, "已用密封的应急码办理")
    seen = words(sign_in(auditor).get("/admin/office/sealedcode/"))
    assert "施敏" in seen
    assert code[0] not in seen
    assert events.timeline(f"sealed_code:{SealedCode.objects.get().pk}").last().action == "sealed_code_used"
    keeper.post(url(auditor, "second-factor"))
    other = AccountChange.objects.open().get()
    again = keeper.post(f"/admin/office/accountchange/{other.pk}/code/", {"code": code[0]})
    assert "应急码不对" in words(again)
    assert auditor.authenticator_set.exists()


def test_a_newer_code_ends_the_one_before(administrator: User, auditor: User, now: dt.datetime) -> None:
    Authenticator.objects.create(user=auditor, type="totp", data={})
    by = Actor.system("seal_code")
    old = account_changes.make_sealed_code(by=by, at=now)
    account_changes.make_sealed_code(by=by, at=now + dt.timedelta(minutes=1))
    change = account_changes.ask(auditor, Kind.SECOND_FACTOR, by=Actor.of(administrator), at=now)
    with pytest.raises(Refused) as refused:
        account_changes.confirm_by_code(change, old, by=Actor.of(administrator), at=now)
    assert refused.value.code == "wrong_code"


def test_the_code_is_no_way_into_ones_own_account(
    administrator: User, second: User, now: dt.datetime
) -> None:
    Authenticator.objects.create(user=administrator, type="totp", data={})
    code = account_changes.make_sealed_code(by=Actor.system("seal_code"), at=now)
    change = account_changes.ask(administrator, Kind.SECOND_FACTOR, by=Actor.of(second), at=now)
    with pytest.raises(Refused) as refused:
        account_changes.confirm_by_code(change, code, by=Actor.of(administrator), at=now)
    assert refused.value.code == "own_account"
