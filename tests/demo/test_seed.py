"""Reference data as often as one likes; the demo once, whole, and believable."""

import csv
import datetime as dt
import random
import re
from collections import Counter

import pytest

from casework import engine
from demo import loading as demo
from demo.matters import Matter, all_matters, fill
from demo.office_hours import OfficeHours
from demo.outcomes import draw
from demo.timetable import timetable
from groups.models import Department, ProfessionalGroup, RegionalGroup, Representative
from office import calendar, events
from office.actors import Actor
from office.calendar import local_date
from office.models import CalendarDay, Event, Message, Notice, User
from office.refusals import Refused
from portal.counties import loading as counties
from portal.counties.reading import read_folder
from portal.reference_data import loading
from portal.reference_data.files import path, read
from requests_app.access import tracking
from requests_app.access.requesters import Requester
from requests_app.models import (
    Assignment,
    Category,
    Clock,
    EnterpriseRequest,
    LookBack,
    Promise,
    Verdict,
)
from requests_app.models.requests import ENDED, Status
from stations.models import Enterprise, Station
from tests.clocks import was_met
from tests.demo.published_months import expect_published_months
from tests.demo.station_life import expect_station_life

PLACEHOLDER = re.compile(r"[{}]")
DEMO_ACCOUNTS = (
    "staff",
    "approver",
    "liaison",
    "representative",
    "colleague",
    "department",
    "head",
    "clerk",
    "editor",
    "auditor",
    "administrator",
)


def rows(name: str) -> list[dict[str, str]]:
    """A CSV file of data/ by its headings."""
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed(now: dt.datetime) -> dict[str, int]:
    """As `seed --pack macheng` does it; what was added of each."""
    added = loading.load(at=now)
    pack = read_folder(counties.pack("macheng"))
    return added | counties.load(pack, by=Actor.system("seed"), at=now).added


# --- reference data -----------------------------------------------------------------------------------------


def test_reference_data_is_whole(db: None, now: dt.datetime) -> None:
    seed(now)
    assert ProfessionalGroup.objects.count() == 6
    assert RegionalGroup.objects.count() == 115
    assert Department.objects.count() == 37
    assert Category.objects.top().count() == 11
    assert Category.objects.leaves().count() == 51
    assert Station.objects.get(is_default=True).code == "gyllzx"


def test_a_second_seed_adds_nothing(db: None, now: dt.datetime) -> None:
    seed(now)
    assert set(seed(now).values()) <= {0}


def test_what_the_office_changed_stays(db: None, now: dt.datetime) -> None:
    seed(now)
    Department.objects.filter(code="LYJ").update(mode="online", name="麻城市林业和湿地局")
    CalendarDay.objects.filter(date="2026-10-08").delete()
    seed(now)
    assert Department.objects.get(code="LYJ").name == "麻城市林业和湿地局"


def test_the_calendar_counts_the_published_days(db: None, now: dt.datetime) -> None:
    """248 working days each in 2025 and 2026, as the State Council's notices have it."""
    seed(now)
    loaded = calendar.load()
    for year in (2025, 2026):
        assert loaded.count(dt.date(year - 1, 12, 31), dt.date(year, 12, 31)) == 248
    assert not loaded.is_provisional(dt.date(2026, 5, 1))
    assert loaded.is_provisional(dt.date(2027, 5, 1))


def test_accusations_are_referred_and_judicial_bodies_never_handle(db: None, now: dt.datetime) -> None:
    seed(now)
    assert Category.objects.get(code="ZF04").default_step == "refer"
    proposed = Category.objects.values_list("departments__kind", flat=True)
    assert Department.Kind.JUDICIAL not in proposed


# --- texts --------------------------------------------------------------------------------------------------


def test_more_than_three_hundred_different_texts() -> None:
    texts = [matter.text for matter in all_matters()]
    assert len(texts) == len(set(texts)) >= 300


@pytest.mark.parametrize("matter", all_matters(), ids=lambda matter: matter.key)
def test_every_matter_is_whole(matter: Matter) -> None:
    departments = {each["代码"]: each for each in rows("macheng/units.csv")}
    if matter.path in ("full", "open"):
        assert matter.lead in departments
        assert departments[matter.lead]["类型"] != "审判检察监察机关"
        assert matter.lead not in matter.co
        assert set(matter.co) <= departments.keys()
    if matter.path == "full":
        assert len(matter.body) >= 20
        assert matter.result != "B" or (matter.promise and matter.promise_days)
        assert matter.result != "C" or matter.basis
        assert set(matter.opinions) == set(matter.co)
    if matter.path in ("decline", "refer"):
        assert matter.disposal["code" if matter.path == "decline" else "to"]


def test_relative_days_become_dates_in_working_time() -> None:
    days = calendar.WorkingCalendar({})
    friday = dt.date(2026, 11, 20)
    assert fill("{d+2}前、{d-3}起，{y+1}年", friday, days) == "11月23日前、11月17日起，2027年"
    assert fill("{d-9}看了", friday, days, not_before=dt.date(2026, 11, 18)) == "11月18日看了"
    assert fill("{d+60}", friday, days) == "2027年1月19日"


def test_the_real_enterprises_ask_for_nothing() -> None:
    real = {each["name"] for each in read("demo/enterprises.json") if each["real_name"]}
    assert len(real) == 2
    assert not real & {matter.enterprise for matter in all_matters()}


def test_the_same_day_gives_the_same_year(now: dt.datetime) -> None:
    def drawn() -> list[tuple[dt.datetime, str, object]]:
        hours = OfficeHours(calendar.WorkingCalendar({}), random.Random("hours"), now)
        placed = timetable(all_matters(), hours)
        return [(at, matter.key, draw(matter, random.Random(matter.key))) for at, matter in placed]

    assert drawn() == drawn()


def test_what_one_case_draws_moves_no_minute_of_another(now: dt.datetime) -> None:
    shared = OfficeHours(calendar.WorkingCalendar({}), random.Random("hours"), now)
    one, other = shared.drawn_from("hours:one"), shared.drawn_from("hours:other")
    drawn = [other.later(now, 1), one.later(now, 1), other.soon(now), one.soon(now)]
    alone = shared.drawn_from("hours:one")
    assert [alone.later(now, 1), alone.soon(now)] == [drawn[1], drawn[3]]


def test_a_case_that_stands_still_came_there_straight_whatever_is_drawn() -> None:
    """Held before its head has confirmed, a reply that is drawn as evasive could not be sent back."""
    held = [matter for matter in all_matters() if matter.now]
    for seed in range(50):
        for matter in held:
            outcomes = draw(matter, random.Random(f"{seed}:{matter.key}"))
            assert outcomes.evasive == matter.now.get("evasive"), matter.key
            assert [outcomes.corrected, outcomes.handed_over, outcomes.handed_back] == [False] * 3


def test_everybody_in_the_roster_is_invented() -> None:
    people = rows("demo/roster.csv")
    assert len(people) == 260
    assert all(row["手机号"].startswith("1990000") for row in people)


# --- the demo -----------------------------------------------------------------------------------------------


def test_the_demo_refuses_a_database_in_use(staff: User, now: dt.datetime) -> None:
    with pytest.raises(Refused, match="空库"):
        demo.load(at=now)


@pytest.mark.long
def test_the_whole_demo(db: None, now: dt.datetime) -> None:
    """One load for all that is promised of it: it is the slowest thing in these tests."""
    loaded = demo.load(at=now)
    on = local_date(now)
    _its_codes_open_what_they_promise(loaded.examples, now)
    _it_is_full(on)
    _everybody_can_sign_in()
    _everybody_has_work(now, on)
    _dates_are_sound(now, on)
    _the_past_is_delivered(now)
    expect_published_months()
    expect_station_life(on)
    assert not events.verify().faults


def _it_is_full(on: dt.date) -> None:
    cases = EnterpriseRequest.objects
    assert cases.count() >= 300
    assert Representative.objects.count() == 260
    assert Enterprise.objects.count() == 40
    by_status = Counter(cases.values_list("status", flat=True))
    assert set(by_status) == set(Status.values)
    assert min(number for status, number in by_status.items() if status != Status.MERGED) >= 5
    outcomes = LookBack.objects.exclude(outcome="").values_list("outcome", flat=True)
    assert {"holds", "came_back", "not_reached"} <= set(outcomes)
    assert not LookBack.objects.opened().filter(opens_on__lt=on - dt.timedelta(weeks=4)).exists()
    assert Promise.objects.exclude(kept_at=None).count() >= 3
    assert {"settled", "promised", "unresolved", "explained", "unrated", "upheld", "suggestion"} <= set(
        cases.values_list("outcome", flat=True)
    )
    assert cases.filter(sealed=True).count() >= 2
    assert Event.objects.exclude(on_behalf_of=None).count() >= 3
    assert cases.filter(round__gte=2).count() >= 10
    assert Verdict.objects.filter(given_by="telephone").count() >= 10
    assert Verdict.objects.exclude(overridden_at=None).exists()
    assert Assignment.objects.filter(status="returned").count() >= 8
    assert Assignment.objects.filter(deemed_signed=True).exists()
    assert Assignment.objects.exclude(viewed_at=None).count() >= 200
    assert Assignment.objects.filter(department__mode="paper", status="replied").count() >= 2
    assert Promise.objects.count() >= 20
    late = Clock.objects.filter(kind="answer", stop_reason="done")
    late_share = sum(not was_met(clock) for clock in late) / len(late)
    assert 0.03 < late_share < 0.2
    this_month = cases.filter(received_on__gte=on.replace(day=1))
    assert this_month.filter(outcome="settled").count() >= 5


def _its_codes_open_what_they_promise(examples: list[demo.Example], now: dt.datetime) -> None:
    """Whoever tries the demo gets one case to follow and one to rate."""
    may = []
    for example in examples:
        case = EnterpriseRequest.objects.get(ledger_number=example.ledger_number)
        held = tracking.look_up(example.receipt_code.replace(" ", ""), example.phone_last4, now)
        assert held is not None
        by = Requester.holding(held.access, held.verdict)
        may.append({step.name for step in engine.possible(case, by=by, at=now)})
    followed, rated = may
    assert "supplement" in followed
    assert "rate" in rated


def _everybody_can_sign_in() -> None:
    for name in DEMO_ACCOUNTS:
        assert User.objects.get(username=name).check_password(f"demo-{name}"), name
    others = User.objects.exclude(username__in=DEMO_ACCOUNTS)
    assert not any(user.has_usable_password() for user in others)


def _everybody_has_work(now: dt.datetime, on: dt.date) -> None:
    for name, wanted in WORK.items():
        user = User.objects.get(username=name)
        found: set[str] = set()
        for case in EnterpriseRequest.objects.visible_to(user, on).exclude(status="closed"):
            found |= {step.name for step in engine.possible(case, by=Actor.of(user), at=now)}
        assert wanted <= found, (name, wanted - found)


WORK = {
    "staff": {"accept", "assign", "decline", "record_sign", "record_reply", "answer"},
    "approver": {"settle", "decide_appeal"},
    "liaison": {"accept", "answer_on_the_spot", "answer", "urge"},
    "representative": {"contact", "check", "answer"},
    "colleague": {"contact", "check", "answer"},
    "department": {"sign", "reply", "opinion", "return"},
    "head": {"confirm", "hand_back"},
    "clerk": {"record_verdict"},
}


def _dates_are_sound(now: dt.datetime, on: dt.date) -> None:
    cases = EnterpriseRequest.objects
    assert not cases.filter(submitted_at__gt=now).exists()
    assert cases.order_by("submitted_at").first().received_on < on - dt.timedelta(days=300)
    assert not cases.filter(status__in=ENDED, closed_on__gt=on).exists()
    texts = [
        *cases.values_list("answers__text", flat=True),
        *cases.values_list("assignments__replies__text", flat=True),
    ]
    assert not [text for text in texts if text and PLACEHOLDER.search(text)]
    # A part that was split off keeps the day its request came in, and takes the next free number.
    whole = cases.filter(split_from__isnull=True)
    numbers = list(whole.order_by("submitted_at").values_list("ledger_number", flat=True))
    assert numbers == sorted(numbers)


def _the_past_is_delivered(now: dt.datetime) -> None:
    old = now - dt.timedelta(hours=6)
    assert not Message.objects.waiting().filter(created_at__lt=old).exists()
    unread = Notice.objects.unread().filter(created_at__lt=now - dt.timedelta(days=2))
    assert not unread.exists()
    assert Notice.objects.unread().exists()
