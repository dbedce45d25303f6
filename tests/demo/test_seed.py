"""Reference data as often as one likes; matters of the demo, each whole and believable."""

import csv
import datetime as dt
import random

import pytest

from demo.matters import Matter, all_matters, fill
from demo.office_hours import OfficeHours
from demo.outcomes import draw
from demo.timetable import timetable
from groups.models import Department, ProfessionalGroup, RegionalGroup
from office import calendar
from office.actors import Actor
from office.models import CalendarDay
from portal.counties import loading as counties
from portal.counties.reading import read_folder
from portal.reference_data import loading
from portal.reference_data.files import path, read
from requests_app.models import (
    Category,
)
from stations.models import Station


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
    assert Department.objects.count() == 44
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
        assert departments[matter.lead]["类型"] not in ("审判检察监察机关", "党委部门")
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
