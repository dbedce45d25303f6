"""《惠企政策实用手册》 for visitors: its contents, its chapters to read, and the files of each edition."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.calendar import local_date
from office.files import open_file
from office.models import StoredFile
from policies import visits
from policies.audience import Sector
from policies.handbook import contents, editions, papers
from policies.handbook import short as short_handbook
from policies.models import HandbookEdition
from stations.models import Station

LASTS = 300
# What a file is called in an address.
FORMS = {"a4": "A4 版（PDF）", "phone": "手机版（PDF）", "word": "Word 版"}
SHOWN_EDITIONS = 12


@login_not_required
@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    """The contents as of today, with what may be taken away."""
    at = timezone.now()
    visits.count_handbook(request, at=at, kind="view")
    found = contents.current(local_date(at))
    rows = list(editions.all_editions()[:SHOWN_EDITIONS])
    context = {
        "found": found,
        "editions": rows,
        "files": files_of(rows[0]) if rows else [],
        "is_behind": not rows or rows[0].digest != found.digest,
        "nav_url": reverse("policies:policy_list"),
    }
    return render(request, "policies/handbook.html", context)


@login_not_required
@require_safe
def short(request: HttpRequest) -> HttpResponse:
    """For one trade, to read on a telephone or to print on two sheets. A trade that nobody offers is no page."""
    sector = request.GET.get("sector", "")
    if sector and sector not in Sector.values:
        raise Http404
    at = timezone.now()
    visits.count_handbook(request, at=at, kind="view")
    found = contents.current(local_date(at))
    context = {
        "found": found,
        "short": short_handbook.of_trade(found, sector),
        "sectors": Sector.choices,
        "sector": sector,
        "trade": Sector(sector).label if sector else "",
        "nav_url": reverse("policies:policy_list"),
    }
    return render(request, "policies/handbook_short.html", context)


@login_not_required
@require_safe
def chapter(request: HttpRequest, category: str) -> HttpResponse:
    """One chapter in full, to read on or to print."""
    at = timezone.now()
    found = contents.current(local_date(at))
    shown = found.chapter(category)
    if shown is None:
        raise Http404
    visits.count_handbook(request, at=at, kind="view")
    context = {
        "found": found,
        "chapter": shown,
        "entries": [
            (entry, entry.version, papers.ways_of(entry.version), papers.facts_of(entry.version))
            for entry in shown.entries
        ],
        "nav_url": reverse("policies:policy_list"),
    }
    return render(request, "policies/handbook_chapter.html", context)


@login_not_required
@require_safe
def latest_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The stable addresses: always the newest edition. Before there is one, the page that says so."""
    edition = editions.latest()
    if edition is None:
        return HttpResponseRedirect(reverse("policies:handbook"))
    return _file(request, edition, form)


@login_not_required
@require_safe
def edition_file(request: HttpRequest, number: int, form: str) -> HttpResponseBase:
    return _file(request, get_object_or_404(editions.all_editions(), number=number), form)


@login_not_required
@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """The printed code of the handbook: `handbook`, or a station's; never replaced, it opens what is current.

    A code that nobody knows opens the same, and is not counted: who scans it looks for the handbook.
    """
    station = Station.objects.filter(code=code).first()
    if station is not None or code == papers.STANDING_CODE:
        visits.count_handbook(request, at=timezone.now(), kind="view", station=station)
    return HttpResponseRedirect(f"{reverse('policies:handbook')}?from=qr")


def files_of(edition: HandbookEdition) -> list[tuple[str, str, StoredFile]]:
    """(name in addresses, label, file) of the three."""
    return [(name, label, getattr(edition, name)) for name, label in FORMS.items()]


def _file(request: HttpRequest, edition: HandbookEdition, form: str) -> HttpResponseBase:
    if form not in FORMS:
        raise Http404
    stored: StoredFile = getattr(edition, form)
    etag = f'"{stored.sha256}"'
    headers: dict[str, Any] = {"ETag": etag, "Cache-Control": f"public, max-age={LASTS}"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    visits.count_handbook(request, at=timezone.now())
    # Our own file, without anything active: the browser may show it, which a phone's owner expects.
    response = FileResponse(
        open_file(stored),
        as_attachment=form == "word",
        filename=stored.name,
        content_type=stored.content_type,
        headers=headers,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
