"""Pairings and visits by the API: what the token's owner sees, as many queries for many as for few."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fieldwork.token_scopes import READ
from office.models import User
from tests.fieldwork.pairings.rows import an_enterprise, opened, person, recorded
from tests.requests_app.api.test_requests import token_of

pytestmark = pytest.mark.django_db


def test_it_answers_what_the_owner_sees_without_words_and_telephones(
    representative: User, liaison: User, stranger: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    opened(who, liaison, staff, now)
    recorded([who], representative, now)
    client = Client()
    headers = token_of(representative, READ)
    pairing = client.get("/api/v1/pairings/", headers=headers).json()["results"][0]
    assert (pairing["name"], pairing["status"]) == ("湖北联众精密冲压有限公司", "open")
    assert (pairing["contacted_this_quarter"], pairing["last_contact_on"]) == (False, "2026-11-23")
    answer = client.get("/api/v1/visits/", headers=headers)
    assert answer.json()["results"][0]["representatives"] == ["shanxiong"]
    assert "19900040001" not in answer.content.decode()
    assert "先还后贷" not in str(answer.json())
    others = token_of(stranger, READ)
    for path in ("pairings", "visits"):
        assert client.get(f"/api/v1/{path}/", headers=others).json()["results"] == []
        assert client.get(f"/api/v1/{path}/", headers=token_of(staff, "requests:read")).status_code == 403


def test_many_cost_no_more_queries_than_few(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who, headers, costs = person(representative), token_of(staff, READ), []
    for number in range(4):
        enterprise = an_enterprise(f"麻城第{number}机械有限公司")
        opened(who, liaison, staff, now, enterprise=enterprise)
        recorded([who], representative, now, enterprise=enterprise)
        with CaptureQueriesContext(connection) as captured:
            for path in ("pairings", "visits"):
                Client().get(f"/api/v1/{path}/", headers=headers)
        costs.append(len(captured))
    assert costs[-1] == costs[0]
