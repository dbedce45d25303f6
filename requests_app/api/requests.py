"""Cases for roles: list by cursor with the desk's filters, one case with its ETag, steps through the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casework import engine
from casework.paging import page_of
from office import calendar as office_calendar
from office.actors import Actor
from office.api.answers import page_link, tagged
from office.api.fields import ProvisionalField
from office.api.problems import problem
from office.api.scopes import READ, STEPS
from office.api.tokens import HasScope
from office.calendar import local_date
from office.models import User
from requests_app.access.case_access import read_in_full
from requests_app.api import calls
from requests_app.api.intake import KEY, IntakeSerializer, SubmittedSerializer, submit
from requests_app.models import EnterpriseRequest
from requests_app.queues.filters import RequestFilter

PAGE = 50
FILTERS = (
    "q",
    "tab",
    "status",
    "outcome",
    "category",
    "group",
    "department",
    "station",
    "due",
    "turn",
    "since",
    "until",
)
KEY_HEADER = OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True)
STEP_KEY_HEADER = OpenApiParameter(KEY, str, OpenApiParameter.HEADER)


class CaseSerializer(serializers.Serializer[EnterpriseRequest]):
    """Codes, dates and state; the text for those who read it on the desk; never contact data."""

    ledger_number = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    station = serializers.CharField(source="station.code")
    source = serializers.CharField()  # type: ignore[assignment]
    requester_kind = serializers.CharField()
    enterprise = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    category = serializers.SerializerMethodField()
    difficulty = serializers.CharField(allow_blank=True)
    group = serializers.SerializerMethodField()
    representative = serializers.SerializerMethodField()
    departments = serializers.SerializerMethodField()
    expected_outcome = serializers.CharField(allow_blank=True)
    received_on = serializers.DateField()
    answer_due_on = serializers.DateField(allow_null=True)
    answer_due_is_provisional = ProvisionalField(source="answer_due_on")
    answered_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    waiting_since = serializers.DateField(allow_null=True)
    round = serializers.IntegerField()

    def _reads(self, case: EnterpriseRequest) -> bool:
        return case.pk in self.context["read_in_full"]

    def get_enterprise(self, case: EnterpriseRequest) -> str | None:
        return case.requester_label if self._reads(case) else None

    def get_title(self, case: EnterpriseRequest) -> str | None:
        return case.title if self._reads(case) else None

    def get_text(self, case: EnterpriseRequest) -> str | None:
        return case.text if self._reads(case) else None

    def get_category(self, case: EnterpriseRequest) -> str | None:
        return case.category.code if case.category else None

    def get_group(self, case: EnterpriseRequest) -> str | None:
        return case.group.code if case.group else None

    def get_representative(self, case: EnterpriseRequest) -> str | None:
        return case.representative.code if case.representative else None

    def get_departments(self, case: EnterpriseRequest) -> list[dict[str, str]]:
        return [
            {"code": part.department.code, "part": part.part, "status": part.status}
            for part in case.assignments.all()
        ]


class CaseDetailSerializer(CaseSerializer):
    """With the steps that the token's owner may take now."""

    steps = serializers.ListField(child=serializers.CharField(), source="possible_steps")
    helpers = serializers.SerializerMethodField()

    def get_helpers(self, case: EnterpriseRequest) -> list[str]:
        if not self._reads(case):
            return []
        return list(case.helpers.open().values_list("representative__code", flat=True))


class CasePageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CaseSerializer(many=True)


class StepTakenSerializer(serializers.Serializer[Any]):
    ledger_number = serializers.CharField()
    status = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())


class Requests(APIView):
    """GET for roles, POST for anyone."""

    scope = READ

    def get_authenticators(self) -> list[BaseAuthentication]:
        posting = self.request is not None and self.request.method == "POST"
        return [] if posting else super().get_authenticators()

    permission_classes = (IsAuthenticated, HasScope)

    def get_permissions(self) -> Any:
        return [] if self.request.method == "POST" else super().get_permissions()

    @extend_schema(
        tags=["requests"],
        operation_id="list_requests",
        parameters=[OpenApiParameter(name, str) for name in (*FILTERS, "cursor")],
        responses=CasePageSerializer,
    )
    def get(self, request: Request) -> Response:
        """At most 50 cases that the token's owner may see, narrowed by the filters of the desk's list."""
        on = local_date(timezone.now())
        user = _user(request)
        narrowing = RequestFilter(request.query_params, user=user, on=on, calendar=office_calendar.load())
        errors = {name: [str(text) for text in texts] for name, texts in narrowing.errors.items()}
        if errors:
            return problem(422, errors=errors)
        rows: Any = narrowing.rows()
        page = page_of(
            rows.for_list(),
            narrowing.order,
            request.query_params.get("cursor", ""),
            size=PAGE,
        )
        body = {
            "next": page_link(request, page.following),
            "previous": page_link(request, page.previous),
            "results": CaseSerializer(
                page.rows,  # type: ignore[arg-type]
                many=True,
                context={"read_in_full": read_in_full(page.rows, user, on)},
            ).data,
        }
        return tagged(request, body)

    @extend_schema(
        tags=["intake"],
        parameters=[KEY_HEADER],
        request=IntakeSerializer,
        responses={201: SubmittedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Submit a request; the answer carries both numbers and the private link."""
        return submit(request)


class RequestDetail(APIView):
    scope = READ

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(tags=["requests"], responses=CaseDetailSerializer)
    def get(self, request: Request, ledger_number: str) -> Response:
        """One case; 304 when `If-None-Match` still fits."""
        at = timezone.now()
        user = _user(request)
        case = _visible(user, ledger_number, local_date(at))
        steps = engine.possible(case, by=Actor.of(user), at=at)
        case.possible_steps = [step.name for step in steps]  # type: ignore[attr-defined]
        context = {"read_in_full": read_in_full([case], user, local_date(at))}
        return tagged(request, CaseDetailSerializer(case, context=context).data)


class RequestStep(APIView):
    scope = STEPS

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["requests"],
        parameters=[STEP_KEY_HEADER],
        request=OpenApiTypes.OBJECT,
        responses={200: StepTakenSerializer, 409: OpenApiResponse(OpenApiTypes.OBJECT, "现在可以走的步骤")},
    )
    def post(self, request: Request, ledger_number: str, step: str) -> Response:
        """Take a step; the body's fields are those of the desk's form, rows by code. Illegal now: 409.

        With an `Idempotency-Key` it is taken once: the same body again is answered as the case is now, another
        body is refused.
        """
        at = timezone.now()
        user = _user(request)
        case = _visible(user, ledger_number, local_date(at))
        calls.take(engine.step_named(case, step), case, request, by=Actor.of(user), at=at)
        steps = engine.possible(case, by=Actor.of(user), at=at)
        body = {
            "ledger_number": case.ledger_number,
            "status": case.status,
            "steps": [other.name for other in steps],
        }
        return Response(StepTakenSerializer(body).data)


def _user(request: Request) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _visible(user: User, ledger_number: str, on: date) -> EnterpriseRequest:
    """A stranger's 404 is that of a number that does not exist."""
    found = EnterpriseRequest.objects.visible_to(user, on).filter(ledger_number=ledger_number[:10]).for_list()
    case = found.first()
    if case is None or case.ledger_number != ledger_number:
        raise Http404
    return case
