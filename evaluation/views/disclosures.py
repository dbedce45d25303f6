"""Published months for everybody: the list, one month, its PDF and Excel. Drafts are on the desk only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluation import late_entries, people_lines, published_months, station_figures
from evaluation.disclosing import DISCLOSURES
from evaluation.disclosure_papers import month_paper, month_sheet, reading_counts
from evaluation.models import Disclosure
from evaluation.results import FEWEST
from office.downloads import pdf_file, xlsx_file
from office.publishing import changes
from stations.models import Station


@require_safe
@login_not_required
def published(request: HttpRequest) -> HttpResponse:
    page, months = published_months.archive(request.GET.get("page"))
    return render(request, "evaluation/disclosure_list.html", {"page": page, "months": months})


@require_safe
@login_not_required
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """One month; `?station=` where several stations have published it."""
    found = list(
        Disclosure.objects.published()
        .filter(year=year, month=month)
        .select_related("station")
        .order_by("-station__is_default", "station_id")
    )
    wanted = request.GET.get("station")
    chosen = next((row for row in found if row.station.code == wanted), found[0] if found else None)
    if chosen is None:
        raise Http404
    course = published_months.course(chosen)
    context = {
        "parts": published_months.parts(chosen.figures),
        "course": course,
        "drawn": [(each.received, each.settled) for each in course],
        "drawn_labels": [f"{each.month.month}月" for each in course],
        "before": published_months.preceding(course),
        "after": published_months.following(chosen),
        "disclosure": chosen,
        "others": [row for row in found if row != chosen],
        "station": chosen.station,
        "lines": people_lines.shown(chosen.figures),
        "without": people_lines.without_record(chosen.figures),
        "late": late_entries.of(chosen.figures),
        "late_hint": late_entries.HINT,
        "readings": reading_counts(chosen.figures),
        "station_life": station_figures.sections(chosen.figures),
        "changes": changes(DISCLOSURES, chosen),
        "fewest": FEWEST,
    }
    return render(request, "evaluation/disclosure_detail.html", context)


@require_safe
@login_not_required
def month_pdf(request: HttpRequest, year: int, month: int, code: str) -> HttpResponse:
    disclosure = _published(year, month, code)
    return pdf_file(
        month_paper(disclosure, changes(DISCLOSURES, disclosure)), f"disclosure-{code}-{disclosure.period}"
    )


@require_safe
@login_not_required
def month_xlsx(request: HttpRequest, year: int, month: int, code: str) -> HttpResponse:
    disclosure = _published(year, month, code)
    return xlsx_file(
        month_sheet(disclosure, changes(DISCLOSURES, disclosure)), f"disclosure-{code}-{disclosure.period}"
    )


def _published(year: int, month: int, code: str) -> Disclosure:
    station = get_object_or_404(Station, code=code)
    rows = Disclosure.objects.published().select_related("station")
    return get_object_or_404(rows, station=station, year=year, month=month)
