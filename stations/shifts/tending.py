"""What happens to shifts by itself: days made ahead, those ended of whoever will not be there (docs/domain.md § 11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import structlog

from office import calendar, options
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from office.templatetags.wording import day as worded
from stations.models import DutyShift, Posting, ShiftPlan
from stations.receptions.presence import Presence
from stations.receptions.tending import days_of, is_holiday
from stations.shifts import planning

BY = Actor.system("shifts")
log = structlog.get_logger(__name__)
AWAY, HOLIDAY = "代表当天不在", "放假"


def tend(*, at: datetime) -> int:
    """Each morning. Returns how many shifts were made and ended."""
    return cancel_impossible(at) + produce(at)


def produce(at: datetime, *plans: ShiftPlan) -> int:
    """A shift for each day of some plans (all, where none is named) within the horizon; none on a holiday, none of who
    is away that day."""
    on, days, made = local_date(at), calendar.load(), 0
    horizon = on + timedelta(days=int(options.value("reception_horizon_days", on)))
    rows = ShiftPlan.objects.filter(since__lte=horizon).select_related("station", "representative__user")
    if plans:
        rows = rows.filter(pk__in=[plan.pk for plan in plans])
    presence = Presence({plan.representative for plan in rows})
    for plan in rows:
        known = set(DutyShift.objects.filter(plan=plan).values_list("shift_on", flat=True))
        for day in days_of(plan, on, horizon):
            able = presence.can_sit(plan.representative, plan.station, day)
            if day not in known and able and not is_holiday(day, days):
                made += _make(plan, day, at)
    return made


def cancel_impossible(at: datetime) -> int:
    """Coming shifts of who is away, out of office or not posted any more that day, and those that repeat on a holiday."""
    days, ended = calendar.load(), 0
    rows = list(
        DutyShift.objects.coming(at).filter(begins_at__gt=at).shown().select_related("representative__user")
    )
    presence = Presence({row.representative for row in rows})
    for row in rows:
        if not presence.can_sit(row.representative, row.station, row.shift_on):
            ended += _cancel(row, AWAY, at)
        elif row.plan_id and is_holiday(row.shift_on, days):
            ended += _cancel(row, HOLIDAY, at)
    return ended


def shifts_of_nobody(at: datetime) -> Iterator[str]:
    """For `doctor`: shifts and plans of who will not be there; each morning's `tend` ends such shifts."""
    rows = (
        DutyShift.objects.coming(at).filter(begins_at__gt=at).shown().select_related("representative__user")
    )
    coming = list(rows)
    plans = list(ShiftPlan.objects.open().select_related("station", "representative__user"))
    people = {row.representative for row in coming} | {plan.representative for plan in plans}
    presence = Presence(people)
    for row in coming:
        if not presence.can_sit(row.representative, row.station, row.shift_on):
            yield f"{row.station} {worded(row.shift_on)}：值班的{row.representative}当天不能到站"
    serving = set(Posting.objects.serving(local_date(at)).values_list("representative", "station"))
    for plan in plans:
        if plan.since <= local_date(at) and (plan.representative_id, plan.station_id) not in serving:
            yield f"{plan.station}：每次值班的{plan.representative}已不在任，或已不在这个站"


def _make(plan: ShiftPlan, day: date, at: datetime) -> int:
    hours = {"begins": plan.begins, "ends": plan.ends}
    try:
        planning.add(plan.station, plan.representative, on=day, **hours, plan=plan, by=BY, at=at)
    except Refused as refused:
        # Today's is over, or the person has another shift then: the next day comes.
        log.info("shift_not_made", code=refused.code)
        return 0
    return 1


def _cancel(shift: DutyShift, reason: str, at: datetime) -> int:
    planning.cancel(shift, reason, by=BY, at=at)
    return 1
