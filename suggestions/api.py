"""Suggestions for roles: list by cursor with the desk's filters, one suggestion, steps through the engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casework import engine
from casework.paging import NEWEST, page_of
from office.actors import Actor
from office.api.answers import page_link, tagged
from office.api.fields import ProvisionalField
from office.api.problems import problem
from office.api.tokens import HasScope
from office.calendar import local_date
from office.models import User
from requests_app.api.requests import STEP_KEY_HEADER
from stations.scopes import Scopes
from suggestions import calls
from suggestions.api_scopes import READ, STEPS
from suggestions.models import Suggestion, SuggestionAssignment
from suggestions.views.lists import SuggestionFilter
from suggestions.visibility import visible

PAGE = 50
FILTERS = ("q", "status", "occasion", "group", "department", "year", "late")


class UnitSerializer(serializers.Serializer[SuggestionAssignment]):
    code = serializers.CharField(source="department.code")
    name = serializers.CharField(source="department.short_name")
    part = serializers.CharField()
    status = serializers.CharField()
    due_on = serializers.DateField()
    due_is_provisional = ProvisionalField(source="due_on")


class SuggestionSerializer(serializers.Serializer[Suggestion]):
    """Codes, dates and state; `address` is the number, or what stands in its place before there is one."""

    address = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    occasion = serializers.CharField()
    level = serializers.CharField()
    title = serializers.CharField()
    group = serializers.SerializerMethodField()
    registered_on = serializers.DateField(allow_null=True)
    assigned_on = serializers.DateField(allow_null=True)
    answered_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    round = serializers.IntegerField()

    def get_group(self, suggestion: Suggestion) -> str | None:
        return suggestion.group.code if suggestion.group else None


class SuggestionDetailSerializer(SuggestionSerializer):
    facts = serializers.CharField()
    demands = serializers.ListField(child=serializers.CharField())
    authors = serializers.ListField(child=serializers.CharField())
    units = UnitSerializer(many=True)
    steps = serializers.ListField(child=serializers.CharField())


class SuggestionPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = SuggestionSerializer(many=True)


class SuggestionStepTakenSerializer(serializers.Serializer[Any]):
    address = serializers.CharField()
    status = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())


class Suggestions(APIView):
    scope = READ
    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["suggestions"],
        operation_id="list_suggestions",
        parameters=[OpenApiParameter(name, str) for name in (*FILTERS, "cursor")],
        responses=SuggestionPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """At most 50 suggestions that the token's owner may see, narrowed by the filters of the desk's list."""
        user, on = _user(request), local_date(timezone.now())
        form = SuggestionFilter(request.query_params)
        if not form.is_valid():
            return problem(422, errors={name: [str(e) for e in found] for name, found in form.errors.items()})
        rows = form.narrowed(visible(user, Scopes.of(user, on)), on=on).select_related("group")
        page = page_of(rows, NEWEST, request.query_params.get("cursor", ""), size=PAGE)
        body = {
            "next": page_link(request, page.following),
            "previous": page_link(request, page.previous),
            "results": SuggestionSerializer(page.rows, many=True).data,  # type: ignore[arg-type]
        }
        return tagged(request, body)


class SuggestionDetail(APIView):
    scope = READ
    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(tags=["suggestions"], responses=SuggestionDetailSerializer)
    def get(self, request: Request, number: str) -> Response:
        """One suggestion with its text, units and the steps possible now; 304 when `If-None-Match` still fits."""
        at, user = timezone.now(), _user(request)
        suggestion = _visible(user, number, at)
        parts = SuggestionAssignment.objects.current().filter(suggestion=suggestion)
        units: Any = parts.select_related("department")
        authors = suggestion.authors.standing().select_related("representative")
        body = SuggestionSerializer(suggestion).data | {
            "facts": suggestion.facts,
            "demands": suggestion.demands,
            "authors": [author.representative.code for author in authors],
            "units": UnitSerializer(units, many=True).data,
            "steps": _steps(suggestion, user, at),
        }
        return tagged(request, body)


class SuggestionStep(APIView):
    scope = STEPS
    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["suggestions"],
        operation_id="take_suggestion_step",
        parameters=[STEP_KEY_HEADER],
        request=OpenApiTypes.OBJECT,
        responses={
            200: SuggestionStepTakenSerializer,
            409: OpenApiResponse(OpenApiTypes.OBJECT, "现在可以走的步骤"),
        },
    )
    def post(self, request: Request, number: str, step: str) -> Response:
        """Take a step; the body's fields are those of the desk's form, rows by code. Illegal now: 409.

        With an `Idempotency-Key` it is taken once: the same body again is answered as the suggestion is now,
        another body is refused.
        """
        at, user = timezone.now(), _user(request)
        suggestion, by = _visible(user, number, at), Actor.of(user)
        calls.take(engine.step_named(suggestion, step), suggestion, request, by=by, at=at)
        body = {
            "address": suggestion.address,
            "status": suggestion.status,
            "steps": _steps(suggestion, user, at),
        }
        return Response(SuggestionStepTakenSerializer(body).data)


def _steps(suggestion: Suggestion, user: User, at: datetime) -> list[str]:
    return [step.name for step in engine.possible(suggestion, by=Actor.of(user), at=at)]


def _user(request: Request) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _visible(user: User, address: str, at: datetime) -> Suggestion:
    """A stranger's 404 is that of a number that does not exist."""
    rows = visible(user, Scopes.of(user, local_date(at)))
    found = (
        rows.filter(pk__in=Suggestion.objects.by_address(address).values("pk"))
        .select_related("group")
        .first()
    )
    if found is None:
        raise Http404
    return found
