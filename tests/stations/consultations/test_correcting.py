"""更正 on the day by whoever entered it, later by staff with a reason; 作废 by two people."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from stations.consultations import register, voiding
from stations.models import Consultation, Station
from tests.policies.rows import a_kind
from tests.proof import verify
from tests.stations.consultations.rows import a_consultation, said, typed
from tests.stations.receptions.rows import text

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def page(row: Consultation) -> str:
    return f"/desk/consultations/{row.number}/"


def test_who_entered_it_corrects_it_on_the_day_and_staff_later_with_a_reason(
    station: Station, clerk: User, staff: User, sign_in: SignIn, now: dt.datetime, clock: Any
) -> None:
    a_kind("bllc")
    row = a_consultation(station, clerk, at=now, phone="19900020003")
    desk = sign_in(clerk)
    assert "尾号 0003" in text(desk.get(page(row)))
    assert desk.post(page(row), typed(words="公交", topic="-")).status_code == 303
    row.refresh_from_db()
    assert (row.words, row.topic, row.states.count()) == ("公交", "", 2)
    assert row.phone == "19900020003"
    clock.shift(dt.timedelta(days=1))
    desk, office = sign_in(clerk), sign_in(staff)
    assert "更正原因" not in text(desk.get(page(row)))
    assert desk.post(page(row), typed(words="入学")).status_code == 404
    refused = office.post(page(row), typed(words="入学"))
    assert refused.status_code == 422
    assert "请写明更正原因" in text(refused)
    assert office.post(page(row), typed(words="入学", reason="听错了")).status_code == 303
    row.refresh_from_db()
    assert row.words == "入学"
    event = Event.objects.filter(subject=row.subject, action="consultation_corrected").latest("pk")
    assert {each.value for each in event.privates.all()} >= {"听错了", "公交"}
    assert verify().faults == []


def test_what_became_a_request_stays_one_when_it_is_corrected(
    station: Station, clerk: User, now: dt.datetime
) -> None:
    by = Actor.of(clerk)
    row = register.became_request(a_consultation(station, clerk, at=now), "2026-00001", by=by, at=now)
    register.correct(row, said(words="公交", ending=""), reason="", by=by, at=now)
    row.refresh_from_db()
    assert (row.words, row.ending, row.request_number) == ("公交", "request", "2026-00001")
    with pytest.raises(Refused, match="不能作废"):
        voiding.ask_void(row, "登重了", by=by, at=now)
    with pytest.raises(Refused, match="已转为诉求"):
        register.became_request(row, "2026-00002", by=by, at=now)


def test_two_people_void_it_and_neither_entered_it(
    station: Station, clerk: User, staff: User, second_staff: User, sign_in: SignIn, now: dt.datetime
) -> None:
    row = a_consultation(station, clerk, at=now)
    desk, office, other = sign_in(clerk), sign_in(staff), sign_in(second_staff)
    assert desk.post(f"{page(row)}void/ask/", {"reason": ""}).status_code == 422
    assert office.post(f"{page(row)}void/ask/", {"reason": "登重了"}).status_code == 303
    assert "等另一人确认作废" in text(other.get("/desk/consultations/"))
    for who in (desk, office):
        assert "确认作废" not in text(who.get(page(row)))
        assert who.post(f"{page(row)}void/confirm/").status_code == 404
    assert other.post(f"{page(row)}void/keep/").status_code == 303
    row.refresh_from_db()
    assert (row.void_reason, row.void_asked_by) == ("", None)
    desk.post(f"{page(row)}void/ask/", {"reason": "登重了"})
    with pytest.raises(Refused, match="另一人"):
        voiding.void(row, by=Actor.of(clerk), at=now)
    assert other.post(f"{page(row)}void/confirm/").status_code == 303
    row.refresh_from_db()
    assert row.is_void
    listed = text(desk.get("/desk/consultations/"))
    assert "已作废" in listed
    assert "今天 0 人次" in listed
    assert desk.post(f"{page(row)}void/ask/", {"reason": "x"}).status_code == 404
    with pytest.raises(Refused, match="已作废"):
        register.correct(row, said(), reason="", by=Actor.of(clerk), at=now)
    assert verify().faults == []


def test_a_job_writes_down_no_consultation(station: Station, now: dt.datetime) -> None:
    with pytest.raises(Refused, match="请先登录"):
        register.register(station, said(), form_key="form", by=Actor.system("reminders"), at=now)
    assert not Consultation.objects.exists()
