"""The list as a workbook or for a session in Word, and one suggestion in the official form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import sheets
from office.access import person, role_required
from office.calendar import local_date
from office.documents import typst_pdf
from office.downloads import docx_file, pdf_file, record_export, xlsx_file
from office.templatetags.wording import paper_day
from stations.scopes import Scopes
from suggestions import word
from suggestions.models import Suggestion
from suggestions.models.suggestions import Occasion
from suggestions.queue import waiting_for
from suggestions.views.drafting import numbered
from suggestions.views.lists import TABS, SuggestionFilter, in_tab, rows_of, visible_rows
from suggestions.views.opening import READERS, open_suggestion

MOST_ROWS = 5000
HEADINGS = (
    "编号",
    "标题",
    "提出人",
    "专业小组",
    "状态",
    "主办单位",
    "立案日期",
    "交办日期",
    "答复日期",
    "办结日期",
)


@role_required(*READERS)
@require_safe
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """The rows of the list as it is filtered, at most `MOST_ROWS`; recorded."""
    user, at = person(request), timezone.now()
    on = local_date(at)
    found = rows_of(list(_narrowed(request, on).order_by("-pk")[:MOST_ROWS]), on)
    table = [
        (
            each["row"].shown_number,
            each["row"].title,
            each["authors"],
            each["row"].group.name if each["row"].group else "",
            each["row"].status_label,
            each["units"],
            each["row"].registered_on,
            each["row"].assigned_on,
            each["row"].answered_on,
            each["row"].closed_on,
        )
        for each in found
    ]
    record_export("suggestions", rows=len(table), by=user, at=at)
    return xlsx_file(sheets.write_xlsx("代表建议", HEADINGS, table), "代表建议")


def _narrowed(request: HttpRequest, on: date) -> QuerySet[Suggestion]:
    """The rows of the desk's list under the same filters and tab."""
    form = SuggestionFilter(request.GET)
    tab = request.GET.get("tab", "all")
    mine = waiting_for(Scopes.of(person(request), on)) if tab == "mine" else set()
    rows = in_tab(form.narrowed(visible_rows(request), on=on), tab if tab in dict(TABS) else "all", mine)
    return rows.select_related("group")


@role_required(*READERS)
@require_safe
@never_cache
def session_docx(request: HttpRequest) -> HttpResponse:
    """The registered ones of the filtered list for a session, by group and number; recorded."""
    at = timezone.now()
    on = local_date(at)
    rows = (
        _narrowed(request, on)
        .filter(serial__isnull=False)
        .order_by("group__order", "occasion", "serial", "pk")
    )
    found = rows_of(list(rows[:MOST_ROWS]), on)
    listed = [
        word.Listed(
            each["row"].group.name if each["row"].group else "",
            each["row"].shown_number,
            each["row"].title,
            each["authors"],
            each["units"],
            each["row"].get_publicity_display(),
        )
        for each in found
    ]
    record_export("suggestions", rows=len(listed), by=person(request), at=at)
    title = _session_title(request)
    return docx_file(word.session_list(title, listed, on=on), title)


def _session_title(request: HttpRequest) -> str:
    """2026 年大会代表建议清单"""
    form = SuggestionFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    year = f"{said['year']} 年" if said.get("year") else ""
    occasion = Occasion(said["occasion"]).label if said.get("occasion") else ""
    return f"{year}{occasion}代表建议清单"


@role_required(*READERS)
@require_safe
@never_cache
def official_pdf(request: HttpRequest, address: str) -> HttpResponse:
    """Title, number, authors, text; the answers behind it once they were sent."""
    data = _official(request, address)
    return pdf_file(typst_pdf("suggestions/documents/suggestion.typ", data), data["title"])


@role_required(*READERS)
@require_safe
@never_cache
def official_docx(request: HttpRequest, address: str) -> HttpResponse:
    """The same in Word."""
    data = _official(request, address)
    return docx_file(word.official(data, on=timezone.localdate()), data["title"])


def _official(request: HttpRequest, address: str) -> dict[str, Any]:
    opened = open_suggestion(request, address)
    suggestion = opened.suggestion
    return {
        "number": suggestion.shown_number or f"（{suggestion.called}）",
        "title": suggestion.title,
        "authors": [each.representative.name for each in opened.file.standing],
        "occasion": suggestion.get_occasion_display(),
        "facts": suggestion.facts,
        "demands": numbered(suggestion.demands),
        "wished": [unit.name for unit in suggestion.wished.all()],
        "answers": [
            {
                "unit": reply.assignment.department.name,
                "number": reply.document_number,
                "day": paper_day(reply.sent_on),
                "result": reply.get_result_class_display(),
                "text": reply.text,
                "points": numbered(reply.points),
                "signer": reply.signer,
                "officer": f"{reply.officer_name} {reply.officer_phone}",
            }
            for reply in opened.file.sent
            if reply.sent_on is not None
        ],
    }
