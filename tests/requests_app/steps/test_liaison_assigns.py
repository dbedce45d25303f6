"""授权联络员交办: the setting opens the step to the liaison of the group, by page, by API, in queue and notices."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office import options
from office.actors import Actor
from office.calendar import local_date
from office.models import Notice, User
from office.refusals import Refused
from requests_app.models import Letter
from tests.requests_app.api.test_requests import token_of
from tests.requests_app.desk.pages import Desk, SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegated(story: Story, clock: Any) -> Story:
    """The office delegates it from the story's first day on."""
    on = local_date(story.at)
    options.change("liaison_assigns", True, effective_on=on, by=Actor.system("test"), at=story.at)
    story.submit().accept().contact()
    clock.move_to(story.at + dt.timedelta(minutes=5))
    return story


def test_without_it_staff_assign(story: Story, sign_in: SignIn, clock: Any) -> None:
    story.submit().accept()
    clock.move_to(story.at + dt.timedelta(minutes=5))
    assert "assign" not in story.possible("liaison")
    with pytest.raises(Refused, match="代表工作机构"):
        story.take("assign", "liaison", lead=story.lead)
    assert "待交办" not in sign_in(story.people["liaison"]).get("/desk/").content.decode()
    assert Desk(story, sign_in).get("liaison", "assign").status_code == 409


def test_with_it_the_liaison_finds_it_in_the_queue_and_assigns(delegated: Story, sign_in: SignIn) -> None:
    home = sign_in(delegated.people["liaison"]).get("/desk/").content.decode()
    assert f"{delegated.case.ledger_number}" in home
    assert "steps/assign/" in home
    Desk(delegated, sign_in).take("liaison", "assign", lead="czj", expected_outcome="月底前续贷到位")
    assert delegated.case.status == "assigned"
    letter = Letter.objects.get(case=delegated.case)
    assert (letter.kind, letter.issued_by) == ("assignment", delegated.people["liaison"])


def test_with_it_the_api_lets_the_liaison_assign_too(delegated: Story, client: Client) -> None:
    url = f"/api/v1/requests/{delegated.case.ledger_number}/steps/assign/"
    headers = token_of(delegated.people["liaison"])
    sent = client.post(url, json.dumps({"lead": "czj"}), content_type="application/json", headers=headers)
    assert sent.status_code == 200, sent.content.decode()
    assert sent.json()["status"] == "assigned"


def test_with_it_the_liaison_is_told_of_proposals_and_returns(delegated: Story) -> None:
    def titles(who: str) -> list[str]:
        rows = Notice.objects.inapp().filter(recipient=delegated.people[who])
        return [title for title in rows.values_list("title", flat=True) if "交办" in title]

    delegated.take("propose_assignment", "representative", lead=delegated.lead, text="属财政职责")
    delegated.take("assign", "liaison", lead=delegated.lead)
    delegated.take("return", "handler", reason="不属本局职能")
    for who in ("liaison", "staff"):
        assert any("拟办意见" in title for title in titles(who)), who
        assert any("退回交办" in title for title in titles(who)), who


def test_another_groups_liaison_still_may_not(
    delegated: Story, sign_in: Callable[[User], Client], stranger: User
) -> None:
    with pytest.raises(Refused) as refused:
        delegated.take("assign", "stranger", lead=delegated.lead)
    assert refused.value.code == "not_yours"
