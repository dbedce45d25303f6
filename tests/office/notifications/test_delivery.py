"""What leaves the house, through a real SMTP server: digests, growing waits, dead letters, the same id at a repeat."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from pytest_django import Settings

from office.actors import Actor
from office.background import jobs, leases
from office.models import Event, Job, Message, Notice, User
from office.notifications import delivery
from office.notifications.notices import Address, notify, retract
from office.refusals import Refused
from tests.conftest import NOW
from tests.office.mail_server import MailServer, free_port, running

# The server runs in a thread of its own and needs a clock that goes.
pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]
MINUTE = dt.timedelta(minutes=1)
Person = Callable[..., User]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.SITE_URL = "https://desk.example.cn"
        yield server


@pytest.fixture
def person(db: None) -> Person:
    def create(name: str, **given: object) -> User:
        return User.objects.create_user(username=name, name=name, **{"email": f"{name}@example.cn"} | given)

    return create


def carry(*, at: dt.datetime = NOW, channel: str = "email") -> int:
    return delivery.carry({"channel": channel}, at=at)


def tell(*people: User | Address, key: str = "case:1:told", at: dt.datetime = NOW, **given: object) -> None:
    notify(key, people, **{"title": "有新的交办件", "body": "请签收。", "link": "/desk/1/"} | given, at=at)


def test_a_plain_notice_is_a_letter_of_its_own(server: MailServer, person: Person) -> None:
    tell(person("lin"))
    assert carry() == 1
    letter = server.taken[0]
    message = Message.objects.get()
    assert letter["subject"] == "有新的交办件"
    assert letter["to"] == "lin@example.cn"
    assert letter["message-id"] == f"<{message.identifier}@desk.example.cn>"
    assert letter["auto-submitted"] == "auto-generated"
    assert "请签收。\nhttps://desk.example.cn/desk/1/" in server.texts()[0]
    assert (message.state, message.finished_at, message.leased_by) == ("done", NOW, "")
    assert carry() == 0


def test_reminders_of_one_morning_are_one_letter_for_each_person(server: MailServer, person: Person) -> None:
    lin, wen = person("lin"), person("wen")
    for n in range(3):
        tell(lin, wen, key=f"case:{n}:answer:1:-5d", title=f"诉求 {n} 还剩 5 个工作日", kind="reminder")
    assert delivery.gather(at=NOW) == 0
    later = NOW + delivery.SETTLING
    assert delivery.gather(at=later) == 2
    assert delivery.gather(at=later) == 0
    assert carry(at=later) == 2
    assert [letter["subject"] for letter in server.taken] == ["您有 3 项提醒"] * 2
    assert [f"{n + 1}. 诉求 {n} 还剩 5 个工作日" in server.texts()[0] for n in range(3)] == [True] * 3
    assert Notice.objects.inapp().count() == 6


def test_a_late_reminder_rides_with_the_settled_ones(server: MailServer, person: Person) -> None:
    lin = person("lin")
    tell(lin, key="case:1:answer:1:-5d", kind="reminder")
    later = NOW + delivery.SETTLING
    tell(lin, key="case:2:answer:1:-5d", kind="reminder", at=later)
    assert delivery.gather(at=later) == 1
    assert Message.objects.get().notices.count() == 2


def test_escalations_are_never_digested(server: MailServer, person: Person) -> None:
    lin = person("lin")
    for n in range(2):
        tell(lin, key=f"case:{n}:answer:1:late", title=f"诉求 {n} 已超期", kind="escalation")
    assert carry() == 2
    assert {letter["subject"] for letter in server.taken} == {"诉求 0 已超期", "诉求 1 已超期"}


def test_nothing_rings_at_night(server: MailServer, person: Person) -> None:
    night = NOW.replace(hour=22)
    lin = person("lin")
    tell(lin, at=night)
    tell(lin, key="case:1:answer:1:-5d", kind="reminder", at=night)
    assert delivery.gather(at=night + delivery.SETTLING) == 0
    assert carry(at=NOW.replace(day=24, hour=7, minute=59)) == 0
    morning = NOW.replace(day=24, hour=8)
    assert delivery.gather(at=morning) == 1
    assert carry(at=morning) == 2


def test_what_was_settled_before_it_left_is_not_sent(server: MailServer, person: Person) -> None:
    lin = person("lin")
    for key in ("case:1:answer:1:-5d", "case:2:answer:1:-5d"):
        tell(lin, key=key, title=key, kind="reminder")
    tell(lin, key="case:1:answer:1:late", title="late", kind="escalation")
    later = NOW + delivery.SETTLING
    delivery.gather(at=later)
    retract("case:1:answer:1", at=later)
    assert carry(at=later) == 1
    assert "case:2" in server.texts()[0]
    assert "case:1" not in server.texts()[0]
    assert sorted(Message.objects.values_list("state", flat=True)) == ["done", "dropped"]


def test_no_digest_is_empty(server: MailServer, person: Person) -> None:
    tell(person("lin"), key="case:1:answer:1:-5d", kind="reminder")
    later = NOW + delivery.SETTLING
    delivery.gather(at=later)
    retract("case:1:answer:1", at=later)
    assert carry(at=later) == 0
    assert server.taken == []
    assert Message.objects.get().state == "dropped"


def test_a_secret_leaves_once_and_is_gone(server: MailServer) -> None:
    tell(
        Address("email", "boss@example.cn", "contact:7"),
        body="查询码 {secret}，请保存。",
        secret="1234 5678 9012",
    )
    assert carry() == 1
    assert "查询码 1234 5678 9012，请保存。" in server.texts()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, address FROM office_message")
        assert cursor.fetchone() == ("", "")


def test_who_has_left_gets_nothing(server: MailServer, person: Person) -> None:
    lin = person("lin")
    tell(lin)
    lin.is_active = False
    lin.save()
    assert carry() == 0
    assert Message.objects.get().state == "dropped"


def test_half_of_the_recipients_bad_and_the_good_get_theirs(server: MailServer, person: Person) -> None:
    people = [person(f"p{n}") for n in range(10)]
    server.refused = {user.email: "550 no such user" for user in people[::2]}
    tell(*people)
    assert carry() == 5
    assert {letter["to"] for letter in server.taken} == {user.email for user in people[1::2]}
    assert Message.objects.waiting().filter(error="Refused SMTP 550").count() == 5


def test_who_is_refused_for_good_is_a_dead_letter_at_the_third_try(server: MailServer) -> None:
    tell(Address("email", "gone@example.cn", "contact:7"), secret="1234")
    server.refused = {"gone@example.cn": "550 no such user"}
    at = NOW
    for _ in range(delivery.PATIENCE):
        carry(at=at)
        at += dt.timedelta(minutes=20)
    message = Message.objects.dead().get()
    assert (message.attempts, message.secret, message.address) == (3, "", "gone@example.cn")
    assert carry(at=at) == 0


def test_waits_grow_until_the_eighth_try(server: MailServer, person: Person) -> None:
    server.answer_to_data = "451 try again later"
    tell(person("lin"))
    waits, at = [], NOW.replace(hour=8)
    Message.objects.update(due_at=at)
    while Message.objects.get().state == "waiting":
        carry(at=at)
        message = Message.objects.get()
        waits.append(int((message.due_at - at).total_seconds()) // 60)
        at = max(message.due_at, at)
    assert waits == [1, 5, 15, 60, 240, 240, 240, 0]
    assert message.state == "dead"
    assert message.error == "Refused SMTP 451"


def test_a_gateway_that_is_down_costs_one_message_a_try(settings: Settings, person: Person) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    tell(*[person(f"p{n}") for n in range(5)])
    assert carry() == 0
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    assert Message.objects.waiting().count() == 5


def test_all_leave_once_the_gateway_is_back(server: MailServer, settings: Settings, person: Person) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    tell(*[person(f"p{n}") for n in range(5)])
    carry()
    settings.EMAIL_PORT = port
    assert carry(at=NOW + MINUTE) == 5


def test_a_repeat_after_a_crash_carries_the_same_id(server: MailServer, person: Person) -> None:
    tell(person("lin"))
    carry()
    # As if the process had died after the server's answer and before our row.
    Message.objects.update(
        state="waiting", finished_at=None, leased_by="elsewhere:1", leased_until=NOW + leases.LEASE
    )
    assert carry() == 0
    assert carry(at=NOW + leases.LEASE) == 1
    assert len({letter["message-id"] for letter in server.taken}) == 1
    assert len(server.taken) == 2


def test_a_row_that_cannot_be_put_into_words_stops_nobody(server: MailServer, person: Person) -> None:
    lin, wen = person("lin"), person("wen")
    tell(lin, wen)
    Message.objects.filter(recipient=lin).update(address="x")
    User.objects.filter(pk=lin.pk).update(email="not an address\nat all")
    assert carry() == 1
    assert Message.objects.waiting().get().recipient == lin


def test_a_single_message_can_be_delivered(server: MailServer, person: Person) -> None:
    tell(person("lin"))
    pk = Message.objects.get().pk
    assert delivery.deliver(pk, at=NOW)
    assert not delivery.deliver(pk, at=NOW)
    assert not delivery.deliver(0, at=NOW)


def test_a_job_is_called_for_once_while_something_is_due(person: Person) -> None:
    assert delivery.call(at=NOW) == 0
    tell(person("lin"))
    assert delivery.call(at=NOW) == 1
    assert delivery.call(at=NOW + MINUTE) == 0
    assert Job.objects.get().args == {"channel": "email"}


def test_the_called_job_delivers(server: MailServer, person: Person) -> None:
    tell(person("lin"))
    delivery.call(at=NOW)
    assert jobs.run(Job.objects.get().pk, at=NOW)
    assert len(server.taken) == 1


def test_a_dead_letter_is_revived_by_hand(server: MailServer, person: Person, staff: User) -> None:
    tell(person("lin"))
    Message.objects.update(state="dead", finished_at=NOW, attempts=8)
    message = Message.objects.get()
    delivery.revive(message, by=Actor.of(staff), at=NOW)
    assert carry() == 1
    assert Event.objects.filter(action="message_revived", by_user=staff).count() == 1
    with pytest.raises(Refused, match="已在重新发送"):
        delivery.revive(message, by=Actor.of(staff), at=NOW)


def test_a_dead_letter_whose_secret_is_gone_is_issued_anew_instead(staff: User) -> None:
    tell(Address("email", "boss@example.cn", "contact:7"), secret="1234")
    Message.objects.update(state="dead", finished_at=NOW, secret="")
    with pytest.raises(Refused, match="重新发放"):
        delivery.revive(Message.objects.get(), by=Actor.of(staff), at=NOW)


def test_purge_forgets_addresses_and_old_notices(person: Person) -> None:
    tell(Address("email", "boss@example.cn", "contact:7"))
    Message.objects.update(state="dead", finished_at=NOW)
    assert delivery.purge(NOW + delivery.DEAD_KEPT_FOR) == 0
    assert delivery.purge(NOW + delivery.DEAD_KEPT_FOR + MINUTE) == 1
    assert Message.objects.get().address == ""
    assert delivery.purge(NOW + delivery.KEPT_FOR + MINUTE) == 2
    assert not Message.objects.exists()
    assert not Notice.objects.exists()
