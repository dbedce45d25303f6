"""发不出的消息: staff see them in words, send again or tell by telephone; each is recorded; auditors read."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.actors import Actor
from office.models import Event, Message, User
from office.notifications.delivery import tell_by_telephone
from office.notifications.notices import Address, notify
from office.refusals import Refused
from tests.conftest import NOW
from tests.stories import Story

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/desk/messages/"


def undelivered(
    key: str = "case:1:answered:1", *, error: str = "Refused HTTP 404", secret: str = ""
) -> Message:
    address = Address("sms", "13800138000", "case:1:phone")
    notify(key, [address], title="您的诉求已答复，请评价", body="请打开链接", at=NOW, secret=secret)
    message = Message.objects.latest("pk")
    Message.objects.filter(pk=message.pk).update(
        state="dead", finished_at=NOW, attempts=3, error=error, secret=""
    )
    return Message.objects.get(pk=message.pk)


def page_of(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dead_letter_is_shown_in_words_with_its_address_masked(story: Story, sign_in: SignIn) -> None:
    story.submit()
    undelivered(f"{story.case.subject}:answered:1")
    page = page_of(sign_in(story.people["staff"]))
    assert "您的诉求已答复，请评价" in page
    assert f"诉求 {story.case.ledger_number}" in page
    assert "短信 138****8000" in page
    assert "13800138000" not in page
    assert "网关拒收这个号码" in page


def test_nothing_undelivered_is_said_so(staff: User, sign_in: SignIn) -> None:
    assert "没有发不出的消息" in page_of(sign_in(staff))


def test_staff_see_the_number_in_the_menu(staff: User, sign_in: SignIn) -> None:
    undelivered()
    assert '发不出的消息 <span class="count">1</span>' in page_of(sign_in(staff), "/desk/")


def test_a_sealed_case_is_not_named(story: Story, sign_in: SignIn) -> None:
    story.submit().take("seal", "staff")
    undelivered(f"{story.case.subject}:answered:1")
    assert story.case.ledger_number not in page_of(sign_in(story.people["second_staff"]))


def test_the_chosen_are_sent_again_and_recorded(staff: User, sign_in: SignIn) -> None:
    one, other = undelivered(), undelivered("case:2:answered:1")
    answer = sign_in(staff).post(f"{PAGE}again/", {"id": one.pk}, follow=True)
    assert "1 条消息将在一分钟内再发一次" in answer.content.decode()
    one.refresh_from_db()
    other.refresh_from_db()
    assert ((one.state, one.attempts), other.state) == (("waiting", 0), "dead")
    assert Event.objects.get(action="message_revived").by_user == staff


def test_told_by_telephone_is_done_and_says_by_whom(staff: User, sign_in: SignIn) -> None:
    message, client = undelivered(), sign_in(staff)
    client.post(f"{PAGE}told/", {"id": message.pk})
    message.refresh_from_db()
    assert (message.state, message.told_by, message.told_at, message.address) == ("dropped", staff, NOW, "")
    page = page_of(client)
    assert "近七天电话告知的" in page
    assert f"{staff.name} 11月23日" in page
    assert Event.objects.get(action="message_told_by_telephone").by_user == staff


@pytest.mark.parametrize("action", ["again", "told"])
def test_the_second_of_two_is_told_that_it_was_done(
    staff: User, second_staff: User, sign_in: SignIn, action: str
) -> None:
    message = undelivered()
    sign_in(staff).post(f"{PAGE}told/", {"id": message.pk})
    answer = sign_in(second_staff).post(f"{PAGE}{action}/", {"id": message.pk}, follow=True).content.decode()
    assert "已由他人处理" in answer or "已在重新发送" in answer
    assert Event.objects.filter(action__startswith="message_").count() == 1


def test_a_code_is_issued_anew_instead_of_sent_again(story: Story, sign_in: SignIn) -> None:
    story.submit()
    message = undelivered(f"{story.case.subject}:received:1", secret="123456789012")
    client = sign_in(story.people["staff"])
    assert f"/desk/requests/{story.case.ledger_number}/code/" in page_of(client)
    answer = client.post(f"{PAGE}again/", {"id": message.pk}, follow=True).content.decode()
    assert "请重新发放" in answer
    message.refresh_from_db()
    assert message.state == "dead"


def test_nothing_chosen_is_said_so(staff: User, sign_in: SignIn) -> None:
    undelivered()
    answer = sign_in(staff).post(f"{PAGE}told/", {"id": "x"}, follow=True).content.decode()
    assert "请先选择要处理的消息" in answer


def test_an_auditor_reads_and_does_nothing(auditor: User, sign_in: SignIn) -> None:
    message, client = undelivered(), sign_in(auditor)
    assert "所选再发一次" not in page_of(client)
    assert client.post(f"{PAGE}told/", {"id": message.pk}).status_code == 404
    assert client.post(f"{PAGE}burn/", {"id": message.pk}).status_code == 404


def test_channels_are_told_apart(staff: User, sign_in: SignIn) -> None:
    undelivered()
    client = sign_in(staff)
    assert "没有发不出的消息" in page_of(client, f"{PAGE}?channel=email")
    assert "您的诉求已答复" in page_of(client, f"{PAGE}?channel=sms")
    assert "您的诉求已答复" in page_of(client, f"{PAGE}?channel=pigeon")


def test_thirty_cost_as_many_queries_as_three(staff: User, sign_in: SignIn) -> None:
    client, counts = sign_in(staff), []
    page_of(client)
    for numbers in (range(3), range(3, 30)):
        for number in numbers:
            undelivered(f"case:{number}:answered:1")
        with CaptureQueriesContext(connection) as queries:
            page_of(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.postgres
@pytest.mark.parametrize(
    "broken", [{"told_at": NOW}, {"told_at": NOW, "told_by": 0, "state": "dead"}, {"told_by": 0}]
)
def test_the_database_keeps_who_and_when_together(staff: User, broken: dict[str, object]) -> None:
    message = undelivered()
    values = {name: staff.pk if name == "told_by" else value for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**values)


def test_no_machine_says_that_it_told_somebody_by_telephone(story: Story) -> None:
    with pytest.raises(Refused) as refused:
        tell_by_telephone(undelivered(), by=Actor.system("test"), at=NOW)
    assert refused.value.code == "not_yours"
