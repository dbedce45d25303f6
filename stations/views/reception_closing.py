"""At the desk, when a reception day ends: the register closes, who sat confirms it, the signed sheet is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import files
from office.access import person, role_required
from office.actors import Actor
from office.refusals import Refused
from office.sent_once import sent_once
from stations.models import Reception, Sitting
from stations.receptions import closing, desk
from stations.receptions.desk_forms import HoldForm, SheetForm
from stations.views.reception_day import (
    READERS,
    back,
    page,
    reception_of,
    runnable,
    sittings_of,
    take,
)


@role_required(*READERS)
@require_POST
@never_cache
def desk_reception_hold(request: HttpRequest, token: str) -> HttpResponse:
    """结束接待: says what is still open."""
    reception, at = _closable(request, token), timezone.now()
    form = HoldForm(request.POST, sittings=sittings_of(reception), reception=reception)
    if not form.is_valid():
        return page(request, reception, at, hold=form, status=422)
    try:
        present = [row.pk for row in form.cleaned_data["present"]]
        closing.hold(reception, present, hours=form.hours, by=Actor.of(person(request)), at=at)
    except Refused as refused:
        return page(request, reception, at, hold=form, refused=refused, status=409)
    messages.success(request, "接待已结束，登记册已关闭")
    return back(reception)


@role_required(*READERS)
@require_POST
@never_cache
def desk_sitting_confirm(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """确认到场: the representative's own button; to everybody else the address is not there."""
    reception = reception_of(request, token)
    rows = Sitting.objects.filter(reception=reception, representative__user=person(request))
    sitting = get_object_or_404(rows, pk=pk)
    return take(request, reception, lambda by, at: closing.confirm(sitting, by=by, at=at))


@role_required(*READERS)
@require_POST
@never_cache
@sent_once
def desk_reception_sheets(request: HttpRequest, token: str) -> HttpResponse:
    """A photographed page of the signed register."""
    reception, at = _closable(request, token), timezone.now()
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, reception, at, sheet=form, status=422)
    try:
        file = files.store(form.cleaned_data["file"], by=person(request), at=at)
    except Refused as refused:
        form.add_error("file", refused.message)
        return page(request, reception, at, sheet=form, status=422)
    try:
        closing.add_sheet(reception, file, by=Actor.of(person(request)), at=at)
    except Refused as refused:
        return page(request, reception, at, refused=refused, status=409)
    messages.success(request, "签字页已上传")
    return back(reception)


@role_required(*READERS)
@require_safe
@never_cache
def desk_reception_sheet(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    reception = reception_of(request, token)
    sheet = get_object_or_404(reception.sheets.select_related("file"), pk=pk)
    return files.shown_response(request, sheet.file)


def _closable(request: HttpRequest, token: str) -> Reception:
    reception = runnable(request, token)
    if not desk.may_close(person(request), reception, timezone.localdate()):
        raise Http404
    return reception
