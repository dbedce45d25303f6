"""What a stranger may send to the interface for programs: uploads, bodies made to break it, the same thing twice."""

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from office.models import StoredFile
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.requests_app.public.pages import PAGE, TEXT, filled

pytestmark = pytest.mark.django_db
REQUESTS, TRACK = "/api/v1/requests/", "/api/v1/track/"
BODY = {
    "station": "gyllzx",
    "requester_kind": "enterprise",
    "category": "RZ",
    "text": TEXT,
    "enterprise": "湖北锦绣蓝天服饰有限公司",
    "contact": "徐经理",
    "phone": "13807135678",
    "share_contact": True,
}


def send(client: Client, **changed: Any) -> Any:
    key = str(uuid.uuid4())
    body = json.dumps(BODY | changed)
    return client.post(REQUESTS, body, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key)


@pytest.mark.parametrize("path", [REQUESTS, TRACK])
@pytest.mark.parametrize("kind", ["multipart", "form", "octets"])
def test_no_file_comes_in_this_way(visitor: Client, open_station: Station, path: str, kind: str) -> None:
    """What is not JSON is not read at all, so no file of it reaches a disk."""
    given: dict[str, Any] = {"data": {"files": SimpleUploadedFile("a.pdf", b"x" * 3_000_000)}}
    if kind != "multipart":
        named = "application/x-www-form-urlencoded" if kind == "form" else "application/octet-stream"
        given = {"data": b"a=1", "content_type": named}
    answer = visitor.post(path, **given, HTTP_IDEMPOTENCY_KEY=str(uuid.uuid4()))
    assert answer.status_code == 415
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[" * 100_000, 400),
        ('{"text": ' + "9" * 100_000 + "}", 400),
        ('{"text": ' + "9" * 4000 + "}", 422),
        ('{"text": 1e999}', 422),
        ('{"text": NaN}', 400),
        ('{"text": "\\ud800"}', 422),
        (json.dumps({str(number): number for number in range(100_000)}), 422),
        ('{"text": "' + "x" * 3_000_000 + '"}', 413),
        ('{"station": {"code": []}, "phone": {}, "share_contact": [1]}', 422),
        ("[1]", 422),
        ("\ufeff{}", 400),
        (b"\xff\xfe{", 400),
    ],
)
@pytest.mark.parametrize("path", [REQUESTS, TRACK])
def test_bodies_made_to_break_it_are_refused(visitor: Client, path: str, body: Any, status: int) -> None:
    key = str(uuid.uuid4())
    answer = visitor.post(path, body, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code == status


def test_the_same_under_another_key_is_asked_about(visitor: Client, open_station: Station) -> None:
    first = send(visitor)
    assert first.status_code == 201
    again = send(visitor)
    assert (again.status_code, again.json()["code"]) == (409, "said_before")
    assert first.json()["ledger_number"] in again.json()["detail"]
    assert EnterpriseRequest.objects.count() == 1
    assert send(visitor, again=True).status_code == 201
    assert send(visitor, contact="李经理").status_code == 201


def test_what_the_form_has_sent_is_known_to_the_interface_and_the_other_way_round(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    assert visitor.post(PAGE, filled(visitor, clock)).status_code == 303
    assert send(visitor).status_code == 409
    assert send(visitor, again=True).status_code == 201
    assert "您刚才已提交" in visitor.post(PAGE, filled(visitor, clock)).content.decode()


@pytest.mark.parametrize(
    "written", ["138 0713 5678", "138-0713-5678", "+8613807135678", "１３８０７１３５６７８"]
)
def test_the_whole_number_opens_however_it_is_written(
    visitor: Client, open_station: Station, written: str
) -> None:
    code = send(visitor).json()["receipt_code"]
    body = json.dumps({"receipt_code": code, "phone_last4": written})
    assert visitor.post(TRACK, body, content_type="application/json").status_code == 200
