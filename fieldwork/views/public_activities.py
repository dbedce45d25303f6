"""Reported activities for visitors: what they were, how many came, and photographs that were released."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldwork.activities import listing
from fieldwork.activities.numbering import parts_of
from fieldwork.activities.overview import became_of
from fieldwork.models import Activity, ActivityPhoto, ActivityStatus
from fieldwork.models.activities import ActivityQuerySet
from office.files import file_response

PAGE = 20


@login_not_required
@require_safe
def public_activities(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    pages = Paginator(listing.for_list(_reported().order_by("-held_on", "-pk")), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "fieldwork/public_activities.html", context)


@login_not_required
@require_safe
def public_activity(request: HttpRequest, number: str) -> HttpResponse:
    activity = _activity(number)
    photos = ActivityPhoto.objects.released().filter(activity=activity)
    became = next((count(activity) for count in became_of), None)
    context = {"activity": activity, "photos": photos, "became": became}
    return render(request, "fieldwork/public_activity.html", context)


@login_not_required
@require_safe
@never_cache
def public_photo(request: HttpRequest, number: str, photo: str) -> HttpResponse:
    """A released one: 404 from the moment on which it is withheld."""
    rows = ActivityPhoto.objects.released().select_related("file")
    row = get_object_or_404(rows, activity=_activity(number), token=photo)
    return file_response(row.file, inline=True)  # type: ignore[return-value]


def _reported() -> ActivityQuerySet:
    return Activity.objects.filter(status=ActivityStatus.REPORTED, is_imported=False)


def _activity(number: str) -> Activity:
    found = parts_of(number)
    if found is None:
        raise Http404
    return get_object_or_404(listing.for_list(_reported()), year=found[0], serial=found[1])
