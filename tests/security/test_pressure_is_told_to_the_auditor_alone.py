"""有没有人劝您改评价: whoever was talked over can say so; the handlers, the office and the units read nothing of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.models import Event, Notice, StoredFile, User
from requests_app.followup import pressure_counts
from requests_app.followup.telephone_scripts import PRESSED, script_of
from requests_app.models import PressureAnswer
from requests_app.personal_data.copies import export_personal
from requests_app.steps.table import STEPS
from tests.requests_app.ends import later, settled
from tests.requests_app.public.pages import stamp_in
from tests.security.links import own_way
from tests.stories import Story

SignIn = Callable[[User], Client]
SECRET = "办事处的老熊来厂里坐了一下午"
PRESSURE = {"pressed": "yes", "pressed_said": SECRET}
CALLED = {"called": "徐经理", "satisfaction": "satisfied", "agreed": "yes", "reason": ""}
pytestmark = pytest.mark.django_db


def pages_of(client: Client, story: Story) -> str:
    number = story.case.ledger_number
    places = (
        f"/desk/requests/{number}/", "/desk/", "/desk/notices/", "/desk/requests/", "/desk/look-backs/",
        "/desk/pressure/", "/desk/figures/?month=2026-11",
    )  # fmt: skip
    return "".join(client.get(place).content.decode() for place in places)


def test_the_answer_of_the_link_is_on_the_auditors_page_alone(
    story: Story, visitor: Client, sign_in: SignIn, on_the_day: Any
) -> None:
    on_the_day(story.answered())
    page = visitor.get(f"{own_way(story)}rate/").content.decode()
    assert "有没有人劝您改评价" in page
    body = {"stamp": stamp_in(page), "satisfaction": "satisfied", "agreed": "yes"} | PRESSURE
    assert visitor.post(f"{own_way(story)}rate/", body).status_code == 303
    row = PressureAnswer.objects.get()
    assert (row.pressed, row.said, row.asked_by, row.department) == (True, SECRET, "link", story.lead)
    assert SECRET in pages_of(sign_in(story.people["auditor"]), story)
    for who in set(story.people) - {"auditor"}:
        html = pages_of(sign_in(story.people[who]), story)
        assert SECRET not in html, who
        assert "有企业说有人劝改评价" not in html, who
    assert SECRET not in visitor.get(own_way(story)).content.decode()


@pytest.mark.parametrize(
    "step", ["rate", "still_there", "record_verdict", "record_look_back", "record_call_back"]
)
def test_every_link_and_call_asks(step: str) -> None:
    assert {"pressed", "pressed_said"} <= set(STEPS[step].inputs.__dataclass_fields__)


def test_the_script_of_every_call_asks(story: Story) -> None:
    story.answered()
    assert PRESSED in script_of(story.case, None, story.on)
    story.rate()
    assert PRESSED in script_of(story.case, None, story.on)


def test_what_a_caller_hears_is_kept_apart_from_the_case(
    story: Story, sign_in: SignIn, on_the_day: Any
) -> None:
    on_the_day(story.answered().work(1).take("record_verdict", "second_staff", **CALLED, **PRESSURE))
    assert PressureAnswer.objects.get().asked_by == "telephone"
    case_events = Event.objects.filter(subject=story.case.subject).prefetch_related("privates")
    for event in case_events:
        assert "pressed" not in event.data
        assert all(SECRET not in private.value for private in event.privates.all())
    assert Event.objects.filter(action="answer_pressure").count() == 1
    assert SECRET not in pages_of(sign_in(story.people["second_staff"]), story)
    told = Notice.objects.filter(title="有企业说有人劝改评价")
    assert {row.recipient for row in told} == {story.people["auditor"]}


def test_the_later_question_asks_too(story: Story) -> None:
    settled(story)
    later(story, 29).take("ask_lasting", "system").take("still_there", holds="yes", **PRESSURE)
    assert PressureAnswer.objects.get().pressed


def test_no_answer_is_no_row(story: Story) -> None:
    story.answered().rate()
    assert not PressureAnswer.objects.exists()


def test_a_unit_is_counted_from_five_answers_on(story: Story, sign_in: SignIn, on_the_day: Any) -> None:
    on_the_day(story.answered().take("rate", satisfaction="satisfied", agreed="yes", pressed="yes"))
    row = PressureAnswer.objects.get()
    for _ in range(3):
        row.pk = None
        row.save()
    assert [each.pressed for each in pressure_counts.by_unit()] == [None]
    staff = sign_in(story.people["staff"])
    assert "样本不足" in staff.get("/desk/pressure/").content.decode()
    row.pk, row.pressed = None, False
    row.save()
    (unit,) = pressure_counts.by_unit()
    assert (unit.unit, unit.answers, unit.pressed) == (story.lead.name, 5, 4)


def test_the_copy_of_personal_data_that_staff_make_says_nothing_of_it(story: Story) -> None:
    story.answered().take("rate", satisfaction="satisfied", agreed="yes", **PRESSURE)
    book = export_personal(story.case, checked="看过身份证", by=story.people["staff"], at=story.at)
    assert SECRET.encode() not in book
    assert not StoredFile.objects.exists()
