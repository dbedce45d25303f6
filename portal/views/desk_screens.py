"""大屏公开: what each lobby screen may show, and public words that wait for a second person's signature."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluation.models import PublicEntry
from evaluation.wording import WORDING, approve, difference, last_approved
from office import publishing
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from office.roles import Role, has_role
from stations.models import Station
from stations.screens import switch_screen

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR)
SHOWN = 50


@require_safe
@role_required(*READERS)
def screens(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@role_required(Role.APPROVER)
def switch(request: HttpRequest, code: str) -> HttpResponse:
    station = get_object_or_404(Station.objects.open(timezone.localdate()), code=code)
    switch_screen(
        station,
        shows_overdue=request.POST.get("shows_overdue") == "yes",
        shows_supervision=request.POST.get("shows_supervision") == "yes",
        by=_actor(request),
        at=timezone.now(),
    )
    messages.success(request, f"已保存{station.name}的大屏显示内容")
    return redirect("portal:desk_screens")


@require_POST
@role_required(Role.STAFF, Role.APPROVER)
def approve_entries(request: HttpRequest) -> HttpResponse:
    """A batch: each entry on its own, so that one that may not be signed does not hold up the others."""
    keys = [
        int(key) for key in request.POST.getlist("entry") if key.isascii() and key.isdigit() and len(key) < 19
    ]
    signed, refused = 0, []
    for entry in _waiting().filter(pk__in=keys):
        try:
            approve(entry, by=_actor(request), at=timezone.now())
            signed += 1
        except Refused as refusal:
            refused.append(f"{entry.title}：{refusal.message}")
    if not signed:
        return _page(request, refused="；".join(refused) or "请先勾选要审签的公开表述", status=409)
    messages.success(request, f"已审签 {signed} 条" + (f"。未审签：{'；'.join(refused)}" if refused else ""))
    return redirect("portal:desk_screens")


def _page(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    user, on = cast(User, request.user), local_date(timezone.now())
    entries = list(_waiting().select_related("case__station", "written_by")[:SHOWN])
    former = last_approved(entries)
    context = {
        "stations": Station.objects.open(on),
        "entries": [
            (
                entry,
                publishing.possible(WORDING, [entry], user, WORDING.acts),
                difference(former[entry.pk], entry) if entry.pk in former else [],
            )
            for entry in entries
        ],
        "switches": has_role(user, Role.APPROVER),
        "signs": has_role(user, Role.STAFF, Role.APPROVER),
        "refused": refused,
    }
    return render(request, "portal/desk_screens.html", context, status=status)


def _waiting() -> models.QuerySet[PublicEntry]:
    return PublicEntry.objects.filter(approved_at__isnull=True, case__sealed=False).order_by(
        "written_at", "pk"
    )


def _actor(request: HttpRequest) -> Actor:
    return Actor.of(cast(User, request.user))
