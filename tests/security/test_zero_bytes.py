"""A zero byte in an address, a query or a form, which PostgreSQL refuses to look for: found nowhere, never an error."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DataError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import StringConverter

from config.middleware import zero_bytes
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
    client = sign_in(story.people["staff"])
    query = "&".join(f"{name}=%00" for name in names_of_queries())
    asked = list(addresses())
    assert len([url for url in asked if "%00" in url]) > 80
    assert query.count("%00") > 20
    for url in asked:
        assert client.get(url if "%00" in url else f"{url}?{query}").status_code != 500, url


@pytest.mark.parametrize(("path", "status"), [("/desk/requests/views/delete/", 400), ("/s/\0/", 404)])
def test_the_error_of_the_database_is_answered_in_words(rf: RequestFactory, path: str, status: int) -> None:
    """What a form sends fails in the middle of a deed, which is undone."""
    error = DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    request = rf.post("/")
    request.path_info, request.user = path, AnonymousUser()
    guard: Any = zero_bytes(lambda request: HttpResponse())
    assert guard.process_exception(request, error).status_code == status
    assert guard.process_exception(request, DataError("value too long")) is None
