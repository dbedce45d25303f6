"""The rating window starts when a link was delivered; where none arrives, somebody is told to call, and it is counted."""

import datetime as dt

import pytest

from evaluation.figures import AsOf, of_month
from evaluation.periods import Month
from office import events
from office.models import Message, Notice
from office.notifications import delivery
from office.notifications.channels import Outgoing, Undeliverable
from requests_app.models import Clock, VerdictKey
from requests_app.models.clocks import ClockKind
from tests.proof import take_up_fixtures
from tests.stories import Story

NOVEMBER, END = Month(2026, 11), dt.date(2026, 12, 1)


class Gateway:
    """Takes short messages, or refuses each for good."""

    def __init__(self, *, refuses: bool) -> None:
        self.refuses = refuses
        self.unknown: set[str] = set()

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, *raised: object) -> None: ...

    def send(self, outgoing: Outgoing) -> None:
        if self.refuses or outgoing.to in self.unknown:
            raise Undeliverable("HTTP 400", for_good=True)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    way = Gateway(refuses=False)
    monkeypatch.setattr(delivery, "open_way", lambda channel: way)
    return way


def answered(story: Story) -> Story:
    story.submit().accept().contact().assign().work(1).sign().work(2).reply().answer()
    return story


def window(story: Story) -> dt.date:
    return Clock.objects.running().get(case=story.case, kind=ClockKind.VERDICT).due_on


def carried(story: Story, tries: int = 1) -> None:
    for _ in range(tries):
        Message.objects.waiting().update(due_at=story.at)
        delivery.carry({"channel": "sms"}, at=story.at)
        story.wait(hours=1)


def beside(name: str) -> int:
    return of_month(NOVEMBER, as_of=AsOf(END)).rate("closed").beside[name]


def test_delivered_at_once_the_window_stays(story: Story, gateway: Gateway) -> None:
    told = window(answered(story))
    carried(story)
    assert window(story) == told
    assert VerdictKey.objects.filter(case=story.case, delivered_at__isnull=False).count() == 1
    assert beside("undelivered") == 0


def test_delivered_days_later_the_whole_window_begins_then(story: Story, gateway: Gateway) -> None:
    told = window(answered(story))
    take_up_fixtures()
    carried(story.work(3))
    assert (window(story) - told).days >= 3
    assert events.verify_chain(story.case.subject) == []


def test_of_two_deliveries_the_first_counts(story: Story, gateway: Gateway) -> None:
    answered(story)
    carried(story)
    told = window(story)
    story.work(1).take("correct", "clerk", field="phone", value="13811112222", reason="换号")
    carried(story)
    assert window(story) == told


def test_given_up_it_is_called_and_counted(story: Story, gateway: Gateway) -> None:
    gateway.refuses = True
    answered(story)
    carried(story, tries=4)
    assert Notice.objects.filter(title="评价链接没有送达，请电话回访", recipient__isnull=False).exists()
    assert beside("undelivered") == 1
    actions = [event.action for event in events.timeline(story.case.subject)]
    assert actions.count("verdict_link_undelivered") == 1


def test_a_number_of_the_desk_that_is_reached_is_not(story: Story, gateway: Gateway) -> None:
    """The clerk's telephone got its link, the enterprise's did not: nobody called, and nothing was counted."""
    gateway.unknown = {"19900020011"}
    story.submit().accept().contact().take(
        "correct", "clerk", field="phone", value="13811112222", reason="换号"
    )
    story.assign().work(1).sign().work(2).reply().answer()
    carried(story, tries=4)
    assert VerdictKey.objects.get(case=story.case, delivered_at__isnull=False).grade == "desk"
    assert Notice.objects.filter(title="评价链接没有送达，请电话回访", recipient__isnull=False).exists()
    assert beside("undelivered") == 1


def test_one_address_that_is_reached_is_enough(story: Story, gateway: Gateway) -> None:
    gateway.refuses = True
    story.submit(email="xu@example.com").accept().contact().assign().work(1).sign().work(2).reply().answer()
    carried(story, tries=4)
    assert not Notice.objects.filter(title__startswith="评价链接没有送达").exists()
    gateway.refuses = False
    delivery.carry({"channel": "email"}, at=story.at)
    assert beside("undelivered") == 0
