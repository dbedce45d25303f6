"""接续代表: an author who has left office still hears, and somebody speaks of the answer (docs/domain.md § 4)."""

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups import mandates
from groups.models import Mandate, Succession, Term
from groups.term_changes.parts import Leaving, parts
from office.actors import Actor
from office.calendar import load
from office.models import Event, Notice, User
from office.refusals import Refused
from suggestions.deadlines import automatic
from suggestions.models import Consent, Opinion
from suggestions.rules import unspoken
from tests.people import SignIn

pytestmark = pytest.mark.django_db


def left(scenario: SuggestionScenario) -> SuggestionScenario:
    """The lead author has left office, and has a telephone in the roster."""
    person = scenario.representative()
    person.phone = "13800002222"
    person.save()
    mandates.end(
        Mandate.objects.open().get(representative=person),
        reason_kind="resigned", on=scenario.on, by=Actor.of(scenario.people["staff"]), at=scenario.at,
    )  # fmt: skip
    return scenario


def named(scenario: SuggestionScenario, who: str = "liaison") -> SuggestionScenario:
    return scenario.take(
        "name_successor", who, representative=scenario.representative("cosigner"), reason="小组推荐"
    )


def test_the_successor_speaks_of_the_answer_and_is_marked_as_such(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    left(scenario.answered())
    assert scenario.possible("author") == set()
    assert "give_opinion" not in scenario.possible("cosigner")
    assert list(unspoken(scenario.at)) == [
        f"建议 {scenario.row.number}：领衔代表{scenario.representative().name}已离任，还没有指定接续代表"
    ]
    named(scenario)
    assert list(unspoken(scenario.at)) == []
    client = sign_in(scenario.people["cosigner"])
    assert scenario.row.title in client.get("/desk/suggestions/?tab=mine").content.decode()
    scenario.work(1).opinion(who="cosigner")
    opinion = Opinion.objects.get()
    assert (opinion.author.representative, opinion.spoken_by) == (
        scenario.representative(), scenario.representative("cosigner"),
    )  # fmt: skip
    assert (scenario.row.status, scenario.row.outcome) == ("closed", "settled")
    assert Event.objects.get(action="give_opinion").data["party"] == "successor"
    assert "接续单雄" in client.get(f"/desk/suggestions/{scenario.row.number}/").content.decode()


def test_who_left_is_answered_to_and_may_still_speak_on_a_signed_sheet(
    scenario: SuggestionScenario,
) -> None:
    left(scenario.handled()).work(5).answer()
    told = Notice.objects.get(title="财政局答复了您的建议", recipient=None)
    assert (told.channel, told.recipient_key) == ("sms", f"representative:{scenario.representative().pk}")
    author = scenario.row.authors.get()
    with pytest.raises(Refused) as found:
        scenario.take("record_opinion", "staff", author=author, attitude="satisfied", result="satisfied")
    assert found.value.field == "files", "the account of who has left says nothing; only the sheet is missing"


def test_only_for_who_has_left_and_by_nobody_whose_name_is_on_it(scenario: SuggestionScenario) -> None:
    scenario.draft().take(
        "name_co_signer", "author", representative=scenario.representative("cosigner")
    ).take("ask_signatures", "author").take("sign", "cosigner").take("submit", "author")
    scenario.register().assign().sign().answer()
    with pytest.raises(Refused) as found:
        named(scenario)
    assert found.value.code == "in_office"
    left(scenario)
    with pytest.raises(Refused) as found:
        named(scenario)
    assert (found.value.code, found.value.field) == ("author", "representative")


def test_the_successor_consents_to_a_later_date_but_withdraws_nothing(scenario: SuggestionScenario) -> None:
    named(left(scenario.handled()))
    until = load().add(scenario.clock("answer").due_on, 5)
    scenario.take("ask_extension", "handler", until_on=until, reason="等省级计划")
    assert "withdraw" not in scenario.possible("cosigner")
    scenario.take("consent", "cosigner", consents="yes").take("extend", "staff")
    assert Consent.objects.get().spoken_by == scenario.representative("cosigner")
    assert scenario.clock("answer").due_on == until


def test_staff_and_liaison_are_asked_once_to_name_one(scenario: SuggestionScenario) -> None:
    left(scenario.answered())
    for _ in range(2):
        automatic.sweep(scenario.at)
    asked = Notice.objects.filter(title="单雄代表已离任，请指定接续代表", channel="inapp")
    assert {notice.recipient for notice in asked} >= {scenario.people["staff"], scenario.people["liaison"]}
    assert len({notice.recipient_id for notice in asked}) == asked.count()


def test_a_change_of_term_names_who_takes_over(scenario: SuggestionScenario, term: Term) -> None:
    left(scenario.answered())
    leaving = Leaving(
        scenario.on,
        frozenset({scenario.representative().pk}),
        {scenario.representative().pk: scenario.representative("cosigner")},
    )
    (part,) = [each for each in parts if each.name == "suggestions"]
    staff: User = scenario.people["staff"]
    part.after(leaving, Actor.of(staff), scenario.at)
    assert scenario.row.authors.get().successor == scenario.representative("cosigner")
    assert not Succession.objects.exists()
