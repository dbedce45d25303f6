"""An administrator tries to become the auditor, staff or another administrator, alone and unseen."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from time_machine import Traveller

from office import accounts, options
from office.actors import Actor
from office.models import AccountChange, ApiToken, Message, Notice, RoleGrant, User
from office.notifications import delivery
from office.refusals import Refused
from office.roles import Role
from tests.office.admin_pages import words
from tests.people import SignIn, person
from tests.security.kept_apart import TELEPHONE, actions, form, secrets_sent, told, url

pytestmark = pytest.mark.django_db
Kind = AccountChange.Kind
KEPT_APART = ["auditor", "staff", "approver", "second"]


@pytest.fixture
def keeper(administrator: User, sign_in: SignIn) -> Client:
    return sign_in(administrator)


@pytest.fixture
def second() -> User:
    return person("second", "关二", Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def gateway(settings: object) -> None:
    settings.SMS_URL = "https://key:secret@gateway.example/sms"  # type: ignore[attr-defined]


@pytest.fixture
def target(request: pytest.FixtureRequest) -> User:
    user: User = request.getfixturevalue(request.param)
    User.objects.filter(pk=user.pk).update(email="own@example.com")
    user.phone = TELEPHONE
    user.email = "own@example.com"
    user.save(update_fields=["phone", "email"])
    Authenticator.objects.create(user=user, type="totp", data={})
    return user


# --- what one administrator sends, and gets nothing by -------------------------------------------------------


@pytest.mark.parametrize("target", KEPT_APART, indirect=True)
def test_no_link_is_shown_or_sent_before_another_person_agrees(
    target: User, keeper: Client, administrator: User, auditor: User
) -> None:
    before = target.password
    page = keeper.post(url(target, "password-link"), follow=True)
    assert "first-password" not in words(page)
    assert secrets_sent() == []
    change = AccountChange.objects.get()
    assert (change.user, change.kind, change.asked_by) == (target, Kind.PASSWORD_LINK, administrator)
    for act in ("confirm", "code"):
        keeper.post(f"/admin/office/accountchange/{change.pk}/{act}/", {"code": "x"})
    change.refresh_from_db()
    assert change.decided_at is None
    assert User.objects.get(pk=target.pk).password == before
    assert told(target, "发送设置密码的链接")
    assert target == auditor or told(auditor, "发送设置密码的链接")


@pytest.mark.parametrize("target", KEPT_APART, indirect=True)
def test_the_confirmed_link_goes_to_the_owners_own_telephone_alone(
    target: User, keeper: Client, administrator: User, approver: User, second: User, sign_in: SignIn
) -> None:
    keeper.post(url(target, "password-link"))
    change = AccountChange.objects.get()
    confirmer = second if target == approver else approver
    client = sign_in(confirmer)
    asked = client.get(f"/admin/office/accountchange/{change.pk}/confirm/")
    assert TELEPHONE in words(asked)
    answer = client.post(f"/admin/office/accountchange/{change.pk}/confirm/", follow=True)
    assert "first-password" not in words(answer)
    [(address, link)] = secrets_sent()
    assert address == TELEPHONE
    assert "/accounts/first-password/" in link
    assert told(administrator, "已确认并办理")
    assert told(confirmer, "已确认并办理")
    assert told(target, "已确认并办理")
    assert actions(target)[-3:] == ["account_change_asked", "account_change_confirmed", "password_link_sent"]
    for reader in (keeper, client):
        for page in (url(target), url(target, "history"), "/admin/office/message/", "/admin/office/notice/"):
            assert "first-password" not in words(reader.get(page, follow=True))


@pytest.mark.parametrize("target", KEPT_APART, indirect=True)
def test_a_second_factor_is_dropped_by_two(
    target: User, keeper: Client, approver: User, second: User, sign_in: SignIn
) -> None:
    keeper.post(url(target, "second-factor"))
    assert target.authenticator_set.exists()
    change = AccountChange.objects.get()
    client = sign_in(second if target == approver else approver)
    client.post(f"/admin/office/accountchange/{change.pk}/confirm/")
    assert not target.authenticator_set.exists()
    assert "second_factor_dropped" in actions(target)


@pytest.mark.parametrize("target", KEPT_APART, indirect=True)
@pytest.mark.parametrize("changed", [{"phone": "13999999999"}, {"email": "me@example.com"}, {"name": "我"}])
def test_telephone_and_email_are_not_changed_just_before(
    changed: dict[str, str], target: User, keeper: Client
) -> None:
    answer = keeper.post(url(target), form(target, **changed), follow=True)
    assert "确认后办理" in words(answer)
    stored = User.objects.get(pk=target.pk)
    assert (stored.phone, stored.email, stored.name) == (TELEPHONE, "own@example.com", target.name)
    assert AccountChange.objects.get().kind == Kind.CONTACT


def test_a_corrected_telephone_is_told_to_the_former_one(
    keeper: Client, auditor: User, approver: User, sign_in: SignIn
) -> None:
    User.objects.filter(pk=auditor.pk).update(email="own@example.com")
    keeper.post(url(auditor), form(User.objects.get(pk=auditor.pk), email="new@example.com"))
    sign_in(approver).post(f"/admin/office/accountchange/{AccountChange.objects.get().pk}/confirm/")
    assert User.objects.get(pk=auditor.pk).email == "new@example.com"
    former = Message.objects.filter(notices__title="账号的联系方式已更正").get()
    assert former.address == "own@example.com"
    change = AccountChange.objects.get()
    assert (change.name, change.email, change.phone) == ("", "", "")


@pytest.mark.parametrize("role", ["auditor", "staff", "approver", "administrator"])
def test_a_second_account_is_given_no_kept_apart_duty_by_one(role: str, keeper: Client) -> None:
    keeper.post("/admin/office/user/add/", {"username": "me", "name": "我", "phone": TELEPHONE})
    mine = User.objects.get(username="me")
    keeper.post(url(mine), form(mine, role=role))
    assert not RoleGrant.objects.filter(user=mine).exists()
    assert AccountChange.objects.get().role == role


def test_a_duty_begins_with_a_password_that_nobody_had_before(
    keeper: Client, administrator: User, approver: User, sign_in: SignIn, now: dt.datetime, clock: Traveller
) -> None:
    """Whoever opened the account may know its password, hold its token or its second factor."""
    mine = accounts.open_account("me", name="我", phone=TELEPHONE, by=Actor.of(administrator), at=now)
    mine.set_password("Kao-Shi-2026")
    mine.save()
    Authenticator.objects.create(user=mine, type="totp", data={})
    hour = dt.timedelta(hours=9)
    accounts.issue_token(mine, name="x", scopes=[], lasting=hour, by=Actor.of(administrator), at=now)
    keeper.post(url(mine), form(mine, role="staff"))
    clock.shift(60)
    sign_in(approver).post(f"/admin/office/accountchange/{AccountChange.objects.get().pk}/confirm/")
    mine = User.objects.get(pk=mine.pk)
    assert RoleGrant.objects.get(user=mine).role == "staff"
    assert not mine.has_usable_password()
    assert not mine.authenticator_set.exists()
    assert ApiToken.objects.get().expiry <= timezone.now()
    assert [address for address, _ in secrets_sent()] == [TELEPHONE]


def test_verbs_refuse_what_the_pages_refuse(
    administrator: User, auditor: User, liaison: User, now: dt.datetime, today: dt.date
) -> None:
    by = Actor.of(administrator)
    day = dt.timedelta(days=1)
    for attempt in (
        lambda: accounts.first_password_link(auditor, by=by, at=now),
        lambda: accounts.send_password_link(auditor, by=by, at=now),
        lambda: accounts.drop_second_factor(auditor, by=by, at=now),
        lambda: accounts.correct_account(auditor, name="x", email="", phone="", by=by, at=now),
        lambda: accounts.grant_role(liaison, Role.AUDITOR, since=today, by=by, at=now),
        lambda: accounts.issue_token(auditor, name="x", scopes=[], lasting=day, by=by, at=now),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code in ("two_people", "not_yours")


def test_a_command_on_the_server_is_told_to_the_owner_and_the_auditor(
    auditor: User, staff: User, now: dt.datetime
) -> None:
    by, day = Actor.system("issue_token"), dt.timedelta(days=1)
    accounts.issue_token(staff, name="x", scopes=[], lasting=day, by=by, at=now)
    accounts.first_password_link(staff, by=by, at=now)
    assert told(staff, "签发接口令牌")
    assert told(auditor, "签发接口令牌")
    assert told(auditor, "生成设置密码的链接")


def test_whatever_a_command_does_to_an_account_is_told(auditor: User, staff: User, now: dt.datetime) -> None:
    by = Actor.system("emergency")
    Authenticator.objects.create(user=staff, type="totp", data={})
    User.objects.filter(pk=staff.pk).update(email="own@example.com")
    accounts.drop_second_factor(staff, by=by, at=now)
    accounts.send_password_link(User.objects.get(pk=staff.pk), by=by, at=now)
    accounts.correct_account(staff, name=staff.name, email="new@example.com", phone="", by=by, at=now)
    for what in ("解除两步验证", "发送设置密码的链接", "更正姓名、电话或邮箱"):
        assert told(auditor, what), what
        assert told(staff, what), what


@pytest.mark.parametrize("name", ["changepassword", "createsuperuser"])
def test_no_command_sets_a_password_unseen(name: str, auditor: User) -> None:
    before = User.objects.get(pk=auditor.pk).password
    given = [auditor.username] if name == "changepassword" else []
    with pytest.raises(CommandError, match="账号"):
        call_command(name, *given)
    assert User.objects.get(pk=auditor.pk).password == before


def test_a_setting_changed_on_the_server_is_told_to_the_auditor(
    administrator: User, auditor: User, now: dt.datetime, today: dt.date
) -> None:
    options.change("verdict_calendar_days", 9, effective_on=today, by=Actor.of(administrator), at=now)
    assert not told(auditor, "设置项")
    options.change("verdict_calendar_days", 3, effective_on=today, by=Actor.system("shell"), at=now)
    notice = Notice.objects.get(recipient=auditor, channel="inapp", title__contains="设置项")
    assert "9" in notice.body
    assert "3" in notice.body


def test_an_auditor_is_not_shut_out_in_silence(
    administrator: User, auditor: User, now: dt.datetime, today: dt.date
) -> None:
    other = person("other", "沈二", Role.AUDITOR)
    User.objects.filter(pk=auditor.pk).update(email="own@example.com")
    auditor.refresh_from_db()
    accounts.close_account(auditor, by=Actor.of(administrator), at=now)
    assert told(other, "账号已停用")
    delivery.carry({"channel": "email"}, at=now)
    assert Message.objects.filter(notices__title="您的账号已停用", state="done").exists()
