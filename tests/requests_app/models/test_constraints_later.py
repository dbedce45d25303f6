"""What the database refuses of promises, look-backs, draws and later questions, each broken once."""

import datetime as dt
from typing import Any

import pytest

from requests_app.models import Clock, LaterQuestion, LookBack, LookBackDraw, Promise
from tests.breaking import assert_refused
from tests.requests_app.ends import promised
from tests.stories import Story

pytestmark = pytest.mark.postgres
DAY = dt.date(2026, 12, 1)


def set_promise(**values: Any) -> None:
    Promise.objects.update(**values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("promise_confirmed_at_on", {"confirmed_on": DAY}),
        ("promise_confirmed_by_known", {"confirmed_by": "rumour"}),
        ("promise_confirmed_once_kept", {"confirmed_at": "now", "confirmed_on": DAY, "confirmed_by": "enterprise"}),
        ("promise_kept_at_on", {"kept_on": DAY}),
        (
            "promise_not_both",
            {
                "kept_at": "now", "kept_on": DAY, "broken_at": "now", "broken_on": DAY,
                "confirmed_at": "now", "confirmed_on": DAY, "confirmed_by": "enterprise",
            },
        ),
    ],
)  # fmt: skip
def test_a_promise_is_never(story: Story, now: dt.datetime, name: str, values: dict[str, Any]) -> None:
    promised(story)
    row = {key: now if value == "now" else value for key, value in values.items()}
    assert_refused(name, lambda: set_promise(**row))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("look_back_source_known", {"source": "dream"}),
        ("look_back_outcome_known", {"outcome": "maybe", "done_at": "now", "done_on": DAY}),
        ("look_back_opened_at_on", {"opened_on": DAY}),
        ("look_back_done_at_on", {"done_on": DAY}),
        ("look_back_done_with_outcome", {"outcome": "holds"}),
        ("look_back_draw_with_rank", {"rank": 1}),
    ],
)
def test_a_look_back_is_never(story: Story, now: dt.datetime, name: str, values: dict[str, Any]) -> None:
    story.submit()
    row = {key: now if value == "now" else value for key, value in values.items()}
    row = {"case": story.case, "round": 1, "source": "first", "opens_on": DAY} | row
    assert_refused(name, lambda: LookBack.objects.create(**row))


def test_one_look_back_of_a_source_a_round_and_one_open_a_case(story: Story, now: dt.datetime) -> None:
    story.submit()
    opened = {"opens_on": DAY, "opened_at": now, "opened_on": DAY}
    LookBack.objects.create(case=story.case, round=1, source="first", **opened)
    assert_refused(
        "look_back_once",
        lambda: LookBack.objects.create(case=story.case, round=1, source="first", opens_on=DAY),
    )
    assert_refused(
        "look_back_one_open",
        lambda: LookBack.objects.create(case=story.case, round=1, source="second", **opened),
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [("look_back_draw_pool_known", {"pool": "lake"}), ("look_back_draw_share", {"share": 101})],
)
def test_a_draw_is_never(db: None, now: dt.datetime, name: str, values: dict[str, Any]) -> None:
    row = {"pool": "settled", "month": DAY, "share": 20, "seed": "1", "ranking": [], "size": 0}
    assert_refused(name, lambda: LookBackDraw.objects.create(drawn_at=now, drawn_on=DAY, **(row | values)))


def test_a_month_is_drawn_once_for_each_unit_and_once_without(story: Story, now: dt.datetime) -> None:
    row = {
        "pool": "settled",
        "month": DAY,
        "share": 20,
        "seed": "1",
        "ranking": [],
        "size": 0,
        "drawn_at": now,
    }
    for department, name in (
        (story.lead, "look_back_draw_once_per_unit"),
        (None, "look_back_draw_once_without_unit"),
    ):
        values = row | {"department": department, "drawn_on": DAY}
        LookBackDraw.objects.create(**values)
        assert_refused(name, lambda values=values: LookBackDraw.objects.create(**values))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("later_question_kind_known", {"kind": "when"}),
        ("later_question_answered_at_on", {"answered_on": DAY}),
        ("later_question_answered_when_told", {"holds": True}),
    ],
)
def test_a_later_question_is_never(story: Story, now: dt.datetime, name: str, values: dict[str, Any]) -> None:
    story.submit()
    row = {"case": story.case, "round": 1, "kind": "lasting", "asked_at": now, "asked_on": DAY} | values
    assert_refused(name, lambda: LaterQuestion.objects.create(**row))


def test_a_question_is_asked_once_a_round(story: Story, now: dt.datetime) -> None:
    story.submit()
    row = {"case": story.case, "round": 1, "kind": "lasting", "asked_at": now, "asked_on": DAY}
    LaterQuestion.objects.create(**row)
    assert_refused("later_question_once", lambda: LaterQuestion.objects.create(**row))


def test_a_clock_of_an_unknown_kind_is_refused(story: Story) -> None:
    story.submit()
    assert_refused("clock_kind_known", lambda: Clock.objects.update(kind="moon"))
