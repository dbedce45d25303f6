"""协助代表: named with a reason, by whoever has the case in hand; 回避 allows it to those who know the matter."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from groups import mandates
from groups.models import Representative
from office import calendar as office_calendar
from office.actors import Actor
from office.models import Event, Notice, User
from office.refusals import Refused
from requests_app.models import EnterpriseRequest, Helper
from tests.stories import Story

pytestmark = pytest.mark.django_db


def row_of(user: User) -> Representative:
    return Representative.objects.get(user=user)


def name(
    story: Story,
    who: str = "representative",
    helper: str = "stranger",
    because: str = "trade",
    note: str = "",
) -> Story:
    return story.take(
        "name_helper", who, representative=row_of(story.people[helper]), because=because, note=note
    )


def seen_by(story: Story, who: str) -> bool:
    user = User.objects.get(pk=story.people[who].pk)
    on = office_calendar.local_date(story.at)
    return EnterpriseRequest.objects.visible_to(user, on).filter(pk=story.case.pk).exists()


@pytest.fixture
def working(story: Story) -> Story:
    return story.submit().accept().contact().assign().sign()


@pytest.mark.parametrize("who", ["representative", "liaison", "staff"])
def test_a_helper_sees_the_case_is_told_and_does_nothing_else(working: Story, who: str) -> None:
    assert not seen_by(working, "stranger")
    name(working, who)
    assert seen_by(working, "stranger")
    assert working.possible("stranger") == {"end_help"}
    assert (
        Notice.objects.inapp().filter(recipient=working.people["stranger"], title__contains="协助").exists()
    )
    event = Event.objects.of(working.case.subject).order_by("-seq")[0]
    assert event.action == "name_helper"
    assert event.data | {"helper": "xiejin", "because": "trade", "stands_aside": False} == event.data


def test_help_ends_and_so_does_the_sight(working: Story) -> None:
    name(working)
    working.take("end_help", "liaison")
    assert not seen_by(working, "stranger")
    assert working.possible("stranger") == set()
    assert Event.objects.of(working.case.subject).order_by("-seq")[0].data["helper"] == "xiejin"
    name(working)
    working.take("end_help", "stranger")
    assert Helper.objects.open().count() == 0
    assert Helper.objects.count() == 2


def test_who_stands_aside_may_help_as_one_who_knows_the_matter(working: Story) -> None:
    Representative.objects.filter(user=working.people["stranger"]).update(employer_department=working.lead)
    with pytest.raises(Refused) as refused:
        name(working)
    assert (refused.value.code, refused.value.field) == ("conflict", "because")
    name(working, because="knows")
    assert Event.objects.of(working.case.subject).order_by("-seq")[0].data["stands_aside"] is True


def test_nobody_helps_twice_or_beside_themselves(working: Story) -> None:
    name(working)
    for helper, code in (("stranger", "already_helps"), ("representative", "same")):
        with pytest.raises(Refused) as refused:
            name(working, helper=helper)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        name(working, helper="colleague", because="other")
    assert (refused.value.code, refused.value.field) == ("missing", "note")


def test_of_several_helpers_one_must_be_named(working: Story) -> None:
    name(name(working), helper="colleague")
    with pytest.raises(Refused) as refused:
        working.take("end_help", "staff")
    assert refused.value.field == "representative"
    working.take("end_help", "staff", representative=row_of(working.people["colleague"]))
    assert [helper.representative for helper in Helper.objects.open()] == [row_of(working.people["stranger"])]


@pytest.mark.parametrize("who", ["handler", "head", "clerk", "stranger", "requester"])
def test_others_name_no_helper(working: Story, who: str) -> None:
    with pytest.raises(Refused) as refused:
        name(working, who, helper="colleague")
    assert refused.value.code == "not_yours"


def test_no_helper_before_acceptance_or_out_of_office(story: Story) -> None:
    story.submit()
    with pytest.raises(Refused, match="不能"):
        name(story, "staff")
    story.accept()
    person = row_of(story.people["stranger"])
    end = {"reason_kind": "resigned", "on": office_calendar.local_date(story.at), "at": story.at}
    name(story)
    mandates.end(person.mandates.open().get(), **end, by=Actor.of(story.people["staff"]))
    assert not Helper.objects.open().exists()
    with pytest.raises(Refused) as refused:
        name(story)
    assert refused.value.code == "not_in_office"


def test_the_desk_names_and_shows_helpers(
    working: Story, sign_in: Callable[[User], Client], clock: Any
) -> None:
    clock.move_to(working.at)
    client = sign_in(working.people["liaison"])
    url = f"/desk/requests/{working.case.ledger_number}/"
    assert "请代表协助" in client.get(url).content.decode()
    form = client.get(f"{url}steps/name_helper/").content.decode()
    assert "熟悉业务" in form
    sent = client.post(f"{url}steps/name_helper/", {"representative": "xiejin"})
    assert sent.status_code == 422
    assert "请选择原因" in sent.content.decode()
    sent = client.post(
        f"{url}steps/name_helper/", {"representative": "xiejin", "because": "knows", "note": "曾任职金融系统"}
    )
    assert sent.status_code == 303
    page = client.get(url).content.decode()
    assert "解缙（熟悉业务）" in page
    assert "曾任职金融系统" in page
    assert "解缙" not in sign_in(working.people["handler"]).get(url).content.decode().split('id="way"')[1]


def test_a_failing_record_names_nobody(working: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*facts: object, **given: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("casework.engine.events.record", fails)
    with pytest.raises(RuntimeError):
        name(working)
    assert not Helper.objects.exists()
