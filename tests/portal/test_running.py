"""运行状态 says what is bad and whom to call; `doctor` says the same."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from config import checks, doctor
from office import backup_log, conditions, options
from office.actors import Actor
from office.conditions import Condition
from office.events import Fact, record
from office.models import Message, User
from office.models.notices import Channel
from office.verbs import verb
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SignIn = Callable[[User], Client]
BY = Actor.system("test")
DAY = dt.timedelta(days=1)


def of(name: str, *, at: dt.datetime = NOW) -> Condition:
    (found,) = [condition for condition in conditions.all_of(at=at) if condition.name == name]
    return found


def fill_in_the_telephone(*, at: dt.datetime) -> None:
    """The one thing that `doctor` misses in an empty database."""
    options.change("service_phone", "0713-2950001", effective_on=at.date(), by=BY, at=at)


@verb
def something_happens(*, at: dt.datetime) -> None:
    record(Fact("probe:site", "happened"), by=BY, at=at)


def test_the_last_backup_is_told_with_time_and_size() -> None:
    backup_log.record_done(size=1536 * 1024, files=3, by=BY, at=NOW)
    found = of("backup", at=NOW + DAY)
    assert not found.is_bad
    for words in ("2026年11月23日（周一） 10:00", "1.5", "MB", "已核对"):
        assert words in found.words


def test_a_backup_that_failed_is_told_and_the_one_before_counts() -> None:
    backup_log.record_done(size=1, files=0, by=BY, at=NOW)
    backup_log.record_failed(by=BY, at=NOW + DAY)
    found = of("backup", at=NOW + DAY)
    assert not found.is_bad
    assert "2026年11月24日（周二） 10:00 的一次没有成功" in found.words
    assert "48 小时" in of("backup", at=NOW + 2 * DAY + dt.timedelta(seconds=1)).remedy


def test_a_site_that_was_never_backed_up_has_two_days() -> None:
    assert not of("backup").is_bad
    something_happens(at=NOW)
    assert not of("backup", at=NOW + 2 * DAY).is_bad
    assert of("backup", at=NOW + 3 * DAY).is_bad


def test_telephones_that_wait_without_a_gateway_are_told(settings: Settings) -> None:
    settings.SMS_URL = "console://"
    assert not of("sms").is_bad
    waiting(Channel.SMS)
    assert "1 条短信在等待" in of("sms").words
    assert "SMS_URL" in of("sms").remedy
    settings.SMS_URL = "https://key:secret@gateway.example/send"
    assert not of("sms").is_bad


def test_no_mail_server_is_told(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "EMAIL_URL" in of("mail").remedy


def test_missing_static_files_are_told_at_the_start_and_on_the_page(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert "collectstatic" in of("static_files").remedy
    assert [message.id for message in checks.static_files_are_collected(None)] == ["config.W003"]
    (tmp_path / "staticfiles.json").touch()
    assert not of("static_files").is_bad
    assert checks.static_files_are_collected(None) == []


def test_the_night_is_told() -> None:
    fill_in_the_telephone(at=NOW)
    doctor.nightly(at=NOW)
    assert "没有发现问题" in of("check", at=NOW).words
    assert of("check", at=NOW + 3 * DAY).is_bad


def test_messages_that_nobody_sends_are_told() -> None:
    waiting(Channel.EMAIL)
    assert not of("messages").is_bad
    assert "1 条已等一小时以上" in of("messages", at=NOW + dt.timedelta(hours=2)).words
    assert of("messages", at=NOW + dt.timedelta(hours=2)).is_bad


def test_doctor_says_what_is_bad_and_whom_to_call() -> None:
    something_happens(at=NOW - 5 * DAY)
    (line,) = [each.line for each in doctor.examine(at=NOW) if each.check.name == "operation"]
    assert line.startswith("备份：还没有备份过。请告诉运维人员：超过 48 小时")


def test_what_doctor_found_is_no_finding_of_the_next_one() -> None:
    fill_in_the_telephone(at=NOW - 5 * DAY)
    doctor.nightly(at=NOW)
    assert of("check").is_bad
    backup_log.record_done(size=1, files=0, by=BY, at=NOW)
    assert doctor.examine(at=NOW) == []


def test_the_queue_is_not_for_doctor_to_ask() -> None:
    assert of("queue").is_bad
    assert not [line for line in conditions.bad_lines(NOW) if line.startswith("后台队列")]


@pytest.mark.parametrize("who", ["administrator", "staff"])
def test_the_page_and_the_first_one_lead_there(
    who: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    backup_log.record_done(size=10, files=0, by=BY, at=NOW)
    client = sign_in(request.getfixturevalue(who))
    page = client.get("/desk/running/").content.decode()
    assert "runqueue" in page
    assert "已核对" in page
    if who == "administrator":
        first = client.get("/admin/").content.decode()
        assert "已核对" in first
        assert "/desk/running/" in first


def test_no_secret_stands_on_the_page(settings: Any) -> None:
    settings.SMS_URL, settings.EMAIL_HOST_PASSWORD = "https://key:geheim@gateway.example/send", "geheim"
    words = "".join(f"{each.words}{each.remedy}" for each in conditions.all_of(at=NOW))
    for secret in ("geheim", "gateway.example", settings.INDEX_KEY, settings.AUDIT_KEY, *settings.FIELD_KEYS):
        assert secret not in words


def waiting(channel: Channel) -> Message:
    return Message.objects.create(
        identifier="1",
        channel=channel,
        recipient_key="probe",
        address="13800138000",
        due_at=NOW,
        created_at=NOW,
    )
