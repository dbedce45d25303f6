"""The new steps through the API: bodies by code, refusals by field, an illegal one with what is possible."""

from typing import Any

import pytest
from django.test import Client

from requests_app.models import Extension, JointConsultation
from tests.requests_app.api.test_requests import post, token_of
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def send(story: Story, client: Client, now: Any) -> Any:
    story.at = now
    story.handled(story.co)

    def take(who: str, step: str, **body: Any) -> Any:
        url = f"/api/v1/requests/{story.case.ledger_number}/steps/{step}/"
        return post(client, url, body, **token_of(story.people[who]))

    return take


def test_an_extension_is_asked_and_granted(send: Any) -> None:
    lacking = send("handler", "ask_extension", until_on="2026-12-16")
    assert (lacking.status_code, list(lacking.json()["errors"])) == (422, ["reason"])
    asked = send("handler", "ask_extension", until_on="2026-12-16", reason="需上级部门批复后才能办理")
    assert asked.status_code == 200, asked.content
    too_late = send("staff", "extend", until_on="2026-12-18")
    assert (too_late.status_code, list(too_late.json()["errors"])) == (422, ["until_on"])
    assert send("staff", "extend", until_on="2026-12-16").status_code == 200
    assert Extension.objects.get().granted
    again = send("staff", "extend", until_on="2026-12-16")
    assert again.status_code == 409
    assert "consult" in again.json()["possible"]


def test_a_table_is_convened_by_codes_and_a_moment(send: Any) -> None:
    body = {"departments": ["czj", "kfq"], "place": "邻里中心", "text": "由谁牵头续贷和贴息"}
    wrong = send("liaison", "consult", **body, meets_at="下周三")
    assert (wrong.status_code, wrong.json()["errors"]["meets_at"]) == (
        422,
        ["请填写日期和时间，如 2026-11-23 09:30"],
    )
    unknown = send("liaison", "consult", **(body | {"departments": ["nobody"]}), meets_at="2026-11-26T15:00")
    assert unknown.status_code == 422
    assert send("liaison", "consult", **body, meets_at="2026-11-26T15:00").status_code == 200
    assert JointConsultation.objects.get().place == "邻里中心"


@pytest.mark.parametrize("step", ["deem_passed_on", "record_finding", "record_settled_finding"])
def test_what_is_no_button_is_taken_by_nobody(send: Any, step: str) -> None:
    assert send("staff", step).status_code in (404, 409, 422)


def test_a_stranger_finds_nothing_and_a_clerk_may_not(send: Any) -> None:
    assert send("stranger", "extend", until_on="2026-12-16").status_code == 404
    refused = send("clerk", "supervise", reason="久拖未决的事项", until_on="2026-12-16")
    assert refused.status_code == 409
