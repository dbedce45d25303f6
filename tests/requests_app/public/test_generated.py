"""Whatever is sent to the visitor's forms: an answer in words, never an error, never a wrong acceptance."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from office.models import ThrottleCounter
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.requests_app.public.pages import PAGE, filled, stamp_of
from tests.stories import Story

pytestmark = pytest.mark.generated

FIELDS = (
    "stamp",
    "requester_kind",
    "category",
    "text",
    "enterprise_name",
    "uscc",
    "contact",
    "phone",
    "email",
    "private",
    "share_contact",
    "website",
    "confirmed",
    "edit",
    "files",
    "files_kept",
)
# Every character, lone surrogates left out: no browser can send one.
ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
ANSWERS = {200, 303, 409, 422, 429}


@given(changed=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=6))
def test_any_form_gets_an_answer(
    visitor: Client, open_station: Station, clock: Any, changed: dict[str, str]
) -> None:
    ThrottleCounter.objects.all().delete()
    page = visitor.post(PAGE, filled(visitor) | changed)
    assert page.status_code in ANSWERS
    case = EnterpriseRequest.objects.order_by("-id").first()
    if page.status_code == 303 and case is not None:
        assert 5 <= len(case.text) <= 1000
        assert case.phone.isdigit()
        assert "\x00" not in case.text


@given(code=ODD, last4=ODD)
def test_any_look_up_finds_nothing(visitor: Client, story: Story, code: str, last4: str) -> None:
    ThrottleCounter.objects.all().delete()
    assert visitor.post("/track/", {"code": code, "last4": last4}).status_code in (422, 429)


@given(
    step=st.sampled_from(["supplement", "correct", "withdraw", "urge", "rate", "reopen", "appeal"]),
    typed=st.dictionaries(
        st.sampled_from(
            ["text", "value", "field", "reason", "satisfaction", "agreed", "stamp", "files_kept"]
        ),
        ODD,
    ),
)
def test_any_own_step_gets_an_answer(visitor: Client, story: Story, step: str, typed: dict[str, str]) -> None:
    ThrottleCounter.objects.all().delete()
    story.submit()
    page = visitor.post(f"/receipt/{story.receipt.token}/{step}/", typed)
    assert page.status_code in ANSWERS


@given(code=ODD.filter(bool))
def test_any_code_gets_a_page(visitor: Client, open_station: Station, code: str) -> None:
    for path in (f"/s/{code}/", f"/r/{code}/", f"/receipt/{code}/", f"/track/{code}/"):
        assert visitor.get(path).status_code in (200, 301, 302, 404, 405)


def test_the_stamp_of_one_page_serves_another(visitor: Client, open_station: Station, clock: Any) -> None:
    body = filled(visitor, clock, stamp=stamp_of(visitor, "/new/"))
    assert visitor.post(PAGE, body).status_code == 303
