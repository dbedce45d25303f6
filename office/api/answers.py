"""Answers of the API: tagged with an ETag of their content, and the address of another page of a list."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response


def page_link(request: Request, cursor: str) -> str | None:
    """The whole address of the page at a cursor; None for an empty one."""
    if not cursor:
        return None
    given = {name: value for name, value in request.query_params.items() if name != "cursor"}
    return f"{settings.SITE_URL}{request.path}?{urlencode(given | {'cursor': cursor})}"


def tagged(request: Request, body: Any) -> Response:
    """With an ETag of the content; 304 without body while it fits."""
    tag = f'"{hashlib.sha256(repr(body).encode()).hexdigest()[:32]}"'
    # What compresses on the way turns the tag into a weak one.
    known = {known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))}
    response = Response(status=304) if tag in known else Response(body)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
