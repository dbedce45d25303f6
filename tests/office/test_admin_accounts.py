"""Accounts and their roles in the admin: every save calls a verb, which refuses and records."""

import re
from datetime import date, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from time_machine import Traveller

from office import accounts, events, ports
from office.actors import Actor
from office.models import AccountChange, ApiToken, Notice, RoleGrant, User
from office.ports import OpenWork
from office.roles import Role, roles_of
from tests.office.admin_pages import words
from tests.people import SignIn

pytestmark = pytest.mark.django_db


def grants(user: User, *rows: dict[str, object]) -> dict[str, str]:
    """The form of an account with the rows of its roles as given."""
    form = {"name": user.name, "email": user.email, "phone": user.phone}
    form |= {"role_grants-TOTAL_FORMS": str(len(rows))}
    form |= {"role_grants-INITIAL_FORMS": str(sum("id" in row for row in rows))}
    for number, row in enumerate(rows):
        form |= {
            f"role_grants-{number}-{name}": str(value) for name, value in {"user": user.pk, **row}.items()
        }
    return form


def url(user: User, act: str = "change") -> str:
    return f"/admin/office/user/{user.pk}/{act}/"


def test_the_administrator_opens_an_account(keeper: Client) -> None:
    typed = {"username": "lin", "name": "林", "email": "lin@example.com", "phone": "138 1234 5678"}
    answer = keeper.post("/admin/office/user/add/", typed)
    user = User.objects.get(username="lin")
    assert answer.status_code == 302
    assert (user.name, user.email, user.phone) == ("林", "lin@example.com", "13812345678")
    assert [event.action for event in events.timeline(f"user:{user.pk}")] == ["account_opened"]


def test_account_role_and_link_come_from_one_form(keeper: Client, today: date) -> None:
    """Nobody can be reached: the link is shown once, to be handed over in person."""
    answer = keeper.post("/admin/office/user/add/", {"username": "lin", "name": "林", "role": "liaison"})
    user = User.objects.get(username="lin")
    assert user.roles_on(today) == {Role.LIAISON}
    link = re.search(r"https?://[^/<]+(/[^<]+)</code>", answer.content.decode())
    assert link is not None
    assert Client().get(link[1], follow=True).status_code == 200
    actions = [event.action for event in events.timeline(f"user:{user.pk}")]
    assert actions == ["account_opened", "role_granted", "password_link_issued"]


def test_a_kept_apart_duty_of_a_new_account_is_only_asked_for(keeper: Client, today: date) -> None:
    """Without a way to reach the owner nothing is opened, and the form says why."""
    typed = {"username": "lin", "name": "林", "role": "staff"}
    page = keeper.post("/admin/office/user/add/", typed)
    assert "没有登记本人能收到消息的电话或邮箱" in words(page)
    assert not User.objects.filter(username="lin").exists()


def test_a_taken_name_and_a_wrong_telephone_are_said_in_the_form(keeper: Client, lin: User) -> None:
    page = keeper.post("/admin/office/user/add/", {"username": "lin", "name": "另一个"})
    assert "已存在" in words(page)
    page = keeper.post("/admin/office/user/add/", {"username": "wen", "name": "文", "phone": "12"})
    assert "请填写 11 位手机号" in words(page)
    assert not User.objects.filter(username="wen").exists()


def test_roles_are_granted_and_ended_in_the_accounts_form(
    keeper: Client, lin: User, today: date, administrator: User
) -> None:
    answer = keeper.post(url(lin), grants(lin, {"role": "liaison", "since": "2026-11-23"}))
    assert answer.status_code == 302, words(answer)
    grant = RoleGrant.objects.get(user=lin)
    assert (grant.role, grant.since, grant.granted_by) == ("liaison", today, administrator)
    answer = keeper.post(url(lin), grants(lin, {"id": grant.pk, "until": "2026-11-23"}))
    assert answer.status_code == 302, words(answer)
    assert roles_of(User.objects.get(pk=lin.pk), today) == frozenset()
    assert [event.action for event in events.timeline(f"user:{lin.pk}")] == ["role_granted", "role_ended"]


def test_a_second_exclusive_duty_is_refused_in_the_form(keeper: Client, lin: User) -> None:
    held = {"id": RoleGrant.objects.create(user=lin, role=Role.STAFF, since=date(2026, 11, 23)).pk}
    page = keeper.post(url(lin), grants(lin, held, {"role": "auditor", "since": "2026-11-23"}))
    assert "只能担任业务、审计、系统管理三类职责中的一种" in words(page)
    assert RoleGrant.objects.filter(user=lin).count() == 1


def test_one_duty_is_laid_down_and_another_taken_up_in_one_save(keeper: Client, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(email="lin@example.com")
    lin.refresh_from_db()
    staff = RoleGrant.objects.create(user=lin, role=Role.STAFF, since=date(2026, 11, 1))
    ended = {"id": staff.pk, "until": "2026-11-23"}
    answer = keeper.post(url(lin), grants(lin, ended, {"role": "auditor", "since": "2026-11-23"}))
    assert answer.status_code == 302, words(answer)
    assert not RoleGrant.objects.open().filter(user=lin).exists()
    assert AccountChange.objects.get(user=lin).role == "auditor"


def test_a_granted_role_is_not_rewritten(keeper: Client, lin: User, today: date) -> None:
    grant = RoleGrant.objects.create(user=lin, role=Role.LIAISON, since=today)
    keeper.post(url(lin), grants(lin, {"id": grant.pk, "role": "staff", "since": "2020-01-01"}))
    grant.refresh_from_db()
    assert (grant.role, grant.since) == ("liaison", today)


def test_nobody_grants_a_role_to_the_own_account(keeper: Client, administrator: User) -> None:
    held = {"id": RoleGrant.objects.get(user=administrator).pk}
    more = {"role": "liaison", "since": "2026-11-23"}
    assert "不能改动自己的账号和角色" in words(
        keeper.post(url(administrator), grants(administrator, held, more))
    )


def test_an_account_is_closed_and_reopened_after_asking(keeper: Client, lin: User) -> None:
    assert "停用账号" in words(keeper.get(url(lin)))
    assert "不能再登录" in words(keeper.get(url(lin, "close")))
    assert User.objects.get(pk=lin.pk).is_active
    keeper.post(url(lin, "close"))
    assert not User.objects.get(pk=lin.pk).is_active
    keeper.post(url(lin, "reopen"))
    assert User.objects.get(pk=lin.pk).is_active


def test_whoever_lost_the_second_factor_is_let_enrol_anew(keeper: Client, lin: User, sign_in: SignIn) -> None:
    assert "解除两步验证" not in words(keeper.get(url(lin)))
    assert "没有设置两步验证" in words(keeper.post(url(lin, "second-factor")))
    Authenticator.objects.create(user=lin, type="totp", data={})
    client = sign_in(lin)
    assert "解除两步验证" in words(keeper.get(url(lin)))
    assert "核对来人就是林本人" in words(keeper.get(url(lin, "second-factor")))
    assert keeper.post(url(lin, "second-factor")).status_code == 302
    assert not lin.authenticator_set.exists()
    assert client.get("/accounts/password/change/").status_code == 302
    assert Notice.objects.get(recipient=lin, channel="inapp").title == "您的两步验证已解除"
    assert events.timeline(f"user:{lin.pk}").last().action == "second_factor_dropped"


def test_a_person_is_signed_out_everywhere(keeper: Client, lin: User, sign_in: SignIn) -> None:
    one, other = sign_in(lin), sign_in(lin)
    assert keeper.post(url(lin, "sessions")).status_code == 302
    for client in (one, other):
        assert client.get("/accounts/password/change/").status_code == 302
    assert events.timeline(f"user:{lin.pk}").last().action == "sessions_ended"


def test_a_token_is_revoked_by_the_administrator_alone(
    keeper: Client, lin: User, auditor: User, sign_in: SignIn, administrator: User, clock: Traveller
) -> None:
    by, now = Actor.of(administrator), timezone.now()
    text = accounts.issue_token(
        lin, name="x", scopes=["requests:read"], lasting=timedelta(days=9), by=by, at=now
    )
    chosen = {"action": "revoke", "_selected_action": ApiToken.objects.get().pk}
    sign_in(auditor).post("/admin/office/apitoken/", chosen)
    opened = {"Authorization": f"Token {text}"}
    assert Client().get("/api/v1/requests/", headers=opened).status_code == 200
    assert keeper.post("/admin/office/apitoken/", chosen).status_code == 302
    clock.shift(1)
    assert Client().get("/api/v1/requests/", headers=opened).status_code == 401
    assert events.timeline(f"user:{lin.pk}").last().action == "token_revoked"


def test_open_work_keeps_an_account_open(keeper: Client, lin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports.open_work, "_entries", [lambda user: [OpenWork("待签收", 3)]])
    assert "待签收 3 件" in words(keeper.post(url(lin, "close")))
    assert User.objects.get(pk=lin.pk).is_active


def test_the_link_for_a_first_password_is_shown_once(keeper: Client, lin: User) -> None:
    assert "first-password" not in words(keeper.get(url(lin, "password-link")))
    page = words(keeper.post(url(lin, "password-link")))
    link = re.search(r"http://127.0.0.1:8000(/accounts/first-password/[^<]+)", page)
    assert link is not None
    assert Client().get(link[1], follow=True).status_code == 200
    assert events.timeline(f"user:{lin.pk}").get().action == "password_link_issued"


def test_history_shows_events_with_before_and_after(
    keeper: Client, lin: User, administrator: User, now: datetime
) -> None:
    by = Actor.of(administrator)
    accounts.correct_account(lin, name="林一", email="", phone="", by=by, at=now)
    accounts.grant_role(lin, Role.CLERK, since=now.date(), by=by, at=now)
    page = words(keeper.get(url(lin, "history")))
    assert "更正账号信息" in page
    assert "授予角色：服务站工作人员" in page
    assert "关理" in page
    assert "2026年11月23日" in page


@pytest.mark.parametrize("act", ["close", "reopen", "password-link", "sessions", "second-factor"])
def test_an_auditor_sees_accounts_and_changes_nothing(
    act: str, auditor: User, sign_in: SignIn, lin: User
) -> None:
    client = sign_in(auditor)
    assert client.get(url(lin)).status_code == 200
    assert client.post(url(lin), grants(lin)).status_code == 403
    assert client.post(url(lin, act)).status_code == 403


def test_staff_do_not_see_accounts(staff: User, sign_in: SignIn, lin: User) -> None:
    assert sign_in(staff).get(url(lin)).status_code == 403
