"""At the desk: a month's reception days and who came, as an Excel file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office.access import person, role_required
from office.calendar import local_date
from office.downloads import record_export, xlsx_file
from office.months import Month
from stations.receptions import desk, papers
from stations.views.reception_day import READERS


@role_required(*READERS)
@require_safe
@never_cache
def desk_receptions_xlsx(request: HttpRequest) -> HttpResponse:
    """`?month=2026-10`, by default the running one; what the reader may see. That it was taken is recorded."""
    user, at = person(request), timezone.now()
    on = local_date(at)
    try:
        month = Month.parse(request.GET["month"]) if request.GET.get("month") else Month.of(on)
    except ValueError:
        return HttpResponseBadRequest("月份写作 2026-10", content_type="text/plain; charset=utf-8")
    rows = desk.visible_to(user, on).filter(held_on__gte=month.from_on, held_on__lt=month.to_on)
    content = papers.workbook(rows.distinct())
    record_export("receptions", rows=rows.count(), filters={"month": str(month)}, by=user, at=at)
    return xlsx_file(content, f"{month.label}接待")
