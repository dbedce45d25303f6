"""Activities and visits in a month's edition, from shape 3 on (docs/domain.md § 6).

They are of the county's groups and stand in the default station's edition alone. An activity counts in the month in
which it was reported, a visit in the month in which it was confirmed: neither moves later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from evaluation.figures.as_of import AsOf
from evaluation.periods import Month
from evaluation.posted import takes_the_rest
from evaluation.results import Rate
from fieldwork.models import (
    Activity,
    Invitation,
    InvitationState,
    Participation,
    Visit,
    VisitPart,
)
from fieldwork.models.own_words import COUNTED
from fieldwork.models.visits import Answer
from office.calendar import local_date
from office.models import Event
from requests_app.models import Finding
from stations.models import Station

JSON = dict[str, Any]
SHAPE = 3
KEY = "activities"
COUNTS = (
    ("reported", "代表活动", "场"),
    ("attended", "出席", "人次"),
    ("findings", "活动中发现的问题", "件"),
    ("visits", "走访企业", "次"),
)
ATTENDANCE = "到会率"
ON_BOARD = ("代表活动", "出席", "活动中发现的问题", "走访企业")


def of_month(station: Station | None, month: Month, as_of: AsOf) -> JSON:
    """By the names of `COUNTS`, and `attendance`; of another station than the default one nothing. Six queries."""
    if station is not None and not takes_the_rest(station, month):
        return {}
    reported = Activity.objects.filter(
        status="reported", reported_on__gte=month.from_on, reported_on__lt=month.to_on
    )
    counted = {"activity__in": reported.values("pk")}
    came = Participation.objects.filter(
        **counted, denied_on__isnull=True, confirmed_on__lt=month.to_on
    ).values_list("activity", "representative")
    expected = Invitation.objects.called().exclude(state=InvitationState.ON_LEAVE)
    called = set(
        expected.filter(**counted, representative__isnull=False).values_list("activity", "representative")
    )
    there = set(came)
    found = as_of.with_states(Finding.objects.filter(occasion__in=reported.values("pk")), "case__")
    return {
        "reported": reported.count(),
        "attended": len(there),
        "findings": found.filter(case__received_on__lt=month.to_on).count(),
        "visits": _visits(month),
        "attendance": _parts(Rate(len(there & called), len(called))),
    }


def _visits(month: Month) -> int:
    """Confirmed by the enterprise or a second source, and by whoever came: in the month of the later of both.

    What an enterprise denied after the month stays in it, by the event of the confirmation that it overruled.
    """
    rows = VisitPart.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=month.ends_at), own_word__in=COUNTED
    )
    since = rows.filter(visit__answer=Answer.NOT_CAME, visit__answered_at__gte=month.ends_at)
    overruled = _overruled({visit for (visit,) in since.values_list("visit")}, month)
    standing = rows.filter(visit__confirmed_on__lt=month.to_on)
    words = (standing | rows.filter(visit__in=overruled)).values_list(
        "visit", "visit__confirmed_on", "own_word_on"
    )
    days: dict[int, date] = {}
    for visit, standing_on, said_on in words:
        if (confirmed_on := standing_on or overruled.get(visit)) is not None:
            day = max(confirmed_on, said_on or confirmed_on)
            days[visit] = min(day, days.get(visit, day))
    return sum(month.from_on <= day < month.to_on for day in days.values())


def _overruled(visits: Collection[int], month: Month) -> dict[int, date]:
    """The day on which each of the visits was confirmed, as far as that was on record by the end of the month."""
    if not visits:
        return {}
    subjects = {visit.subject: visit.pk for visit in Visit.objects.filter(pk__in=visits)}
    found = Event.objects.filter(
        subject__in=subjects, action="visit_confirmed", at__lt=month.ends_at
    ).values_list("subject", "at")
    return {subjects[subject]: local_date(at) for subject, at in found}


def lines(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, number and unit) of an edition as frozen; none of one that has no such figures."""
    found = data.get(KEY)
    if not found:
        return []
    rows = [(label, f"{found[name]} {unit}") for name, label, unit in COUNTS]
    rate = found["attendance"]
    words = (
        "样本不足"
        if rate["denominator"] is None
        else f"{rate['percent']}%（{rate['numerator']} / {rate['denominator']}）"
    )
    rows.insert(2, (ATTENDANCE, words))
    return rows


def _parts(rate: Rate) -> JSON:
    if rate.is_small:
        return {"numerator": None, "denominator": None, "percent": None}
    return {"numerator": rate.numerator, "denominator": rate.denominator, "percent": rate.percent}
