"""撤销受理, 撤销交办, 撤回催办: one's own last step, on its day, while nobody has acted on it; recorded, never deleted."""

import datetime as dt

import pytest

from office.models import Event, Message, Notice
from office.refusals import Refused
from requests_app.models import Assignment, Clock, Letter, Urging
from requests_app.models.clocks import ClockKind
from tests.stories import Story


def running(story: Story) -> dict[str, dt.date]:
    return dict(Clock.objects.running().filter(case=story.case).values_list("kind", "due_on"))


def test_an_acceptance_taken_back_waits_again_with_its_date_and_can_be_made_anew(story: Story) -> None:
    story.submit()
    before = (story.case.category_id, story.case.group_id, story.case.representative_id)
    waited = running(story)
    story.wait(hours=1).accept()
    told = story.case.answer_due_on
    story.wait(hours=1).take("undo_accept", "liaison", reason="类别选错了")
    case = story.case
    assert (case.status, case.accepted_at, case.answer_due_on) == ("submitted", None, told)
    assert (case.category_id, case.group_id, case.representative_id) == before
    assert running(story) == {ClockKind.ACCEPT: waited[ClockKind.ACCEPT], ClockKind.ANSWER: told}
    assert Event.objects.get(subject=case.subject, action="undo_accept").private("reason") == "类别选错了"
    assert Event.objects.filter(subject=case.subject, action="accept").count() == 1
    called = Notice.objects.filter(recipient=story.people["representative"], title="有一件诉求请您联系企业")
    assert called.get().read_at is not None
    story.wait(hours=1).accept("hard")
    assert (story.case.status, story.case.answer_due_on) == ("accepted", told)
    assert called.filter(read_at=None).count() == 1


def test_an_assignment_taken_back_ends_its_parts_and_keeps_its_letters(story: Story) -> None:
    story.submit().accept().contact().assign(story.co)
    answer = story.case.answer_due_on
    story.wait(hours=1).take_default("undo_assign")
    assert (story.case.status, story.case.answer_due_on) == ("accepted", answer)
    assert set(Assignment.objects.filter(case=story.case).values_list("status", flat=True)) == {"ended"}
    assert Letter.objects.filter(case=story.case).count() == 2
    assert set(running(story)) == {ClockKind.ASSIGN, ClockKind.ANSWER}
    told = Notice.objects.get(recipient=story.people["handler"], title__endswith="已撤销，不用办理")
    assert told.read_at is None
    story.wait(hours=1).assign(lead=story.co)
    assert Assignment.objects.current().get(case=story.case).department == story.co


def test_nothing_is_taken_back_once_somebody_has_acted_on_it(story: Story) -> None:
    story.submit().accept()
    story.wait(hours=1).take("note", "staff", text="请注意时间")
    assert "undo_accept" in story.possible("liaison")
    story.contact()
    with pytest.raises(Refused, match="“联系企业”，不能再撤销") as refused:
        story.take_default("undo_accept")
    assert (refused.value.code, story.people["representative"].name in refused.value.message) == (
        "acted_on",
        True,
    )
    story.assign().sign()
    assert "undo_assign" not in story.possible("staff")


def test_only_whoever_took_it_takes_it_back_and_only_on_that_day(story: Story) -> None:
    story.submit().accept()
    with pytest.raises(Refused) as other:
        story.take_default("undo_accept", "staff")
    with pytest.raises(Refused) as stranger:
        story.take_default("undo_accept", "handler")
    story.work(1)
    with pytest.raises(Refused) as late:
        story.take_default("undo_accept")
    assert [each.value.code for each in (other, stranger, late)] == ["not_own", "not_yours", "too_late"]


def test_an_acceptance_that_was_acted_on_before_cannot_be_reached_through_a_later_assignment(
    story: Story,
) -> None:
    """Undoing goes back one step: what the assignment rested on stays."""
    story.submit().accept().contact().assign()
    story.take_default("undo_assign")
    with pytest.raises(Refused) as refused:
        story.take_default("undo_accept")
    assert refused.value.code == "acted_on"


def test_an_urging_that_reached_nobody_is_taken_back_and_counts_no_more(story: Story) -> None:
    story.submit().accept().contact().assign().sign()
    story.wait(hours=1).take("urge", "staff", text="请抓紧")
    told = Notice.objects.filter(key__contains=":urge:")
    assert told.standing().exists()
    with pytest.raises(Refused) as other:
        story.take_default("undo_urge", "liaison")
    assert other.value.code == "not_own"
    story.wait(hours=1).take_default("undo_urge")
    assert not Urging.objects.exists()
    assert not told.standing().exists()
    # Its number stays used, and it may be sent again.
    story.wait(hours=1).take("urge", "staff")
    assert list(Letter.objects.filter(kind="urging").values_list("serial", flat=True)) == [1, 2]


@pytest.mark.parametrize("reached", ["read", "sent"])
def test_an_urging_that_reached_somebody_stands_and_says_so(story: Story, reached: str) -> None:
    story.submit().accept().contact().assign().sign()
    story.wait(hours=1).take("urge", "staff", text="请抓紧")
    told = Notice.objects.filter(key__contains=":urge:")
    if reached == "read":
        told.update(read_at=story.at)
    else:
        message = Message.objects.create(
            identifier="m", channel="sms", recipient_key="k", created_at=story.at, due_at=story.at, attempts=1
        )
        told.exclude(channel="inapp").delete()
        Notice.objects.create(
            key=told[0].key, topic="t", recipient_key="k", channel="sms", kind="plain", title="催办", message=message,
            created_at=story.at,
        )  # fmt: skip
    assert "undo_urge" not in story.possible("staff")
    with pytest.raises(Refused, match="不能撤回") as refused:
        story.take_default("undo_urge")
    assert refused.value.code == "told"
    assert Urging.objects.exists()
