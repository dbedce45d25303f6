"""A request that grew from a booking, a consultation or a visit: no way round who typed its telephone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from fieldwork.models import Pairing
from fieldwork.pairings import pairing
from fieldwork.visits import asking
from groups.models import Representative
from office.actors import Actor
from office.models import Message, User
from office.refusals import Refused
from requests_app.intake import from_consultations, from_receptions, from_visits
from requests_app.models import EnterpriseRequest
from stations.receptions import day
from tests.fieldwork.pairings.rows import consent_path, opened, proposed, recorded
from tests.security.links import links_to, rated
from tests.security.test_desk_forges_a_verdict import CLERKS, OWN, given, to_the_answer
from tests.security.test_desk_verdicts_are_counted_apart import CHECK
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import a_reception, visit
from tests.stories import Story

pytestmark = pytest.mark.django_db
SECOND = "13822223333"


def agreed_with(story: Story, visitor: Client, liaison: User, number: str) -> Pairing:
    """The liaison types a number of its own, opens the link that comes to it and leaves another one."""
    person = Representative.objects.get(user=story.people["representative"])
    row = proposed(person, liaison, story.at, phone=CLERKS)
    pairing.approve(row, by=Actor.of(story.people["staff"]), at=story.at)
    assert visitor.post(consent_path(row), {"say": "yes", "phone": number}).status_code == 303
    row.refresh_from_db()
    assert (row.status, row.phone) == ("open", number)
    return row


def test_a_number_left_behind_a_link_of_the_desk_is_the_desks(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(story)
    liaison = story.people["liaison"]
    agreed_with(story, visitor, liaison, SECOND)
    person = Representative.objects.get(user=story.people["representative"])
    seen = recorded([person], story.people["representative"], story.at).visit
    story.case = from_visits.submit(seen, by=Actor.of(story.people["representative"]), at=story.at).case
    assert (story.case.phone, story.case.phone_grade) == (SECOND, "desk")
    on_the_day(to_the_answer(story.wait(hours=1)))
    assert rated(visitor, links_to(SECOND)[-1]) == 303
    assert given() == [("desk", "unrated")]


def test_no_visit_is_confirmed_by_a_number_that_came_from_whoever_recorded_it(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(story)
    liaison = story.people["liaison"]
    agreed_with(story, visitor, liaison, SECOND)
    person = Representative.objects.get(user=story.people["representative"])
    seen = recorded([person], liaison, story.at).visit
    assert asking.address_for(seen.enterprise_id, [person], liaison.pk) == ("", "")
    assert seen.asked_at is None


def entered(story: Story, way: str, by: User) -> Any:
    """What `by` types a telephone into; returns what turns it into a request."""
    if way == "consultation":
        row = a_consultation(
            story.station, by, at=story.at, enterprise_name="华科电气", phone=CLERKS, contact="徐经理"
        )
        return lambda user: from_consultations.submit(row, by=Actor.of(user), at=story.at)
    if way == "visit":
        person = Representative.objects.get(user=story.people["representative"])
        opened(person, by, story.people["second_staff"], story.at, phone=CLERKS)
        seen = recorded([person], story.people["representative"], story.at).visit
        return lambda user: from_visits.submit(seen, by=Actor.of(user), at=story.at)
    reception = a_reception(
        story.station, story.people["representative"], at=story.at, held_on=story.on + dt.timedelta(days=5)
    )
    story.at = dt.datetime.combine(story.on + dt.timedelta(days=5), dt.time(9, 5), tzinfo=story.at.tzinfo)
    came = day.walk_in(
        reception, visit(phone=CLERKS), form_key=f"walk-in-{by.pk}", by=Actor.of(by), at=story.at
    ).booking
    matter = day.note(came, "银行要求先还后贷，请协调", by=Actor.of(by), at=story.at)
    return lambda user: from_receptions.submit(matter, by=Actor.of(user), at=story.at)


@pytest.mark.parametrize("way", ["consultation", "reception", "visit"])
def test_whoever_typed_the_number_before_it_was_a_request_does_not_check_it(story: Story, way: str) -> None:
    turn = entered(story, way, story.people["staff"])
    story.case = turn(story.people["clerk" if way != "visit" else "representative"]).case
    assert story.case.phone_grade == "desk"
    story.wait(hours=1)
    with pytest.raises(Refused, match="录入或补发过的人"):
        story.take("check_phone", "staff", **CHECK)
    assert EnterpriseRequest.objects.get().phone_grade == "desk"


def test_a_link_that_went_to_a_former_number_agrees_to_nothing_any_more(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    """The liaison's own number first, then a colleague corrects it: through the old link the liaison left a number of
    its own that stood under the colleague's name, and confirmed the liaison's visits."""
    on_the_day(story)
    liaison, staff = story.people["liaison"], story.people["staff"]
    person = Representative.objects.get(user=story.people["representative"])
    row = proposed(person, liaison, story.at, phone=CLERKS)
    pairing.approve(row, by=Actor.of(staff), at=story.at)
    sent = link_in(CLERKS)
    assert visitor.get(sent).status_code == 200
    pairing.set_contact(row, "徐经理", OWN, by=Actor.of(staff), at=story.at)
    assert visitor.get(sent).status_code == 404
    assert visitor.post(sent, {"say": "yes", "phone": SECOND}).status_code == 404
    row.refresh_from_db()
    assert (row.status, row.phone) == ("proposed", OWN)
    assert visitor.post(link_in(OWN), {"say": "yes"}).status_code == 303
    row.refresh_from_db()
    assert (row.status, row.phone) == ("open", OWN)


def link_in(number: str) -> str:
    """The path of the link that the last message to the number carries."""
    message = [each for each in Message.objects.order_by("pk") if each.address == number][-1]
    return "/" + message.secret.split("/", 3)[3]
