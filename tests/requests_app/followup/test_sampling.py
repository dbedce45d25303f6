"""Spam and repeats, declined by one person, are looked at by a second one: a monthly, seeded, recorded sample."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office import options
from office.actors import Actor
from office.models import Event, Message, Notice, User
from office.refusals import Refused
from requests_app.followup import sampling
from requests_app.models import Clock, Disposal, ExclusionCheck, ExclusionSample
from requests_app.models.clocks import ClockKind
from requests_app.models.disposals import DisposalReason
from tests.stories import SHANGHAI, Story

pytestmark = pytest.mark.django_db

BY = Actor.system("exclusions")
NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.datetime(2026, 12, 1, 2, 30, tzinfo=SHANGHAI)
SPAM = {"reason": "spam", "explanation": "广告信息，没有诉求。", "guidance": ""}


def declined(story: Story, count: int = 1, **given: Any) -> Story:
    for number in range(count):
        story.submit(phone=f"1990003{number:04}").take("decline", "staff", **(SPAM | given))
    return story


def draw(story: Story, seed: str = "aa" * 16) -> ExclusionSample:
    story.at = DECEMBER
    return sampling.draw(NOVEMBER, seed=seed, by=BY, at=DECEMBER)


def check(story: Story, who: str = "second_staff", outcome: str = "right") -> Story:
    return story.take("check_exclusion", who, conclusion=outcome, remark="看了原文，是推销广告。")


@pytest.mark.parametrize(("population", "size"), [(0, 0), (1, 1), (3, 3), (4, 3), (16, 4)])
def test_a_fifth_but_at_least_three_are_drawn(story: Story, population: int, size: int) -> None:
    declined(story, population)
    sample = draw(story)
    assert (sample.population, sample.checks.count()) == (population, size)


def test_the_draw_can_be_repeated_from_seed_and_list(story: Story) -> None:
    declined(story, 10)
    sample = draw(story)
    drawn = [row.disposal_id for row in sample.checks.order_by("pk")]
    again = sampling.in_drawn_order(Disposal.objects.all(), sample.seed)[: len(drawn)]
    assert [row.pk for row in again] == drawn
    event = Event.objects.of(sample.subject).get()
    assert (event.data["seed"], event.data["drawn"], len(event.data["of"])) == (sample.seed, drawn, 10)
    assert sampling.in_drawn_order(Disposal.objects.all(), "other") != again
    assert draw(story, "bb" * 16) == sample
    assert ExclusionCheck.objects.count() == len(drawn)


def test_only_what_one_person_declined_alone_and_still_stands_is_drawn(story: Story) -> None:
    declined(story)
    alone = Disposal.objects.get()
    story.submit().take("propose_decline", "liaison", kind="decline", text="广告")
    story.take("decline", "staff", **SPAM)
    declined(story, reason=DisposalReason.PRIVATE, guidance="请到法院。")
    declined(story).take("appeal", text="我不是广告，请看原文。")
    story.take("decide_appeal", "second_staff", upheld="yes", reason="确有诉求。")
    assert [row.disposal for row in draw(story).checks.all()] == [alone]


def test_each_month_is_drawn_once_even_after_a_long_sleep(story: Story) -> None:
    declined(story, 2)
    assert sampling.draw_due(DECEMBER) == 1, "none of the months before this site"
    assert sampling.draw_due(DECEMBER) == 0
    late = DECEMBER + dt.timedelta(days=65)
    assert sampling.draw_due(late) == 2
    assert ExclusionSample.objects.filter(population__gt=0).count() == 1


def test_staff_are_told_and_find_it_on_their_desk(
    story: Story, sign_in: Callable[[User], Client], clock: Any
) -> None:
    declined(story)
    clock.move_to(DECEMBER.replace(hour=9))
    draw(story)
    assert (
        Notice.objects.inapp().filter(recipient=story.people["second_staff"], title__contains="抽查").exists()
    )
    other, own = (sign_in(story.people[who]) for who in ("second_staff", "staff"))
    assert "不予受理抽查 1 件" in other.get("/desk/").content.decode()
    assert "不予受理抽查 1 件" not in own.get("/desk/").content.decode()
    url = f"/desk/requests/{story.case.ledger_number}/steps/check_exclusion/"
    assert url in other.get("/desk/exclusions/").content.decode()
    page = own.get("/desk/exclusions/").content.decode()
    assert "请另一人抽查" in page
    assert url not in page
    assert other.post(url, {"conclusion": "right"}).status_code == 422
    sent = other.post(url, {"conclusion": "right", "remark": "看了原文，确是推销广告。"})
    assert sent.status_code == 303, sent.content.decode()
    assert (
        "不予受理正确（石玉）" in sign_in(story.people["auditor"]).get("/desk/exclusions/").content.decode()
    )


def test_a_right_one_stays_declined_and_is_on_record(story: Story) -> None:
    declined(story)
    draw(story)
    check(story)
    row = ExclusionCheck.objects.get()
    assert (story.case.status, row.outcome, row.checked_by) == (
        "declined",
        "right",
        story.people["second_staff"],
    )
    assert Event.objects.of(story.case.subject).order_by("-seq")[0].data["outcome"] == "right"
    assert not Message.objects.filter(notices__key__contains="overturned").exists()


def test_a_wrong_one_goes_back_to_work_by_the_way_of_an_appeal(story: Story) -> None:
    declined(story)
    draw(story)
    check(story, outcome="wrong")
    disposal = Disposal.objects.get()
    assert (story.case.status, story.case.closed_at) == ("submitted", None)
    assert (disposal.appeal_upheld, disposal.appeal_decided_by) == (True, story.people["second_staff"])
    assert Notice.objects.filter(key__contains="overturned").exists()
    assert Clock.objects.running().get(case=story.case).kind == ClockKind.ACCEPT


def test_who_decided_cannot_check_and_nobody_checks_twice(story: Story) -> None:
    declined(story)
    with pytest.raises(Refused) as refused:
        check(story)
    assert refused.value.code == "not_sampled"
    draw(story)
    for who, code in (("staff", "second_person"), ("liaison", "not_yours"), ("auditor", "not_yours")):
        with pytest.raises(Refused) as refused:
            check(story, who)
        assert refused.value.code == code
    check(story)
    with pytest.raises(Refused) as refused:
        check(story, "approver")
    assert refused.value.code == "not_sampled"


def test_an_appeal_that_was_upheld_first_leaves_nothing_to_check(story: Story) -> None:
    declined(story).take("appeal", text="我不是广告，请看原文。")
    assert draw(story).checks.count() == 1
    story.take("decide_appeal", "second_staff", upheld="yes", reason="确有诉求。")
    assert not ExclusionCheck.objects.waiting().exists()


def test_the_share_is_a_setting(story: Story) -> None:
    declined(story, 6)
    for key, value in (("sample_share", 50), ("sample_least", 1)):
        options.change(key, value, effective_on=dt.date(2026, 12, 1), by=BY, at=DECEMBER)
    assert draw(story).checks.count() == 3


def test_a_draw_that_cannot_be_recorded_is_none(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*facts: object, **given: object) -> None:
        raise RuntimeError("disk full")

    declined(story)
    monkeypatch.setattr("requests_app.followup.sampling.events.record", fails)
    with pytest.raises(RuntimeError):
        draw(story)
    assert not ExclusionSample.objects.exists()


def test_the_list_asks_as_often_for_thirty_rows_as_for_three(
    story: Story, sign_in: Callable[[User], Client], clock: Any
) -> None:
    clock.move_to(DECEMBER.replace(hour=9))
    client = sign_in(story.people["approver"])
    declined(story, 3)
    draw(story)
    client.get("/desk/exclusions/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/exclusions/")
    story.at = dt.datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
    options.change("sample_share", 100, effective_on=dt.date(2026, 12, 1), by=BY, at=DECEMBER)
    declined(story, 27)
    sampling.draw(dt.date(2026, 10, 1), seed="cc", by=BY, at=DECEMBER)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/desk/exclusions/").content.decode()
    assert len(few) == len(many)
    assert page.count("check_exclusion") == 30
