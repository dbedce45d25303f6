"""A reception day from the scanned code to the closed register, and what was said there to its outcome as a request."""

import datetime as dt
import re

import pytest
from django.test import Client

from office.actors import Actor
from office.models import Message, User
from office.months import Month
from requests_app.models import EnterpriseRequest
from stations import qr
from stations.models import Booking, Matter, Station
from stations.pulse.figures import pulse_of
from tests.journeys.conftest import Journey
from tests.journeys.test_holiday_and_illness import booked_by_form
from tests.proof import verify
from tests.stations.receptions.rows import a_reception, slots, text

pytestmark = pytest.mark.postgres
TUESDAY = dt.date(2026, 11, 10)


def test_from_the_scan_to_the_outcome_as_a_request(
    journey: Journey, station: Station, representative: User, clerk: User, visitor: Client
) -> None:
    """One is booked and becomes a request, one does not come, one walks in; then the register is closed."""
    code = qr.issue(station, by=Actor.system("test"), at=journey.at)
    reception = a_reception(station, representative, at=journey.at, held_on=TUESDAY)
    assert "/receptions/" in text(visitor.get(f"/s/{code.code}/"))
    assert f"/receptions/{reception.token}/" in text(visitor.get("/receptions/"))
    link = booked_by_form(visitor, reception, journey.at)
    came = Booking.objects.get()
    booked_by_form(Client(), reception, journey.at, slot=1, phone="19900031235")
    missed = Booking.objects.exclude(pk=came.pk).get()

    journey.move_to(11, 10, 10)
    desk, page = journey.sign_in(clerk), f"/desk/receptions/{reception.token}/"
    assert "续贷到期，想请代表帮忙协调" in text(desk.get(page))
    desk.post(f"{page}bookings/{came.pk}/arrive/")
    desk.post(f"{page}bookings/{came.pk}/matter/", {"words": "银行要求先还后贷，月底到期"})
    matter = Matter.objects.get()
    sent = desk.post(f"/desk/receptions/matters/{matter.pk}/request/", follow=True)
    case = EnterpriseRequest.objects.get()
    assert case.ledger_number in text(sent)
    assert case.ledger_number in text(visitor.get(link))
    desk.post(f"{page}bookings/{missed.pk}/miss/")
    walk_in = {"who": "李女士", "requester_kind": "voter", "matter": "小区到园区没有公交"}
    desk.post(f"{page}walk-in/", walk_in)
    spoken = Booking.objects.get(is_walk_in=True)
    desk.post(f"{page}bookings/{spoken.pk}/matter/", {"words": "小区到园区没有公交"})
    noted = Matter.objects.exclude(pk=matter.pk).get()
    desk.post(f"{page}matters/{noted.pk}/", {"ending": "noted"})
    held = desk.post(f"{page}hold/", {"present": [str(slots(reception)[0].sitting_id)]}, follow=True)
    assert "已举行" in text(held)
    assert [row.status for row in Booking.objects.order_by("pk")] == ["came", "no_show", "came"]
    pulse = pulse_of(station, Month(2026, 11), at=journey.at)
    assert (len(pulse.held), pulse.kept, pulse.missed, pulse.walk_ins) == (1, 1, 1, 1)

    journey.number = case.ledger_number
    journey.accept().contact().assign().work(1).sign().work(1).reply().work(1).answer()
    told = Message.objects.filter(recipient_key=f"{case.subject}:phone").order_by("-pk")
    links = re.findall(r"/receipt/[\w-]+/", " ".join(row.secret for row in told))
    journey.home = links[0]
    journey.rate()
    assert (journey.case.status, journey.case.outcome) == ("closed", "settled")
    assert verify().faults == []
