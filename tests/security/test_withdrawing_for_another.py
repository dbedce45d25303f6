"""A withdrawal by a slip or a desk's number waits three working days: every address is told, each may stop it."""

from typing import Any

import pytest
from django.test import Client

from office.models import Notice
from office.refusals import Refused
from requests_app.access.requesters import Requester
from requests_app.followup import automatic
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.personal_data import reissue
from tests.requests_app.public.pages import stamp_in
from tests.security.links import links_to
from tests.security.test_desk_forges_a_verdict import CLERKS, OWN, PHONE
from tests.stories import Story

SLIP, DESK = Requester.with_receipt("slip"), Requester.with_receipt("desk")
ASKED = "有人用回执单或柜台登记的号码撤回您的诉求"


def pressed(client: Client, path: str, **given: str) -> int:
    page = client.get(path)
    if page.status_code != 200:
        return page.status_code
    return client.post(path, {"stamp": stamp_in(page.content.decode()), **given}).status_code


def swept(story: Story, days: int) -> str:
    automatic.sweep(story.work(days).at)
    story.case = EnterpriseRequest.objects.get(pk=story.case.pk)
    return story.case.status


@pytest.mark.parametrize("by", [SLIP, DESK])
def test_it_takes_effect_after_three_working_days(story: Story, by: Requester) -> None:
    story.submit("clerk", source="reception", contact_note="当面").accept()
    story.take("ask_withdrawal", by, reason="given_up", text="不办了")
    assert story.case.status == "accepted"
    assert swept(story, 3) == "accepted"
    assert swept(story, 1) == "withdrawn"
    told = Notice.objects.filter(key__startswith=f"{story.case.subject}:", channel="sms")
    assert [row.title for row in told.order_by("pk")][-2:] == [ASKED, "您的诉求已撤回"]
    assert not Clock.objects.running().filter(case=story.case).exists()


def test_pressure_that_was_named_is_asked_about_once_it_takes_effect(story: Story) -> None:
    story.submit("clerk", source="reception", contact_note="当面")
    story.take("ask_withdrawal", SLIP, reason="pressed", text="")
    assert swept(story, 4) == "withdrawn"
    assert story.case.look_backs.get().source == "withdrawn"


def test_a_slip_of_the_clerks_is_told_to_the_enterprise_which_stops_it(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(story.submit())
    token = reissue.renew(story.case, to="slip", reason="说是本人", by=story.people["clerk"], at=story.at)
    assert visitor.get(f"/receipt/{token}/withdraw/").status_code == 409
    assert pressed(visitor, f"/receipt/{token}/ask_withdrawal/", reason="solved", text="") == 303
    assert pressed(visitor, f"/receipt/{token}/ask_withdrawal/", reason="solved", text="再来") == 409
    link = links_to(OWN)[-1]
    assert link.endswith("/oppose_withdrawal/")
    assert "不撤回" in visitor.get(link).content.decode()
    assert pressed(visitor, link) == 303
    assert swept(story, 5) == "submitted"
    assert Notice.objects.filter(recipient=story.people["auditor"], title__contains="企业说不撤回").exists()
    assert pressed(visitor, link) == 409


def test_the_former_telephone_is_told_and_stops_it_too(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    """The desk registers its own number, and withdraws by the link that is sent there."""
    on_the_day(story.submit().wait(hours=1).take("correct", "clerk", **PHONE))
    assert pressed(visitor, f"{links_to(CLERKS)[-1]}ask_withdrawal/", reason="solved", text="") == 303
    assert pressed(visitor, links_to(OWN)[-1]) == 303
    assert swept(story, 5) == "submitted"


def test_an_own_key_withdraws_at_once_and_leaves_nothing_waiting(story: Story) -> None:
    story.submit().accept()
    with pytest.raises(Refused):
        story.take("ask_withdrawal", "requester", reason="solved", text="")
    story.take("ask_withdrawal", SLIP, reason="solved", text="")
    story.take("withdraw", "requester", reason="solved")
    story.take("resume", "second_staff", called="徐经理", said="还是要办")
    assert not Clock.objects.running().filter(case=story.case, kind=ClockKind.WITHDRAWAL).exists()
    assert swept(story, 5) == "accepted"


def test_an_answer_that_comes_before_leaves_nothing_to_withdraw(story: Story) -> None:
    story.handled().reply().take("ask_withdrawal", SLIP, reason="solved", text="")
    story.answer()
    assert swept(story, 4) == "answered"


def test_a_refusal_of_a_case_ends_what_waits(story: Story) -> None:
    story.submit().take("ask_withdrawal", DESK, reason="solved", text="")
    story.take_default("decline")
    assert swept(story, 4) == "declined"
