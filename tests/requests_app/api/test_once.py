"""Calls that come twice, and calls with several mistakes: one key is one body, and all that is wrong is said at once."""

import datetime as dt
import uuid

from django.test import Client

from tests.requests_app.api.test_requests import BODY, post, submit, token_of
from tests.stories import Story


def test_a_key_of_another_body_is_named_in_words_of_the_interface(story: Story, client: Client) -> None:
    key = str(uuid.uuid4())
    assert submit(client, key).status_code == 201
    answer = submit(client, key, text="完全不同的另一件事情").json()
    assert answer["code"] == "key_reused"
    assert answer["errors"]["Idempotency-Key"] == [answer["detail"]]
    assert "换一个新的 UUID" in answer["detail"]


def test_a_step_with_a_key_is_taken_once_and_another_body_is_refused(story: Story, client: Client) -> None:
    """A retry after a lost connection recorded a second contact."""
    story.submit()
    story.accept()
    url = f"/api/v1/requests/{story.case.ledger_number}/steps/contact/"
    headers = token_of(story.people["liaison"]) | {"Idempotency-Key": str(uuid.uuid4())}
    body = {"how": "telephone", "reached": "yes", "said": "企业说月底前要答复"}
    first, again = post(client, url, body, **headers), post(client, url, body, **headers)
    assert (first.status_code, again.status_code) == (200, 200), first.content
    assert first.json() == again.json()
    assert story.case.contacts.count() == 1
    other = post(client, url, body | {"said": "企业说不急"}, **headers)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert story.case.contacts.count() == 1
    broken = post(client, url, body, **headers | {"Idempotency-Key": "no uuid"})
    assert (broken.status_code, list(broken.json()["errors"])) == (422, ["Idempotency-Key"])


def test_all_that_is_wrong_with_a_body_is_said_at_once(story: Story, client: Client) -> None:
    """The name of the enterprise, the station and the key were said one after the other."""
    story.station.is_default, story.station.closed_on = False, dt.date(2026, 11, 1)
    story.station.save(update_fields=["is_default", "closed_on"])
    body = {
        name: value for name, value in BODY.items() if name not in ("requester_kind", "enterprise", "text")
    }
    answer = post(client, "/api/v1/requests/", body).json()
    assert set(answer["errors"]) == {"Idempotency-Key", "requester_kind", "enterprise", "text", "station"}


def test_all_that_is_wrong_with_a_step_is_said_at_once(story: Story, client: Client) -> None:
    story.handled()
    url = f"/api/v1/requests/{story.case.ledger_number}/steps/reply/"
    body = {
        "text": "短",
        "result_class": "B",
        "officer_phone": "123",
        "surprise": 1,
        "signer": {"no": "text"},
    }
    answer = post(client, url, body, **token_of(story.people["handler"]))
    wrong = {
        "text",
        "officer_phone",
        "officer_name",
        "publicity",
        "signer",
        "promise_on",
        "promise_text",
        "surprise",
    }
    assert set(answer.json()["errors"]) == wrong
    sound = {
        "text": "办理情况和结果写明如下。", "result_class": "B", "officer_phone": "0713-2920011", "officer_name": "童欣",
        "publicity": "open", "signer": "邱正华",
    }  # fmt: skip
    answer = post(client, url, sound, **token_of(story.people["handler"]))
    assert set(answer.json()["errors"]) == {"promise_on", "promise_text"}
