"""What the demo promises of the station: consultations, shifts, and that a month's edition counts them."""

import datetime as dt

from evaluation.models import Disclosure
from stations.models import Consultation, DutyShift, Posting, ShiftPlan, Sitting


def expect_station_life(on: dt.date) -> None:
    assert Consultation.objects.count() == 68
    assert Consultation.objects.filter(ending="request").count() == 1
    assert Consultation.objects.filter(is_late=True).exists()
    posted = Posting.objects.serving(on).values("representative")
    assert not posted.exclude(representative__in=ShiftPlan.objects.values("representative")).exists()
    assert DutyShift.objects.planned().filter(shift_on=on, station__code="gyllzx").exists()
    sat = Sitting.objects.filter(sat_from__isnull=False, representative__user__isnull=False)
    assert sat.filter(confirmed_at__isnull=False).count() > sat.filter(confirmed_at__isnull=True).count() > 0
    october = Disclosure.objects.get(station__code="gyllzx", year=on.year, month=on.month - 1).figures
    assert october["consultations"]["entries"] > 3
    assert october["receptions"]["held"] == 1
