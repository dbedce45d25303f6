"""That a printed code was opened, for 站点脉搏; never in the way of the page."""

from __future__ import annotations

from datetime import date

import structlog
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest

from office import form_drafts
from requests_app.intake import entry_points
from stations.pulse import scans

DAY = 24 * 60 * 60

log = structlog.get_logger(__name__)


def note(request: HttpRequest, kind: str, code: str, *, on: date) -> None:
    """Once a code and day; a form that is opened again by its own address is no scan."""
    code = code.lower()
    if request.method != "GET" or form_drafts.FORM in request.GET or not entry_points.CODE.fullmatch(code):
        return
    # A look takes no lock, and only the first scan of a day writes; what a cache has lost is looked up again.
    known = f"scan:{kind}:{code}:{on}"
    if cache.get(known):
        return
    try:
        scans.note(kind, code, on=on)
    except DatabaseError as error:
        log.warning("scan_not_noted", error=type(error).__name__)
    else:
        cache.set(known, True, DAY)
