"""An appeal by a slip or a desk's number takes nothing from the own key, which appeals once more."""

from typing import Any

import pytest
from django.test import Client

from demo.scenario import Scenario
from office.models import Notice
from office.refusals import Refused
from requests_app.access.requesters import Requester
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from requests_app.personal_data import reissue
from tests.requests_app.public.pages import stamp_in
from tests.security.links import own_way
from tests.stories import Story

OTHERS = [Requester.with_receipt("slip"), Requester.with_receipt("desk")]
OWN = [Requester.with_receipt("own"), Requester.with_receipt("checked")]
WORDS = {"slip": "算了，随便申诉一下", "own": "这是园区的事，请受理"}


def declined(story: Story) -> Story:
    return story.submit().take_default("decline")


def appeal_of(story: Story) -> tuple[str, str, bool | None]:
    disposal = story.case.disposals.get()
    return disposal.appeal, disposal.appeal_grade, disposal.appeal_upheld


def again(story: Scenario, by: Requester) -> str:
    """The code of the refusal of another appeal."""
    with pytest.raises(Refused) as refused:
        story.take("appeal", by, text="再申诉一次，请受理")
    return refused.value.code


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("other", OTHERS)
def test_the_own_key_appeals_while_another_s_appeal_waits(
    story: Story, other: Requester, own: Requester
) -> None:
    declined(story).take("appeal", other, text=WORDS["slip"])
    due_on = Clock.objects.running().get(case=story.case, kind=ClockKind.APPEAL).due_on
    story.wait(hours=1).take("appeal", own, text=WORDS["own"])
    assert appeal_of(story) == (WORDS["own"], own.basis, None)
    assert Clock.objects.running().get(case=story.case, kind=ClockKind.APPEAL).due_on == due_on
    told = Notice.objects.filter(title__contains="提出申诉", recipient=story.people["second_staff"])
    assert told.count() == 2
    assert [again(story, by) for by in (other, own)] == ["appealed_once"] * 2


@pytest.mark.parametrize("other", OTHERS)
def test_the_own_key_appeals_after_another_s_appeal_was_dismissed(story: Story, other: Requester) -> None:
    declined(story).take("appeal", other, text=WORDS["slip"])
    story.take("decide_appeal", "second_staff", upheld="no", reason="维持原决定。")
    assert again(story, other) == "appealed_once"
    story.take("appeal", "requester", text=WORDS["own"])
    assert appeal_of(story) == (WORDS["own"], "own", None)
    assert Clock.objects.running().filter(case=story.case, kind=ClockKind.APPEAL).count() == 1
    story.take("decide_appeal", "second_staff", upheld="yes", reason="情况属实。")
    story.case.refresh_from_db()
    assert story.case.status == "submitted"


def test_an_appeal_of_the_own_leaves_none_to_a_slip(story: Story) -> None:
    declined(story).take("appeal", "requester", text=WORDS["own"])
    assert [again(story, by) for by in (*OTHERS, *OWN)] == ["appealed_once"] * 4
    assert appeal_of(story)[0] == WORDS["own"]


def test_the_page_of_the_own_link_offers_the_appeal_that_a_slip_has_used(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(declined(story))
    token = reissue.renew(story.case, to="slip", reason="说是本人", by=story.people["clerk"], at=story.at)
    story.case.refresh_from_db()
    assert appealed(visitor, f"/receipt/{token}/", WORDS["slip"]) == 303
    page = visitor.get(f"/receipt/{token}/appeal/")
    assert page.status_code == 409
    assert "用回执单或柜台登记的号码只能申诉一次，11月2日已经提出" in page.content.decode()
    story.take("appeal", "requester", text=WORDS["own"])
    shown = visitor.get(own_way(story)).content.decode()
    assert WORDS["own"] in shown
    assert WORDS["slip"] in shown


def appealed(client: Client, path: str, text: str) -> int:
    page = client.get(f"{path}appeal/")
    assert page.status_code == 200
    return client.post(f"{path}appeal/", {"stamp": stamp_in(page.content.decode()), "text": text}).status_code
