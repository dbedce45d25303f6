"""接待安排 in the admin: a plan that no day can be made of is refused when it is typed."""

import pytest
from django.test import Client

from office.models import User
from stations.models import ReceptionPlan, Station

pytestmark = pytest.mark.django_db


def test_a_slot_fits_into_the_hours(admin: Client, station: Station, representative: User) -> None:
    typed = {
        "station": station.pk,
        "kind": "voters",
        "place": "接待室",
        "representatives": [representative.representative.pk],
        "week_of_month": 1,
        "weekday": 2,
        "begins": "9:00",
        "ends": "10:00",
        "slot_minutes": 90,
        "seats": 1,
        "on_holiday": "next",
        "since": "2026-12-01",
    }
    way = "/admin/stations/receptionplan/add/"
    refused = admin.post(way, typed)
    assert refused.status_code == 200
    assert "接待时间不够一个时段" in refused.content.decode()
    assert not ReceptionPlan.objects.exists()
    assert admin.post(way, {**typed, "ends": "9:00"}).status_code == 200
    assert admin.post(way, {**typed, "slot_minutes": 60}).status_code == 302
    assert ReceptionPlan.objects.get().slot_minutes == 60
