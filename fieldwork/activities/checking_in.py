"""One scan of the rotating code: signed in, or why not; failed scans stay on record (docs/domain.md § 12)."""

from __future__ import annotations

from datetime import datetime

from casework import engine
from fieldwork.activities import rotating_code
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.steps.attendance import ON_THE_DAY, CheckInInputs
from fieldwork.models import Activity, CheckIn, ScanOutcome
from groups.models import Representative
from office.actors import Actor
from office.events import JSON, Fact, record
from office.verbs import verb

NONCE_AT_MOST = 32


@verb
def scan(
    activity: Activity,
    person: Representative,
    code: str,
    nonce: str,
    *,
    device: str = "",
    by: Actor,
    at: datetime,
) -> CheckIn:
    """The scan's row, whose `outcome` says what came of it; it refuses nothing.

    Whoever has signed in gets the first row again, so that a double upload is one. `nonce` is the page's own; `device`
    a hash that tells browsers apart.
    """
    locked = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    scans = CheckIn.objects.filter(activity=locked)
    earlier = scans.filter(representative=person, outcome=ScanOutcome.GOOD).first()
    if earlier is not None:
        return earlier
    outcome = _outcome(locked, person, code, nonce, at)
    if outcome == ScanOutcome.GOOD:
        given = CheckInInputs(representative=person, nonce=nonce, device=device)
        engine.take("check_in", locked, given, by=by, at=at)
        return scans.get(representative=person, outcome=ScanOutcome.GOOD)
    failed = CheckIn.objects.create(
        activity=locked, representative=person, nonce=nonce, outcome=outcome, device=device, at=at
    )
    data: dict[str, JSON] = {"representative": person.code, "outcome": str(outcome)}
    record(Fact(locked.subject, "scan_failed", data), by=by, at=at)
    return failed


def place_of(check_in: CheckIn) -> int:
    """您是第 12 位."""
    good = CheckIn.objects.filter(activity=check_in.activity_id, outcome=ScanOutcome.GOOD)
    return good.filter(at__lte=check_in.at).count()


def _outcome(activity: Activity, person: Representative, code: str, nonce: str, at: datetime) -> ScanOutcome:
    if person.pk not in ActivityFile(activity).called:
        return ScanOutcome.UNINVITED
    if activity.status not in ON_THE_DAY or not activity.is_open(at):
        return ScanOutcome.OUTSIDE
    if CheckIn.objects.filter(activity=activity, nonce=nonce).exists():
        return ScanOutcome.REPLAYED
    if not rotating_code.is_accepted(activity.token, code, at):
        return ScanOutcome.EXPIRED
    return ScanOutcome.GOOD
