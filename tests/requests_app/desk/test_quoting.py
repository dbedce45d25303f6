"""Policies in the work: on the receipt, beside an answer, in the API."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from demo.defaults import TEXT
from policies import proposals
from policies.models import PolicyVersion
from stations.models import Station
from tests.policies.rows import a_version, an_item
from tests.requests_app.public.pages import filled
from tests.stories import Story

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 23)


@pytest.fixture
def policy(db: None) -> PolicyVersion:
    return a_version(
        title="无还本续贷",
        benefit="用新贷款结清旧贷款。",
        document_number="金规〔2024〕13号",
        keywords=["续贷", "过桥", "还贷"],
        policy_options={"slug": "xudai"},
    )


@pytest.fixture
def old(db: None) -> PolicyVersion:
    return a_version(
        title="续贷过桥补贴（旧）",
        keywords=["续贷", "过桥"],
        effective_from=dt.date(2025, 1, 1),
        expires_on=dt.date(2025, 12, 31),
        policy_options={"slug": "old"},
    )


def test_a_text_leads_to_its_policies_with_the_reason(policy: PolicyVersion, old: PolicyVersion) -> None:
    found = proposals.fitting(TEXT, on=ON)
    assert [(each.slug, each.status) for each in found] == [("xudai", "valid"), ("old", "expired")]
    assert "续贷" in found[0].because
    assert [entry.version for entry in proposals.fitting_entries(TEXT, on=ON)] == [policy]


def test_a_text_about_something_else_proposes_nothing(policy: PolicyVersion) -> None:
    assert proposals.fitting("路灯坏了很久，晚上看不见。", on=ON) == []


def test_the_receipt_shows_what_fits(
    visitor: Client, open_station: Station, policy: PolicyVersion, clock: Any
) -> None:
    sent = visitor.post("/s/gyllzx/", filled(visitor, clock, text=TEXT))
    page = visitor.get(sent["Location"]).content.decode()
    assert "这几条政策也许用得上" in page
    assert 'href="/policies/xudai/?from=receipt"' in page


def test_quoting_writes_title_number_point_and_link(
    story: Story, sign_in: Any, policy: PolicyVersion, old: PolicyVersion
) -> None:
    story.submit().accept().contact().assign().sign()
    handler = sign_in(story.people["handler"])
    url = f"/desk/requests/{story.case.ledger_number}/steps/reply/"
    page = handler.get(url).content.decode()
    assert 'name="quote" value="xudai"' in page
    assert 'value="old"' not in page
    shown = handler.post(url, {"quote": "xudai", "text": "您好。", "signer": "邱正华"}).content.decode()
    assert (
        f"您好。\n《无还本续贷》（金规〔2024〕13号）：用新贷款结清旧贷款。详见 {settings.SITE_URL}/policies/xudai/"
        in shown
    )
    assert "邱正华" in shown


def test_an_expired_policy_is_never_quoted(story: Story, sign_in: Any, old: PolicyVersion) -> None:
    story.submit().accept().contact().assign().sign()
    answer = sign_in(story.people["handler"]).post(
        f"/desk/requests/{story.case.ledger_number}/steps/reply/", {"quote": "old", "text": "您好。"}
    )
    assert answer.status_code == 422
    assert "不能引用" in answer.content.decode()


def test_the_clause_of_the_request_is_offered_first(
    story: Story, sign_in: Any, policy: PolicyVersion
) -> None:
    other = a_version(title="另一条政策", policy_options={"slug": "other"})
    story.submit(clause=other, source="qr_policy").accept().contact().assign().sign()
    page = sign_in(story.people["handler"]).get(f"/desk/requests/{story.case.ledger_number}/steps/reply/")
    html = page.content.decode()
    assert html.index('value="other"') < html.index('value="xudai"')


def test_the_api_lists_and_searches(client: Client, policy: PolicyVersion, old: PolicyVersion) -> None:
    a_version("draft", title="续贷草稿")
    listed = client.get("/api/v1/policies/").json()
    assert [(row["slug"], row["status"]) for row in listed["results"]] == [
        ("old", "expired"),
        ("xudai", "valid"),
    ]
    found = client.get("/api/v1/policies/?q=xudai").json()["results"]
    assert found[0]["slug"] == "xudai"
    assert found[0].keys() >= {"title", "document_number", "category", "expires_on", "status"}
    assert client.get("/api/v1/policies/?category=tax").json()["results"] == []
    assert client.get("/api/v1/policies/?q=" + "长" * 200).status_code == 422
    assert client.get("/api/v1/policies/?cursor=x&q=%00").status_code == 422


def test_the_api_lists_information(client: Client) -> None:
    an_item(slug="gongshang", title="工伤认定")
    assert client.get("/api/v1/information/?q=gongshang").json()["results"][0]["slug"] == "gongshang"
    assert client.get("/api/v1/information/?kind=none").json()["results"] == []


def test_a_representative_reads_the_units_reply_above_the_form_and_quotes_it(
    story: Story, sign_in: Any
) -> None:
    case = story.submit().accept().assign().sign().reply(text="变压器本月换好，十二月五日前送电").case
    client, url = (
        sign_in(story.people["representative"]),
        f"/desk/requests/{case.ledger_number}/steps/answer/",
    )
    page = client.get(url).content.decode()
    assert page.index("变压器本月换好") < page.index('id="step-form"')
    sent = client.post(url, {"quote": "@reply", "text": "经核实：", **stamps_of(page)})
    form = sent.content.decode().split('id="step-form"')[1]
    assert "经核实：\n变压器本月换好，十二月五日前送电</textarea>" in form
    staff = sign_in(story.people["handler"])
    assert staff.post(url.replace("answer", "reply"), {"quote": "@reply"}).status_code in (404, 409, 422)


def stamps_of(page: str) -> dict[str, str]:
    form = page.split('id="step-form"')[1].split("</form>", maxsplit=1)[0]
    return dict(re.findall(r'<input type="hidden" name="(seen|ticket)" value="([^"]*)"', form))
