"""Attendance: one code for two minutes, once a person, failed scans on record, counted by a second source alone."""

import datetime as dt
import random

import pytest
from django.db import IntegrityError, transaction

from fieldwork.activities import rotating_code
from fieldwork.activities.steps.attendance import AttendanceInputs, ClaimInputs
from fieldwork.models import Activity, ActivityPhoto, CheckIn, Participation
from groups.models import ProfessionalGroup
from office.files import store
from office.models import User
from office.refusals import Refused
from tests.conftest import NOW
from tests.fieldwork.activities.rows import (
    DAY,
    answer,
    confirmed,
    held,
    on_the_day,
    person,
    reported,
    scan,
    sheet,
    take,
)
from tests.requests_app.public.pages import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User, staff: User
) -> Activity:
    return confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)


def test_a_code_changes_every_30_seconds_and_is_accepted_for_two_minutes() -> None:
    shown = on_the_day(8, 30)
    code = rotating_code.code_at("token", shown)
    assert rotating_code.code_at("token", shown + dt.timedelta(seconds=29)) == code
    assert rotating_code.code_at("token", shown + dt.timedelta(seconds=30)) != code
    assert rotating_code.is_accepted("token", code, shown + dt.timedelta(seconds=120))
    assert not rotating_code.is_accepted("token", code, shown + dt.timedelta(seconds=121))
    assert not rotating_code.is_accepted("token", code, shown - dt.timedelta(seconds=1))
    assert not rotating_code.is_accepted("another", code, shown)


def test_failed_scans_stay_with_their_reason(
    activity: Activity, representative: User, colleague: User, stranger: User
) -> None:
    code = rotating_code.code_at(activity.token, on_the_day(8, 30))
    assert scan(activity, representative, code=code, at=on_the_day(8, 33)).outcome == "expired"
    assert scan(activity, stranger, at=on_the_day(8, 30)).outcome == "uninvited"
    assert scan(activity, representative, at=on_the_day(7, 59)).outcome == "outside"
    assert scan(activity, representative, at=on_the_day(17, 0, 1)).outcome == "outside"
    assert scan(activity, representative, nonce="one", at=on_the_day(8, 30)).outcome == "good"
    assert scan(activity, colleague, nonce="one", at=on_the_day(8, 30)).outcome == "replayed"
    assert CheckIn.objects.count() == 6
    assert Participation.objects.count() == 1


def test_a_second_person_on_one_device_is_marked(
    activity: Activity, representative: User, colleague: User
) -> None:
    assert not scan(activity, representative, device="d", at=on_the_day(8, 30)).same_device
    assert scan(activity, colleague, device="d", at=on_the_day(8, 31)).same_device


def test_whoever_stands_on_the_sheet_and_scans_is_there_once(
    activity: Activity, representative: User, liaison: User
) -> None:
    sheet(activity, representative, by=liaison, at=on_the_day(8, 30))
    scan(activity, representative, at=on_the_day(8, 40))
    scan(activity, representative, nonce="again", at=on_the_day(8, 50))
    assert Participation.objects.get().source == "sheet"


def test_only_who_is_called_stands_on_the_sheet(activity: Activity, stranger: User, liaison: User) -> None:
    with pytest.raises(Refused, match="没有邀请解缙"):
        sheet(activity, stranger, by=liaison, at=on_the_day(9))
    with pytest.raises(Refused, match="30 分钟"):
        sheet(activity, stranger, by=liaison, at=on_the_day(7))


def test_nobody_confirms_the_own_presence_or_the_own_entry(
    activity: Activity, representative: User, liaison: User, staff: User
) -> None:
    sheet(activity, representative, by=liaison, at=on_the_day(9))
    held(activity, by=liaison, at=on_the_day(17))
    given = AttendanceInputs(rows=tuple(Participation.objects.all()))
    with pytest.raises(Refused, match="须由另一个人确认"):
        take("confirm_attendance", activity, given, by=liaison, at=on_the_day(17))
    with pytest.raises(Refused, match="您不能进行"):
        take("confirm_attendance", activity, given, by=representative, at=on_the_day(17))
    take("confirm_attendance", activity, given, by=staff, at=on_the_day(17))
    with pytest.raises(Refused, match="已经确认"):
        take("deny_attendance", activity, given, by=liaison, at=on_the_day(18))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"confirmed_on": DAY}, "participation_confirmed_whole"),
        ({"denied_on": DAY}, "participation_denied_whole"),
        ({"source": "rumour"}, "participation_source_known"),
    ],
)
def test_the_database_refuses_half_a_confirmation(
    activity: Activity, representative: User, values: dict[str, object], constraint: str
) -> None:
    scan(activity, representative, at=on_the_day(8, 30))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Participation.objects.update(**values)


def test_the_database_refuses_one_source_as_two_and_one_person_twice(
    activity: Activity, representative: User, liaison: User
) -> None:
    sheet(activity, representative, by=liaison, at=on_the_day(9))
    row = Participation.objects.get()
    values = {"confirmed_at": NOW, "confirmed_on": DAY, "confirmed_by": liaison, "confirmed_as": "host"}
    with pytest.raises(IntegrityError, match="participation_second_source"), transaction.atomic():
        Participation.objects.update(**values)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_refuses_a_second_good_scan(
    activity: Activity, representative: User, colleague: User
) -> None:
    row = scan(activity, representative, nonce="one", at=on_the_day(8, 30))
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.representative = person(colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_keeps_an_internal_photograph_private(
    activity: Activity, liaison: User, staff: User
) -> None:
    file = store(jpeg("a.jpg"), by=liaison, at=NOW)
    row = ActivityPhoto.objects.create(activity=activity, file=file, added_by=liaison, added_at=NOW)
    rows = ActivityPhoto.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match="internal_stays_private"), transaction.atomic():
        rows.update(released_at=NOW, released_by=staff)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        rows.update(released_at=NOW, released_by=liaison, basis="consent")


@pytest.mark.parametrize("seed", range(12))
def test_attendance_is_never_counted_twice_or_unconfirmed(
    activity: Activity,
    representative: User,
    colleague: User,
    liaison: User,
    staff: User,
    approver: User,
    seed: int,
) -> None:
    """Any order of scans, sheets, confirmations and denials, by anybody: refused or not, these hold."""
    rng = random.Random(seed)
    people = [representative, colleague]
    acts = [
        lambda at: scan(activity, rng.choice(people), nonce=str(rng.random()), at=at),
        lambda at: sheet(activity, rng.choice(people), by=rng.choice([liaison, staff]), at=at),
        lambda at: answer(activity, rng.choice(people), "leave", leave_kind="illness", at=at),
        lambda at: held(activity, by=liaison, at=at),
        lambda at: take(
            "claim_attendance", activity, ClaimInputs(words="看了车间"), by=rng.choice(people), at=at
        ),
        lambda at: _judge(
            activity, "confirm_attendance", rng.choice([liaison, staff, representative]), rng, at
        ),
        lambda at: _judge(activity, "deny_attendance", rng.choice([liaison, staff]), rng, at),
        lambda at: reported(activity, by=liaison, staff=rng.choice([staff, approver]), at=at),
    ]
    for step in range(30):
        try:
            rng.choice(acts)(on_the_day(9) + dt.timedelta(minutes=step))
        except Refused:
            continue
    activity.refresh_from_db()
    counted = list(Participation.objects.counted(DAY))
    assert len({row.representative_id for row in counted}) == len(counted) <= 2
    for row in counted:
        assert activity.status == "reported"
        assert row.confirmed_by_id is not None
        assert row.confirmed_by_id not in (row.claimed_by_id, row.representative.user_id)
        assert row.denied_on is None
    if activity.status != "reported":
        assert counted == []


def _judge(activity: Activity, name: str, by: User, rng: random.Random, at: dt.datetime) -> None:
    rows = [row for row in Participation.objects.filter(activity=activity) if rng.random() < 0.7]
    if rows:
        take(name, activity, AttendanceInputs(rows=tuple(rows)), by=by, at=at)
