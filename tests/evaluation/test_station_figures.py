"""Receptions and consultations of a month: as of its end, in the edition, on the board; earlier editions stay."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from evaluation import corrections, disclosing, figures, station_figures
from evaluation.disclosure_papers import month_paper, month_sheet
from evaluation.periods import Month
from office.actors import Actor
from office.models import User
from portal.board import board_data
from stations.consultations import register
from stations.models import Station
from stations.receptions import booking, changes, closing, day
from tests.stations.consultations.rows import a_consultation, said
from tests.stations.receptions.rows import VISITOR, a_reception, booked, slots, visit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DECEMBER = Month(2026, 12)


@pytest.fixture
def held(station: Station, representative: User, clerk: User, now: dt.datetime) -> dt.datetime:
    """A reception of 5 December to which two of three came and one without booking; its register closed that day."""
    by = Actor.of(clerk)
    reception = a_reception(station, representative, at=now)
    first, second, third, fourth, _ = slots(reception)
    came, missed, other = (booked(slot, at=now).booking for slot in (first, second, third))
    booking.cancel(booked(fourth, at=now).booking, by=VISITOR, at=now)
    at = reception.begins_at + dt.timedelta(minutes=25)
    for row in (came, other):
        day.arrive(row, by=by, at=at)
    day.miss(missed, by=by, at=at)
    walked_in = day.walk_in(reception, visit(), form_key="w", by=by, at=at).booking
    for row in (came, other, walked_in):
        day.end_matter(day.note(row, "公交", by=by, at=at), "noted", by=by, at=at)
    closing.hold(reception, [first.sitting_id], by=by, at=reception.ends_at)
    return reception.ends_at


def test_a_month_counts_what_was_held_and_who_came(
    station: Station, representative: User, clerk: User, held: dt.datetime, now: dt.datetime
) -> None:
    later = a_reception(station, representative, at=now, held_on=dt.date(2026, 12, 12))
    changes.cancel(later, "停电", by=Actor.of(clerk), at=now)
    a_reception(station, representative, at=now, held_on=dt.date(2026, 12, 19))
    found = figures.receptions(DECEMBER, as_of=figures.AsOf.end_of(DECEMBER), station=station)
    assert (found.planned, found.held, found.cancelled) == (3, 1, 1)
    assert (found.visitors, found.walk_ins) == (3, 1)
    assert (found.no_show.numerator, found.no_show.denominator) == (1, 3)
    # On the day before nobody had come yet.
    before = figures.receptions(DECEMBER, as_of=figures.AsOf(now.date(), now + dt.timedelta(hours=1)))
    assert (before.planned, before.held, before.visitors) == (3, 0, 0)


def test_a_register_closed_after_the_month_moves_it_no_more(
    station: Station, representative: User, clerk: User, now: dt.datetime
) -> None:
    november = Month(2026, 11)
    reception = a_reception(station, representative, at=now, held_on=dt.date(2026, 11, 28))
    by, after = Actor.of(clerk), dt.datetime(2026, 12, 1, 9, tzinfo=now.tzinfo)
    row = day.walk_in(reception, visit(), form_key="w", by=by, at=after).booking
    day.end_matter(day.note(row, "公交", by=by, at=after), "noted", by=by, at=after)
    closing.hold(reception, [slots(reception)[0].sitting_id], by=by, at=after)
    found = figures.receptions(november, as_of=figures.AsOf.end_of(november))
    assert (found.planned, found.held, found.visitors) == (1, 0, 0)


def test_consultations_with_what_was_answered_and_what_became_a_request(
    station: Station, clerk: User, now: dt.datetime
) -> None:
    november, by = Month(2026, 11), Actor.of(clerk)
    answered = {"ending": "answered", "basis": "officer", "source": "税务局 黎股长"}
    a_consultation(station, clerk, at=now, **answered)
    turned = a_consultation(station, clerk, at=now)
    register.became_request(turned, "2026-00001", by=by, at=now)
    changed = a_consultation(station, clerk, at=now)
    december = dt.datetime(2026, 12, 2, 9, tzinfo=now.tzinfo)
    register.correct(changed, said(**answered), reason="补写", by=by, at=december)
    a_consultation(station, clerk, at=december, consulted_at=now)
    found = figures.consultations(november, as_of=figures.AsOf.end_of(november), station=station)
    assert (found.entries, found.answered, found.requests, found.late) == (3, 1, 1, 0)
    later = figures.consultations(DECEMBER, as_of=figures.AsOf.end_of(DECEMBER))
    assert (later.entries, later.late) == (0, 1)


def test_an_edition_has_them_and_an_earlier_one_stays_as_it_was(
    station: Station,
    clerk: User,
    staff: User,
    approver: User,
    held: dt.datetime,
    client: Client,
    clock: Any,
) -> None:
    a_consultation(station, clerk, at=held)
    january = dt.datetime(2027, 1, 4, 9, tzinfo=held.tzinfo)
    clock.move_to(january)
    row = disclosing.draft(station, DECEMBER, by=Actor.system("monthly"), at=january)
    assert row.figures["shape"] == 4
    assert row.figures["consultations"] == {"entries": 1, "answered": 0, "requests": 0, "late": 0}
    # Three who had booked: too few for a rate.
    assert row.figures["receptions"]["no_show"]["denominator"] is None
    assert ("到访", "3 人次") in station_figures.lines(row.figures)
    assert corrections.moved(row) == []
    later = january + dt.timedelta(days=7)
    disclosing.submit(row, by=Actor.of(staff), at=later)
    row = disclosing.publish(row, by=Actor.of(approver), at=later)
    page = client.get("/disclosure/2026/12/").content.decode()
    assert "接待、咨询和活动" in page
    assert month_paper(row).startswith(b"%PDF")
    assert month_sheet(row).startswith(b"PK")
    assert "<h2>代表建议</h2>" in page
    # Editions of shapes 3 and 2, and one of before there was any.
    row.figures |= {"shape": 3}
    row.figures.pop("suggestions")
    assert corrections.moved(row) == []
    assert "suggestions" not in corrections.recounted(row)
    assert [heading for heading, _ in station_figures.sections(row.figures)] == ["接待、咨询和活动"]
    row.figures |= {"shape": 2}
    row.figures.pop("activities")
    assert corrections.moved(row) == []
    assert "activities" not in corrections.recounted(row)
    for name in ("shape", "receptions", "consultations"):
        row.figures.pop(name)
    assert station_figures.lines(row.figures) == []
    assert corrections.moved(row) == []
    assert "shape" not in corrections.recounted(row)
    assert month_paper(row).startswith(b"%PDF")


def test_the_board_and_the_desk_show_the_running_month(
    station: Station, clerk: User, staff: User, now: dt.datetime, sign_in: Any
) -> None:
    assert "station" not in [scene["key"] for scene in board_data(station, at=now)["scenes"]]
    a_consultation(station, clerk, at=now)
    scene = next(each for each in board_data(station, at=now)["scenes"] if each["key"] == "station")
    cells = [[cell["text"] for cell in row] for page in scene["pages"] for row in page]
    assert ["接待咨询", "1 人次"] in cells
    page = sign_in(staff).get("/desk/figures/").content.decode()
    assert "接待、咨询和活动" in page
