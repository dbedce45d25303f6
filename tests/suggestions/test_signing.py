"""Who signs, how, and what a change of text does; what may stand in a text."""

import datetime as dt
import re

import pytest
from django.test import Client

from demo.suggestion_scenario import FACTS, SuggestionScenario
from groups.models import Absence, Representative
from office.models import Message
from office.refusals import Refused
from suggestions.drafting.own_words import copied, demands_of, points_of
from suggestions.models import Author
from tests.stories import Story
from tests.suggestions.files import a_file

pytestmark = pytest.mark.django_db


def author(scenario: SuggestionScenario, who: str) -> Author:
    return Author.objects.get(suggestion=scenario.row, representative=scenario.representative(who))


def asked(scenario: SuggestionScenario) -> SuggestionScenario:
    """The author has signed by asking, the co-signer is asked."""
    scenario.draft().take("name_co_signer", "author", representative=scenario.representative("cosigner"))
    return scenario.take("ask_signatures", "author")


def test_a_co_signer_signs_on_the_own_account(scenario: SuggestionScenario) -> None:
    asked(scenario)
    assert "submit" not in scenario.possible("author")
    scenario.take("sign", "cosigner")
    row = author(scenario, "cosigner")
    assert (row.state, row.signed_by, row.text_hash) == ("signed", "account", scenario.row.text_hash)
    assert scenario.take("submit", "author").row.status == "submitted"


def test_a_change_of_text_voids_every_signature(scenario: SuggestionScenario) -> None:
    asked(scenario).take("sign", "cosigner")
    scenario.take("revise", "author", title=scenario.title, facts=FACTS, demands="1. 三十日内拨付")
    assert {each.state for each in scenario.row.authors.all()} == {"named"}
    assert scenario.row.status == "drafting"


def test_who_refuses_drops_out_and_the_rest_goes_on(scenario: SuggestionScenario) -> None:
    asked(scenario).take("refuse_to_sign", "cosigner").take("submit", "author")
    assert author(scenario, "cosigner").state == "refused"


def test_an_author_without_an_account_signs_by_a_link_once(scenario: SuggestionScenario) -> None:
    Representative.objects.filter(code="qiuying").update(user=None, phone="13900008888")
    cosigner = Representative.objects.get(code="qiuying")
    scenario.draft().take("name_co_signer", "author", representative=cosigner).take(
        "ask_signatures", "author"
    )
    message = Message.objects.get(channel="sms")
    link = re.search(r"/suggestions/sign/\S+/", message.secret)
    assert link is not None
    page = Client().get(link.group(0))
    assert scenario.title in page.content.decode()
    assert "已确认联名" in Client().post(link.group(0), {"answer": "sign"}).content.decode()
    assert Author.objects.get(representative=cosigner).signed_by == "link"
    # A second tap and a reload say what was answered, and show the text no more.
    for again in (Client().get(link.group(0)), Client().post(link.group(0), {"answer": "refuse"})):
        assert "已确认联名" in again.content.decode()
        assert FACTS[:12] not in again.content.decode()
    assert Author.objects.get(representative=cosigner).state == "signed"


def test_a_signed_sheet_is_checked_by_another_than_who_entered_it(scenario: SuggestionScenario) -> None:
    Representative.objects.filter(code="qiuying").update(user=None)
    cosigner = Representative.objects.get(code="qiuying")
    scenario.draft().take("name_co_signer", "author", representative=cosigner).take(
        "ask_signatures", "author"
    )
    row = Author.objects.get(representative=cosigner)
    scenario.take("record_signature", "liaison", author=row, files=(a_file(),))
    with pytest.raises(Refused) as found:
        scenario.take("check_sheet", "liaison")
    assert found.value.code == "second_person"
    scenario.take("check_sheet", "staff")
    assert Author.objects.get(representative=cosigner).signed_by == "sheet"


def test_nobody_signs_for_an_absent_author(scenario: SuggestionScenario) -> None:
    asked(scenario)
    Absence.objects.create(
        user=scenario.people["cosigner"],
        delegate=scenario.people["stranger"],
        from_on=scenario.on,
        to_on=scenario.on + dt.timedelta(days=9),
        by=scenario.people["staff"],
    )
    assert "sign" not in scenario.possible("stranger")


def test_one_of_three_leaves_and_two_go_on(scenario: SuggestionScenario) -> None:
    scenario.draft()
    for who in ("cosigner", "stranger"):
        scenario.take("name_co_signer", "author", representative=scenario.representative(who))
    scenario.take("ask_signatures", "author").take("sign", "cosigner").take("sign", "stranger")
    scenario.take("submit", "author").register().take("leave", "cosigner", reason="任职单位有关联")
    assert [each.representative.name for each in scenario.row.authors.standing()] == ["单雄", "解缙"]
    scenario.take("leave", "author", reason="调离")
    assert "withdraw" in scenario.possible("stranger")
    with pytest.raises(Refused):
        scenario.take("leave", "stranger", reason="也不提了")


@pytest.mark.parametrize("gap", ["", "，", " ", "\n"])
def test_forty_characters_of_a_request_are_found_whatever_stands_between(gap: str) -> None:
    source = "我们厂今年三月申请的稳岗返还资金到现在还没有到账已经跑了人社局四趟经办人每次都说在等财政拨款"
    assert copied(gap.join(source), source)
    assert not copied(source[:39], source)


def test_a_requesters_words_and_name_are_refused(scenario: SuggestionScenario, story: Story) -> None:
    words = "我们厂今年三月申请的稳岗返还资金到现在还没有到账已经跑了人社局四趟经办人每次都说在等财政拨款请代表帮我们问一问"
    story.submit(text=words, enterprise_name="麻城市金穗服饰有限公司").accept()
    scenario.draft().link(story.case)
    for facts in (f"有企业说：{words}", "麻城市金穗服饰等企业都遇到了，等了八十多天。"):
        with pytest.raises(Refused) as found:
            scenario.take("revise", "author", title=scenario.title, facts=facts, demands="1. 三十日内拨付")
        assert found.value.field == "facts"


def test_one_enterprise_needs_a_sentence_of_general_interest(
    scenario: SuggestionScenario, story: Story
) -> None:
    story.submit(enterprise_name="麻城市金穗服饰有限公司").accept()
    scenario.draft().link(story.case)
    with pytest.raises(Refused) as found:
        scenario.take("ask_signatures", "author")
    assert found.value.code == "one_enterprise"
    scenario.take(
        "revise",
        "author",
        title=scenario.title,
        facts=FACTS,
        demands="1. 三十日内拨付",
        generality="全市九百家都是这样",
    )
    assert scenario.take("ask_signatures", "author").row.status == "signing"


def test_a_sealed_or_unseen_request_is_not_linked(scenario: SuggestionScenario, story: Story) -> None:
    story.submit()
    scenario.people["author"] = scenario.people["stranger"]
    scenario.draft()
    with pytest.raises(Refused) as found:
        scenario.link(story.case)
    assert found.value.code == "unknown"


def test_demands_lose_their_numbers_and_are_five_at_most() -> None:
    assert demands_of("一、按月拨付\n（2）按季公示\n3. 写进指南") == ["按月拨付", "按季公示", "写进指南"]
    with pytest.raises(Refused):
        demands_of("\n".join("甲乙丙丁戊己"))
    with pytest.raises(Refused):
        demands_of(" \n ")


def test_an_answer_speaks_to_each_demand_in_any_numbering() -> None:
    assert points_of("二、公示\n还会上网\n1. 拨付", ["a", "b"]) == ["拨付", "公示\n还会上网"]
    for wrong in ("拨付", "1. 甲\n1. 乙", "1. 甲", "1. 甲\n2. 乙\n3. 丙"):
        with pytest.raises(Refused):
            points_of(wrong, ["a", "b"])
