"""重点督办: what the leader and the unit did, in sentences that another person releases; page and board scene."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo.suggestion_scenario import SuggestionScenario
from office.refusals import Refused
from portal.board_scenes.key_suggestions import key_suggestions_scene
from stations.models import Station
from suggestions.models import SuggestionMilestone

pytestmark = pytest.mark.django_db
PAGE = "/suggestions/key/"


def watched(scenario: SuggestionScenario) -> SuggestionScenario:
    return scenario.handled().take(
        "supervise", "approver", held_on=scenario.on, minute_number="主任会议纪要〔2026〕7号",
        leader="吴志刚副主任", reason="企业反映集中", until_on=scenario.on + dt.timedelta(days=300),
    )  # fmt: skip


def test_a_sentence_is_public_once_another_than_its_writer_has_released_it(
    scenario: SuggestionScenario, visitor: Client, station: Station
) -> None:
    watched(scenario).work(3)
    scenario.take("report_progress", "handler", text="内部说明，不公开", milestone="方案已会签")
    scenario.take("record_leading", "staff", happened_on=scenario.on, text="吴志刚到园区召开现场会")
    page = visitor.get(PAGE).content.decode()
    assert "吴志刚副主任" in page
    assert "还没有公布进展" in page
    scenario.take("release_milestones", "staff")
    page = visitor.get(PAGE).content.decode()
    assert ("方案已会签" in page, "现场会" in page, "内部说明" in page) == (True, False, False)
    with pytest.raises(Refused) as found:
        scenario.take("release_milestones", "staff")
    assert found.value.code == "second_person"
    scenario.take("release_milestones", "second_staff")
    assert "现场会" in visitor.get(PAGE).content.decode()
    assert key_suggestions_scene(station, scenario.on) is None
    station.shows_supervision = True
    scene = key_suggestions_scene(station, scenario.on)
    assert scene is not None
    assert scene["pages"][0][0][3]["text"] == "吴志刚到园区召开现场会"


def test_what_the_leader_did_lies_between_the_meeting_and_today(scenario: SuggestionScenario) -> None:
    watched(scenario)
    for day in (scenario.on + dt.timedelta(days=1), scenario.on - dt.timedelta(days=1)):
        with pytest.raises(Refused) as found:
            scenario.take("record_leading", "staff", happened_on=day, text="现场会")
        assert found.value.field == "happened_on"


def test_who_is_closed_to_visitors_is_not_on_the_page_and_it_costs_the_same_for_many(
    scenario: SuggestionScenario, visitor: Client
) -> None:
    watched(scenario)
    scenario.take("report_progress", "handler", text="已办", milestone="方案已会签")
    scenario.take("release_milestones", "staff")
    with CaptureQueriesContext(
        connection,
    ) as few:
        visitor.get(PAGE)
    for number in range(5):
        other = SuggestionScenario(
            scenario.people, scenario.lead, at=scenario.at, title=f"关于路灯的建议{number}"
        )
        watched(other)
    with CaptureQueriesContext(connection) as many:
        assert visitor.get(PAGE).content.decode().count("吴志刚副主任") == 6
    assert len(many) == len(few)
    other.row.publicity = "closed"
    other.row.save()
    assert visitor.get(PAGE).content.decode().count("吴志刚副主任") == 5
    assert SuggestionMilestone.objects.count() == 1
