"""开放数据: every published edition as JSON and CSV, and the dictionary of their lines. Never a recount."""

from __future__ import annotations

from dataclasses import astuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluation.data_dictionary import entries
from evaluation.models import Disclosure
from evaluation.published_files import ENDINGS, FORMAT, PUBLISHED
from office.sheets import write_csv

PAGE = 48


@require_safe
@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    page = Paginator(_editions(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "entries": list(entries()), "format": FORMAT}
    return render(request, "evaluation/open_data.html", context)


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """For programs: every edition with the addresses of its files, the newest month first."""
    site = settings.SITE_URL.rstrip("/")
    rows = _editions().values_list(
        "station__code", "year", "month", "edition", "status", "note", "published_at"
    )
    found = [
        {
            "station": code,
            "year": year,
            "month": month,
            "edition": edition,
            "is_current": status == Disclosure.Status.PUBLISHED,
            "note": note,
            "published_at": published_at,
            **{
                ending: site + reverse(f"evaluation:edition_{ending}", args=[year, month, code, edition])
                for ending in ENDINGS
            },
        }
        for code, year, month, edition, status, note, published_at in rows
    ]
    return JsonResponse({"format": FORMAT, "editions": found})


@require_safe
@login_not_required
def dictionary(request: HttpRequest) -> HttpResponse:
    """CSV of all lines, for spreadsheets."""
    content = write_csv(["项目", "名称", "含义", "单位"], (astuple(each) for each in entries()))
    return HttpResponse(content, content_type="text/csv; charset=utf-8")


def _editions() -> QuerySet[Disclosure]:
    rows = Disclosure.objects.filter(status__in=PUBLISHED).select_related("station").defer("figures")
    return rows.order_by("-year", "-month", "station__code", "-edition")
