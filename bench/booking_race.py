"""A hundred bookings at the same moment on ten seats: exactly ten are made, on either database."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from bench.report import Report
from groups.models import Mandate, Representative, Term
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from stations.models import Booking, Posting, Reception, Slot, Station
from stations.receptions import booking, planning
from stations.receptions.booking import Visit
from stations.receptions.planning import Timetable

SEATS, ATTEMPTS = 10, 100
SYSTEM, VISITOR = Actor.system("bench"), Actor.requester("own")


def measure(report: Report) -> None:
    """The line booking_race: how far the bookings are from one a seat, and every answer but the two that may be."""
    reception = _reception()
    slots = list(Slot.objects.filter(sitting__reception=reception).order_by("begins_at"))
    start = threading.Barrier(ATTEMPTS)

    def attempt(number: int) -> str:
        visit = Visit("voter", "续贷到期", "王经理", f"1990005{number:04}")
        start.wait()
        try:
            booking.book(
                slots[number % SEATS], visit, form_key=f"race-{number}", by=VISITOR, at=timezone.now()
            )
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "booked"

    with ThreadPoolExecutor(ATTEMPTS) as pool:
        answers = list(pool.map(attempt, range(ATTEMPTS)))
    rows = Booking.objects.filter(slot__in=slots)
    seats = rows.values("seat").distinct().count()
    wrong = abs(rows.count() - SEATS) + abs(seats - SEATS) + abs(answers.count("booked") - SEATS)
    wrong += sum(answer not in ("booked", "slot_taken") for answer in answers)
    what = f"wrong of {ATTEMPTS} at once on {SEATS} seats, {rows.count()} booked"
    report.line("booking_race", [wrong], what)


def _reception() -> Reception:
    """Ten slots of twenty minutes with one representative, a fortnight ahead."""
    at, since = timezone.now(), dt.date(2020, 1, 1)
    station = Station.objects.get(is_default=True)
    person = Representative.objects.create(code="race", certificate_number="RACE", name="单雄", gender="male")
    term = Term.objects.create(level="county", name="竞约届", elected_on=since, takes_office_on=since)
    Mandate.objects.create(representative=person, term=term, since=since)
    Posting.objects.create(representative=person, station=station, since=since)
    timetable = Timetable(
        held_on=local_date(at) + dt.timedelta(days=14),
        begins=dt.time(9),
        ends=dt.time(12, 20),
        place="接待室",
        kind="voters",
    )
    made = planning.plan(station, timetable, [person], by=SYSTEM, at=at)
    return planning.announce(made, by=SYSTEM, at=at)
