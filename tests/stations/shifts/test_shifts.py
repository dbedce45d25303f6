"""值班: planned by the station, made ahead, ended by absences and holidays, swapped with consent, shown to visitors."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from groups import absences
from office import ports
from office.actors import Actor
from office.models import CalendarDay, Notice, User
from office.refusals import Refused
from portal.board import board_data
from stations.calendar_feed import entries
from stations.models import DutyShift, ShiftPlan, ShiftSwap, Station
from stations.receptions import changes
from stations.shifts import planning, records, swapping, tending
from tests import calendars
from tests.proof import verify
from tests.stations.receptions.rows import a_reception, person, text

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/desk/shifts/"
# Wednesday of the week of the tests.
WEDNESDAY = dt.date(2026, 11, 25)


def typed(user: User, station: Station, **given: Any) -> dict[str, Any]:
    values = {"station": station.pk, "representative": person(user).pk, "often": "0"}
    return values | {"on": WEDNESDAY.isoformat(), "begins": "09:00", "ends": "11:00"} | given


def a_shift(
    station: Station, user: User, *, at: dt.datetime, on: dt.date = WEDNESDAY, hour: int = 9
) -> DutyShift:
    hours = {"begins": dt.time(hour), "ends": dt.time(hour + 2)}
    return planning.add(station, person(user), on=on, **hours, by=Actor.system("test"), at=at)


def link_in(answer: Any) -> str:
    return re.findall(r"/calendar/[^\"]+\.ics", text(answer))[0]


def test_a_shift_that_repeats_is_made_ahead_and_ends_with_its_plan(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    CalendarDay.objects.create(date=dt.date(2026, 12, 9), kind="holiday", name="测试放假")
    desk = sign_in(clerk)
    assert desk.post(PAGE, typed(representative, station)).status_code == 303
    made = list(DutyShift.objects.values_list("shift_on", flat=True))
    assert made[0] == WEDNESDAY
    assert dt.date(2026, 12, 9) not in made
    assert len(made) == 8
    assert tending.tend(at=now) == 0
    page = text(desk.get(PAGE))
    assert "每周周三" in page
    assert desk.post(PAGE, typed(representative, station)).status_code == 409
    assert '本周 11月23日至11月29日 <span class="hint">1 次' in page
    assert '下周 11月30日至12月6日 <span class="hint">1 次' in page
    plan = ShiftPlan.objects.get()
    asks = text(desk.get(f"{PAGE}plans/{plan.pk}/end/"))
    assert "取消已排出的 8 次" in asks
    assert "11月25日（周三） 9:00–11:00" in asks
    assert "单雄会收到一条通知" in asks
    assert DutyShift.objects.planned().count() == 8
    for _ in range(2):
        assert desk.post(f"{PAGE}plans/{plan.pk}/end/").status_code == 303
    assert not DutyShift.objects.planned().exists()
    assert desk.get(f"{PAGE}plans/{plan.pk}/end/").status_code == 303
    told = Notice.objects.get(recipient=representative)
    assert (told.title, "11月25日、12月2日" in told.body) == ("值班安排已结束", True)
    assert verify().faults == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ends": "09:00"}, "结束时间须晚于开始时间"),
        ({"on": "2026-11-20", "often": "once"}, "已经过去"),
        ({"on": ""}, "请选择日期"),
        ({"on": "2062-11-25"}, "请核对年份"),
        ({"begins": "早上"}, "时间写作"),
        ({"representative": "0"}, "请选择本站的进站代表"),
    ],
)
def test_what_cannot_be_planned_is_said(
    given: dict[str, str], words: str, station: Station, representative: User, clerk: User, sign_in: SignIn
) -> None:
    answer = sign_in(clerk).post(PAGE, typed(representative, station, **given))
    assert answer.status_code in (409, 422)
    assert words in text(answer)
    assert not DutyShift.objects.exists()


def test_nobody_has_two_shifts_at_a_time(station: Station, representative: User, now: dt.datetime) -> None:
    a_shift(station, representative, at=now)
    with pytest.raises(Refused, match="已有值班"):
        a_shift(station, representative, at=now, hour=10)


def test_an_absence_ends_the_shift_and_the_representative_is_told(
    station: Station, representative: User, now: dt.datetime
) -> None:
    shift = a_shift(station, representative, at=now)
    by = Actor.of(representative)
    absences.record_absence(representative, from_on=WEDNESDAY, to_on=WEDNESDAY, reason="出差", by=by, at=now)
    assert tending.tend(at=now) == 1
    shift.refresh_from_db()
    assert (shift.status, shift.reason) == ("cancelled", tending.AWAY)
    assert Notice.objects.filter(recipient=representative, title="值班取消").exists()


def test_two_swap_and_the_station_consents(
    station: Station,
    representative: User,
    colleague: User,
    clerk: User,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    mine = a_shift(station, representative, at=now)
    theirs = a_shift(station, colleague, at=now, on=WEDNESDAY + dt.timedelta(days=1))
    asker, asked, desk = sign_in(representative), sign_in(colleague), sign_in(clerk)
    assert asker.get(f"{PAGE}{theirs.pk}/").status_code == 404
    said = {"successor": person(colleague).pk, "in_return": theirs.pk}
    assert asker.post(f"{PAGE}{mine.pk}/", said).status_code == 303
    swap = ShiftSwap.objects.get()
    for who in (asker, desk):
        assert who.post(f"{PAGE}swaps/{swap.pk}/agree/").status_code == 404
    assert "同意" in text(asked.get(PAGE))
    assert asked.post(f"{PAGE}swaps/{swap.pk}/agree/").status_code == 303
    assert Notice.objects.filter(recipient=clerk, title="换班等您同意").exists()
    assert asker.post(f"{PAGE}swaps/{swap.pk}/consent/").status_code == 404
    assert desk.post(f"{PAGE}swaps/{swap.pk}/consent/").status_code == 303
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.representative, theirs.representative) == (person(colleague), person(representative))
    swap.refresh_from_db()
    assert (swap.status, swap.decided_by) == ("done", clerk)
    told = {
        (user.username, entry.uid, entry.is_cancelled, entry.sequence)
        for user in (representative, colleague)
        for entry in entries.of(user, WEDNESDAY, WEDNESDAY + dt.timedelta(days=7))
    }
    # Who gave a shift away has it no more on the telephone, whoever took it has.
    assert told == {
        (representative.username, f"shift-{mine.pk}", True, 1),
        (representative.username, f"shift-{theirs.pk}", False, 1),
        (colleague.username, f"shift-{mine.pk}", False, 1),
        (colleague.username, f"shift-{theirs.pk}", True, 1),
    }
    assert desk.post(f"{PAGE}swaps/{swap.pk}/consent/").status_code == 404
    assert verify().faults == []


def test_a_swap_is_declined_or_refused(
    station: Station, representative: User, colleague: User, stranger: User, clerk: User, now: dt.datetime
) -> None:
    by = Actor.of(representative)
    mine = a_shift(station, representative, at=now)
    other = a_shift(station, colleague, at=now, on=WEDNESDAY + dt.timedelta(days=1))
    with pytest.raises(Refused, match="不是对方"):
        swapping.ask(mine, person(stranger), in_return=other, by=by, at=now)
    swap = swapping.ask(mine, person(colleague), by=by, at=now)
    with pytest.raises(Refused, match="已经提出"):
        swapping.ask(mine, person(colleague), by=by, at=now)
    with pytest.raises(Refused, match="等对方同意"):
        swapping.consent(swap, by=Actor.of(clerk), at=now)
    planning.cancel(mine, "停电", by=Actor.of(clerk), at=now)
    swap.refresh_from_db()
    assert swap.status == "declined"
    with pytest.raises(Refused, match="没有换"):
        swapping.agree(swap, by=Actor.of(colleague), at=now)


def test_visitors_see_who_is_on_duty_and_whoever_has_a_shift_sees_it_at_home(
    station: Station,
    representative: User,
    colleague: User,
    clerk: User,
    client: Client,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    a_shift(station, representative, at=now, on=now.date())
    a_shift(station, colleague, at=now)
    for address in ("/receptions/", "/representatives/"):
        page = text(client.get(address))
        assert "今天值班" in page
        assert "9:00–11:00" in page
    assert "11月25日（周三） 9:00–11:00" in text(client.get(f"/representatives/{person(colleague).code}/"))
    assert board_data(station, at=now)["today_at_station"] == [{"name": "单雄", "hours": "9:00–11:00"}]
    assert "我的接待和值班" in text(sign_in(representative).get("/desk/"))
    assert "我的接待和值班" not in text(sign_in(clerk).get("/desk/"))


def test_only_the_stations_plan_and_only_whoever_has_it_swaps(
    station: Station,
    representative: User,
    colleague: User,
    auditor: User,
    liaison: User,
    clerk: User,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    shift = a_shift(station, representative, at=now)
    for user in (auditor, representative):
        assert sign_in(user).post(PAGE, typed(representative, station)).status_code == 404
    assert sign_in(liaison).get(PAGE).status_code == 404
    reader, owner, desk = sign_in(colleague), sign_in(representative), sign_in(clerk)
    assert "单雄" in text(reader.get(PAGE))
    assert reader.get(f"{PAGE}{shift.pk}/").status_code == 404
    assert owner.post(f"{PAGE}{shift.pk}/", {"reason": "不想来"}).status_code == 404
    assert desk.post(f"{PAGE}{shift.pk}/", {"successor": person(colleague).pk}).status_code == 404
    assert desk.post(f"{PAGE}{shift.pk}/", {"reason": ""}).status_code == 422
    assert desk.post(f"{PAGE}{shift.pk}/", {"reason": "停电"}).status_code == 303
    shift.refresh_from_db()
    assert shift.reason == "停电"


def _event(feed: str, uid: str) -> str:
    return next(each for each in feed.split("BEGIN:VEVENT") if f"{uid}\r\n" in each)


def _sequence(event: str) -> int:
    return int(re.findall(r"SEQUENCE:(\d+)", event)[0])


def test_the_own_feed_has_receptions_and_shifts_until_it_is_ended(
    station: Station,
    representative: User,
    colleague: User,
    client: Client,
    sign_in: SignIn,
    now: dt.datetime,
) -> None:
    shift = a_shift(station, representative, at=now)
    a_shift(station, colleague, at=now, hour=14)
    reception = a_reception(station, representative, at=now)
    desk = sign_in(representative)
    address = link_in(desk.post("/desk/calendar/", {"act": "open"}, follow=True))
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    feed = text(answer)
    assert len(calendars.read(answer.content)[1]) == 2
    assert "SUMMARY:值班" in feed
    assert "DTSTART:20261125T010000Z" in feed
    desk.post("/desk/calendar/", {"act": "open"})
    assert client.get(address).status_code == 404
    renewed = link_in(desk.get("/desk/calendar/"))
    changes.cancel(reception, "停电", by=Actor.system("test"), at=now)
    planning.cancel(shift, "停电", by=Actor.system("test"), at=now)
    answer = client.get(renewed)
    assert {event.values["STATUS"] for event in calendars.read(answer.content)[1]} == {"CANCELLED"}
    later = text(answer)
    # What is off stays, under its name and with a later number, so that no phone keeps it.
    for name in re.findall(r"UID:\S+", feed):
        before, after = (_event(each, name) for each in (feed, later))
        assert "STATUS:CANCELLED" in after
        assert _sequence(after) > _sequence(before)
    desk.post("/desk/calendar/", {"act": "end"})
    assert client.get(renewed).status_code == 404
    assert verify().faults == []


def test_a_representatives_copy_and_the_history_name_shifts_swaps_and_receptions(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    shift = a_shift(station, representative, at=now)
    desk = sign_in(clerk)
    desk.post(PAGE, typed(representative, station))
    a_reception(station, representative, at=now)
    found: Any = records.personal_data(representative)["值班和接待"]
    assert [len(found[name]) > 0 for name in ("值班", "重复的值班", "换班", "接待")] == [
        True,
        True,
        False,
        True,
    ]
    assert records.personal_data(clerk) == {}
    for subject in (shift.subject, f"shiftplan:{ShiftPlan.objects.get().pk}"):
        links = [link(subject) for link in ports.subject_link]
        assert any(
            each and each.label.startswith("值班") and desk.get(each.url).status_code == 200 for each in links
        )
