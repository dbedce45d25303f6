"""What leaves the desk on paper or as a file: attachments, numbered letters, exports, a person's own data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from office.access import person, role_required
from office.calendar import local_date
from office.downloads import codes_of, pdf_file, record_export, xlsx_file
from office.files import shown_response
from office.sheets import Cell, due_cell, write_xlsx
from requests_app.desk.forms.desk import PersonalCopyForm
from requests_app.desk.views.case_parts import readable_files
from requests_app.desk.views.list_settings import READERS, chosen_rows
from requests_app.desk.views.lists import filter_of
from requests_app.desk.views.opening import open_case
from requests_app.desk.views.rows import ASIDE, Row, rows_of, with_parts
from requests_app.models import Letter
from requests_app.notifications import letters_pdf
from requests_app.personal_data.copies import export_personal

LETTER = re.compile(r"(assignment|urging|referral|extension|transfer)-(\d{4})-(\d{1,6})")
EXPORTED_AT_MOST = 5000
COLUMNS = (
    "受理编号", "标题", "企业或反映人", "来源", "收到日期", "服务站", "类别", "责任单位", "会办单位", "预期效果",
    "跟踪小组", "承办代表", "期限", "剩余工作日", "状态", "提示",
)  # fmt: skip


@require_safe
@never_cache
def attachment_desk(request: HttpRequest, ledger_number: str, token: str) -> HttpResponseBase:
    """A file of the case, if this reader's page lists it."""
    opened = open_case(request, ledger_number, timezone.now())
    found = next((one.file for one in readable_files(opened) if one.file.token == token), None)
    if found is None:
        raise Http404
    return shown_response(request, found)


@require_safe
@never_cache
def letter(request: HttpRequest, ledger_number: str, code: str) -> HttpResponse:
    """交办函 and the like as PDF; a unit opens the letters to itself."""
    opened = open_case(request, ledger_number, timezone.now())
    place = LETTER.fullmatch(code)
    if place is None or not opened.access.reads:
        raise Http404
    rows = Letter.objects.filter(
        case=opened.case, kind=place[1], year=int(place[2]), serial=int(place[3])
    ).select_related("assignment__department", "issued_by")
    if opened.access.is_unit:
        own = opened.scopes.department_ids
        rows = rows.filter(Q(assignment__department_id__in=own) | Q(assignment__through_id__in=own))
    found = rows.first()
    if found is None:
        raise Http404
    found.case = opened.case
    lacking = letters_pdf.unprintable_in(found)
    if lacking and request.GET.get("boxes") != "yes":
        context = {
            "letter": found,
            "lacking": lacking,
            "back": reverse("requests:detail", args=[ledger_number]),
        }
        return render(request, "requests_app/desk_unprintable.html", context)
    return pdf_file(letters_pdf.letter(found), f"{found.get_kind_display()}{found.number}")


@require_safe
@never_cache
@role_required(*READERS)
@chosen_rows
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, without contacts and sealed cases; that it was taken is recorded."""
    user, at = person(request), timezone.now()
    on = local_date(at)
    asked = filter_of(request, user, on)
    if asked.is_clerk:
        raise Http404
    cases = with_parts(asked.rows().filter(sealed=False), beside=ASIDE).order_by("-pk")[:EXPORTED_AT_MOST]
    found = list(cases)
    rows = rows_of(found, user=user, on=on, calendar=asked.calendar)
    filters = codes_of(asked.cleaned_data)
    record_export("requests", rows=len(rows), filters=filters, words=asked.given("q"), by=user, at=at)
    content = write_xlsx(f"企业诉求 {on:%Y-%m-%d}", COLUMNS, (_cells(row) for row in rows))
    return xlsx_file(content, f"企业诉求-{on:%Y%m%d}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def personal_copy(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """What is stored about the requester, for whoever asks and has shown who they are; recorded."""
    opened = open_case(request, ledger_number, timezone.now())
    if not opened.access.copies:
        raise Http404
    form = PersonalCopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        checked = form.cleaned_data["checked"]
        content = export_personal(opened.case, checked=checked, by=opened.user, at=opened.at)
        return xlsx_file(content, f"个人信息-{ledger_number}")
    context = {"opened": opened, "case": opened.case, "form": form}
    return render(request, "requests_app/desk_personal.html", context, status=422 if form.errors else 200)


def _cells(row: Row) -> list[Cell]:
    return [
        row.number, row.title, row.who, row.source, row.received_on, row.station, row.category, row.lead, row.co,
        row.expected, row.group, row.representative, due_cell(row.due_on), row.days_left, row.status, "，".join(_notes(row)),
    ]  # fmt: skip


def _notes(row: Row) -> Iterator[str]:
    if row.chip is not None:
        yield row.chip.text
    yield from row.marks
