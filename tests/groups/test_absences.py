import datetime as dt

import pytest
from django.test import Client

from groups.absences import end_absence, record_absence
from groups.models import Absence
from office import events
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from tests.groups.rows import a_user
from tests.people import SignIn

pytestmark = pytest.mark.django_db

NEXT_WEEK = {"from_on": dt.date(2026, 11, 30), "to_on": dt.date(2026, 12, 4)}
BY = Actor.system("test")


def test_an_absence_is_recorded_with_its_trace(liaison: User, staff: User, now: dt.datetime) -> None:
    delegate = a_user("替")
    absence = record_absence(
        liaison, **NEXT_WEEK, delegate=delegate, reason="培训", by=Actor.of(staff), at=now
    )
    assert (absence.delegate, absence.by) == (delegate, staff)
    event = events.timeline(f"user:{liaison.pk}").get()
    assert event.action == "absence_recorded"
    assert event.data["from"] == "2026-11-30"
    assert "reason" not in event.data
    assert event.private("reason") == "培训"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"to_on": dt.date(2026, 11, 29)}, "dates"),
        ({"from_on": dt.date(2026, 11, 2), "to_on": dt.date(2026, 11, 20)}, "dates"),
        ({"to_on": dt.date(2062, 12, 4)}, "dates"),
        ({"from_on": dt.date(9999, 12, 1), "to_on": dt.date(9999, 12, 31)}, "dates"),
    ],
)
def test_odd_dates_are_refused(given: dict[str, dt.date], code: str, liaison: User, now: dt.datetime) -> None:
    with pytest.raises(Refused) as refusal:
        record_absence(liaison, **(NEXT_WEEK | given), by=BY, at=now)
    assert refusal.value.code == code
    assert not Absence.objects.exists()


def test_two_absences_do_not_overlap(liaison: User, now: dt.datetime) -> None:
    record_absence(liaison, **NEXT_WEEK, by=BY, at=now)
    with pytest.raises(Refused, match="已登记不在岗"):
        record_absence(liaison, from_on=NEXT_WEEK["to_on"], to_on=NEXT_WEEK["to_on"], by=BY, at=now)


def test_a_delegate_is_somebody_else_who_is_there(liaison: User, now: dt.datetime) -> None:
    closed, away = a_user(is_active=False), a_user()
    record_absence(away, from_on=dt.date(2026, 11, 25), to_on=dt.date(2026, 12, 30), by=BY, at=now)
    for delegate, code in (
        (liaison, "delegate_oneself"),
        (closed, "delegate_inactive"),
        (away, "delegate_absent"),
    ):
        with pytest.raises(Refused) as refusal:
            record_absence(liaison, **NEXT_WEEK, delegate=delegate, by=BY, at=now)
        assert (refusal.value.code, refusal.value.field) == (code, "delegate")


def test_coming_back_early_shortens(liaison: User, now: dt.datetime) -> None:
    absence = record_absence(liaison, **NEXT_WEEK, by=BY, at=now)
    absence = end_absence(absence, on=dt.date(2026, 12, 2), by=BY, at=now)
    assert absence.to_on == dt.date(2026, 12, 1)
    assert absence.cancelled_at is None


def test_coming_back_before_it_began_cancels(liaison: User, now: dt.datetime) -> None:
    absence = record_absence(liaison, **NEXT_WEEK, by=BY, at=now)
    assert end_absence(absence, on=dt.date(2026, 11, 23), by=BY, at=now).cancelled_at == now
    with pytest.raises(Refused):
        end_absence(absence, on=dt.date(2026, 11, 23), by=BY, at=now)
    record_absence(liaison, **NEXT_WEEK, by=BY, at=now)


def test_a_failing_event_rolls_the_absence_back(
    liaison: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **options: object) -> None:
        raise OSError

    monkeypatch.setattr("groups.absences.record", fails)
    with pytest.raises(OSError):  # noqa: PT011
        record_absence(liaison, **NEXT_WEEK, by=BY, at=now)
    assert not Absence.objects.exists()


# --- the desk ---------------------------------------------------------------------------------------------


def test_everybody_registers_the_own_absence(liaison: User, sign_in: SignIn) -> None:
    answer = sign_in(liaison).post(
        "/desk/absences/", {"from_on": "2026-11-30", "to_on": "2026-12-04", "reason": "休假"}
    )
    assert answer.status_code == 302
    assert Absence.objects.get().user == liaison


def test_a_refusal_keeps_what_was_typed(liaison: User, sign_in: SignIn) -> None:
    answer = sign_in(liaison).post(
        "/desk/absences/", {"from_on": "2026-12-04", "to_on": "2026-11-30", "reason": "休假"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "结束日期不能早于开始日期" in page
    assert "休假" in page


@pytest.mark.parametrize("value", ["9999-99-99", "12月4日", "\x00", "2026-11-30" * 50])
def test_an_odd_date_is_explained(value: str, liaison: User, sign_in: SignIn) -> None:
    answer = sign_in(liaison).post("/desk/absences/", {"from_on": value, "to_on": "2026-11-30"})
    assert answer.status_code == 422
    assert "请按 2026-11-23 的格式填写日期" in answer.content.decode()


def test_one_ends_the_own_absence_and_staff_anybodys(
    liaison: User, colleague: User, staff: User, sign_in: SignIn, now: dt.datetime
) -> None:
    absence = record_absence(liaison, **NEXT_WEEK, by=BY, at=now)
    url = f"/desk/absences/{absence.pk}/end/"
    assert sign_in(colleague).get(url).status_code == 404
    assert sign_in(liaison).get(url).status_code == 200
    assert sign_in(staff).post(url, {"on": "2026-12-02"}).status_code == 302
    absence.refresh_from_db()
    assert absence.to_on == dt.date(2026, 12, 1)


def test_who_does_no_work_registers_nothing(auditor: User, sign_in: SignIn, visitor: Client) -> None:
    assert sign_in(auditor).get("/desk/absences/").status_code == 404
    assert visitor.get("/desk/absences/").status_code == 302
