"""The first pages of a PDF are drawn at the file's own address, wherever a page offers them."""

import inspect
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typst
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from office.files import shown_response, store
from tests.conftest import NOW
from tests.office import uploads

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMED = re.compile(r'{% url "([\w:]+)" [^%]* as (\w+) %}')
OFFERED = re.compile(r'first_pages\.html" with file=[\w.]+ url=(\w+) ')
# Of which views fill in `url` of the files themselves.
BY_VIEWS = {"requests:attachment_desk", "suggestions:desk_file"}


def offering() -> set[str]:
    """Names of the addresses that templates hand to components/first_pages.html."""
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named = {variable: name for name, variable in NAMED.findall(text)}
        found |= {named[variable] for variable in OFFERED.findall(text) if variable in named}
    return found


def views(patterns: Any = None, namespace: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            found |= views(each.url_patterns, each.namespace or namespace)
        else:
            found[f"{namespace}:{each.name}"] = each.callback
    return found


def test_every_address_that_a_page_hands_on_draws_first_pages() -> None:
    asked, known = offering() | BY_VIEWS, views()
    assert len(asked) >= 8
    for name in asked:
        assert "shown_response(" in inspect.getsource(inspect.unwrap(known[name])), name


@pytest.mark.django_db
def test_the_pages_are_asked_for_beside_the_file(settings: Any) -> None:
    settings.EXAMINATION_SECONDS = 20
    paper = store(ContentFile(typst.compile(b"= Receipt"), name="发票.pdf"), by=None, at=NOW)
    plain, asked = RequestFactory().get("/"), RequestFactory().get("/?pages=1")
    drawn = shown_response(asked, paper, inline=False)
    assert (drawn["Content-Type"], drawn["Content-Disposition"]) == ("image/jpeg", "inline")
    photograph = store(ContentFile(uploads.photo(), name="照片.jpg"), by=None, at=NOW)
    with pytest.raises(Http404):
        shown_response(asked, photograph)
    with closing(shown_response(plain, paper)) as whole:
        assert whole["Content-Type"] == "application/pdf"
