"""Every field of the visitor's, the counter's and the requester's own forms: the longest that is accepted passes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.controls import Controls
from tests.people import SignIn
from tests.requests_app.public.pages import PAGE, jpeg
from tests.requests_app.public.test_own_steps import address
from tests.stories import Story

LONGEST = {
    "text": 1000,
    "enterprise_name": 60,
    "contact": 60,
    "contact_note": 1000,
    "activity": 80,
    "present": 200,
    "expected_outcome": 200,
    "solution": 2000,
    "reason": 500,
    "value": 1000,
    "said": 500,
    "pressed_said": 200,
}
KNOWN = {
    "phone": "0713-2920011",
    "email": f"{'a' * 60}@{'b' * 51}.com.cn",
    "uscc": "",
    "website": "",
    "occurred_at": "",
    "agreed_on": "2026-12-31",
}


def longest(client: Client, path: str, form: str, letter: str = "长", **given: Any) -> dict[str, Any]:
    page = Controls(client.get(path).content.decode(), form=form)
    texts = {name: KNOWN[name] if name in KNOWN else letter * LONGEST.get(name, 1000) for name in page.typed}
    return page.filled(**texts | given)


def test_the_longest_public_form_is_taken(visitor: Client, open_station: Station, clock: Any) -> None:
    body = longest(visitor, PAGE, "data-keep", files=[jpeg(f"{'名' * 300}.jpg")])
    clock.shift(20)
    assert visitor.post(PAGE, body).status_code == 303
    case = EnterpriseRequest.objects.get()
    told = case.text_original or case.text
    assert (len(told), len(case.enterprise_name), len(case.contact), len(case.email)) == (1000, 60, 60, 119)
    name = case.attachments.get().file.name
    assert name.endswith(".jpg")
    assert len(name) < 300


@pytest.mark.parametrize(("path", "given"), [("/desk/intake/", {}), ("/desk/findings/new/", {"how": "later"}), ("/desk/findings/new/", {"how": "at_once", "representative": "shanxiong", "category": "RZ"})])  # fmt: skip
def test_the_longest_form_of_a_desk_is_taken(
    story: Story, sign_in: SignIn, clock: Any, path: str, given: dict[str, Any]
) -> None:
    client = sign_in(story.people["liaison"])
    body = longest(client, path, 'class="card counter"', **given)
    body.pop("anonymous", None)
    body.pop("private", None)
    sent = client.post(path, body)
    assert sent.status_code == 303, sent.content.decode()[:6000]
    assert EnterpriseRequest.objects.count() == 1


OWN: dict[str, tuple[Callable[[Story], Any], dict[str, Any]]] = {
    "supplement": (Story.submit, {}),
    "correct": (Story.submit, {"reason": "长" * 200}),
    "withdraw": (Story.submit, {}),
    "urge": (Story.submit, {}),
    "rate": (Story.answered, {"satisfaction": "dissatisfied", "agreed": "no"}),
    "reopen": (lambda story: story.answered().rate(), {}),
    "appeal": (lambda story: story.submit().take_default("decline"), {}),
}


@pytest.mark.parametrize("step", OWN)
def test_the_longest_form_of_the_requesters_own_is_taken(
    visitor: Client, story: Story, on_the_day: Any, step: str
) -> None:
    reached, given = OWN[step]
    on_the_day(reached(story))
    body = longest(visitor, address(story, step), 'class="card"', **given)
    sent = visitor.post(address(story, step), body)
    if sent.status_code == 422:
        # The form says how long its texts may be: as long as that they are taken.
        most = {name: int(limit) for name, limit in _limits(sent.content.decode()).items()}
        body |= {name: body[name][: most[name]] for name in most}
        sent = visitor.post(address(story, step), body)
    if step == "withdraw":
        # It is asked once more.
        body["again"] = sent.content.decode().split('name="again" value="')[1].split('"')[0]
        sent = visitor.post(address(story, step), body)
    assert sent.status_code == 303, sent.content.decode()[:6000]


def _limits(html: str) -> dict[str, str]:
    return dict(re.findall(r'id="id_(\w+)_error">.*?超过 (\d+) 字', html))
