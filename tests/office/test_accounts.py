"""Opening and closing accounts, granting and ending roles: by somebody else, recorded, and with sessions ended."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from office import accounts, events, ports
from office.actors import Actor
from office.models import ApiToken, RoleGrant, User
from office.ports import OpenWork
from office.refusals import Refused
from office.roles import Role, roles_of

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)


@pytest.fixture
def guan() -> User:
    user = User.objects.create_user(username="guan", name="关")
    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, since=SINCE)
    return user


@pytest.fixture
def by(guan: User) -> Actor:
    return Actor.of(guan)


@pytest.fixture
def lin(by: Actor, now: datetime) -> User:
    return accounts.open_account("lin", name=" 林 ", phone="138 1234 5678", by=by, at=now)


def actions(user: User) -> list[str]:
    return [event.action for event in events.timeline(f"user:{user.pk}")]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="office.access.RoleBackend")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/password/change/").status_code == 200


def test_a_new_account_has_no_password_and_clean_columns(lin: User) -> None:
    assert (lin.name, lin.phone) == ("林", "13812345678")
    assert not lin.has_usable_password()
    assert actions(lin) == ["account_opened"]


def test_a_name_that_is_taken_or_missing_is_refused(lin: User, by: Actor, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        accounts.open_account("lin", name="另一个", by=by, at=now)
    assert (refused.value.code, refused.value.field) == ("taken", "username")
    with pytest.raises(Refused) as refused:
        accounts.open_account("wen", name=" \u200b ", by=by, at=now)
    assert refused.value.field == "name"
    with pytest.raises(Refused) as refused:
        accounts.open_account("wen", name="文", phone="12", by=by, at=now)
    assert refused.value.field == "phone"


def test_a_correction_keeps_the_old_values_beside_the_chain(lin: User, by: Actor, now: datetime) -> None:
    accounts.correct_account(lin, name="林一", email="", phone="13812345678", by=by, at=now)
    accounts.correct_account(lin, name="林一", email="", phone="13812345678", by=by, at=now)
    event = events.timeline(f"user:{lin.pk}").last()
    assert event is not None
    assert event.data == {"columns": ["name"]}
    assert event.private("name.before") == "林"
    assert actions(lin) == ["account_opened", "account_corrected"]


def test_a_role_is_granted_and_ended(lin: User, by: Actor, today: date, now: datetime) -> None:
    grant = accounts.grant_role(lin, Role.LIAISON, since=SINCE, by=by, at=now)
    assert roles_of(lin, today) == {"liaison"}
    accounts.end_role(grant, on=today, by=by, at=now)
    accounts.end_role(grant, on=today, by=by, at=now)
    assert roles_of(User.objects.get(pk=lin.pk), today) == frozenset()
    assert actions(lin) == ["account_opened", "role_granted", "role_ended"]


@pytest.mark.parametrize(
    ("held", "wanted", "code"),
    [
        (Role.STAFF, Role.AUDITOR, "one_duty"),
        (Role.STAFF, Role.APPROVER, "one_duty"),
        (Role.AUDITOR, Role.ADMINISTRATOR, "one_duty"),
        (Role.LIAISON, Role.LIAISON, "held"),
        (Role.LIAISON, "king", "unknown_role"),
    ],
)
def test_what_does_not_go_together_is_refused_politely(
    held: str, wanted: str, code: str, lin: User, by: Actor, now: datetime
) -> None:
    RoleGrant.objects.create(user=lin, role=held, since=SINCE)
    with pytest.raises(Refused) as refused:
        accounts.grant_role(lin, wanted, since=SINCE, by=by, at=now)
    assert refused.value.code == code


def test_nobody_changes_the_own_account(guan: User, by: Actor, today: date, now: datetime) -> None:
    own = RoleGrant.objects.get(user=guan)
    for change in (
        lambda: accounts.grant_role(guan, Role.LIAISON, since=SINCE, by=by, at=now),
        lambda: accounts.end_role(own, on=today, by=by, at=now),
        lambda: accounts.close_account(guan, by=by, at=now),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "own_account"


@pytest.mark.parametrize("days", [-400, 1])
def test_a_role_ends_within_its_time(days: int, lin: User, by: Actor, today: date, now: datetime) -> None:
    grant = accounts.grant_role(lin, Role.LIAISON, since=SINCE, by=by, at=now)
    with pytest.raises(Refused) as refused:
        accounts.end_role(grant, on=today + timedelta(days=days), by=by, at=now)
    assert refused.value.code == "wrong_end"


def test_an_account_with_open_work_is_not_closed(
    lin: User, by: Actor, today: date, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = accounts.grant_role(lin, Role.HANDLER, since=SINCE, by=by, at=now)
    work = [OpenWork("待签收", 3, "/desk/"), OpenWork("待核对", 0)]
    monkeypatch.setattr(ports.open_work, "_entries", [lambda user: work])
    for change in (
        lambda: accounts.close_account(lin, by=by, at=now),
        lambda: accounts.end_role(grant, on=today, by=by, at=now),
    ):
        with pytest.raises(Refused, match="待签收 3 件") as refused:
            change()
        assert refused.value.possible == ("/desk/",)
    assert User.objects.get(pk=lin.pk).is_active
    monkeypatch.setattr(ports.open_work, "_entries", [])
    accounts.close_account(lin, by=by, at=now)
    assert not RoleGrant.objects.open().filter(user=lin).exists()


def test_a_closed_account_gets_no_role_until_it_is_reopened(lin: User, by: Actor, now: datetime) -> None:
    accounts.close_account(lin, by=by, at=now)
    accounts.close_account(lin, by=by, at=now)
    with pytest.raises(Refused):
        accounts.grant_role(lin, Role.LIAISON, since=SINCE, by=by, at=now)
    with pytest.raises(Refused):
        accounts.first_password_link(lin, by=by, at=now)
    accounts.reopen_account(lin, by=by, at=now)
    accounts.grant_role(lin, Role.LIAISON, since=SINCE, by=by, at=now)
    assert actions(lin) == ["account_opened", "account_closed", "account_reopened", "role_granted"]


def test_all_sessions_end_when_roles_change(lin: User, by: Actor, today: date, now: datetime) -> None:
    lin.set_password("Kao-Shi-2026")
    lin.save()
    client = signed_in(lin)
    assert is_signed_in(client)
    grant = accounts.grant_role(lin, Role.LIAISON, since=SINCE, by=by, at=now)
    assert not is_signed_in(client)
    client = signed_in(User.objects.get(pk=lin.pk))
    assert is_signed_in(client)
    accounts.end_role(grant, on=today, by=by, at=now)
    assert not is_signed_in(client)


def test_a_sign_in_is_an_event(lin: User) -> None:
    signed_in(lin)
    assert actions(lin) == ["account_opened", "login"]


def test_the_first_password_is_set_by_a_link_that_works_once(lin: User, by: Actor, now: datetime) -> None:
    User.objects.filter(pk=lin.pk).update(must_change_password=True)
    link = accounts.first_password_link(lin, by=by, at=now)
    client = Client()
    form = client.get(link, follow=True)
    assert "设置密码" in form.content.decode()
    assert re.fullmatch(r"no-store.*|.*no-store.*", form.headers["Cache-Control"])
    typed = {"new_password1": "Kao-Shi-2026", "new_password2": "Kao-Shi-2026"}
    answer = client.post(form.request["PATH_INFO"], typed)
    assert answer.status_code == 302
    user = User.objects.get(pk=lin.pk)
    assert user.check_password("Kao-Shi-2026")
    assert not user.must_change_password
    assert actions(lin)[-1] == "password_set"
    assert "链接已失效" in Client().get(link, follow=True).content.decode()


def test_a_weak_first_password_is_refused_in_chinese(lin: User, by: Actor, now: datetime) -> None:
    client = Client()
    form = client.get(accounts.first_password_link(lin, by=by, at=now), follow=True)
    answer = client.post(form.request["PATH_INFO"], {"new_password1": "12345", "new_password2": "12345"})
    assert "密码" in answer.content.decode()
    assert not User.objects.get(pk=lin.pk).has_usable_password()


def test_a_token_is_issued_once_and_kept_hashed(lin: User, by: Actor, now: datetime) -> None:
    token = accounts.issue_token(
        lin, name="智慧人大", scopes=["requests:read"], lasting=timedelta(days=30), by=by, at=now
    )
    row = ApiToken.objects.get()
    assert row.scopes == ["requests:read"]
    assert token not in row.digest
    assert token.startswith(row.token_key)
    assert actions(lin)[-1] == "token_issued"
    with pytest.raises(Refused):
        accounts.issue_token(lin, name="", scopes=[], lasting=timedelta(days=9999), by=by, at=now)
