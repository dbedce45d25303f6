"""不予受理, 终止办理 and 转送: always with where to go, after acceptance always by two people."""

import pytest

from groups.models import Absence
from office.models import Event
from office.refusals import Refused
from requests_app.models import Assignment, Clock, Disposal, Letter
from tests.stories import Story

WHY = {"reason": "litigation", "explanation": "法院已经立案审理", "guidance": "可拨打 12368 查询案件进展"}
PROPOSED = {"kind": "decline", "text": "法院已经立案，建议终止办理"}


@pytest.mark.parametrize("proposer", ["liaison", "representative", "staff"])
def test_a_case_is_stopped_by_another_than_who_proposed_it(story: Story, proposer: str) -> None:
    story.handled().take("propose_decline", proposer, **PROPOSED)
    story.take("terminate", "second_staff", **WHY)
    assert story.case.status == "declined"
    row = Disposal.objects.get()
    assert row.proposed_by == story.people[proposer]
    assert row.is_exclusion
    assert not Clock.objects.running().exists()
    assert set(Assignment.objects.values_list("status", flat=True)) == {"ended"}


def test_nobody_stops_a_case_alone(story: Story) -> None:
    story.handled()
    with pytest.raises(Refused, match="另一人先提出"):
        story.take("terminate", "staff", **WHY)
    story.take("propose_decline", "staff", **PROPOSED)
    with pytest.raises(Refused, match="另一人先提出"):
        story.take("terminate", "staff", **WHY)
    assert story.case.status == "handling"
    assert story.who_may("terminate") == {"staff", "second_staff", "approver"}


def test_nor_as_the_delegate_of_who_proposed_it(story: Story) -> None:
    """Staff's duty goes to nobody who does not hold it, and whoever holds it decides in their own name."""
    story.handled().take("propose_decline", "staff", **PROPOSED)
    Absence.objects.create(
        user=story.people["staff"], from_on="2026-11-01", to_on="2026-11-30", delegate=story.people["liaison"]
    )
    story.people["liaison"].__dict__.pop("_scopes", None)
    with pytest.raises(Refused, match="不能进行"):
        story.take("terminate", "liaison", **WHY)


def test_spam_may_be_stopped_by_one(story: Story) -> None:
    story.handled().take("terminate", "staff", reason="spam", explanation="广告信息")
    assert story.case.status == "declined"


@pytest.mark.parametrize("step", ["decline", "terminate", "refer"])
def test_where_to_go_is_always_said(story: Story, step: str) -> None:
    story.submit() if step == "decline" else story.handled()
    story.take("propose_decline", "liaison", **PROPOSED)
    to = {"referred_to": "麻城市人民法院"} if step == "refer" else {}
    with pytest.raises(Refused) as refused:
        story.take(step, "staff", **(WHY | {"guidance": ""} | to))
    assert refused.value.field == "guidance"
    assert not Disposal.objects.exists()


def test_a_referral_has_its_letter_no_clock_and_no_verdict(story: Story) -> None:
    story.handled().take(
        "refer", "staff", referred_to="麻城市人民法院", reference_number="麻人代函〔2026〕3号", **WHY
    )
    assert Letter.objects.get(kind="referral").number == "转送〔2026〕1号"
    assert not Clock.objects.running().exists()
    assert story.possible("requester") == set()
    assert not Disposal.objects.get().is_exclusion
    event = Event.objects.filter(subject=story.case.subject).latest("seq")
    assert (event.data["from"], event.data["to"], event.data["is_exclusion"]) == (
        "handling",
        "referred",
        False,
    )
