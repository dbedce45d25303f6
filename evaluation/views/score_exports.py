"""Approved results of a year as Excel and Word, for awards and re-election."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluation.models import Evaluation
from evaluation.views.score_queries import WIDE, person_of, rows_of, year_of
from evaluation.yearly import papers
from office.access import role_required
from office.downloads import file_of, record_export, xlsx_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@role_required(*WIDE)
@require_safe
@never_cache
def results_xlsx(request: HttpRequest) -> HttpResponse:
    year = year_of(request)
    return xlsx_file(papers.xlsx(year, _exported(request, year)), f"{year}年履职评价")


@role_required(*WIDE)
@require_safe
@never_cache
def results_docx(request: HttpRequest) -> HttpResponse:
    year = year_of(request)
    return file_of(papers.docx(year, _exported(request, year)), DOCX, f"{year}年履职评价.docx")


def _exported(request: HttpRequest, year: int) -> list[Evaluation]:
    """Approved results alone; that they were taken is on record."""
    rows = list(rows_of(year).filter(status=Evaluation.Status.FROZEN))
    page = reverse("evaluation:scores")
    record_export(page, rows=len(rows), filters={"year": year}, by=person_of(request), at=timezone.now())
    return rows
