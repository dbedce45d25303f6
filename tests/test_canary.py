"""Canaries: secrets that occur nowhere else, sown into every kind of object, and every page crawled by everybody.

A secret is seen only by the parts that its row of the table names. Telephone, name and e-mail of the requester, what
was masked in a text and the 查询码 are on no page at all: they are shown by a deed that is recorded.

The unit complained about has canaries of its own, in every text column of every row of a case whatever its table:
tests/security/test_complainant_hidden.py.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from groups.models import Representative
from office import ports
from office.actors import Actor
from office.models import User
from requests_app.models import EnterpriseRequest
from suggestions.drafting.beginning import Text, draft
from tests import canary_rows as rows
from tests.conftest import NOW
from tests.crawling import crawl
from tests.policies.rows import a_standard_answer
from tests.requests_app.api.test_requests import token_of
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import a_reception, booked, slots
from tests.stories import Story
from tests.suggestions.mechanisms.rows import proposed
from tests.suggestions.opinions.rows import TEXT, a_draft

pytestmark = pytest.mark.django_db

NOBODY: frozenset[str] = frozenset()
OFFICE = frozenset({"staff", "approver", "second_staff"})
SIDE = OFFICE | {"auditor", "liaison", "representative"}
READERS = SIDE | {"handler", "head"}
VISITED = OFFICE | {"auditor", "clerk", "representative"}
ASKED = OFFICE | {"auditor", "clerk", "liaison"}
ACCOUNTS = frozenset({"administrator", "auditor"})
# Of the suggestion only the invited unit of these two has a seat and no part.
CONSULTED = SIDE | {"handler", "head", "co_handler"}

# what: (the secret, who may come upon it)
CANARIES: dict[str, tuple[str, frozenset[str]]] = {
    "enterprise": ("金丝雀甲机械有限公司", READERS),
    "text": ("金丝雀乙的诉求原文", READERS),
    "contact": ("雀丙丙", NOBODY),
    "telephone": ("19900088123", NOBODY),
    "email": ("canary.ding@example.com", NOBODY),
    "masked": ("11010519491231002X", NOBODY),
    "said": ("金丝雀戊的沟通情况", READERS),
    "advice": ("金丝雀己的内部建议", SIDE),
    "opinion": ("金丝雀寅的专业意见", SIDE | {"colleague"}),
    "mechanism": ("金丝雀卯的服务机制", OFFICE | {"auditor", "liaison", "handler", "head"}),
    "standard_answer": ("金丝雀午的常用答复", OFFICE | {"auditor", "handler", "head"}),
    "reply": ("金丝雀庚的单位回复", READERS),
    "sealed": ("金丝雀辛的检举内容", frozenset({"staff", "auditor"})),
    "sealed_enterprise": ("金丝雀壬有限公司", frozenset({"staff", "auditor"})),
    "visit_enterprise": ("金丝雀癸接待有限公司", VISITED),
    "visit_matter": ("金丝雀子想当面谈的事", VISITED),
    "visit_contact": ("雀丑丑", VISITED),
    "visit_telephone": ("19900088321", NOBODY),
    "asked_enterprise": ("金丝雀寅咨询有限公司", ASKED),
    "asked_words": ("金丝雀卯问的事", ASKED),
    "asked_contact": ("雀辰辰", ASKED),
    "asked_telephone": ("19900088654", NOBODY),
    "expense_purpose": ("金丝雀寅的开支用途", OFFICE | {"auditor", "liaison"}),
    "papers_asked": ("金丝雀卯要的资料", OFFICE | {"auditor", "liaison", "representative"}),
    "paired_contact": ("雀申申", SIDE),
    "paired_telephone": ("19900088765", NOBODY),
    "paired_words": ("金丝雀巳的走访内容", SIDE),
    "paired_met": ("雀午午", SIDE),
    "suggestion_draft": ("金丝雀寅的建议草稿", frozenset({"representative", "liaison"})),
    "suggestion_consult": ("金丝雀戌的会诊议题", CONSULTED),
    "suggestion_minutes": ("金丝雀亥的会诊纪要", CONSULTED),
    "suggestion_outcome": ("金丝雀子的会诊结论", CONSULTED),
    "suggestion_takeover": ("金丝雀丑的接手理由", OFFICE | {"stranger"}),
    "activity_note": ("金丝雀未在活动里说的话", SIDE),
    "duty_objection": ("金丝雀申对档案的异议", SIDE),
    "duty_entry": ("金丝雀酉补记的履职", SIDE),
    "account_text": ("金丝雀酉的述职内容", SIDE),
    "report_words": ("金丝雀戌的报告文字", OFFICE | {"auditor", "liaison"}),
    "report_comment": ("金丝雀亥对报告的意见", OFFICE | {"auditor", "liaison"}),
    "representative_telephone": ("19900088456", OFFICE | {"auditor"}),
    "account_telephone": ("19900088789", ACCOUNTS),
}
STARTS = ("/", "/promises/feed.xml", "/desk/", "/admin/", "/s/gyllzx/", "/board/gyllzx/", "/api/schema/")
TOKEN_SCOPES = tuple(scope.name for scope in ports.api_scopes)
API = (
    "requests/",
    "stations/",
    "representatives/",
    "departments/",
    "categories/",
    "board/gyllzx/",
    "figures/",
    "receptions/",
    "pairings/",
    "visits/",
    "suggestions/",
)


@pytest.fixture
def sown(story: Story) -> dict[str, str]:
    """A case in hand whose every text is a canary, a sealed one, and people with private numbers."""
    secret = {name: words for name, (words, _) in CANARIES.items()}
    story.submit(
        text=f"{secret['text']}，身份证号{secret['masked']}，请帮助协调。",
        enterprise_name=secret["enterprise"],
        contact=secret["contact"],
        phone=secret["telephone"],
        email=secret["email"],
    )
    story.accept().take("contact", "representative", how="telephone", reached="yes", said=secret["said"])
    story.take("propose_decline", "liaison", kind="decline", text=secret["advice"])
    story.assign().sign().reply(text=f"{secret['reply']}，已协调银行办理续贷。")
    case, receipt = story.case, story.receipt
    story.submit(text=f"{secret['sealed']}，有人收受回扣。", enterprise_name=secret["sealed_enterprise"])
    story.take("seal", "staff")
    story.case, story.receipt = case, receipt
    day = a_reception(story.station, story.people["representative"], at=NOW)
    visit = {"requester_kind": "enterprise", "enterprise_name": secret["visit_enterprise"]}
    visit |= {"matter": secret["visit_matter"], "contact": secret["visit_contact"]}
    ticket = booked(slots(day)[0], at=NOW, phone=secret["visit_telephone"], **visit).ticket
    asked = {name: secret[f"asked_{name}"] for name in ("words", "contact")}
    asked |= {"phone": secret["asked_telephone"], "enterprise_name": secret["asked_enterprise"]}
    a_consultation(story.station, story.people["clerk"], at=NOW, **asked)
    a_standard_answer(story.lead, text=secret["standard_answer"])
    rows.of_the_group(story, secret)
    rows.visit(story, secret)
    rows.suggestions(story, secret)
    author = Representative.objects.get(code="shanxiong")
    text = Text("关于续贷的建议", f"{secret['suggestion_draft']}，还在写。", "1. 按月公示")
    draft(author, text, by=Actor.of(story.people["representative"]), at=NOW)
    rows.activity(story, secret["activity_note"])
    rows.duty_file(story, secret)
    rows.report(story, secret)
    Representative.objects.filter(code="shanxiong").update(phone=secret["representative_telephone"])
    User.objects.filter(username="liaison").update(phone=secret["account_telephone"])
    a_draft(story, text=f"{secret['opinion']}：{TEXT}")
    proposed(story, title=secret["mechanism"])
    return {**secret, "receipt_code": receipt.code, "booking_code": ticket.code, "booking_link": ticket.token}


@pytest.mark.long
def test_no_page_of_any_part_shows_a_secret_beyond_its_row(
    story: Story, sown: dict[str, str], sign_in: Callable[[User], Client], editor: User, administrator: User
) -> None:
    people = story.people | {"editor": editor, "administrator": administrator}
    clients = {who: sign_in(user) for who, user in people.items()} | {"visitor": Client()}
    allowed = {name: parts for name, (_, parts) in CANARIES.items()} | dict.fromkeys(
        ("receipt_code", "booking_code", "booking_link"), NOBODY
    )
    found, opened = set(), {}
    for who, client in clients.items():
        pages = dict(crawl(client, STARTS))
        opened[who] = len(pages)
        for url, body in pages.items():
            found |= {(name, who, url) for name, words in sown.items() if words in body}
    leaks = sorted(each for each in found if each[1] not in allowed[each[0]])
    assert leaks == []
    # The crawl would find nothing either if it went nowhere or the canaries were nowhere.
    assert min(opened.values()) >= 5
    assert opened["staff"] > 60
    seen = {(name, who) for name, who, _ in found}
    for name in ("enterprise", "text", "said", "reply"):
        assert {who for secret, who in seen if secret == name} == READERS, name
    assert ("sealed", "staff") in seen
    assert {who for secret, who in seen if secret == "opinion"} == SIDE | {"colleague"}
    assert {who for secret, who in seen if secret == "visit_matter"} == VISITED
    assert {who for secret, who in seen if secret == "asked_words"} == ASKED
    for name in ("expense_purpose", "papers_asked"):
        assert {who for secret, who in seen if secret == name} == CANARIES[name][1], name
    assert {who for secret, who in seen if secret == "paired_words"} == SIDE
    for name in ("report_words", "report_comment"):
        assert {who for secret, who in seen if secret == name} == CANARIES[name][1], name
    for name in ("suggestion_consult", "suggestion_minutes", "suggestion_outcome"):
        assert {who for secret, who in seen if secret == name} >= CONSULTED - OFFICE, name
    assert ("suggestion_takeover", "second_staff") in seen
    assert ("account_text", "representative") in seen
    assert ("account_telephone", "administrator") in seen


def test_no_answer_of_the_api_shows_a_secret_beyond_its_row(story: Story, sown: dict[str, str]) -> None:
    client = Client()
    leaks = []
    for who in [*story.people, "visitor"]:
        headers = token_of(story.people[who], *TOKEN_SCOPES) if who != "visitor" else {}
        for path in (*API, f"requests/{story.case.ledger_number}/"):
            body = client.get(f"/api/v1/{path}", headers=headers).content.decode()
            body = body.encode().decode("unicode_escape", "ignore") if "\\u" in body else body
            leaks += [
                (name, who, path)
                for name, words in sown.items()
                if words in body and who not in CANARIES.get(name, ("", NOBODY))[1]
            ]
    assert leaks == []


def test_the_requester_sees_the_words_but_no_contact(story: Story, sown: dict[str, str]) -> None:
    page = Client().get(f"/receipt/{story.receipt.token}/").content.decode()
    for name in ("contact", "telephone", "email", "masked", "said", "advice"):
        assert sown[name] not in page, name


def test_a_canary_on_a_page_is_found(story: Story, sown: dict[str, str], visitor: Client) -> None:
    """Seen to fail: a public page that names the enterprise."""
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(title=sown["enterprise"])
    story.station.name = sown["enterprise"]
    story.station.save(update_fields=["name"])
    assert any(sown["enterprise"] in body for _, body in crawl(visitor, STARTS))
