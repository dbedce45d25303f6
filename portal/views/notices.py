"""The notice centre of whoever is signed in, and how they want to be told elsewhere."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casework.paging import NEWEST, page_of
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.models import User
from office.notifications import notices as office_notices
from office.notifications import preferences
from office.refusals import Refused
from portal.forms import ChoiceForm
from portal.notice_centre import Centre, by_matter, readable_by

ON_A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """Newest first, by tab, what is about one matter together; a press marks it as read, or all that the tab holds."""
    user, at = cast(User, request.user), timezone.now()
    centre = Centre.of(user, local_date(at), request.GET.get("show", ""))
    if request.method == "POST":
        _mark(request, centre)
        return HttpResponseRedirect(request.get_full_path(), status=303)
    page = page_of(centre.rows, NEWEST, request.GET.get("cursor", ""), size=ON_A_PAGE)
    context = {
        "centre": centre,
        "matters": by_matter(page.rows),
        "previous_url": _turned(centre, page.previous),
        "next_url": _turned(centre, page.following),
    }
    return render(request, "portal/desk_notices.html", context)


@require_safe
@never_cache
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what a notice is about; one's own is read by that, a colleague's stays unread for the colleague."""
    user, at = cast(User, request.user), timezone.now()
    found = get_object_or_404(readable_by(user, local_date(at)), pk=pk)
    office_notices.mark_read(user, [pk], at)
    inside = found.link.startswith("/") and not found.link.startswith("//")
    return HttpResponseRedirect(found.link if inside else reverse("portal:notices"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def choices(request: HttpRequest) -> HttpResponse:
    """Which ways besides the application, and reminders together or each alone."""
    user, at = cast(User, request.user), timezone.now()
    form = ChoiceForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        try:
            preferences.choose(user, **form.chosen, by=Actor.of(user), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已保存，从下一条通知起生效")
            return HttpResponseRedirect(request.path, status=303)
    status = 422 if form.errors else 200
    return render(request, "portal/desk_notice_choices.html", {"form": form}, status=status)


def _mark(request: HttpRequest, centre: Centre) -> None:
    user, at = centre.user, timezone.now()
    if "all" in request.POST:
        marked = office_notices.mark_all_read(user, at, kind=centre.kind)
        messages.success(request, f"已将 {marked} 条标为已读" if marked else "没有未读的通知")
        return
    ids = [int(pk) for pk in request.POST.getlist("id") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    office_notices.mark_read(user, ids, at)


def _turned(centre: Centre, cursor: str) -> str:
    return f"?{urlencode({'show': centre.show, 'cursor': cursor})}" if cursor else ""
