"""The list as a workbook, and one suggestion in the official form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import sheets
from office.access import role_required
from office.documents import typst_pdf
from office.downloads import pdf_file, record_export, xlsx_file
from office.templatetags.wording import paper_day
from stations.scopes import Scopes
from suggestions.queue import waiting_for
from suggestions.views.drafting import numbered
from suggestions.views.lists import TABS, SuggestionFilter, in_tab, rows_of, visible_rows
from suggestions.views.opening import READERS, open_suggestion, person

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
    on = timezone.localdate()
    form = SuggestionFilter(request.GET)
    tab = request.GET.get("tab", "all")
    mine = waiting_for(Scopes.of(user, on)) if tab == "mine" else set()
    rows = in_tab(form.narrowed(visible_rows(request), on=on), tab if tab in dict(TABS) else "all", mine)
    found = rows_of(list(rows.select_related("group").order_by("-pk")[:MOST_ROWS]), on)
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


@role_required(*READERS)
@require_safe
@never_cache
def official_pdf(request: HttpRequest, address: str) -> HttpResponse:
    """Title, number, authors, text; the answers behind it once they were sent."""
    opened = open_suggestion(request, address)
    suggestion = opened.suggestion
    data = {
        "number": suggestion.shown_number or "（草稿）",
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
    return pdf_file(typst_pdf("suggestions/documents/suggestion.typ", data), suggestion.title)
