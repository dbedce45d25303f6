"""Whatever is sent to the API, drawn from its own schema: an answer of its own, each refusal in Chinese, no error."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET
from schemathesis.generation import GenerationMode

from office.models import ThrottleCounter
from requests_app.steps.table import STEPS
from tests.requests_app.api.test_requests import token_of
from tests.sizes import SIZE
from tests.stories import Story

pytestmark = [pytest.mark.generated, pytest.mark.django_db]
ANSWERS = {200, 201, 400, 401, 404, 405, 409, 415, 422, 429}
SEGMENT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=40)


@pytest.fixture
def calls(story: Story) -> Any:
    """Calls that fit the schema, and calls that break it in one place."""
    story.submit().accept()
    described = json.loads(Client().get("/api/schema/").content)
    schema = schemathesis.openapi.from_dict(described)
    return st.one_of(*(schema.as_strategy(generation_mode=mode) for mode in GenerationMode))


@pytest.fixture
def tokens(story: Story) -> list[dict[str, str]]:
    return [{}, *(token_of(story.people[who]) for who in ("staff", "liaison", "stranger"))]


@settings(max_examples=SIZE.api_calls)
@given(data=st.data())
def test_any_call_gets_an_answer(
    calls: Any, tokens: list[dict[str, str]], story: Story, data: st.DataObject
) -> None:
    ThrottleCounter.objects.all().delete()
    call = data.draw(calls)
    known = {"ledger_number": st.just(story.case.ledger_number), "step": st.sampled_from(sorted(STEPS))}
    path = call.path
    for name in call.path_parameters or {}:
        path = path.replace(f"{{{name}}}", quote(data.draw(known.get(name, SEGMENT) | SEGMENT), safe=""))
    answer = sent(call, path, {**(call.headers or {}), **data.draw(st.sampled_from(tokens))})
    assert answer.status_code in ANSWERS
    if answer.status_code >= 400 and answer["Content-Type"] == "application/problem+json":
        assert any("\u4e00" <= character <= "\u9fff" for character in answer.content.decode())


def sent(call: Any, path: str, headers: dict[str, Any]) -> Any:
    query = urlencode(call.query or {}, doseq=True, errors="surrogatepass")
    body = b"" if call.body is NOT_SET else json.dumps(call.body, default=str).encode()
    plain = {name: str(value) for name, value in headers.items() if str(value).isprintable()}
    return Client().generic(
        call.method, path, body, content_type="application/json", headers=plain, QUERY_STRING=query
    )
