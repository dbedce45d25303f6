"""代录: staff write down what a unit sends where nobody of it is there, and only then (docs/domain.md § 1)."""

import datetime as dt

import pytest

from casework.queues.table import Moment
from groups.models import Absence
from office import calendar as office_calendar
from office.refusals import Refused
from requests_app.models import Reply
from requests_app.models.assignments import ReplyState
from requests_app.queues import CASE_QUEUES
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

    def queues() -> set[str]:
        scope, now = scope_of(story.people["staff"], story.on), Moment(story.on, office_calendar.load())
        return CASE_QUEUES.queues_of(story.case.pk, scope, now, of_kinds={"sign"})

    assert "paper" not in queues()
    away(story, *OF_THE_UNIT)
    assert "paper" in queues()
