"""Values that no browser sends, in every kind of field of a step: a message in Chinese, never an error page."""

from collections.abc import Callable

import pytest
from django.test import Client

from office.models import User
from tests.stories import Story


@pytest.mark.parametrize("value", ["\x00", "RZ01\x00", "9" * 400, "\u202eRZ01", "{}", "-1", "', DROP TABLE"])
def test_a_choice_that_does_not_exist_is_refused_in_words(
    story: Story, sign_in: Callable[[User], Client], value: str
) -> None:
    story.submit()
    client = sign_in(story.people["staff"])
    url = f"/desk/requests/{story.case.ledger_number}/steps/accept/"
    body = {"category": value, "difficulty": value, "group": value, "representative": value}
    sent = client.post(url, body)
    assert sent.status_code == 422, sent.status_code
    story.case.refresh_from_db()
    assert story.case.status == "submitted"
