"""That a printed code was opened, for 站点脉搏; never in the way of the page."""

from __future__ import annotations

from datetime import date

import structlog
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from office import form_drafts
from requests_app.intake import entry_points
from stations.pulse import scans

log = structlog.get_logger(__name__)


def note(request: HttpRequest, kind: str, code: str, *, on: date) -> None:
    """Once a code and day; a form that is opened again by its own address is no scan."""
    code = code.lower()
    if request.method != "GET" or form_drafts.FORM in request.GET or not entry_points.CODE.fullmatch(code):
        return
    try:
        with transaction.atomic():
            scans.note(kind, code, on=on)
    except DatabaseError as error:
        log.warning("scan_not_noted", error=type(error).__name__)
