"""What representatives do themselves: propose, confirm as officers, enter the own attendance, ask to join in time."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fieldwork.activities import reminders
from fieldwork.activities.steps.attendance import AttendanceInputs, ClaimInputs
from fieldwork.activities.steps.replies import JoinInputs
from fieldwork.models import Activity, ActivityPhoto, Participation
from groups.models import GroupOfficer, ProfessionalGroup
from office import options
from office.models import Notice, Setting, User
from office.refusals import Refused
from tests.conftest import NOW
from tests.fieldwork.activities.rows import (
    DAY,
    answer,
    confirm_all,
    confirmed,
    held,
    on_the_day,
    person,
    proposed,
    reported,
    scan,
    take,
)
from tests.fieldwork.activities.test_reminders import told
from tests.people import SINCE, SignIn
from tests.requests_app.public.pages import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CLAIM = ClaimInputs(words="上午和财政组一起看了两个车间")


@pytest.fixture
def activity(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User, staff: User
) -> Activity:
    return confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)


def test_what_the_list_has_missed_is_entered_by_the_person_and_counts_by_another(
    activity: Activity, representative: User, stranger: User, liaison: User, staff: User, sign_in: SignIn
) -> None:
    with pytest.raises(Refused):
        take("claim_attendance", activity, CLAIM, by=representative, at=NOW)
    held(activity, by=liaison, at=on_the_day(17))
    take("claim_attendance", activity, CLAIM, by=representative, at=on_the_day(18))
    with pytest.raises(Refused, match="已有您的出席"):
        take("claim_attendance", activity, CLAIM, by=representative, at=on_the_day(18))
    assert Notice.objects.filter(recipient=liaison, title__startswith="有代表补登出席").exists()
    take("claim_attendance", activity, CLAIM, by=stranger, at=on_the_day(18))
    page = sign_in(liaison).get(f"/desk/activities/{activity.token}/attendance/").content.decode()
    assert page.count("本人补登") == 2
    assert "解缙" in page
    reported(activity, by=liaison, staff=staff, at=on_the_day(19))
    assert not Participation.objects.counted(DAY).exists()
    with pytest.raises(Refused):
        confirm_all(activity, by=representative, at=on_the_day(20))
    denied = AttendanceInputs(rows=(Participation.objects.get(representative__user=stranger),))
    account = stranger.representative
    account.user, account.phone = None, "19900050007"
    account.save()
    take("deny_attendance", activity, denied, by=liaison, at=on_the_day(20))
    confirm_all(activity, by=liaison, at=on_the_day(20))
    assert Participation.objects.counted(DAY).count() == 1
    assert Notice.objects.filter(recipient=representative, title__startswith="您补登的出席已确认").exists()
    by_message = Notice.objects.get(channel="sms", title__startswith="您的出席没有计入")
    assert (by_message.recipient_key, by_message.link) == (f"representative:{account.pk}:phone", "")


def test_a_member_proposes_for_the_own_group_and_the_liaison_hears_of_it(
    finance_group: ProfessionalGroup,
    industry_group: ProfessionalGroup,
    representative: User,
    liaison: User,
    sign_in: SignIn,
) -> None:
    client = sign_in(representative)
    form: Any = client.get("/desk/activities/new/").context["form"]
    assert list(form.hosts) == ["professional:finance"]
    row = proposed([finance_group], by=representative, at=NOW)
    assert client.get(f"/desk/activities/{row.token}/").status_code == 200
    assert Notice.objects.filter(recipient=liaison, title__startswith="有代表提出活动").exists()


def test_officers_confirm_where_the_setting_lets_them_and_never_their_own(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User
) -> None:
    GroupOfficer.objects.create(
        representative=person(representative), professional_group=finance_group, post="leader", since=SINCE
    )
    row = proposed([finance_group], representative, colleague, by=liaison, at=NOW)
    with pytest.raises(Refused):
        take("confirm", row, by=representative, at=NOW)
    Setting.objects.create(
        key="activity_officers_confirm", value=True, effective_on=NOW.date(), created_at=NOW
    )
    options.forget()
    own = proposed([finance_group], representative, by=representative, at=NOW)
    with pytest.raises(Refused, match="须由另一个人确定"):
        take("confirm", own, by=representative, at=NOW)
    take("confirm", row, by=representative, at=NOW)
    assert row.status == "confirmed"
    with pytest.raises(Refused):
        take("confirm", own, by=colleague, at=NOW)


def test_a_wish_to_join_is_reminded_of_before_and_once_when_it_is_late(
    activity: Activity, stranger: User, liaison: User
) -> None:
    take("ask_to_join", activity, JoinInputs(words="想听"), by=stranger, at=NOW)
    # Monday: two working days are Wednesday.
    for days in (0, 1, 1, 2, 3, 4):
        reminders.remind(at=NOW + dt.timedelta(days=days))
    assert told(liaison) == ["请答复参加申请", "申请参加还没有答复"]


def test_a_released_photograph_is_public_until_it_is_withheld(
    activity: Activity,
    representative: User,
    liaison: User,
    staff: User,
    sign_in: SignIn,
    visitor: Client,
    clock: Any,
) -> None:
    answer(activity, representative, "comes", at=NOW)
    scan(activity, representative, at=on_the_day(8, 20))
    clock.move_to(on_the_day(9))
    sign_in(liaison).post(
        f"/desk/activities/{activity.token}/photos/", {"photo": jpeg("车间.jpg"), "basis": "internal"}
    )
    photo, page = ActivityPhoto.objects.get(), f"/activities/{activity.number}/"
    way = f"{page}photos/{photo.token}/"
    act = f"/desk/activities/{activity.token}/photos/{photo.token}/"
    sign_in(staff).post(f"{act}release/", {"basis": "no_people"})
    assert (visitor.get(page).status_code, visitor.get(way).status_code) == (404, 404)
    held(activity, by=liaison, at=on_the_day(17))
    confirm_all(activity, by=liaison, at=on_the_day(17))
    reported(activity, by=liaison, staff=staff, at=on_the_day(18))
    shown = visitor.get(page).content.decode()
    assert way in shown
    assert "单雄" not in shown
    assert b"".join(visitor.get(way).streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as captured:
        assert page in visitor.get("/activities/").content.decode()
    assert len(captured) <= 6
    assert page in visitor.get("/groups/finance/").content.decode()
    sign_in(liaison).post(f"{act}withhold/")
    assert visitor.get(way).status_code == 404
    assert way not in visitor.get(page).content.decode()
