"""The commands of an operator: thin rims that say what happened and end with 1 when something is wrong."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from office import events, ports
from office.actors import Actor
from office.events import Fact
from office.models import ApiToken, Event, EventPrivate, User
from office.ports import PurgeStep
from tests.isolation import lifted
from tests.proof import verify

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def run(name: str, *args: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(name, *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_verify_audit_tells_that_all_holds(now: datetime) -> None:
    events.record(Fact("case:7", "submitted"), by=BY, at=now)
    events.anchor(at=now)
    out, _ = run("verify_audit")
    assert "记录链 1 条，记录 1 条，数据 0 行，锚点 1 个" in out
    assert "全部相符" in out


def test_verify_audit_names_the_place_and_ends_with_1(now: datetime) -> None:
    events.record(Fact("case:7", "submitted"), by=BY, at=now)
    with lifted(connection):
        Event.objects.update(action="accepted")
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stdout=StringIO(), stderr=err)
    assert ended.value.code == 1
    assert "case:7 第 1 条：数据列与已签名的内容不符" in err.getvalue()


def test_rotate_keys_moves_every_column_to_the_first_key(now: datetime, settings: object) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]  # type: ignore[attr-defined]
    user = User.objects.create_user(username="lin", name="林", phone="13812345678")
    User.objects.create_user(username="wen", name="文")
    events.record(Fact("case:7", "noted", {}, {"text": "说明"}), by=BY, at=now)
    settings.FIELD_KEYS = [new, old]  # type: ignore[attr-defined]
    out, err = run("rotate_keys")
    assert "office.User.phone：改用新密钥 1 行" in out
    assert "office.EventPrivate.value：改用新密钥 1 行" in out
    assert err == ""
    settings.FIELD_KEYS = [new]  # type: ignore[attr-defined]
    assert User.objects.get(pk=user.pk).phone == "13812345678"
    assert EventPrivate.objects.get().value == "说明"
    assert verify().is_whole
    assert "office.User.phone：改用新密钥 0 行" in run("rotate_keys")[0]


def test_rotate_keys_says_what_no_key_opens(settings: object) -> None:
    User.objects.create_user(username="lin", name="林", phone="13812345678")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]  # type: ignore[attr-defined]
    _, err = run("rotate_keys")
    assert "office.User.phone：1 行用现有密钥打不开" in err


def test_purge_runs_every_step_and_removes_what_has_expired(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User.objects.create_user(username="lin", name="林")
    ApiToken.objects.create(user, expiry=-timedelta(days=1))
    ApiToken.objects.create(user, expiry=timedelta(days=1))
    seen: list[datetime] = []
    step = PurgeStep("test", "测试的行", lambda at: len(seen.append(at) or [1, 2]))  # type: ignore[func-returns-value]
    monkeypatch.setattr(ports.purge_steps, "_entries", [*ports.purge_steps, step])
    out, _ = run("purge")
    assert "过期的接口令牌：1" in out
    assert "测试的行：2" in out
    assert seen == [now]
    assert ApiToken.objects.count() == 1


def test_issue_token_prints_it_once() -> None:
    user = User.objects.create_user(username="lin", name="林")
    out, _ = run("issue_token", "lin", "--name", "智慧人大", "--scope", "requests:read", "--days", "30")
    row = ApiToken.objects.get()
    assert out.strip().startswith(row.token_key)
    assert (row.user, row.name, row.scopes) == (user, "智慧人大", ["requests:read"])


@pytest.mark.parametrize(
    "args",
    [
        ["nobody"],
        ["lin", "--days", "0"],
        ["lin", "--days", "100000"],
        ["lin", "--scope", "requests:raed"],
        ["lin", "--scope", "requests:read", "--scope", ""],
    ],
)
def test_issue_token_refuses(args: list[str]) -> None:
    User.objects.create_user(username="lin", name="林")
    with pytest.raises(CommandError):
        run("issue_token", *args)
    assert not ApiToken.objects.exists()


def test_a_misspelt_scope_is_answered_with_those_there_are() -> None:
    User.objects.create_user(username="lin", name="林")
    with pytest.raises(CommandError, match="requests:read（查看诉求）"):
        run("issue_token", "lin", "--scope", "requests:raed")
