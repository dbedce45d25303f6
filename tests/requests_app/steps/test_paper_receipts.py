"""代录: what a paper unit did counts on the day its paper came, its scan stays, nobody at the desk is its 经办人."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.files import store
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access.case_access import access_of
from requests_app.desk.forms.step_values import initial_of
from requests_app.history import case_history
from requests_app.models import Attachment, Clock
from requests_app.models.case_file import CaseFile
from requests_app.models.files import Purpose
from tests.office.uploads import pdf
from tests.stories import Story

RECEIVED = dt.date(2026, 11, 3)
OFFICER = {"officer_name": "吴师傅", "officer_phone": "07132920033"}


@pytest.fixture
def scan(story: Story) -> StoredFile:
    return store(SimpleUploadedFile("签收单.pdf", pdf()), by=story.people["staff"], at=story.at)


def told(story: Story) -> str:
    access = access_of(CaseFile(story.case), story.people["staff"], story.on)
    return str(case_history.for_desk(story.case, access))


def sent(story: Story) -> Story:
    """Assigned on Monday, 2 November; it is Wednesday."""
    return story.submit().accept().assign(lead=story.paper).work(2)


def test_the_signing_counts_on_the_day_its_paper_came(story: Story, scan: StoredFile) -> None:
    part = sent(story).case.assignments.get()
    story.take("record_sign", "staff", assignment=part, received_on=RECEIVED, files=(scan,), **OFFICER)
    part.refresh_from_db()
    assert part.signed_on == RECEIVED
    assert Clock.objects.get(kind="sign").stopped_on == RECEIVED
    kept = Attachment.objects.get(case=story.case)
    assert (kept.assignment, kept.purpose, kept.file) == (part, Purpose.SCAN, scan)
    assert "收到日期 11月3日" in told(story)


def test_the_return_counts_on_the_day_its_paper_came(story: Story, scan: StoredFile) -> None:
    part = sent(story).case.assignments.get()
    story.take(
        "record_return", "staff", assignment=part, reason="不属本单位", received_on=RECEIVED, files=(scan,)
    )
    part.refresh_from_db()
    assert part.done_on == RECEIVED
    assert Clock.objects.get(kind="sign").stopped_on == RECEIVED
    assert Clock.objects.get(kind="reassign").start_on == story.on
    assert Attachment.objects.get(case=story.case).file == scan


@pytest.mark.parametrize("step", ["record_sign", "record_return", "record_reply"])
@pytest.mark.parametrize("day", [dt.date(2026, 11, 1), dt.date(2026, 11, 5)])
def test_a_day_before_the_assignment_or_after_today_is_refused(story: Story, step: str, day: dt.date) -> None:
    part = sent(story).case.assignments.get()
    with pytest.raises(Refused) as refusal:
        story.take_default(step, assignment=part, received_on=day)
    assert refusal.value.field == "received_on"


@pytest.mark.parametrize("step", ["record_sign", "record_return", "record_reply"])
def test_the_day_is_asked_for(story: Story, step: str) -> None:
    part = sent(story).case.assignments.get()
    with pytest.raises(Refused) as refusal:
        story.take_default(step, assignment=part)
    assert (refusal.value.code, refusal.value.field) == ("missing", "received_on")


@pytest.mark.parametrize("step", ["record_sign", "record_reply"])
def test_nobody_is_proposed_as_the_officer_of_a_paper_unit(story: Story, step: str) -> None:
    sent(story)
    known = initial_of(step, story.case, story.people["staff"], story.on)
    assert not known.keys() & {"officer_name", "officer_phone"}


def test_a_unit_whose_letters_are_sealed_needs_the_scan_here_too(story: Story) -> None:
    story.paper.sealed_letter = True
    story.paper.save()
    part = sent(story).case.assignments.get()
    with pytest.raises(Refused) as refusal:
        story.take_default("record_reply", assignment=part, received_on=RECEIVED)
    assert refusal.value.field == "files"
