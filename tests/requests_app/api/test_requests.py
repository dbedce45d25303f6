"""The API by its address: intake with its key, tracking, lists, steps, scopes and problems in Chinese."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo.defaults import TEXT
from office import accounts, ports
from office.actors import Actor
from office.models import User
from requests_app.models import EnterpriseRequest
from tests.stories import MONDAY, Story

BODY = {
    "station": "gyllzx",
    "requester_kind": "enterprise",
    "category": "RZ01",
    "text": TEXT,
    "enterprise": "湖北锦绣蓝天服饰有限公司",
    "contact": "徐经理",
    "phone": "+86 138 0713 5678",
    "share_contact": True,
}


def post(client: Client, url: str, body: Any, **headers: str) -> HttpResponse:
    return client.post(url, json.dumps(body), content_type="application/json", headers=headers)


def submit(client: Client, key: str | None = None, **given: Any) -> HttpResponse:
    return post(client, "/api/v1/requests/", BODY | given, **{"Idempotency-Key": key or str(uuid.uuid4())})


def token_of(user: User, *scopes: str) -> dict[str, str]:
    """The header of a token that opens these scopes, or all."""
    token = accounts.issue_token(
        user,
        name="test",
        scopes=scopes or [scope.name for scope in ports.api_scopes],
        lasting=dt.timedelta(days=30),
        by=Actor.system("test"),
        at=dt.datetime.now(dt.UTC),
    )
    return {"Authorization": f"Token {token}"}


def test_a_visitor_submits_once_however_often_it_is_sent(story: Story, client: Client) -> None:
    key = str(uuid.uuid4())
    first, again = submit(client, key), submit(client, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert EnterpriseRequest.objects.count() == 1
    assert first.json()["answer_due_is_estimate"] is True
    other = submit(client, key, text="完全不同的另一件事情")
    assert other.status_code == 422
    assert other["Content-Type"] == "application/problem+json"


def test_the_code_and_the_telephone_open_it(story: Story, client: Client) -> None:
    sent = submit(client).json()
    found = post(client, "/api/v1/track/", {"receipt_code": sent["receipt_code"], "phone_last4": "5678"})
    assert found.status_code == 200
    assert found.json()["ledger_number"] == sent["ledger_number"]
    text = json.dumps(found.json(), ensure_ascii=False)
    assert "13807135678" not in text
    assert "徐经理" not in text


def test_the_api_tells_the_same_way_as_the_requesters_page(story: Story, client: Client) -> None:
    sent = submit(client).json()
    story.case = EnterpriseRequest.objects.get()
    story.accept().take(
        "answer_on_the_spot", "liaison", text="可以在手机上办理，步骤如下。", result_class="D"
    )
    body = {"receipt_code": sent["receipt_code"], "phone_last4": "5678"}
    told = post(client, "/api/v1/track/", body).json()["timeline"]
    assert [row["step"] for row in told] == ["submit", "accept", "answer_on_the_spot"]
    page = client.get(sent["receipt_url"]).content.decode()
    assert all(row["title"] in page for row in told)


def test_a_wrong_telephone_and_an_unknown_code_read_the_same(story: Story, client: Client) -> None:
    sent = submit(client).json()
    wrong = post(client, "/api/v1/track/", {"receipt_code": sent["receipt_code"], "phone_last4": "0000"})
    from office.numbers import damm_digit

    unknown_code = "00000000001" + damm_digit("00000000001")
    unknown = post(client, "/api/v1/track/", {"receipt_code": unknown_code, "phone_last4": "5678"})
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.json() == unknown.json()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"station": "nowhere"}, "station"),
        ({"station": 5}, "station"),
        ({"requester_kind": "king"}, "requester_kind"),
        ({"category": "\x00"}, "category"),
        ({"text": "短"}, "text"),
        ({"text": "字" * 1001}, "text"),
        ({"text": "好的\x00坏的内容"}, "text"),
        ({"text": "x" * 1_000_000}, "text"),
        ({"enterprise": ""}, "enterprise"),
        ({"uscc": "123"}, "uscc"),
        ({"contact": ""}, "contact"),
        ({"phone": "12345"}, "phone"),
        ({"phone": ["138"]}, "phone"),
        ({"email": "不是邮箱"}, "email"),
        ({"share_contact": "也许"}, "share_contact"),
        ({"policy": "nothing"}, "policy"),
        ({"representative": "nobody"}, "representative"),
    ],
)
def test_bad_input_is_named_by_field_in_chinese(
    story: Story, client: Client, given: dict[str, Any], field: str
) -> None:
    sent = submit(client, **given)
    assert sent.status_code == 422, sent.content
    message = sent.json()["errors"][field][0]
    assert any("\u4e00" <= character <= "\u9fff" for character in message), message
    assert not EnterpriseRequest.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text":' * 5_000, "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_is_not_json_is_a_problem_not_an_error(
    story: Story, client: Client, body: bytes, content_type: str, status: int
) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    sent = client.post("/api/v1/requests/", body, content_type=content_type, headers=key)
    assert sent.status_code == status
    assert sent["Content-Type"] == "application/problem+json"


def test_a_missing_key_is_refused(story: Story, client: Client) -> None:
    assert post(client, "/api/v1/requests/", BODY).status_code == 422
    assert submit(client, "not-a-uuid").status_code == 422


def test_strangers_and_visitors_see_nothing(story: Story, client: Client) -> None:
    story.submit()
    url = f"/api/v1/requests/{story.case.ledger_number}/"
    assert client.get(url).status_code == 401
    assert client.get("/api/v1/requests/").status_code == 401
    for odd in ("Token", "Token ÿÿ", "Token a b", f"Token {'a' * 5000}", "Basic eDp5"):
        assert client.get("/api/v1/requests/", headers={"Authorization": odd}).status_code == 401
    stranger = token_of(story.people["stranger"])
    assert client.get(url, headers=stranger).status_code == 404
    assert client.get("/api/v1/requests/9999-99999/", headers=stranger).status_code == 404
    assert client.get("/api/v1/requests/", headers=stranger).json()["results"] == []


def test_a_case_answers_304_until_it_changes(story: Story, client: Client) -> None:
    story.submit()
    staff = token_of(story.people["staff"])
    url = f"/api/v1/requests/{story.case.ledger_number}/"
    first = client.get(url, headers=staff)
    assert "accept" in first.json()["steps"]
    assert client.get(url, headers=staff | {"If-None-Match": first["ETag"]}).status_code == 304
    story.accept()
    assert client.get(url, headers=staff | {"If-None-Match": first["ETag"]}).status_code == 200


def test_a_step_is_taken_and_an_illegal_one_names_the_possible(story: Story, client: Client) -> None:
    story.submit()
    base = f"/api/v1/requests/{story.case.ledger_number}/steps"
    liaison = token_of(story.people["liaison"])
    body = {"category": "RZ01", "difficulty": "simple", "group": "finance", "representative": "shanxiong"}
    taken = post(client, f"{base}/accept/", body, **liaison)
    assert taken.status_code == 200, taken.content
    assert taken.json()["status"] == "accepted"
    again = post(client, f"{base}/accept/", body, **liaison)
    assert again.status_code == 409
    assert "ask" in again.json()["possible"]
    staff = token_of(story.people["staff"])
    lacking = post(client, f"{base}/assign/", {"co": ["kfq"]}, **staff)
    assert lacking.status_code == 422
    assert "lead" in lacking.json()["errors"]
    assert post(client, f"{base}/assign/", {"lead": "czj", "co": ["kfq"]}, **staff).status_code == 200
    assert post(client, f"{base}/fly/", {}, **staff).status_code == 404
    assert post(client, f"{base}/urge/", {"surprise": 1}, **staff).json()["errors"]["surprise"]


def test_no_role_rates_through_the_api(story: Story, client: Client) -> None:
    story.answered()
    body = {"satisfaction": "satisfied", "agreed": "yes"}
    for who in ("staff", "liaison", "representative", "handler", "clerk"):
        url = f"/api/v1/requests/{story.case.ledger_number}/steps/rate/"
        assert post(client, url, body, **token_of(story.people[who])).status_code in (404, 409)
    assert not story.case.verdicts.exists()


def test_scopes_narrow_a_token(story: Story, client: Client) -> None:
    story.submit()
    reader = token_of(story.people["liaison"], "requests:read")
    url = f"/api/v1/requests/{story.case.ledger_number}/"
    assert client.get(url, headers=reader).status_code == 200
    assert post(client, f"{url}steps/urge/", {}, **reader).status_code == 403
    assert client.get("/api/v1/figures/", headers=reader).status_code == 403


def test_a_list_pages_by_cursor_at_the_same_cost(story: Story, client: Client) -> None:
    staff = token_of(story.people["staff"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v1/requests/?tab=all", headers=staff).status_code == 200
        return len(queries)

    for _ in range(3):
        story.at = MONDAY
        story.submit().accept().assign()
    cost()
    few = cost()
    for _ in range(9):
        story.at = MONDAY
        story.submit().accept().assign()
    assert cost() == few


@pytest.mark.parametrize(
    "name",
    ["stations", "professional-groups", "regional-groups", "representatives", "departments", "categories"],
)
def test_public_lists_carry_codes_and_names_and_nothing_personal(
    story: Story, client: Client, name: str
) -> None:
    found = client.get(f"/api/v1/{name}/")
    assert found.status_code == 200
    for row in found.json()["results"]:
        assert {"code", "name"} <= row.keys()
        assert not {"phone", "certificate_number", "user"} & row.keys() or name == "stations"
    assert client.get(f"/api/v1/{name}/?q=%00").status_code == 422
    assert client.get(f"/api/v1/{name}/?cursor=abc").status_code == 200


def test_the_board_and_figures_show_both_parts_or_none(story: Story, client: Client) -> None:
    story.answered()
    board = client.get("/api/v1/board/gyllzx/").json()
    assert board["rates"]["response"] == {"numerator": None, "denominator": None}
    figures = client.get("/api/v1/figures/?month=2026-11", headers=token_of(story.people["auditor"]))
    assert figures.json()["station"][0]["rates"]["response"]["denominator"] == 1
    assert client.get("/api/v1/figures/", headers=token_of(story.people["liaison"])).status_code == 404
    assert client.get("/api/v1/figures/?month=13", headers=token_of(story.people["staff"])).status_code == 422
    assert client.get("/api/v1/disclosures/2026/10/").status_code == 404


def test_the_schema_has_no_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
