"""接待咨询 by months: sums by kind, way, visitor and result, and the workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.access import person, role_required
from office.calendar import local_date
from office.downloads import record_export, xlsx_file
from office.months import Month
from stations.consultations import desk, sums
from stations.views.consultations import READERS

MONTHS_SHOWN = 6


@role_required(*READERS)
@require_safe
def desk_consultation_months(request: HttpRequest) -> HttpResponse:
    user, at = person(request), timezone.now()
    current = Month.of(local_date(at))
    month = _month(request, current)
    stations = desk.stations_seen(user, local_date(at))
    months = month.back(MONTHS_SHOWN - 1).upto(month)
    course = [(each, sums.total(each, stations, at=at)) for each in months]
    most = max(count for _, count in course) or 1
    context = {
        "sums": sums.of_month(month, stations, at=at),
        "month": month,
        "course": [(each, count, 100 * count / most) for each, count in course],
        "is_now": month == current,
    }
    return render(request, "stations/desk_consultation_months.html", context)


@role_required(*READERS)
@require_safe
def desk_consultation_export(request: HttpRequest) -> HttpResponse:
    user, at = person(request), timezone.now()
    month = _month(request, Month.of(local_date(at)))
    found = sums.of_month(month, desk.stations_seen(user, local_date(at)), at=at)
    visible = desk.visible_to(user, local_date(at)).for_desk()
    rows = list(visible.filter(consulted_on__gte=month.from_on, consulted_on__lt=month.to_on))
    record_export("consultations", rows=len(rows), filters={"month": str(month)}, by=user, at=at)
    return xlsx_file(sums.workbook(found, rows), f"接待咨询-{month}")


def _month(request: HttpRequest, current: Month) -> Month:
    try:
        return min(Month.parse(request.GET.get("month", "")), current)
    except ValueError:
        return current
