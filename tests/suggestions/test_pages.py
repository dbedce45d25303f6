"""What each reader finds on the pages of the desk and of the public."""

from collections.abc import Callable

import pytest
from django.test import Client

from demo.suggestion_scenario import SuggestionScenario
from office.models import User
from requests_app.models import EnterpriseRequest
from suggestions.models import Source, Suggestion, SuggestionPromise
from tests.stories import Story

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_representative_drafts_signs_and_hands_in_on_the_pages(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    client = sign_in(scenario.people["author"])
    begun = client.post("/desk/suggestions/new/", {"title": "关于按月公示拨付的建议"})
    row = Suggestion.objects.get()
    assert begun["Location"] == f"/desk/suggestions/{row.token}/steps/revise/"
    wrong = client.post(begun["Location"], {"title": row.title, "facts": "", "demands": "1. 按月公示"})
    assert wrong.status_code == 422
    assert "1. 按月公示" in wrong.content.decode()
    typed = {"title": row.title, "facts": scenario.facts, "demands": scenario.demands}
    assert client.post(begun["Location"], typed).status_code == 303
    url = f"/desk/suggestions/{row.token}/"
    assert "请提出人确认" in page(client, url)
    for step in ("ask_signatures", "submit"):
        assert client.post(f"{url}steps/{step}/").status_code == 303
    row.refresh_from_db()
    assert row.status == "submitted"


def test_a_draft_is_its_authors_alone(scenario: SuggestionScenario, sign_in: SignIn) -> None:
    url = f"/desk/suggestions/{scenario.draft().row.token}/"
    for who, status in (
        ("author", 200),
        ("liaison", 200),
        ("staff", 404),
        ("handler", 404),
        ("stranger", 404),
    ):
        assert sign_in(scenario.people[who]).get(url).status_code == status, who


def test_an_answer_is_read_by_its_unit_before_its_head_has_signed_and_by_nobody_else(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.handled().meet().write(text="稿子里的话")
    url = f"/desk/suggestions/{scenario.row.number}/"
    assert "稿子里的话" in page(sign_in(scenario.people["head"]), url)
    for who in ("author", "staff", "liaison"):
        assert "稿子里的话" not in page(sign_in(scenario.people[who]), url), who
    scenario.take("sign_answer", "head")
    assert "稿子里的话" in page(sign_in(scenario.people["author"]), url)


def test_visitors_read_number_and_title_and_the_text_once_it_is_published(
    scenario: SuggestionScenario,
) -> None:
    scenario.answered()
    url = f"/suggestions/{scenario.row.number}/"
    assert scenario.title in page(Client(), "/suggestions/")
    assert "83 天" not in page(Client(), url)
    scenario.take("propose_publication", "staff", secrecy_checked_by="石敏").take("publish", "approver")
    text = page(Client(), url)
    assert "83 天" in text
    assert "所提建议已研究采纳" in text


def test_what_is_not_for_the_public_is_no_page(scenario: SuggestionScenario) -> None:
    scenario.submit().register(publicity="closed")
    assert Client().get(f"/suggestions/{scenario.row.number}/").status_code == 404
    assert scenario.title not in page(Client(), "/suggestions/")


def test_the_list_narrows_names_what_it_cannot_read_and_exports(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.handled()
    client = sign_in(scenario.people["staff"])
    assert scenario.title in page(client, "/desk/suggestions/?tab=all&status=handling")
    assert scenario.title not in page(client, "/desk/suggestions/?tab=all&status=closed")
    assert "没有这个状态" in page(client, "/desk/suggestions/?tab=all&status=wrong")
    for key in ("number", "title", "group", "lead", "due", "state"):
        assert all(
            scenario.title in page(client, f"/desk/suggestions/?sort={sort}") for sort in (key, f"-{key}")
        )
    whole = client.get(f"/desk/suggestions/?q={scenario.row.number}")
    assert whole["Location"] == f"/desk/suggestions/{scenario.row.number}/"
    assert client.get("/desk/suggestions/export/?tab=all")["Content-Type"].endswith("sheet")
    assert client.get(f"/desk/suggestions/{scenario.row.number}/suggestion.pdf").content[:5] == b"%PDF-"


def test_what_waits_is_found_by_whoever_must_act(scenario: SuggestionScenario, sign_in: SignIn) -> None:
    def finds(who: str) -> bool:
        return scenario.title in page(sign_in(scenario.people[who]), "/desk/suggestions/?tab=mine")

    scenario.submit()
    assert finds("staff")
    assert not finds("author")
    scenario.register().assign()
    assert finds("handler")
    assert not finds("staff")
    scenario.work(1).sign().meet().write()
    assert finds("head")
    scenario.take("sign_answer", "head")
    assert finds("author")
    assert finds("liaison")
    scenario.opinion()
    assert not any(finds(who) for who in ("author", "handler", "head", "staff"))


def test_a_second_press_reads_what_happened_and_keeps_every_word(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.submit()
    client = sign_in(scenario.people["second_staff"])
    url = f"/desk/suggestions/{scenario.row.token}/steps/propose_return/"
    seen = client.get(url).context["seen"]
    scenario.register()
    url = f"/desk/suggestions/{scenario.row.number}/steps/propose_return/"
    late = client.post(url, {"to": "author", "advice": "写得再具体一些", "seen": seen})
    assert late.status_code == 409
    text = late.content.decode()
    assert "写得再具体一些" in text
    assert "立案" in text


def test_a_request_becomes_a_draft_and_another_joins_it(
    scenario: SuggestionScenario, story: Story, sign_in: SignIn
) -> None:
    client = sign_in(scenario.people["author"])
    first = story.submit(enterprise_name="麻城市金穗服饰有限公司").accept().case
    assert "由这件诉求起草建议" in page(client, f"/desk/requests/{first.ledger_number}/")
    client.post(f"/desk/suggestions/new/?case={first.ledger_number}", {"title": "关于续贷的建议"})
    row = Suggestion.objects.get()
    second = story.submit(enterprise_name="麻城市银海食品有限公司", phone="13900001112").accept().case
    url = f"/desk/suggestions/new/?case={second.ledger_number}"
    client.post(url, {"join": row.token})
    assert set(Source.objects.values_list("case_id", "proposed")) == {(first.pk, False), (second.pk, False)}
    brought = story.submit(enterprise_name="麻城市三河机械有限公司", phone="13900001113").accept().case
    sign_in(scenario.people["liaison"]).post(
        f"/desk/suggestions/new/?case={brought.ledger_number}", {"join": row.token}
    )
    assert Source.objects.get(case=brought).proposed
    facts = page(client, f"/desk/suggestions/{row.token}/steps/revise/")
    assert "诉求 2 件，企业 2 家" in facts


def test_a_stranger_s_request_is_not_brought_along(
    scenario: SuggestionScenario, story: Story, sign_in: SignIn
) -> None:
    case: EnterpriseRequest = story.submit().accept().case
    answer = sign_in(scenario.people["stranger"]).get(f"/desk/suggestions/new/?case={case.ledger_number}")
    assert answer.status_code == 404


def test_the_author_says_both_halves_on_the_page_of_the_answer(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    """And reads there what 不满意 leads to; nobody else finds the form, nor the author once they have spoken."""
    scenario.answered()
    url = f"/desk/suggestions/{scenario.row.number}/"
    assert 'id="give-opinion"' not in page(sign_in(scenario.people["liaison"]), url)
    client = sign_in(scenario.people["author"])
    shown = page(client, url)
    assert 'href="#give-opinion">提出意见' in shown
    assert "由承办单位重新办理" in shown
    target = f"{url}steps/give_opinion/"
    assert f'action="{target}"' in shown
    said = {"attitude": "satisfied", "result": "dissatisfied", "text": ""}
    assert "请写一写为什么" in client.post(target, said).content.decode()
    client.post(target, said | {"text": "拨付还没有到账", "draft": "1"})
    assert "拨付还没有到账" in page(client, url)
    assert client.post(target, said | {"text": "拨付还没有到账"}).status_code == 303
    assert 'id="give-opinion"' not in page(client, url)
    scenario.row.refresh_from_db()
    scenario.work(1).answer()
    assert "再次选“不满意”的，提请主任会议讨论" in page(client, url)


def test_a_promise_whose_day_has_passed_is_not_said_to_be_still_to_come(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.answered("B").opinion()
    client, url = sign_in(scenario.people["author"]), f"/desk/suggestions/{scenario.row.number}/"
    assert "未到期" in page(client, url)
    SuggestionPromise.objects.update(due_on=scenario.on)
    assert "已到期，还没有兑现" in page(client, url)


def test_the_list_shows_whole_numbers_and_says_what_has_none(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.submit()
    client = sign_in(scenario.people["staff"])
    assert ">未编号</a>" in page(client, "/desk/suggestions/?tab=all")
    scenario.register()
    assert ">2026B001</a>" in page(client, "/desk/suggestions/?tab=all")
