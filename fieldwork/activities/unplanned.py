"""An activity of which only the name is known: what was found on it is entered, and it was never planned here."""

from __future__ import annotations

from datetime import date, datetime

from fieldwork.activities import numbering
from fieldwork.models import Activity, ActivityKind, ActivityState, ActivityStatus
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact, record
from office.verbs import verb


@verb
def named(title: str, on: date, *, by: Actor, at: datetime) -> Activity:
    """The activity of that name and local date, made now where there is none: held, without hours and people."""
    known = Activity.objects.standing().filter(title=title, held_on=on).order_by("pk").first()
    if known is not None:
        return known
    activity = Activity.objects.create(
        code=numbering.fresh_code(),
        year=on.year,
        serial=numbering.next_serial(on.year),
        kind=ActivityKind.OTHER,
        title=title,
        held_on=on,
        status=ActivityStatus.HELD,
        proposed_by=by.user,
        proposed_at=at,
        held_at=at,
        is_imported=True,
    )
    ActivityState.objects.create(activity=activity, status=activity.status, on=local_date(at))
    record(Fact(activity.subject, "named", {"day": on}, begins=True), by=by, at=at)
    return activity
