"""代录: staff write down what a unit sends where nobody of it is there, and only then (docs/domain.md § 1)."""

import datetime as dt

import pytest

from casework.queues.table import Moment
from groups.models import Absence, Representative
from groups.rules import units_without_officer
from office import calendar as office_calendar
from office.models import RoleGrant, User
from office.refusals import Refused
from requests_app.models import Reply
from requests_app.models.assignments import ReplyState
from requests_app.queues import CASE_QUEUES, nobodys
from stations.scopes import scope_of
from tests.requests_app import stages
from tests.stories import Story

pytestmark = pytest.mark.django_db
OF_THE_UNIT = ("handler", "head")
BY_LETTER = {"record_sign", "record_return", "record_reply"}


def away(story: Story, *who: str, delegate: str = "") -> None:
    for name in who:
        Absence.objects.create(
            user=story.people[name],
            from_on=story.on,
            to_on=story.on + dt.timedelta(days=5),
            delegate=story.people[delegate] if delegate else None,
            by=story.people["staff"],
        )
    # Posts are remembered with the account of a page; the next page reads them again.
    for person in story.people.values():
        person.__dict__.pop("_scopes", None)


def test_an_online_unit_signs_for_itself(story: Story) -> None:
    stages.accepted(story).assign()
    assert not BY_LETTER & story.possible("staff")


@pytest.mark.parametrize("who", OF_THE_UNIT)
def test_one_of_the_unit_is_enough(story: Story, who: str) -> None:
    stages.accepted(story).assign()
    away(story, who)
    assert not BY_LETTER & story.possible("staff")


def test_a_unit_of_which_nobody_is_there_is_written_down_by_staff(story: Story) -> None:
    stages.accepted(story).assign()
    away(story, *OF_THE_UNIT)
    assert story.possible("staff") >= BY_LETTER
    story.take_default("record_sign", assignment=story.case.assignments.get(), received_on=story.on)
    assert story.possible("staff") >= {"record_reply", "ask_extension", "ask_transfer"}
    story.take_default("record_reply", received_on=story.on)
    assert story.case.assignments.get().replies.get().state == ReplyState.SENT


def test_whoever_stands_in_works_in_the_place_of_both(story: Story) -> None:
    stages.accepted(story).assign()
    away(story, "handler")
    away(story, "head", delegate="second_staff")
    assert not BY_LETTER & story.possible("staff")


def test_staff_cannot_name_an_online_unit_beside_one_on_paper(story: Story) -> None:
    stages.accepted(story).assign(story.paper)
    online = story.case.assignments.get(department=story.lead)
    with pytest.raises(Refused) as refused:
        story.take_default("record_sign", assignment=online, received_on=story.on)
    assert refused.value.code == "no_assignment"


def test_a_reply_that_waits_for_an_absent_head_gives_way_to_the_letter(story: Story) -> None:
    stages.awaits_head(story)
    assert "record_reply" not in story.possible("staff")
    away(story, "head")
    story.take_default("record_reply", received_on=story.on)
    first, second = Reply.objects.filter(assignment__case=story.case, is_opinion=False).order_by("pk")
    assert (first.state, second.state) == (ReplyState.HANDED_BACK, ReplyState.SENT)


def test_the_queue_of_letters_holds_it_while_nobody_is_there(story: Story) -> None:
    stages.accepted(story).assign()

    assert "paper" not in queues(story, "sign")
    away(story, *OF_THE_UNIT)
    assert "paper" in queues(story, "sign")


def test_a_reply_that_nobody_can_confirm_waits_on_the_desk_of_staff(story: Story) -> None:
    """The handler is there and has done all: without a head the reply stood in no queue at all."""
    stages.awaits_head(story)
    assert "paper" not in queues(story, "reply")
    assert list(nobodys.cases_on_no_desk(story.at)) == []
    User.objects.filter(pk=story.people["head"].pk).update(is_active=False)
    assert "paper" in queues(story, "reply")
    assert list(nobodys.cases_on_no_desk(story.at)) == []
    assert any("负责人" in line for line in units_without_officer(story.at))
    RoleGrant.objects.filter(role__in=("staff", "approver")).delete()
    (line,) = nobodys.cases_on_no_desk(story.at)
    assert story.case.ledger_number in line


@pytest.mark.parametrize("missing", ["representative", "liaison", "both"])
def test_without_representative_and_liaison_staff_name_another(story: Story, missing: str) -> None:
    stages.replied(story)
    for name in ("representative", "liaison") if missing == "both" else (missing,):
        User.objects.filter(pk=story.people[name].pk).update(is_active=False)
    Representative.objects.filter(user__is_active=False).update(user=None)
    assert ("unled" in queues(story, "answer")) == (missing == "both")
    assert list(nobodys.cases_on_no_desk(story.at)) == []


def test_a_promise_of_a_group_without_liaison_is_followed_by_staff(story: Story) -> None:
    stages.handling(story).reply(result_class="B").answer().rate()
    story.at += dt.timedelta(days=60)
    assert "promise" not in queues(story, "promise")
    User.objects.filter(pk=story.people["liaison"].pk).update(is_active=False)
    assert "promise" in queues(story, "promise")


def queues(story: Story, kind: str) -> set[str]:
    """Of staff today."""
    scope, now = scope_of(story.people["staff"], story.on), Moment(story.on, office_calendar.load())
    return CASE_QUEUES.queues_of(story.case.pk, scope, now, of_kinds={kind})
