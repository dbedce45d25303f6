"""站点脉搏: a station's month at a glance, and what to try next; for the office, auditors and the station's clerks."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office.access import role_required
from office.calendar import local_date
from office.models import User
from office.months import Month, to_choose
from office.roles import Role, has_role
from stations.models import Station
from stations.pulse import scans
from stations.pulse.advice import findings
from stations.pulse.figures import UNSCANNED_FOR, pulse_of

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.CLERK)


@role_required(*READERS)
@require_safe
@never_cache
def desk_pulse(request: HttpRequest) -> HttpResponse:
    """`?station=` (a code) and `?month=` (2026-10); by default the default station's running month."""
    user, at = cast(User, request.user), timezone.now()
    on = local_date(at)
    rows = Station.objects.all() if has_role(user, Role.AUDITOR) else Station.objects.visible_to(user, on)
    stations = list(rows.order_by("-is_default", "code"))
    asked = request.GET.get("station", "")
    station = next((row for row in stations if row.code == asked or not asked), None)
    if station is None:
        raise Http404
    month, wrong_month = _month(request.GET.get("month", ""), Month.of(on))
    pulse = pulse_of(station, month, at=at)
    context = {
        "stations": stations,
        "station": station,
        "month": month,
        "months": to_choose(month, Month.of(on)),
        "wrong_month": wrong_month,
        "has_next": month < Month.of(on),
        "pulse": pulse,
        "findings": findings(pulse),
        "tally": [
            {"label": "举行接待（次）", "count": len(pulse.held)},
            {"label": "没有人来（次）", "count": len(pulse.without_visitors)},
            {"label": "预约来了（位）", "count": pulse.kept},
            {"label": "预约没来（位）", "count": pulse.missed},
            {"label": "临时来访（位）", "count": pulse.walk_ins},
            {
                "label": "接待（小时）",
                "count": _plain(pulse.hours),
            },
            {"label": "值班（小时）", "count": _plain(pulse.shift_hours)},
            {"label": "咨询（人次）", "count": pulse.consultations.total},
        ],
        "scans_since": scans.first_day(),
        "days": UNSCANNED_FOR.days,
    }
    return render(request, "stations/desk_pulse.html", context)


def _plain(hours: float) -> float | int:
    return int(hours) if hours.is_integer() else hours


def _month(text: str, running: Month) -> tuple[Month, bool]:
    """The month that is asked for, and whether it could not be read; never one to come."""
    try:
        month = Month.parse(text) if text else running
    except ValueError:
        return running, True
    return (month, False) if month <= running else (running, True)
