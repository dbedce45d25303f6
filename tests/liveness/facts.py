"""What is shown of a case, each compared with the independent reading of its events."""

from __future__ import annotations

import re

from django.http import Http404
from django.test import RequestFactory

from office.calendar import load, local_date
from office.models import Event, User
from office.workdays import closing_time
from requests_app.deadlines import next_action
from requests_app.deadlines.options import clock_days
from requests_app.desk.forms.step_values import initial_of
from requests_app.desk.views.case_actions import actions_of
from requests_app.desk.views.opening import open_case
from requests_app.history import progress
from requests_app.models.case_file import CaseFile
from requests_app.models.requests import OPEN, Status
from tests.liveness.reading import Reading
from tests.stories import Story

DECIDE = {"decline": {"不予受理", "终止办理"}, "refer": {"转送"}}
LEAD_ON = ("reply", "record_reply")
LOOKED = re.compile(r"已查看(?:（第 (\d+) 轮）)?$")


def assert_facts(story: Story) -> None:
    """Reply, unit, date, looks, turn, main buttons and what is proposed, as the events have it."""
    reading, file = Reading.of(story.case), CaseFile(story.case)
    written = file.reply
    assert (written.pk if written else None) == reading.reply, "another reply counts"
    assert (written.state if written else "") == reading.state
    assert (file.lead.department.code if file.lead else "") == reading.lead
    assert story.case.round == reading.round
    _dates(story, reading)
    _page(story, file, reading)
    if story.case.sealed or story.case.is_waiting:
        return
    _turn(story, reading)
    _buttons(story, reading)
    _proposed(story, reading)


def _dates(story: Story, reading: Reading) -> None:
    if reading.date_began is None or not reading.date_is_plain or story.case.status not in OPEN:
        return
    calendar, on = load(), local_date(reading.date_began)
    days = clock_days("answer", story.case.difficulty, on)
    days = max(1, days // 2) if reading.round > 1 else days
    start = calendar.start_day(reading.date_began, closing_time(on))
    assert story.case.answer_due_on == calendar.due_day(start, days)


def _page(story: Story, file: CaseFile, reading: Reading) -> None:
    """The requester's page: who works on it, whose looks, in which round."""
    shown = progress.of(file, local_date(story.at), file_url=str)
    if story.case.status == Status.MERGED:
        assert shown.lead is None or shown.lead.viewed_at is None, "a look at another case"
    elif reading.lead:
        assert shown.lead is not None
        assert shown.lead.name == file.lead.department.name
    number = story.case.ledger_number
    looks = [event for event in Event.objects.filter(action="viewed") if event.data.get("case") == number]
    told = sorted(
        (entry.at, int(found.group(1) or 1))
        for entry in shown.entries
        if (found := LOOKED.search(entry.title))
    )
    assert told == sorted((event.at, reading.round_at(event.at)) for event in looks)
    assert shown.answer is None or shown.answer.round == reading.round
    if story.case.status in OPEN:
        assert shown.answer is None, "an answer of an earlier round"


def _turn(story: Story, reading: Reading) -> None:
    action = next_action.next_action_of(story.case, on=local_date(story.at))
    if story.case.status == Status.HANDLING and action and action.clock.kind in ("reply", "check", "answer"):
        expected = {"awaits_head": "confirm", "sent": "answer", "checked": "answer"}.get(
            reading.state, "reply"
        )
        assert expected in action.steps, action.words
    if action and action.clock.kind in ("accept", "assign", "reassign"):
        assert ("决定是否" in action.words) == bool(reading.proposed), action.words


def _buttons(story: Story, reading: Reading) -> None:
    may_answer = reading.state in ("sent", "checked")
    for who in ("staff", "second_staff", "liaison", "representative"):
        user = story.people[who]
        button = main_button(story, user)
        if story.case.status == Status.HANDLING:
            assert may_answer or "答复企业" not in button, who
            assert reading.lead or button != "代录回复"
        if story.case.status == Status.SUBMITTED:
            assert not (reading.proposed and button == "受理"), who
            assert not button or reading.proposed or button in ("受理", "确认并交办", "联系企业"), button
        may_decide = who in ("staff", "second_staff") and user.pk != reading.proposed_by
        if reading.proposed and may_decide and story.case.status in (Status.SUBMITTED, Status.ACCEPTED):
            assert button in DECIDE[reading.proposed], f"{who}: {button}"
    lead = CaseFile(story.case).lead
    if lead is not None and lead.status == "sent" and lead.department.mode == "paper":
        assert main_button(story, story.people["staff"]) != "代录回复"


def _proposed(story: Story, reading: Reading) -> None:
    """Of whoever gave it back none is filled in; the one that was named is."""
    if story.case.status != Status.ACCEPTED or not reading.gave_back:
        return
    values = initial_of("assign", story.case, story.people["staff"], local_date(story.at))
    lead = values["lead"].code if values["lead"] else ""
    later = Event.objects.of(story.case.subject).filter(action__in=("propose_assignment", "record_consult"))
    if later.exists():
        return
    assert lead not in reading.gave_back
    assert lead == reading.named or not reading.named or reading.named in reading.gave_back


def main_button(story: Story, user: User) -> str:
    """The label of the red button of the case's page; empty where this person has none or does not see it."""
    request = RequestFactory().get("/")
    request.user = user
    try:
        opened = open_case(request, story.case.ledger_number, story.at)
    except Http404:
        return ""
    primary = actions_of(opened).primary
    return primary.label if primary else ""
