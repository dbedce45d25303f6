"""The lobby screen: a frame once, then a part that answers 304 until something has changed."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_GET

from office.context import build_id
from office.documents import qr_svg
from portal.board import board_data
from stations.models import Station

SECONDS = 20  # how long a screenful is served without asking the database
POLL = re.compile(r"/board/([-a-zA-Z0-9_]+)/main/")


@require_GET
@login_not_required
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The frame with its first content; `?theme=dark` (or `light`) and `?rotate=0` as in docs/operators.md."""
    station = get_object_or_404(Station, code=code.lower())
    now = timezone.now()
    context = board_data(station, at=now) | {
        "now": now,
        "build_id": build_id(),
        "theme": _theme(request, station),
        "poll_url": reverse("portal:board_main", args=[station.code]),
    }
    return render(request, "portal/board.html", context)


def _theme(request: HttpRequest, station: Station) -> str:
    """The address may say another one than the station's own setting."""
    asked = request.GET.get("theme", "") or station.board_theme
    return "dark" if asked == Station.Theme.DARK else ""


@require_GET
@login_not_required
def board_main(request: HttpRequest, code: str) -> HttpResponse:
    """What a poll swaps; 304 without a body while it is the same."""
    etag, html = _screenful(code.lower(), timezone.now())
    return _not_modified(etag) if etag in _known_to(request) else _tagged(HttpResponse(html), etag)


def not_modified(request: HttpRequest) -> HttpResponse | None:
    """The 304 of a poll that shows the current screenful already; None for every other request.

    Reads one cached tag: no session, no account, no database.
    """
    if "HTTP_IF_NONE_MATCH" not in request.META or request.method not in ("GET", "HEAD"):
        return None
    poll = POLL.fullmatch(request.path_info)
    etag = cache.get(_etag_key(poll[1].lower())) if poll else None
    return _not_modified(etag) if etag in _known_to(request) else None


def _known_to(request: HttpRequest) -> set[str]:
    """The tags that a browser holds; a proxy that compresses turns one into a weak one."""
    return {tag.removeprefix("W/") for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))}


def _not_modified(etag: str) -> HttpResponse:
    return _tagged(HttpResponseNotModified(), etag)


def _tagged(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def _etag_key(code: str) -> str:
    return f"board-etag:{code}"


def _screenful(code: str, at: datetime) -> tuple[str, str]:
    """ETag and HTML of a station's part, made at most once in `SECONDS` by each process."""
    key = f"board:{code}"
    known: tuple[str, str] | None = cache.get(key)
    if known is None:
        station = get_object_or_404(Station, code=code)
        context = board_data(station, at=at) | {"build_id": build_id()}
        html = render_to_string("portal/_board_main.html", context)
        known = (f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"', html)
        cache.set(key, known, SECONDS)
        cache.set(_etag_key(code), known[0], SECONDS)
    return known


@require_GET
@login_not_required
def board_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The station's code as a drawing, for the rail."""
    station = get_object_or_404(Station, code=code.lower())
    url = settings.SITE_URL.rstrip("/") + reverse("requests:station_form", args=[station.code])
    response = HttpResponse(qr_svg(url), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=3600"
    return response
