"""What steps declare to be told: templates that can be filled, each recipient once, a sealed case to its keeper."""

import datetime as dt
from dataclasses import fields
from string import Formatter

import pytest

from casework.notification import Notification
from office.models import Notice
from requests_app.notifications import audiences, messages, recipients
from requests_app.notifications.declared import TEMPLATES, ToPeople
from requests_app.steps.table import STEPS
from tests.stories import Story

ALWAYS_KNOWN = {"case", "row", "at", "on"}
DECLARED = [(step.name, each) for step in STEPS.values() for each in step.notifications]


def roots(notification: Notification) -> set[str]:
    """The names that the templates of a notification start from."""
    texts = [getattr(notification, field.name) for field in fields(notification)]  # type: ignore[arg-type]
    parsed = [part for text in texts if isinstance(text, str) for part in Formatter().parse(text)]
    return {name.split(".")[0] for _, name, _, _ in parsed if name}


@pytest.mark.parametrize(("step", "notification"), DECLARED)
def test_a_step_declares_only_what_every_taking_knows(step: str, notification: Notification) -> None:
    assert roots(notification) <= ALWAYS_KNOWN


def test_the_guard_sees_a_value_that_only_an_effect_knows() -> None:
    assert roots(ToPeople(key="a:{row.pk}", to=(), title="{because}")) == {"row", "because"}


def test_the_same_fact_has_the_same_key_however_it_is_taken() -> None:
    keys = {step: each for step, each in DECLARED if step in ("break_promise", "lapse_promise")}
    assert keys["break_promise"] == keys["lapse_promise"]


def test_one_proposal_is_told_once_to_each_recipient(story: Story) -> None:
    story.submit().accept()
    story.take("propose_assignment", "representative", lead=story.lead, text="应由财政局办理")
    notices = Notice.objects.filter(title="代表提出拟办意见，请交办")
    office = {user.pk for user in recipients.staff(story.at.date())}
    assert set(notices.values_list("recipient", flat=True)) == office
    assert notices.count() == notices.values("recipient", "channel").distinct().count()
    assert {notice.key.startswith(f"{story.case.subject}:proposal:") for notice in notices} == {True}


def test_nobody_is_told_of_what_they_did_themselves(story: Story) -> None:
    story.submit().accept().assign().sign()
    told = Notice.objects.inapp().filter(key__startswith=f"{story.case.subject}:assign")
    assert story.people["handler"].pk in told.values_list("recipient", flat=True)
    own = story.at.date().replace(day=20)
    story.take("ask_extension", "handler", until_on=own, reason="需要等省厅批复")
    asked = Notice.objects.inapp().filter(title__contains="延期").values_list("recipient", flat=True)
    assert story.people["staff"].pk in asked
    assert story.people["handler"].pk not in asked


def test_what_was_dealt_with_is_read(story: Story) -> None:
    """有新的诉求待受理 stood unread on every desk after one had accepted it."""
    story.submit()
    messages.tell_liaisons({"case": story.case.pk}, at=story.at)
    unread = Notice.objects.unread().filter(key=f"{story.case.subject}:submitted")
    assert unread.exists()
    story.accept()
    assert not unread.exists()
    story.assign()
    mine = Notice.objects.unread().filter(
        recipient=story.people["handler"], kind="plain", key__startswith=f"{story.case.subject}:"
    )
    assert mine.exists()
    story.sign()
    assert not mine.exists()


def test_recipients_of_a_unit_are_found_from_the_row_that_a_step_leaves(story: Story) -> None:
    story.submit().accept().assign().sign()
    until = story.at.date().replace(day=20)
    story.take("ask_extension", "handler", until_on=until, reason="需要等省厅批复")
    story.take("refuse_extension", "staff", decision="请按期办结")
    told = Notice.objects.filter(title="延期申请未获同意，请按期回复").values_list("recipient", flat=True)
    assert set(told) == {story.people["handler"].pk}
    assert audiences.handlers in STEPS["refuse_extension"].notifications[0].to  # type: ignore[attr-defined]


def test_a_date_of_a_template_says_the_year_that_is_not_this_one() -> None:
    said = [TEMPLATES.vformat("{on:day}前", (), {"on": dt.date(year, 1, 8)}) for year in (2026, 2027)]
    assert said == ["1月8日前", "2027年1月8日前"]
