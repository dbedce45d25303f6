"""A survey goes out once another person has approved it, each answers once, and under five answers say nothing."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.models import Survey, SurveyAnswer, SurveyInvitation
from evaluation.models.surveys import Level
from evaluation.surveys import answering, sending
from evaluation.surveys.questions import COLUMNS
from office.actors import Actor
from office.models import Message, User
from office.refusals import Refused
from stations.models import Enterprise
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SignIn = Callable[[User], Client]
CLOSES = dt.date(2026, 12, 14)
ALL = dict.fromkeys(COLUMNS, Level.MOSTLY)
BY = Actor.requester("own")


@pytest.fixture
def survey(staff: User, now: dt.datetime) -> Survey:
    return sending.prepare(2026, CLOSES, by=Actor.of(staff), at=now)


@pytest.fixture
def approved(survey: Survey, approver: User, now: dt.datetime) -> Survey:
    return sending.approve(survey, by=Actor.of(approver), at=now)


def invited(survey: Survey, number: int) -> tuple[SurveyInvitation, str]:
    token = f"token-{number}"
    enterprise = Enterprise.objects.create(name=f"麻城{number}号服装有限公司")
    row = SurveyInvitation.objects.create(
        survey=survey,
        asked="enterprise",
        enterprise=enterprise,
        token_hash=sending.hash_of(token),
        sent_on=dt.date(2026, 11, 23),
    )
    return row, token


def test_two_people_send_one_survey_a_year(
    survey: Survey, staff: User, approver: User, now: dt.datetime
) -> None:
    assert sending.send_due(at=now) == 0
    with pytest.raises(Refused, match="已经拟定"):
        sending.prepare(2026, CLOSES, by=Actor.of(staff), at=now)
    with pytest.raises(Refused, match="截止日期"):
        sending.prepare(2025, now.date(), by=Actor.of(staff), at=now)
    with pytest.raises(Refused, match="另一人审签"):
        sending.approve(survey, by=Actor.of(staff), at=now)
    assert sending.approve(survey, by=Actor.of(approver), at=now).approved_by == approver
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.update(approved_by=survey.prepared_by)


def test_each_enterprise_and_unit_is_asked_once_at_an_address_of_its_own(
    approved: Survey, story: Story, head: User, now: dt.datetime
) -> None:
    case, own = story.answered("A").case, Enterprise.objects.create(name="麻城鑫源服饰有限公司")
    type(case).objects.filter(pk=case.pk).update(enterprise=own, phone_grade="own")
    typed_by_a_desk = Enterprise.objects.create(name="柜台登记的企业")
    assert sending.send_due(at=now) >= 2
    assert sending.send_due(at=now) == 0
    assert not SurveyInvitation.objects.filter(enterprise=typed_by_a_desk).exists()
    assert SurveyInvitation.objects.filter(enterprise=own, asked="enterprise").count() == 1
    assert SurveyInvitation.objects.filter(department__isnull=False).exists()
    assert Message.objects.filter(channel="sms").exists()
    row = SurveyInvitation.objects.get(enterprise=own)
    row.pk, row.token_hash = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_link_is_answered_once_and_keeps_what_was_chosen(
    approved: Survey, client: Client, clock: object
) -> None:
    row, token = invited(approved, 1)
    page = f"/survey/{token}/"
    assert "五道选择题" in client.get(page).content.decode()
    half = client.post(page, {"first": "2", "second": "9"})
    words = half.content.decode()
    assert (half.status_code, "请每一题都选一项" in words) == (422, True)
    assert re.search(r'name="first" value="2" checked', words)
    assert client.post(page, dict.fromkeys(COLUMNS, "1")).status_code == 303
    assert "谢谢，已收到" in client.get(page).content.decode()
    assert client.post(page, dict.fromkeys(COLUMNS, "3")).status_code == 409
    answer = SurveyAnswer.objects.get()
    assert (answer.first, answer.asked) == (Level.SATISFIED, "enterprise")
    row.refresh_from_db()
    assert row.answered_on == dt.date(2026, 11, 23)
    assert client.get("/survey/wrong/").status_code == 404


def test_five_answers_are_told_and_four_are_not(
    approved: Survey, staff: User, now: dt.datetime, sign_in: SignIn
) -> None:
    for number in range(4):
        answering.answer(invited(approved, number)[0], ALL, by=BY, at=now)
    over = CLOSES + dt.timedelta(days=1)
    enterprises, units = answering.results(approved, over)
    assert (enterprises.asked, enterprises.answered, enterprises.lines) == (4, 4, ())
    said = ALL | {"first": Level.UNKNOWN, "second": Level.DISSATISFIED}
    answering.answer(invited(approved, 5)[0], said, by=BY, at=now)
    # Whoever looks before and after one more answer would read that answer off.
    assert [each.lines for each in answering.results(approved, CLOSES)] == [(), ()]
    (enterprises, units) = answering.results(approved, over)
    first, second, *_ = enterprises.lines
    assert (first.counts, first.content, first.viewed) == ((0, 4, 0, 1), 4, 4)
    assert (second.content, second.viewed) == (4, 5)
    assert units.answered == 0
    office = sign_in(staff)
    page = office.get("/desk/surveys/").content.decode()
    assert re.search(r'发出 <a href="([^"]+)">5 份</a>，收回 5 份', page)
    assert ("截止后才显示结果" in page, "<table" in page) == (True, False)
    # The number opens whom it was sent to, with as few queries for five as for fifty, and never who answered.
    with CaptureQueriesContext(connection) as few:
        asked = office.get(f"/desk/surveys/{approved.pk}/asked/enterprise/").content.decode()
    assert asked.count("号服装有限公司") == 5
    assert "收回" not in asked
    for number in range(10, 55):
        invited(approved, number)
    with CaptureQueriesContext(connection) as many:
        assert "共 50 份" in office.get(f"/desk/surveys/{approved.pk}/asked/enterprise/").content.decode()
    assert len(many) == len(few)
    assert office.get(f"/desk/surveys/{approved.pk}/asked/nobody/").status_code == 404


def test_what_the_last_one_said_is_told_while_the_next_one_runs(
    approved: Survey, staff: User, approver: User, now: dt.datetime
) -> None:
    """The analysis shows one of them."""
    over, later = CLOSES + dt.timedelta(days=1), now + dt.timedelta(days=40)
    following = sending.prepare(2027, over + dt.timedelta(days=30), by=Actor.of(staff), at=later)
    sending.approve(following, by=Actor.of(approver), at=later)
    shown = answering.latest(over)
    assert shown is not None
    assert shown[0] == approved
    first = answering.latest(CLOSES)
    assert first is not None
    assert first[0] == following


def test_a_closed_survey_takes_no_answer(approved: Survey, now: dt.datetime) -> None:
    row, token = invited(approved, 1)
    late = now + dt.timedelta(days=40)
    assert answering.invitation_of(token, late.date()) is None
    with pytest.raises(Refused, match="截止"):
        answering.answer(row, ALL, by=BY, at=late)


def test_it_is_prepared_and_approved_on_the_desk(
    staff: User, approver: User, sign_in: SignIn, clock: object
) -> None:
    office = sign_in(staff)
    wrong = office.post("/desk/surveys/prepare/", {"year": "2026", "closes_on": "2026-11-24"})
    assert (wrong.status_code, 'value="2026"' in wrong.content.decode()) == (409, True)
    given = {"year": "2026", "closes_on": "2026-12-14"}
    assert office.post("/desk/surveys/prepare/", given).status_code == 303
    row = Survey.objects.get()
    assert office.post(f"/desk/surveys/{row.pk}/approve/").status_code in (403, 404)
    assert sign_in(approver).post(f"/desk/surveys/{row.pk}/approve/").status_code == 303
    row.refresh_from_db()
    assert row.approved_by == approver
