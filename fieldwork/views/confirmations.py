"""本人确认: by the private link of the month, on the desk with an account, on numbered sheets."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.confirmations import kinds, sheets, words
from fieldwork.models import ConfirmationSheet, Way
from fieldwork.models.own_words import ASKED_FOR
from fieldwork.own_links import OwnLink, opened_by, pages_of
from fieldwork.pairings.forms import SheetForm
from fieldwork.views.opening import READERS, reach, to
from groups.models import Representative
from office import files, form_limits, terminals
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.files import shown_response
from office.form_fields import refuse
from office.refusals import Refused

NOTHING_SAID = "请至少选一条。拿不准的可以先不选。"


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Line by line; what is left open waits for the next message."""
    at = timezone.now()
    link = opened_by(token, local_date(at))
    if link is None:
        return render(request, "fieldwork/confirm_over.html", {"lasts": ASKED_FOR.days}, status=404)
    if request.method != "POST":
        return _confirm(request, link)
    if over := form_limits.refused(request, lambda message: _confirm(request, link, message=message), at=at):
        return over
    said = _said(request)
    if not said:
        return _confirm(request, link, message=NOTHING_SAID, status=422)
    try:
        words.say(link.representative, said, way=Way.LINK, by=Actor.requester("own"), at=at)
    except Refused as refused:
        return _confirm(request, link, message=refused.message, status=409)
    return HttpResponseRedirect(request.path, status=303)


@role_required(*READERS)
@require_safe
@never_cache
def desk_confirmations(request: HttpRequest) -> HttpResponse:
    """Own lines for a representative; for liaisons and staff who has not confirmed, and the sheets."""
    return _desk(request)


@require_POST
@never_cache
def desk_confirmations_say(request: HttpRequest) -> HttpResponse:
    own = Representative.objects.filter(user=person(request)).first()
    if own is None:
        raise Http404
    said = _said(request)
    if not said:
        return _desk(request, message=NOTHING_SAID, status=422)
    try:
        words.say(own, said, way=Way.ACCOUNT, by=Actor.of(person(request)), at=timezone.now())
    except Refused as refused:
        return _desk(request, message=refused.message, status=409)
    messages.success(request, "已确认")
    return to("fieldwork:desk_confirmations")


@require_POST
@never_cache
def desk_sheet_new(request: HttpRequest, code: str) -> HttpResponse:
    """打印确认单 for one representative."""
    row = get_object_or_404(Representative, code=code)
    if not reach(request).serves(row.pk):
        raise Http404
    try:
        sheet = sheets.print_sheet(row, by=Actor.of(person(request)), at=timezone.now())
    except Refused as refused:
        return _desk(request, message=refused.message, status=409)
    return to("fieldwork:desk_sheet", sheet.number)


@require_safe
@never_cache
def desk_sheet(request: HttpRequest, number: str) -> HttpResponse:
    return _sheet(request, _own_sheet(request, number), SheetForm())


@require_safe
@never_cache
def desk_sheet_print(request: HttpRequest, number: str) -> HttpResponse:
    sheet = _own_sheet(request, number)
    return render(
        request, "fieldwork/desk_sheet_print.html", {"sheet": sheet, "lines": kinds.on_sheet(sheet)}
    )


@require_safe
@never_cache
def desk_sheet_scan(request: HttpRequest, number: str) -> HttpResponseBase:
    sheet = _own_sheet(request, number)
    if sheet.scan is None:
        raise Http404
    return shown_response(request, sheet.scan)


@require_POST
@never_cache
def desk_sheet_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """`scan` uploads the signed sheet, `check` reads it."""
    sheet, by, at = _own_sheet(request, number), Actor.of(person(request)), timezone.now()
    form = SheetForm(request.POST, request.FILES)
    # An auditor reads only.
    if act not in ("scan", "check") or not reach(request).serves(sheet.representative_id):
        raise Http404
    if act == "scan" and not form.is_valid():
        return _sheet(request, sheet, form, status=422)
    try:
        if act == "scan":
            stored = files.store(form.cleaned_data["file"], by=person(request), at=at)
            sheets.scan(sheet, stored, by=by, at=at)
        else:
            sheets.check(sheet, _said(request), by=by, at=at)
    except Refused as refused:
        if act == "check":
            return _sheet(request, sheet, SheetForm(), message=refused.message, status=409)
        refuse(form, refused)
        return _sheet(request, sheet, form, status=409)
    messages.success(request, "已登记")
    return to("fieldwork:desk_sheet", sheet.number)


def _said(request: HttpRequest) -> dict[str, str]:
    """The lines on which something was chosen: their keys are `<kind>-<number>`."""
    return {name: value for name, value in request.POST.items() if value in words.SAID and _is_key(name)}


def _is_key(name: str) -> bool:
    kind, _, key = name.partition("-")
    return kind in {each.name for each in kinds.kinds} and key.isdecimal() and len(key) < 18


def _confirm(request: HttpRequest, link: OwnLink, *, message: str = "", status: int = 200) -> HttpResponse:
    person_ = link.representative
    context = {
        "link": link,
        "own_pages": pages_of(link, timezone.localdate()),
        "representative": person_,
        "lines": kinds.waiting_of(person_.pk),
        "decided": kinds.decided_of(person_.pk, link.sent_on),
        "message": message,
    }
    return render(request, "fieldwork/confirm.html", context, status=status)


def _desk(request: HttpRequest, *, message: str = "", status: int = 200) -> HttpResponse:
    mine, on = reach(request), timezone.localdate()
    own = Representative.objects.filter(user=person(request)).first()
    waiting = kinds.waiting_people(None if mine.sees_all else mine.served)
    people = Representative.objects.filter(pk__in=waiting).by_name()
    context = {
        "lines": kinds.waiting_of(own.pk) if own else [],
        "people": [{"person": each, "count": waiting[each.pk]} for each in people],
        "sheets": list(sheets.visible_to(mine)[:30]),
        "serves": mine.sees_all or bool(mine.served),
        "can_print": mine.is_staff or bool(mine.served),
        "message": message,
        "on": on,
    }
    return render(request, "fieldwork/desk_confirmations.html", context, status=status)


def _own_sheet(request: HttpRequest, number: str) -> ConfirmationSheet:
    return get_object_or_404(sheets.visible_to(reach(request)), number=number)


def _sheet(
    request: HttpRequest, sheet: ConfirmationSheet, form: SheetForm, *, message: str = "", status: int = 200
) -> HttpResponse:
    mine, user = reach(request), person(request)
    serves = mine.serves(sheet.representative_id)
    context = {
        "sheet": sheet,
        "lines": kinds.on_sheet(sheet),
        "form": form,
        "can_scan": serves and sheet.scan_id is None,
        "can_check": serves and sheets.may_check(sheet, user),
        "waits_for_other": sheet.scan_id is not None and sheet.checked_at is None,
        "message": message,
    }
    return render(request, "fieldwork/desk_sheet.html", context, status=status)
