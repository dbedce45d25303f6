"""换经办人: a unit gives its part to another of its people; who has it now stands on page and letters, and in the chain."""

import pytest

from office.models import Event, Notice
from office.refusals import Refused
from requests_app.models import Assignment
from tests.requests_app.desk.pages import Desk, url
from tests.stories import Story

NEW = {"officer_name": "陶然", "officer_phone": "19900030033"}


def test_the_unit_names_another_and_its_people_are_told_once(story: Story) -> None:
    story.handled().take("change_officer", "head", **NEW)
    part = Assignment.objects.get()
    assert (part.officer_name, part.officer_phone) == (NEW["officer_name"], NEW["officer_phone"])
    told = Notice.objects.filter(title__startswith="经办人改为陶然")
    assert [notice.recipient for notice in told] == [story.people["handler"]]
    event = Event.objects.get(action="change_officer")
    assert (event.data["unit"], event.private("old"), event.private("new")) == ("czj", "童欣", "陶然")


def test_each_unit_changes_its_own_part(story: Story) -> None:
    story.handled(story.co).sign("co_handler").take("change_officer", "co_handler", **NEW)
    named = dict(Assignment.objects.values_list("department__code", "officer_name"))
    assert named == {"czj": "童欣", "kfq": "陶然"}
    told = set(Notice.objects.filter(title__startswith="经办人改为").values_list("recipient", flat=True))
    assert told == {story.people["co_handler"].pk}, "of the unit itself alone"


def test_the_page_names_who_has_it_now(desk: Desk) -> None:
    desk.story.handled()
    desk.take("handler", "change_officer", **NEW)
    for who in ("staff", "handler", "representative"):
        page = desk.sign_in(desk.story.people[who]).get(url(desk.story)).content.decode()
        assert "经办 陶然" in page
        assert "换了经办人" in page
    reply = desk.get("handler", "reply").context["form"]
    assert reply["officer_name"].value() == "陶然"


def test_only_while_the_unit_works_on_it(story: Story) -> None:
    story.submit().accept().contact().assign(story.co)
    for who in ("handler", "co_handler"):
        with pytest.raises(Refused):
            story.take("change_officer", who, **NEW)
    story.sign()
    assert "change_officer" in story.possible("handler")
    assert "change_officer" not in story.possible("co_handler"), "it has not signed"
    story.reply()
    assert "change_officer" not in story.possible("handler")


@pytest.mark.parametrize("who", ["staff", "liaison", "representative", "co_handler", "clerk"])
def test_nobody_else_says_who_does_it(story: Story, who: str) -> None:
    story.handled()
    assert "change_officer" not in story.possible(who)


def test_the_same_again_is_no_change(story: Story) -> None:
    story.handled().take("change_officer", "handler", **NEW)
    with pytest.raises(Refused) as refused:
        story.take("change_officer", "handler", **NEW)
    assert refused.value.code == "no_change"
