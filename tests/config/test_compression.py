"""What travels to a telephone: pages small, files as they are, tags that still match."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from config.middleware import Compressed
from requests_app.models import Category
from stations.models import Station

AGREED = 15_000
SHEETS = ("css/base.css", "css/public.css")


def sent(content_type: str, encoding: str = "gzip") -> HttpResponseBase:
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=encoding)
    answer = HttpResponse("一行文字。" * 200, content_type=content_type, headers={"ETag": '"a"'})
    return Compressed(lambda request: answer).process_response(request, answer)


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "image/svg+xml", "application/json"])
def test_pages_are_compressed_for_whoever_can_read_them(content_type: str) -> None:
    assert sent(content_type)["Content-Encoding"] == "gzip"
    assert sent(content_type)["ETag"] == 'W/"a"'
    assert "Content-Encoding" not in sent(content_type, "identity")


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "application/octet-stream"])
def test_files_travel_as_they_are(content_type: str) -> None:
    assert "Content-Encoding" not in sent(content_type)


@pytest.mark.django_db
def test_the_form_behind_a_code_costs_15_kilobytes_at_first_sight(
    client: Client, station: Station, category: Category
) -> None:
    page = client.get("/s/gyllzx/", HTTP_ACCEPT_ENCODING="gzip")
    assert page["Content-Encoding"] == "gzip"
    sheets = [gzip.compress(Path(str(finders.find(name))).read_bytes()) for name in SHEETS]
    assert len(page.content) + sum(map(len, sheets)) <= AGREED


@pytest.mark.django_db
def test_a_boards_poll_knows_its_tag_again_after_compression(
    client: Client, station: Station, category: Category
) -> None:
    first = client.get("/board/gyllzx/main/", HTTP_ACCEPT_ENCODING="gzip")
    assert first["ETag"].startswith("W/")
    again = client.get("/board/gyllzx/main/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
