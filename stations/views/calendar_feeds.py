"""The own feed at the desk, and the file behind its private link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from office import terminals
from office.access import person, role_required
from office.calendar_files import CONTENT_TYPE
from office.downloads import file_of
from stations.calendar_feed import feeds
from stations.views.reception_day import READERS


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """开通, 换新链接, 停用."""
    user, at = person(request), timezone.now()
    if request.method == "POST":
        if request.POST.get("act") == "end":
            feeds.end_feed(user, at=at)
            messages.success(request, "已停用，原来的链接打不开了")
        else:
            feeds.open_feed(user, at=at)
            messages.success(request, "已开通，请把链接添加到手机日历")
        return HttpResponseRedirect(reverse("stations:calendar_feed"), status=303)
    feed = feeds.current(user)
    context = {"feed": feed, "link": feeds.link_of(feed) if feed else ""}
    return render(request, "stations/desk_calendar_feed.html", context)


@login_not_required
@terminals.opens_elsewhere
@require_safe
@never_cache
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    feed = feeds.by_token(token)
    if feed is None:
        raise Http404
    text = feeds.file_of(feed.user, at=timezone.now())
    return file_of(text, CONTENT_TYPE, "calendar.ics")
