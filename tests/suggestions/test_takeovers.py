"""接手草稿: a text whose lead author has left office, or is away for long, is never nobody's (docs/domain.md § 4)."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Absence
from office.models import Event, Notice
from office.refusals import Refused
from suggestions.deadlines import automatic
from suggestions.models import Suggestion, SuggestionClock, UnsuitableKind
from suggestions.rules import drafts_of_nobody
from tests.people import SignIn
from tests.suggestions.test_successors import left
from tests.suggestions.test_ways import refused

pytestmark = pytest.mark.django_db


def abandoned(scenario: SuggestionScenario) -> SuggestionScenario:
    """The lead author has left, and the sweeper has come by."""
    left(scenario)
    assert list(drafts_of_nobody(scenario.at))
    automatic.sweep(scenario.at)
    assert list(drafts_of_nobody(scenario.at)) == []
    return scenario


def test_a_returned_text_goes_on_under_a_co_signer_once_another_person_agrees(
    scenario: SuggestionScenario, unsuitable: UnsuitableKind, sign_in: SignIn
) -> None:
    cosigner = scenario.representative("cosigner")
    scenario.draft().take("name_co_signer", "author", representative=cosigner)
    scenario.take("ask_signatures", "author").take("sign", "cosigner").take("submit", "author")
    scenario.take("propose_return", "staff", to="author", unsuitable=unsuitable, advice="请分开写")
    scenario.take("confirm_return", "second_staff")
    given = {"to": "another", "representative": cosigner, "reason": "小组推荐"}
    assert refused(scenario, "propose_takeover", "liaison", **given) == "not_asked"
    abandoned(scenario)
    asked = Notice.objects.filter(title__startswith="一件建议草稿的领衔代表已离任", channel="inapp")
    assert {row.recipient for row in asked} >= {scenario.people["staff"], scenario.people["liaison"]}
    assert (
        scenario.row.title
        in sign_in(scenario.people["staff"]).get("/desk/suggestions/?tab=mine").content.decode()
    )
    author = {"to": "another", "representative": scenario.representative(), "reason": "本人"}
    assert refused(scenario, "propose_takeover", "liaison", **author) == "author"
    assert refused(scenario, "propose_takeover", "liaison", to="another", reason="谁") == "missing"
    scenario.take("propose_takeover", "liaison", **given)
    assert refused(scenario, "confirm_takeover", "liaison") == "second_person"
    page = sign_in(scenario.people["staff"]).get(f"/desk/suggestions/{scenario.row.token}/").content.decode()
    assert f"由{cosigner.name}接着提。小组推荐" in page
    scenario.take("confirm_takeover", "staff")
    assert scenario.row.status == "drafting"
    states = dict(scenario.row.authors.values_list("representative__name", "state"))
    assert states == {scenario.representative().name: "left", cosigner.name: "named"}
    scenario.take("ask_signatures", "cosigner").take("submit", "cosigner")
    assert scenario.row.status == "submitted"
    assert not SuggestionClock.objects.running().filter(kind="takeover").exists()


def test_a_draft_nobody_takes_up_ends_and_staff_see_it_only_as_long_as_it_waits(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.draft()
    client = sign_in(scenario.people["second_staff"])
    address = f"/desk/suggestions/{scenario.row.token}/"
    assert client.get(address).status_code == 404
    abandoned(scenario)
    assert client.get(address).status_code == 200
    for who in ("stranger", "cosigner", "handler", "head"):
        assert sign_in(scenario.people[who]).get(address).status_code == 404, who
    may = {who for who in scenario.people if "propose_takeover" in scenario.possible(who)}
    assert may == {"liaison", "staff", "second_staff", "approver"}
    scenario.take("propose_takeover", "staff", to="end", reason="小组没有人愿意接着提")
    scenario.take("reject_takeover", "liaison")
    assert scenario.row.status == "drafting"
    scenario.take("propose_takeover", "staff", to="end", reason="再问过一遍").take(
        "confirm_takeover", "second_staff"
    )
    assert scenario.row.status == "withdrawn"
    assert client.get(address).status_code == 404
    assert not SuggestionClock.objects.running().exists()


def test_an_author_on_long_leave_stays_an_author_and_may_come_back_first(
    scenario: SuggestionScenario,
) -> None:
    scenario.draft()
    leave = Absence(user=scenario.people["author"], from_on=scenario.on, by=scenario.people["staff"])
    leave.to_on = scenario.on + dt.timedelta(days=59)
    leave.save()
    assert list(drafts_of_nobody(scenario.at)) == []
    leave.to_on = scenario.on + dt.timedelta(days=60)
    leave.save()
    automatic.sweep(scenario.at)
    assert refused(scenario, "propose_takeover", "staff", to="end", reason="不提了") == "in_office"
    scenario.wait_until(leave.to_on + dt.timedelta(days=1))
    automatic.sweep(scenario.at)
    assert scenario.possible("staff").isdisjoint({"propose_takeover"})
    scenario.wait_until(leave.to_on)
    automatic.sweep(scenario.at)
    cosigner = scenario.representative("cosigner")
    scenario.take("propose_takeover", "liaison", to="another", representative=cosigner, reason="家中有事")
    scenario.take("confirm_takeover", "staff")
    assert [row.representative for row in scenario.row.authors.standing()] == [
        cosigner, scenario.representative(),
    ]  # fmt: skip
    assert Event.objects.filter(subject=Suggestion.objects.get().subject, action="keep_author").count() == 1


def test_nobody_asks_about_an_author_who_can_act(scenario: SuggestionScenario) -> None:
    scenario.draft()
    automatic.sweep(scenario.at)
    assert not SuggestionClock.objects.exists()
    with pytest.raises(Refused):
        scenario.take("seek_author", "system")
