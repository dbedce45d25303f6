"""重点督办: ordered and released by the approver, marked in lists, on the board while it lasts."""

import datetime as dt

import pytest
from django.test import Client

from evaluation.models import PublicEntry
from office.models import Event, Notice
from office.refusals import Refused
from portal.board_scenes.requests import supervision_scene
from requests_app.deadlines.reminders import remind
from requests_app.models import Clock, Supervision
from requests_app.models.clocks import ClockKind
from tests.breaking import assert_refused
from tests.people import SignIn
from tests.stories import Story

UNTIL = dt.date(2026, 11, 20)
ORDER = {"reason": "涉及多家企业，久拖未决", "until_on": UNTIL}


def test_only_the_approver_orders_and_releases(story: Story) -> None:
    story.handled()
    assert story.who_may("supervise") == {"approver"}
    assert story.who_may("release") == set()
    story.take("supervise", "approver", **ORDER)
    assert story.who_may("release") == {"approver"}
    with pytest.raises(Refused, match="已经是重点督办"):
        story.take("supervise", "approver", **ORDER)
    story.take("release", "approver", reason="已按期办结")
    assert Supervision.objects.get().released_by == story.people["approver"]
    assert not Clock.objects.running().filter(kind=ClockKind.SUPERVISE).exists()


def test_it_leaves_its_event_and_tells_who_works_on_it(story: Story) -> None:
    story.handled().take("supervise", "approver", **ORDER)
    event = Event.objects.filter(subject=story.case.subject).latest("seq")
    assert (event.action, event.data["until"]) == ("supervise", "2026-11-20")
    told = Notice.objects.filter(title="列为重点督办，请抓紧办理（至11月20日）", channel="inapp")
    assert set(told.values_list("recipient__username", flat=True)) == {
        "handler",
        "head",
        "representative",
        "liaison",
    }


def test_an_ended_case_is_followed_only_while_a_promise_stands(story: Story) -> None:
    story.answered("B").work(1).rate()
    assert story.case.outcome == "promised"
    assert story.who_may("supervise") == {"approver"}
    other = Story(
        **{
            name: getattr(story, name)
            for name in ("station", "category", "group", "lead", "co", "paper", "people")
        }
    )
    other.answered("A").work(1).rate()
    with pytest.raises(Refused, match="已经结束"):
        other.take("supervise", "approver", **ORDER)


@pytest.mark.parametrize("until", [dt.date(2026, 11, 2), dt.date(2028, 1, 1)])
def test_until_is_a_day_to_come_within_a_year(story: Story, until: dt.date) -> None:
    story.handled()
    with pytest.raises(Refused) as refused:
        story.take("supervise", "approver", reason="久拖未决的事项", until_on=until)
    assert refused.value.field == "until_on"


def test_past_its_day_it_is_shown_as_run_out_and_may_be_ordered_anew(story: Story, sign_in: SignIn) -> None:
    story.handled().take("supervise", "approver", **ORDER)
    story.at = dt.datetime(2026, 11, 23, 10, tzinfo=story.at.tzinfo)
    remind(story.at)
    assert Notice.objects.filter(
        title__startswith="重点督办已超期", recipient=story.people["approver"]
    ).exists()
    assert "supervise" in story.possible("approver")
    story.take("supervise", "approver", reason="到期仍未办结", until_on=dt.date(2026, 12, 20))
    assert Supervision.objects.unreleased().get().until_on == dt.date(2026, 12, 20)
    assert Supervision.objects.filter(release_reason="到期后再次督办").count() == 1


def test_lists_mark_and_filter_it_and_the_page_says_until_when(story: Story, sign_in: SignIn) -> None:
    story.handled()
    client: Client = sign_in(story.people["liaison"])
    assert "没有符合条件的诉求" in client.get("/desk/requests/?turn=supervised&tab=all").content.decode()
    story.take("supervise", "approver", reason="涉及多家企业，久拖未决", until_on=dt.date(2026, 12, 20))
    page = client.get("/desk/requests/?turn=supervised&tab=all").content.decode()
    assert story.case.ledger_number in page
    assert "重点督办" in page.split("<tbody>")[1]
    assert (
        "重点督办，至12月20日" in client.get(f"/desk/requests/{story.case.ledger_number}/").content.decode()
    )


def test_the_board_shows_approved_entries_as_it_did(story: Story) -> None:
    story.handled().take("supervise", "approver", **ORDER)
    story.station.shows_supervision = True
    story.station.save()
    PublicEntry.objects.create(
        case=story.case, title="协调企业续贷", on_supervision_scene=True, written_by=story.people["staff"],
        written_at=story.at, approved_by=story.people["approver"], approved_at=story.at,
    )  # fmt: skip
    scene = supervision_scene(story.station, dt.date(2026, 11, 3))
    assert scene is not None
    assert scene["pages"][0][0][1]["text"] == "协调企业续贷"


def test_the_database_refuses_two_at_once_and_half_a_release(story: Story) -> None:
    story.handled().take("supervise", "approver", **ORDER)
    rows = Supervision.objects.all()
    assert_refused("supervision_forward", lambda: rows.update(until_on=dt.date(2026, 1, 1)))
    assert_refused(
        "supervision_released_at_on",
        lambda: rows.update(released_at=story.at, released_by=story.people["approver"]),
    )
    assert_refused("supervision_released_at_by", lambda: rows.update(released_at=story.at, released_on=UNTIL))
    first = rows.get()
    first.pk = None
    assert_refused("supervision_one_unreleased", first.save)
