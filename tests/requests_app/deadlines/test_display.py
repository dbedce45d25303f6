"""The closing hour in words: what the office has set, on the desk, in a letter and on the requester's page."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from office import calendar as office_calendar
from office import options
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from requests_app.deadlines.display import chip_of, deadline
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.models import Letter
from requests_app.notifications import letters_pdf
from requests_app.queues.filters import RequestFilter
from tests.people import SignIn
from tests.stories import Story


def closes_at(hour: str, story: Story, on: dt.date | None = None) -> None:
    effective_on = on or local_date(story.at)
    options.change("day_closes_at", hour, effective_on=effective_on, by=Actor.system("test"), at=story.at)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text that goes into each PDF."""
    found: list[str] = []

    def keep(template: str, data: dict[str, Any]) -> bytes:
        found.append(json.dumps(data, ensure_ascii=False, default=str))
        return b""

    monkeypatch.setattr(letters_pdf, "typst_pdf", keep)
    return found


def test_every_reader_is_told_the_hour_that_the_office_has_set(
    story: Story, sign_in: SignIn, visitor: Client, clock: Any, printed: list[str]
) -> None:
    closes_at("17:30", story)
    story.submit().accept().assign().work(1)
    clock.move_to(story.at)
    desk = page(sign_in(User.objects.get(pk=story.people["handler"].pk)), "/desk/")
    letters_pdf.letter(Letter.objects.latest("pk"))
    own = page(visitor, f"/receipt/{story.receipt.token}/")
    assert "今天 17:30 前签收" in desk
    assert "17:30 前签收" in printed[0]
    assert "17:30 前书面回复" in printed[0]
    assert "到期当天 17:30 截止" in own
    for text in (desk, *printed, own):
        assert "18:00" not in text


def test_a_clock_keeps_the_hour_of_the_day_it_started(story: Story) -> None:
    started_on, calendar = local_date(story.at), office_calendar.load()
    due_on = calendar.add(started_on, 2)
    closes_at("17:30", story, on=due_on)
    assert deadline(due_on, started_on=started_on).endswith(" 18:00")
    assert chip_of(due_on, due_on, calendar, verb="签收", started_on=started_on).text == "今天 18:00 前签收"
    assert chip_of(due_on, due_on, calendar, verb="签收").text == "今天签收", (
        "no hour where the start is not known"
    )


@pytest.mark.parametrize(
    ("stage", "who", "days"),
    [("submitted", "staff", 1), ("assigned", "staff", 15), ("assigned", "handler", 12)],
)
def test_a_list_and_a_header_tell_the_hour_that_the_clock_keeps(
    story: Story, sign_in: SignIn, clock: Any, stage: str, who: str, days: int
) -> None:
    """On the last day, when the office closes earlier than on the day it started."""
    story.submit()
    if stage == "assigned":
        story.accept().assign().sign()
    due_on = office_calendar.load().add(local_date(story.at), days)
    closes_at("17:30", story, on=due_on)
    clock.move_to(story.work(days).at)
    user = User.objects.get(pk=story.people[who].pk)
    asked = RequestFilter({}, user=user, on=due_on, calendar=office_calendar.load())
    (row,) = rows_of(with_parts(asked.rows()), user=user, on=due_on, calendar=asked.calendar)
    assert row.due_on == due_on
    assert row.chip is not None
    assert row.chip.text == "今天 18:00 前"
    detail = page(sign_in(user), f"/desk/requests/{story.case.ledger_number}/")
    assert detail.count("今天 18:00 前") >= 2
    assert "17:30" not in detail


def test_a_panel_counts_from_the_hour_that_the_office_has_set(
    story: Story, sign_in: SignIn, clock: Any
) -> None:
    """At 17:45 of a day that closes at 17:30 the first day is the next one, as the clocks themselves count."""
    closes_at("17:30", story)
    story.submit().accept()
    story.at = story.at.replace(hour=17, minute=45)
    clock.move_to(story.at)
    start = office_calendar.load().next_working(local_date(story.at))
    sign = office_calendar.load().add(start, 1)
    client = sign_in(User.objects.get(pk=story.people["staff"].pk))
    form = page(client, f"/desk/requests/{story.case.ledger_number}/steps/assign/")
    assert f"{sign.month}月{sign.day}日 17:30 前" in form
