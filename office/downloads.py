"""Files that are made when they are asked for, and the event that each download of a list is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from office import events
from office.actors import Actor
from office.events import Fact
from office.models import User
from office.verbs import verb

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_file(content: bytes, name: str) -> HttpResponse:
    return file_of(content, XLSX, f"{name}.xlsx")


def docx_file(content: bytes, name: str) -> HttpResponse:
    return file_of(content, DOCX, f"{name}.docx")


def pdf_file(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    return file_of(content, PDF, f"{name}.pdf", inline=inline)


def file_of(content: bytes | str, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    return response


@verb
def record_export(
    page: str,
    *,
    rows: int,
    filters: Mapping[str, events.JSON] | None = None,
    words: str = "",
    by: User,
    at: datetime,
) -> None:
    """Who took which list, into their own chain: how many rows, by which filters, the searched words beside it."""
    data: dict[str, events.JSON] = {"page": page, "rows": rows, "filters": filters or {}}
    fact = Fact(f"user:{by.pk}", "export", data, {"q": words} if words else {})
    events.record(fact, by=Actor.of(by), at=at)


def codes_of(cleaned: Mapping[str, Any]) -> dict[str, events.JSON]:
    """Of a cleaned form of filters what was understood, rows by their codes; nothing that was typed freely."""
    return {name: getattr(value, "code", value) for name, value in cleaned.items() if value and name != "q"}
