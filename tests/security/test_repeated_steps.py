"""The back button after one of the requester's own steps, a fresh form, and the same words again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.models import Event
from requests_app.models import DraftFile
from tests.requests_app.public.pages import hidden_in, jpeg, stamp_in
from tests.requests_app.public.test_own_steps import address
from tests.stories import Story

pytestmark = pytest.mark.django_db
OnTheDay = Callable[[Story], None]
REPEATED = {
    "supplement": {"text": "补充一句"},
}


@pytest.fixture
def on_the_day(clock: Any) -> OnTheDay:
    return lambda story: clock.move_to(story.at)


def press(visitor: Client, story: Story, step: str, page: str = "", **given: Any) -> Any:
    """A press on the button of a page, or of a fresh one."""
    page = page or visitor.get(address(story, step)).content.decode()
    hidden = {name: values[-1] for name, values in hidden_in(page).items() if name != "files_kept"}
    return visitor.post(address(story, step), hidden | given)


def taken(step: str) -> int:
    return Event.objects.filter(action=step).count()


@pytest.mark.parametrize("step", REPEATED)
def test_the_same_under_a_fresh_form_is_asked_about(
    visitor: Client, story: Story, on_the_day: OnTheDay, step: str
) -> None:
    on_the_day(story.submit())
    values = REPEATED[step]
    assert press(visitor, story, step, **values).status_code == 303
    page = press(visitor, story, step, **values)
    html = page.content.decode()
    assert page.status_code == 409
    assert "您刚才已提交过同样的内容" in html
    assert list(values.values())[-1] in html
    assert taken(step) == 1
    assert press(visitor, story, step, html, **values).status_code == 303
    assert taken(step) == 2


def test_files_wait_with_the_question(visitor: Client, story: Story, on_the_day: OnTheDay) -> None:
    on_the_day(story.submit())
    for _ in range(2):
        page = press(visitor, story, "supplement", text="见附件", files=[jpeg("合同.jpg")])
    assert "已上传：合同.jpg" in page.content.decode()
    assert DraftFile.objects.count() == 1


def test_other_words_or_another_hour_are_not_held_up(
    visitor: Client, story: Story, on_the_day: OnTheDay, clock: Any
) -> None:
    on_the_day(story.submit())
    for text in ("补充一句", "补充两句"):
        assert press(visitor, story, "supplement", text=text).status_code == 303
    clock.shift(dt.timedelta(minutes=61))
    assert press(visitor, story, "supplement", text="补充一句").status_code == 303
    assert taken("supplement") == 3


def test_the_answer_to_go_on_cannot_be_guessed(visitor: Client, story: Story, on_the_day: OnTheDay) -> None:
    on_the_day(story.submit())
    press(visitor, story, "supplement", text="补充一句")
    page = visitor.get(address(story, "supplement")).content.decode()
    given = {"stamp": stamp_in(page), "text": "补充一句", "again": "1"}
    assert visitor.post(address(story, "supplement"), given).status_code == 409
