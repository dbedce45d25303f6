"""Numbered paper forms of consultations at the desk: printed ahead, the filled-in paper kept as a photograph."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office import files
from office.access import person, role_required
from office.calendar import local_date
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.sent_once import sent_once
from stations.consultations import desk, sheets
from stations.consultations.forms import PageForm
from stations.models import ConsultationSheet
from stations.views.consultations import READERS, WRITERS


@role_required(*WRITERS)
@require_POST
@never_cache
def desk_consultation_sheet(request: HttpRequest) -> HttpResponse:
    """打印登记表: a form with a number of its own, on to the page that prints."""
    user, at = person(request), timezone.now()
    station = get_object_or_404(
        desk.stations_of(user, local_date(at)), code=request.POST.get("station", "")[:20].replace("\x00", "")
    )
    sheet = sheets.print_sheet(station, by=user, at=at)
    return HttpResponseRedirect(
        reverse("stations:desk_consultation_sheet_print", args=[sheet.code]), status=303
    )


@role_required(*READERS)
@require_safe
@never_cache
def desk_consultation_sheet_print(request: HttpRequest, code: str) -> HttpResponse:
    sheet = _sheet_of(person(request), code, timezone.now())
    return render(request, "stations/desk_consultation_sheet.html", {"sheet": sheet})


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def desk_consultation_pages(request: HttpRequest, code: str) -> HttpResponse:
    """What was entered from a form, line by line, and its photographs; whoever serves the counter adds one."""
    user, at = person(request), timezone.now()
    sheet = _sheet_of(user, code, at)
    may_add = desk.stations_of(user, local_date(at)).filter(pk=sheet.station_id).exists()
    if request.method != "POST":
        return _page(request, sheet, PageForm(), may_add=may_add)
    if not may_add:
        raise Http404
    form = PageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, sheet, form, may_add=may_add, status=422)
    try:
        file = files.store(form.cleaned_data["file"], by=user, at=at)
        sheets.add_page(sheet, file, by=user, at=at)
    except Refused as refused:
        refuse(form, refused)
        return _page(request, sheet, form, may_add=may_add, status=422)
    messages.success(request, "照片已上传")
    return HttpResponseRedirect(reverse("stations:desk_consultation_pages", args=[code]), status=303)


@role_required(*READERS)
@require_safe
@never_cache
def desk_consultation_page(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    sheet = _sheet_of(person(request), code, timezone.now())
    page = get_object_or_404(sheet.pages.select_related("file"), pk=pk)
    return files.shown_response(request, page.file)


def _sheet_of(user: User, code: str, at: datetime) -> ConsultationSheet:
    stations = desk.stations_seen(user, local_date(at))
    rows = ConsultationSheet.objects.select_related("station")
    return get_object_or_404(rows if stations is None else rows.filter(station__in=stations), code=code)


def _page(
    request: HttpRequest, sheet: ConsultationSheet, form: PageForm, *, may_add: bool, status: int = 200
) -> HttpResponse:
    lines, pages = sheets.lines_of(sheet), sheet.pages.all()
    context = {
        "sheet": sheet,
        "lines": lines,
        "entered": sum(row is not None for _, row in lines),
        "pages": pages,
        "form": form,
        "may_add": may_add and len(pages) < sheets.PAGES_AT_MOST,
    }
    return render(request, "stations/desk_consultation_pages.html", context, status=status)
