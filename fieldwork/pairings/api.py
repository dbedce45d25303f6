"""Pairings and visits for other programs: what the token's owner sees on the desk, never a telephone or a contact."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casework.paging import NEWEST, Page, page_of
from fieldwork.models import Pairing, Visit
from fieldwork.pairings import desk
from fieldwork.pairings.desk import Row
from fieldwork.reach import reach_of
from fieldwork.token_scopes import READ
from office.api.tokens import HasScope
from office.calendar import local_date
from office.models import User

PAGE = 50
CURSOR = OpenApiParameter("cursor", str)


class PairingSerializer(serializers.Serializer[Any]):
    """`status`: proposed, open, ended; the contact of the quarter for open ones."""

    code = serializers.CharField(source="pairing.token")
    name = serializers.CharField(source="pairing.enterprise.name")
    uscc = serializers.CharField(source="pairing.enterprise.uscc", allow_null=True)
    representative = serializers.CharField(source="pairing.representative.code")
    status = serializers.CharField(source="pairing.status")
    since = serializers.DateField(source="pairing.since", allow_null=True)
    ended_on = serializers.DateField(source="pairing.ended_on", allow_null=True)
    last_contact_on = serializers.SerializerMethodField()
    contacted_this_quarter = serializers.SerializerMethodField()
    next_due_on = serializers.SerializerMethodField()

    def get_last_contact_on(self, row: Row) -> str | None:
        return row.contact.last_on.isoformat() if row.contact and row.contact.last_on else None

    def get_contacted_this_quarter(self, row: Row) -> bool | None:
        return row.contact.done if row.contact else None

    def get_next_due_on(self, row: Row) -> str | None:
        return row.contact.due_on.isoformat() if row.contact else None


class VisitSerializer(serializers.Serializer[Any]):
    """`status`: recorded, confirmed, denied, withdrawn; only confirmed ones count."""

    code = serializers.CharField(source="token")
    name = serializers.CharField(source="enterprise.name")
    representatives = serializers.SerializerMethodField()
    date = serializers.DateField(source="on")
    how = serializers.CharField()
    kind = serializers.CharField()
    result = serializers.CharField()
    request = serializers.CharField(source="request_number", allow_null=True)
    status = serializers.CharField()
    confirmed_on = serializers.DateField(allow_null=True)

    def get_representatives(self, visit: Visit) -> list[str]:
        return [part.representative.code for part in visit.parts.all()]


class PairingPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = PairingSerializer(many=True)


class VisitPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = VisitSerializer(many=True)


class Pairings(APIView):
    scope = READ

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["fieldwork"], operation_id="list_pairings", parameters=[CURSOR], responses=PairingPageSerializer
    )
    def get(self, request: Request) -> Response:
        """At most 50 pairings that the token's owner sees, the newest first."""
        on, user = local_date(timezone.now()), cast(User, request.user)
        rows = desk.pairings_for(reach_of(user, on)).select_related(
            "representative", "enterprise", "function"
        )
        page: Page[Pairing] = page_of(rows, NEWEST, request.query_params.get("cursor", ""), size=PAGE)
        results = PairingSerializer(desk.rows_of(page.rows, on), many=True).data
        return Response({"next": _link(request, page.following), "results": results})


class Visits(APIView):
    scope = READ

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["fieldwork"], operation_id="list_visits", parameters=[CURSOR], responses=VisitPageSerializer
    )
    def get(self, request: Request) -> Response:
        """At most 50 visits that the token's owner sees, the newest first; without what was said."""
        on, user = local_date(timezone.now()), cast(User, request.user)
        rows = desk.visits_for(reach_of(user, on)).for_list()
        page: Page[Visit] = page_of(rows, NEWEST, request.query_params.get("cursor", ""), size=PAGE)
        results = VisitSerializer(page.rows, many=True).data
        return Response({"next": _link(request, page.following), "results": results})


def _link(request: Request, cursor: str) -> str | None:
    return f"{settings.SITE_URL}{request.path}?{urlencode({'cursor': cursor})}" if cursor else None
