"""Which scenes a station's lobby screen turns through and for how long, and its notices between dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.roles import Role, has_role
from office.sent_once import sent_once
from portal.board_scenes.registry import choices_of
from portal.screen_forms import NoticeForm, ScenesForm
from stations import boards
from stations.models import BoardNotice, Station

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR)
ACTS = {"approve": boards.approve_notice, "end": boards.end_notice}
DONE = {"approve": "已审签，到开始日期就在大屏显示", "end": "通知已撤下"}


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*READERS)
def scenes(request: HttpRequest, code: str) -> HttpResponse:
    at = timezone.now()
    station = _station(code, at)
    if request.method != "POST":
        return _page(request, station, at)
    form = ScenesForm(request.POST, choices=choices_of(station))
    if form.is_valid():
        try:
            boards.arrange_scenes(station, form.chosen, by=_actor(request), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已保存{station.name}的大屏画面")
            return redirect("portal:desk_screen_scenes", code=station.code)
    return _page(request, station, at, scenes=form, status=422)


@require_POST
@role_required(Role.STAFF, Role.APPROVER)
@sent_once
def write_notice(request: HttpRequest, code: str) -> HttpResponse:
    at = timezone.now()
    station = _station(code, at)
    form = NoticeForm(request.POST)
    if form.is_valid():
        try:
            boards.write_notice(station, **form.cleaned_data, by=_actor(request), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "通知已保存，请另一人审签后显示")
            return redirect("portal:desk_screen_scenes", code=station.code)
    return _page(request, station, at, notice=form, status=422)


@require_POST
@role_required(Role.STAFF, Role.APPROVER)
def act(request: HttpRequest, code: str, pk: int, action: str) -> HttpResponse:
    at = timezone.now()
    if action not in ACTS:
        raise Http404
    notice = get_object_or_404(BoardNotice, station=_station(code, at), pk=pk)
    try:
        ACTS[action](notice, by=_actor(request), at=at)
    except Refused as refused:
        return _page(request, notice.station, at, refused=refused.message, status=409)
    messages.success(request, DONE[action])
    return redirect("portal:desk_screen_scenes", code=code)


def _station(code: str, at: datetime) -> Station:
    return get_object_or_404(Station.objects.open(local_date(at)), code=code)


def _page(
    request: HttpRequest,
    station: Station,
    at: datetime,
    *,
    scenes: ScenesForm | None = None,
    notice: NoticeForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    user = cast(User, request.user)
    on = local_date(at)
    rows: Any = BoardNotice.objects.current(on).filter(station=station)
    context = {
        "station": station,
        "scenes": scenes or ScenesForm(choices=choices_of(station)),
        "notices": list(rows.select_related("written_by", "approved_by")),
        "notice": notice or NoticeForm(initial={"since": on}),
        "writes": has_role(user, Role.STAFF, Role.APPROVER),
        "reader": user,
        "refused": refused,
    }
    return render(request, "portal/desk_screen_scenes.html", context, status=status)


def _actor(request: HttpRequest) -> Actor:
    return Actor.of(cast(User, request.user))
