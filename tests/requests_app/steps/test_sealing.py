"""A sealed case is out of what others were told before: their notices say nothing of it any more, and waits for somebody who may end it."""

import datetime as dt

import pytest

from demo.defaults import TEXT
from evaluation.wording import approve, reword
from groups.models import Absence
from office.models import Notice
from requests_app.deadlines.next_action import next_action_of
from requests_app.progress_tables import verbs
from tests.liveness.checks import assert_live
from tests.people import SignIn
from tests.requests_app.followup.test_sampling import declined, draw
from tests.requests_app.progress_rows import at, frozen, refused
from tests.stories import Story

pytestmark = pytest.mark.django_db


def test_what_others_were_told_says_nothing_any_more(story: Story) -> None:
    story.submit().accept().assign()
    told = Notice.objects.filter(key__startswith=f"{story.case.subject}:", recipient__isnull=False)
    assert told.filter(body__contains=TEXT[:8]).exists()
    story.take("seal", "staff")
    others = told.exclude(recipient=story.people["staff"])
    assert set(others.values_list("title", "body", "link")) == {("内容已收回", "", "")}
    assert not others.filter(retracted_at=None).exists()
    assert not told.filter(body__contains=TEXT[:8]).exclude(recipient=story.people["staff"]).exists()


def test_the_requester_keeps_what_was_told_to_them(story: Story) -> None:
    story.submit().accept().take("seal", "staff")
    own = Notice.objects.filter(key__startswith=f"{story.case.subject}:", recipient=None)
    assert own.exists()
    assert not own.exclude(retracted_at=None).exists()


def test_a_progress_table_says_nothing_of_a_case_sealed_since(story: Story, sign_in: SignIn) -> None:
    story.submit(phone="").accept()
    other = story.case
    story.submit().accept()
    table = frozen(story)
    for row in table.rows.filter(case=other):
        verbs.write(row, "已约谈银行。", seen=row.progress, by=story.actor("liaison"), at=at(12, 1))
    story.take("seal", "staff")
    page = sign_in(story.people["liaison"]).get(f"/desk/progress/{table.pk}/").content.decode()
    assert other.ledger_number in page
    assert story.case.ledger_number not in page
    verbs.submit(table, by=story.actor("liaison"), at=at(12, 2))


def test_a_sample_of_exclusions_says_nothing_of_a_case_sealed_since(story: Story, sign_in: SignIn) -> None:
    declined(story)
    draw(story)
    page = "/desk/exclusions/"
    office = sign_in(story.people["second_staff"])
    assert story.case.ledger_number in office.get(page).content.decode()
    story.take("seal", "staff")
    assert story.case.ledger_number not in office.get(page).content.decode()


def test_no_public_words_are_written_of_what_is_sealed_or_private(story: Story, sign_in: SignIn) -> None:
    story.submit().accept()
    words = {"title": "续贷困难", "text": "", "on_supervision_scene": False, "by": story.actor("staff")}
    entry = reword(story.case, **words, at=story.at)
    listed = sign_in(story.people["approver"])
    assert entry.title in listed.get("/admin/evaluation/publicentry/").content.decode()
    story.take("seal", "staff")
    assert entry.title not in listed.get("/admin/evaluation/publicentry/").content.decode()
    refused("not_public", lambda: reword(story.case, **words, at=story.at))
    refused("not_public", lambda: approve(entry, by=story.actor("approver"), at=story.at))
    story.submit(private=True).accept()
    refused("not_public", lambda: reword(story.case, **words, at=story.at))


def test_an_appeal_that_the_stand_in_may_not_decide_waits_for_the_keeper(story: Story) -> None:
    story.submit().accept().contact().take("propose_decline", "liaison", kind="decline", text="属检举控告")
    story.wait(hours=1).take("seal", "staff")
    given = {"reason": "private", "explanation": "属检举控告，已告知去处", "guidance": "请到市监委反映"}
    story.take("terminate", "staff", **given)
    story.wait(hours=1).take_default("appeal")
    keeper, on = story.case.sealed_for, story.on
    assert keeper == story.people["approver"]
    Absence.objects.create(
        user=keeper,
        from_on=on,
        to_on=on + dt.timedelta(days=5),
        delegate=story.people["staff"],
        by=story.people["staff"],
    )
    action = next_action_of(story.case, on=on)
    assert action is not None
    assert list(action.people) == [keeper]
    assert_live(story)
    Absence.objects.update(delegate=story.people["second_staff"])
    assert list(next_action_of(story.case, on=on).people) == [story.people["second_staff"]]
    assert_live(story)
