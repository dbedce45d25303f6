"""Every form of the requester's sent twice: unchanged it is one step, changed it is asked about, and nothing is a 500."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.models import Event
from tests.requests_app.public.pages import stamp_in
from tests.requests_app.public.test_own_steps import address
from tests.stories import Story

pytestmark = pytest.mark.django_db

OnTheDay = Callable[[Story], None]
# Step, how far the case has come, what is sent, and what is sent instead the second time.
FORMS: dict[str, tuple[Callable[[Story], Any], dict[str, str], dict[str, str]]] = {
    "supplement": (Story.submit, {"text": "补充一句"}, {"text": "另外一件事"}),
    "correct": (
        Story.submit,
        {"field": "text", "value": "改成这样一段话。", "reason": "写错了"},
        {"field": "text", "value": "又改成那样一段话。", "reason": "又写错了"},
    ),
    "withdraw": (Story.submit, {"reason": "solved", "text": "好了"}, {"reason": "pressed", "text": "有人劝"}),
    "urge": (Story.submit, {"text": "请快一点"}, {"text": "请再快一点"}),
    "rate": (
        Story.answered,
        {"satisfaction": "satisfied", "agreed": "yes", "reason": "很好"},
        {"satisfaction": "mostly", "agreed": "yes", "reason": "还行"},
    ),
}


def first_tap(visitor: Client, story: Story, step: str, values: dict[str, str]) -> dict[str, str]:
    page = visitor.get(address(story, step)).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form = {"stamp": stamp_in(page), "seen": seen, **values}
    if step == "withdraw":
        asked = visitor.post(address(story, step), form).content.decode()
        form["again"] = asked.split('name="again" value="')[1].split('"')[0]
    assert visitor.post(address(story, step), form).status_code == 303
    return form


@pytest.mark.parametrize("step", FORMS)
def test_the_same_form_twice_is_one_step(
    visitor: Client, story: Story, on_the_day: OnTheDay, step: str
) -> None:
    reached, values, _ = FORMS[step]
    on_the_day(reached(story))
    form = first_tap(visitor, story, step, values)
    assert visitor.post(address(story, step), form).status_code == 303
    assert Event.objects.filter(action=step).count() == 1


@pytest.mark.parametrize("step", FORMS)
def test_other_words_under_the_same_form_are_neither_dropped_nor_sent(
    visitor: Client, story: Story, on_the_day: OnTheDay, step: str
) -> None:
    reached, values, others = FORMS[step]
    on_the_day(reached(story))
    form = first_tap(visitor, story, step, values)
    page = visitor.post(address(story, step), form | others)
    html = page.content.decode()
    assert page.status_code == 409
    assert list(others.values())[-1] in html
    assert Event.objects.filter(action=step).count() == 1


def test_other_words_go_through_when_the_button_is_pressed_again(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    on_the_day(story.submit())
    form = first_tap(visitor, story, "supplement", {"text": "补充一句"})
    html = visitor.post(address(story, "supplement"), form | {"text": "另外一件事"}).content.decode()
    assert "还没有提交" in html
    seen = html.split('name="seen" value="')[1].split('"')[0]
    again = {"stamp": stamp_in(html), "seen": seen, "text": "另外一件事"}
    assert visitor.post(address(story, "supplement"), again).status_code == 303
    assert Event.objects.filter(action="supplement").count() == 2


def test_a_second_tap_that_cannot_be_read_is_still_one_step(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    """It answered 500: what was typed was asked for before it had been checked."""
    on_the_day(story.submit())
    form = first_tap(visitor, story, "correct", FORMS["correct"][1])
    assert visitor.post(address(story, "correct"), form | {"field": "nonsense"}).status_code == 409


def test_the_second_tap_on_a_corrected_telephone_says_so(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    """The first has ended the link by itself: a bare 404 told nothing."""
    on_the_day(story.submit())
    form = first_tap(
        visitor, story, "correct", {"field": "phone", "value": "13900001234", "reason": "换号了"}
    )
    page = visitor.post(address(story, "correct"), form, follow=True)
    assert page.redirect_chain[-1][0] == "/track/"
    assert "联系电话已更正" in page.content.decode()
