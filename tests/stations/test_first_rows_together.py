"""Two at once write the first row of something at a station: both end as if one had come after the other."""

import datetime as dt
from typing import Any

import pytest

from office.actors import Actor
from office.models import User
from stations.models import Consultation, DutyShift, ShiftPlan, ShiftSwap, Station
from stations.shifts import planning, swapping
from tests.at_once import at_once
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import person, posted_for
from tests.stations.shifts.test_shifts import a_shift

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_first_rows_of_a_station_are_written_by_one_after_the_other(
    station: Station, representative: User, colleague: User, clerk: User, now: dt.datetime
) -> None:
    consulted = at_once(*[lambda: a_consultation(station, clerk, at=now)] * 2)
    assert consulted == ["done", "done"]
    assert sorted(Consultation.objects.values_list("serial", flat=True)) == [1, 2]
    by: dict[str, Any] = {"by": Actor.of(clerk), "at": now}
    hours = {"weekday": 3, "week_of_month": 0, "begins": dt.time(14), "ends": dt.time(16)}
    plan = at_once(
        *[lambda: planning.repeat(station, person(representative), **hours, since=now.date(), **by)] * 2
    )
    assert (plan, ShiftPlan.objects.count()) == (["done", "exists"], 1)
    shift = at_once(*[lambda: a_shift(station, representative, at=now)] * 2)
    assert shift == ["done", "overlaps"]
    posted_for(colleague, "")
    asked = at_once(
        *[
            lambda: swapping.ask(
                DutyShift.objects.get(plan=None),
                person(colleague),
                by=Actor.of(representative),
                at=now,
            )
        ]
        * 2
    )
    assert (asked, ShiftSwap.objects.count()) == (["asked", "done"], 1)
