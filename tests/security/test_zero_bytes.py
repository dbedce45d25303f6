"""A zero byte in an address, a query or a form, which PostgreSQL refuses to look for: found nowhere, never an error."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import StringConverter

from office.models import User
from tests.people import SignIn
from tests.sources import ROOT
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ASKED = re.compile(r'\.(?:GET|query_params)(?:\.get)?[(\[]"(\w+)"')
OURS = ("portal", "evaluation", "suggestions", "requests_app", "fieldwork", "policies", "stations", "groups")


def addresses(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    """Of every page of ours, a zero byte in the place of each text."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name and not namespace.startswith("admin:"):
            given = {
                name: "\0" if type(converter) is StringConverter else "1"
                for name, converter in pattern.pattern.converters.items()
            }
            try:
                yield reverse(f"{namespace}{pattern.name}", kwargs=given)
            except NoReverseMatch:
                continue


def names_of_queries() -> list[str]:
    """As the views ask for them."""
    files = [path for app in OURS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    found = {name for path in files for name in ASKED.findall(path.read_text(encoding="utf-8"))}
    return sorted(found - {"page", "pdf"})


def test_a_zero_byte_is_found_nowhere(story: Story, sign_in: SignIn) -> None:
    """In the place of each text of an address; where it has none, in each query that a view asks for."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite looks for it and finds nothing")
    client = sign_in(story.people["staff"])
    query = "&".join(f"{name}=%00" for name in names_of_queries())
    asked = list(addresses())
    assert len([url for url in asked if "%00" in url]) > 80
    assert query.count("%00") > 20
    for url in asked:
        assert client.get(url if "%00" in url else f"{url}?{query}").status_code != 500, url


def test_what_a_form_sends_is_answered_in_words(staff: User, sign_in: SignIn) -> None:
    client = sign_in(staff)
    answer = client.post("/desk/requests/views/delete/", {"name": "\0"})
    assert answer.status_code == (400 if connection.vendor == "postgresql" else 303)
    assert client.get("/desk/").status_code == 200
