"""综合分析: a page to explore, the list behind each number, the same as a workbook."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.paging import NEWEST, page_of
from evaluation.analysis import kept
from evaluation.analysis.asking import AnalysisForm, Listing, list_url
from evaluation.analysis.papers import workbook
from evaluation.analysis.showing import shown
from evaluation.models.surveys import Level
from evaluation.surveys import answering
from groups.models import ProfessionalGroup
from groups.pinyin import sort_key
from office import calendar as office_calendar
from office.access import person, role_required
from office.downloads import codes_of, record_export, xlsx_file
from office.roles import Role, roles_of
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.models.requests import EnterpriseRequestQuerySet
from requests_app.queues.filters import bound
from stations.scopes import Scopes

WIDE = (Role.STAFF, Role.APPROVER, Role.AUDITOR)
# A liaison reads the analysis of the own groups.
READERS = (*WIDE, Role.LIAISON)
PAGE_SIZE = 25
UNNAMED = "未留企业名称"


@require_safe
@never_cache
@role_required(*READERS)
def analysis(request: HttpRequest) -> HttpResponse:
    """Filters in the address, charts as tables with drawings, each number with its list."""
    at = timezone.now()
    on = timezone.localdate(at)
    form, is_wide = _form(request, on), bool(roles_of(request.user) & {*WIDE})
    told = (kept.of_now if "now" in request.GET else kept.of_today)(form.asked(on), at=at)
    query = request.GET.dict()
    context = {
        "on": on,
        "form": form,
        "found": told.analysis,
        "told": told,
        "now_url": f"?{urlencode({**query, 'now': 1})}",
        **shown(told.analysis, query),
        "is_wide": is_wide,
        "survey": answering.latest(on) if is_wide else None,
        "levels": Level.labels,
        "left_out_url": list_url(query, "left_out"),
        "xlsx": f"{reverse('evaluation:analysis_xlsx')}?{request.GET.urlencode()}",
        "may_plan": Role.STAFF in person(request).roles_on(on),
    }
    return render(request, "evaluation/desk_analysis.html", context)


@require_safe
@never_cache
@role_required(*READERS)
def analysis_list(request: HttpRequest) -> HttpResponse:
    """The cases behind one number."""
    on, user = timezone.localdate(), person(request)
    form = _form(request, on)
    listing = Listing.of(request.GET.dict(), form.asked(on))
    cases = listing.cases.visible_to(user, on)
    found = page_of(
        with_parts(bound(cases, frozenset())), NEWEST, request.GET.get("cursor", ""), size=PAGE_SIZE
    )
    query = {name: value for name, value in request.GET.dict().items() if name in form.fields and value}
    context = {
        "listing": listing,
        "narrowed": [
            str(value)
            for name, value in form.cleaned_data.items()
            if value and name not in ("months", "last")
        ],
        "enterprises": _enterprises(cases) if listing.what == "enterprises" else [],
        "rows": rows_of(found.rows, user=user, on=on, calendar=office_calendar.load()),
        "back": f"{reverse('evaluation:analysis')}?{urlencode(query)}",
        "previous_url": _cursor_url(request, found.previous),
        "next_url": _cursor_url(request, found.following),
    }
    return render(request, "evaluation/desk_analysis_list.html", context)


@require_safe
@never_cache
@role_required(*READERS)
def analysis_xlsx(request: HttpRequest) -> HttpResponse:
    """Every table of the page; that it was taken is recorded."""
    at = timezone.now()
    form = _form(request, timezone.localdate(at))
    found = kept.of_now(form.asked(timezone.localdate(at)), at=at).analysis
    filters = codes_of(form.cleaned_data)
    record_export("analysis", rows=found.matters, filters=filters, by=person(request), at=at)
    return xlsx_file(workbook(found), f"综合分析-{found.asked.last}")


def _form(request: HttpRequest, on: date) -> AnalysisForm:
    """Of everything for the office and the auditor, of the own groups for a liaison."""
    if roles_of(request.user) & {*WIDE}:
        return AnalysisForm(request.GET)
    groups = ProfessionalGroup.objects.filter(pk__in=Scopes.of(person(request), on).own.groups)
    return AnalysisForm(request.GET, groups=groups)


def _enterprises(cases: EnterpriseRequestQuerySet) -> list[tuple[str, int]]:
    """By name, twins as one, with how many of the cases each has; those without a name last."""
    named = Coalesce("enterprise__same_as__name", "enterprise__name", "enterprise_name")
    found = Counter(name or UNNAMED for name in cases.order_by().values_list(named, flat=True))
    return sorted(found.items(), key=lambda each: (each[0] == UNNAMED, sort_key(each[0])))


def _cursor_url(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query: dict[str, Any] = {name: value for name, value in request.GET.dict().items() if name != "cursor"}
    return f"?{urlencode({**query, 'cursor': cursor})}"
