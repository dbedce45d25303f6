"""Activities reach the pages of their groups, the crossing and the plan of the year through the port."""

import datetime as dt

import pytest
from django.test import Client

from fieldwork import group_activities
from fieldwork.crossing.counting import Asked, count
from fieldwork.plans import proposing, states
from fieldwork.plans.proposing import Line
from groups.models import RegionalGroup, RegionalMembership
from office.actors import Actor
from tests.conftest import NOW
from tests.fieldwork.activities.rows import DAY, confirmed, held, on_the_day, person, proposed
from tests.groups.rows import SINCE, a_regional_group
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db
ASKED = Asked(year=2026, on=DAY)


@pytest.fixture
def regional(story: Story) -> RegionalGroup:
    """A group of an area to which the representative belongs, too."""
    group = a_regional_group()
    member = person(story.people["representative"])
    RegionalMembership.objects.create(representative=member, group=group, since=SINCE)
    return group


def test_a_held_activity_of_both_groups_fills_their_crossing_and_the_plan(
    story: Story, regional: RegionalGroup, sign_in: SignIn, visitor: Client
) -> None:
    liaison, staff = story.people["liaison"], story.people["staff"]
    item = proposing.add_item(
        story.group, 2026, Line(12, "survey", "服务企业", "industry"), by=Actor.of(liaison), at=NOW
    )
    proposing.confirm(item.plan, by=Actor.of(staff), at=NOW)
    activity = confirmed(
        (story.group, regional), story.people["representative"], by=liaison, staff=staff, at=NOW
    )
    assert [each.is_held for each in group_activities.of_year(2026)] == [False]
    assert count(ASKED).total.met == 0
    assert states.states_of(item.plan, on=NOW.date())[0].words == "已安排"
    desk = sign_in(staff)
    assert "下一次活动" in desk.get("/desk/groups/finance/").content.decode()
    held(activity, by=liaison, at=on_the_day(17, 30))
    assert (count(ASKED).total.met, count(ASKED).total.crossed) == (1, 1)
    assert count(Asked(year=2026, on=DAY, action="rural")).total.met == 0
    assert states.states_of(item.plan, on=NOW.date())[0].words == "已举行"
    page = desk.get("/desk/groups/finance/").content.decode()
    assert "下一次活动" not in page
    assert f'href="/desk/activities/{activity.token}/"' in page
    assert activity.title in visitor.get(f"/groups/{regional.code}/").content.decode()


def test_what_is_only_proposed_is_for_its_group_alone(
    story: Story, regional: RegionalGroup, sign_in: SignIn, visitor: Client
) -> None:
    liaison = story.people["liaison"]
    activity = proposed((story.group,), story.people["representative"], by=liaison, at=NOW)
    assert activity.title in sign_in(liaison).get("/desk/groups/finance/").content.decode()
    stranger = sign_in(story.people["stranger"])
    assert activity.title not in stranger.get("/desk/groups/finance/").content.decode()
    assert activity.title not in visitor.get("/groups/finance/").content.decode()


def test_an_activity_of_another_year_is_not_of_this_one(story: Story, regional: RegionalGroup) -> None:
    liaison, staff = story.people["liaison"], story.people["staff"]
    later = dt.date(2027, 1, 7)
    confirmed((story.group,), story.people["representative"], by=liaison, staff=staff, at=NOW, held_on=later)
    assert group_activities.of_year(2026) == []
    assert [each.on for each in group_activities.of_year(2027)] == [later]
