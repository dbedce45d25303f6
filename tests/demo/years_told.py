"""What the demo promises of duties: one full year, one far behind, one exempt, one who left office in August."""

import datetime as dt

from demo import years_told
from evaluation.duties import progress
from evaluation.duties.progress import DutyProgress
from evaluation.models import Exemption
from groups.models import Mandate, Representative
from groups.year_records import DutyKind


def expect_years_told(on: dt.date) -> None:
    full, behind = of(years_told.FULL_YEAR, on), of(years_told.BEHIND, on)
    assert {kind: duty.missing for kind, duty in full.items() if duty.missing} == {}
    assert sum(duty.needed for duty in full.values()) == 11
    late = {DutyKind.RECEPTION, DutyKind.PAIRING}
    assert {kind for kind, duty in behind.items() if duty.is_behind(on)} == late
    assert behind[DutyKind.SURVEY].missing == 1
    refused = Exemption.objects.get(representative__certificate_number=years_told.BEHIND)
    assert refused.granted is False
    granted = Exemption.objects.get(representative__certificate_number=years_told.EXEMPT)
    assert (granted.granted, granted.reason, granted.asked_by != granted.decided_by) == (True, "sick", True)
    assert of(years_told.EXEMPT, on)[DutyKind.PAIRING].needed == 3
    left = of(years_told.LEFT_IN_AUGUST, on)
    mandate = Mandate.objects.get(
        representative__certificate_number=years_told.LEFT_IN_AUGUST, term__level="county", status="active"
    )
    assert mandate.until == dt.date(on.year, 8, 31)
    assert (left[DutyKind.SURVEY].needed, left[DutyKind.SUGGESTION].needed) == (1, 0)


def of(certificate: str, on: dt.date) -> dict[DutyKind, DutyProgress]:
    person = Representative.objects.get(certificate_number=certificate)
    found = progress.of_year([person.pk], on.year, until=on + dt.timedelta(days=1))[person.pk]
    return {duty.kind: duty for duty in found}
