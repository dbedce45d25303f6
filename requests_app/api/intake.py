"""POST /requests/ and /track/: for anyone, throttled as the forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from groups.models import Representative
from office import calendar as office_calendar
from office import desk_browsers
from office.api.fields import (
    BooleanField,
    ChoiceField,
    CodeField,
    EmailField,
    PersonNameField,
    PhoneField,
    ProvisionalField,
    ReadField,
    TextField,
)
from office.api.problems import TooMany, problem
from office.api.public import PublicView, idempotency_key
from office.api.serializers import CrossCheckedSerializer
from office.calendar import local_date
from office.numbers import PHONE_MESSAGE
from office.refusals import Refused
from office.typed import credit_codes, names, phones
from policies.models import PolicyVersion
from requests_app.access import tracking
from requests_app.history import case_history
from requests_app.history.progress import estimate
from requests_app.intake import duplicates, limits, submission, triage_flags
from requests_app.intake.intake import Intake
from requests_app.intake.limits import Counted
from requests_app.intake.submission import Submitted
from requests_app.models import Answer, Assignment, Category, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import RequesterKind, Source, Status
from requests_app.notifications import links
from requests_app.public.forms.intake import NAMELESS
from stations.models import Station

SCOPE = "api"
KEY = "Idempotency-Key"
NO_KEY = f"请求头 {KEY} 应为 UUID"
OTHER_BODY = f"这个 {KEY} 已经用于另一份内容，这次的内容没有提交；另一件事请换一个新的 UUID"
BEFORE_ALL = -1  # no event of a chain has such a place


class IntakeSerializer(CrossCheckedSerializer[Intake]):
    """What P1 asks, under the names of the interface."""

    station = CodeField(queryset=Station.objects.all())
    representative = CodeField(queryset=Representative.objects.all(), required=False, allow_null=True)
    policy = TextField(required=False, allow_blank=True, max_length=80)
    requester_kind = ChoiceField(RequesterKind.choices)
    category = CodeField(queryset=Category.objects.all())
    text = TextField(message="请写明问题或建议，至少 5 个字", min_length=5, max_length=1000)
    enterprise = TextField(required=False, allow_blank=True)
    uscc = TextField(required=False, allow_blank=True)
    # 仍然使用: the code is used as it is, whatever is advised.
    uscc_anyway = BooleanField(
        required=False, default=False, help_text="true：信用代码的校验位不符时仍然按填写的使用"
    )
    contact = PersonNameField(message="请填写联系人")
    phone = PhoneField(message=PHONE_MESSAGE)
    email = EmailField(required=False, allow_blank=True)
    private = BooleanField(required=False, default=False)
    share_contact = BooleanField()
    again = BooleanField(required=False, default=False)

    def validate_enterprise(self, value: str) -> str:
        return _read(names.body, value)

    def validate_uscc(self, value: str) -> str:
        code = _read(credit_codes.read, value)
        if code.advice and self.initial_data.get("uscc_anyway") is not True:
            raise serializers.ValidationError(f"{code.advice}请加上 uscc_anyway: true")
        return code.code

    def validate_policy(self, value: str) -> PolicyVersion | None:
        """The published wording of this code; a clause that does not exist is refused, never dropped in silence."""
        if not value:
            return None
        clause = PolicyVersion.objects.published().filter(policy__slug=value).select_related("policy").first()
        if clause is None:
            raise serializers.ValidationError(f"没有代码为“{value}”的政策")
        return clause

    def across(self, values: dict[str, Any]) -> dict[str, str]:
        found = {}
        kind, name = values.get("requester_kind"), values.get("enterprise", "")
        if kind in NAMELESS and len(name) < 2:
            found["enterprise"] = NAMELESS[kind]
        on = local_date(self.context["at"])
        if "station" in values and not values["station"].is_open(on):
            found["station"] = "这个服务站已停止服务"
        representative = values.get("representative")
        if representative is not None and not representative.is_in_office(on):
            found["representative"] = "该代表已不在任"
        return found


T = TypeVar("T")


def _read(read: Callable[[str], T], value: str) -> T:
    try:
        return read(value)
    except ValueError as error:
        raise serializers.ValidationError(str(error)) from None


class SubmittedSerializer(serializers.Serializer[dict[str, Any]]):
    """Numbers, the private link and the told dates."""

    ledger_number = serializers.CharField()
    receipt_code = serializers.CharField()
    receipt_url = serializers.URLField()
    status = serializers.CharField()
    accept_due_at = serializers.DateTimeField()
    answer_due_on = serializers.DateField()
    answer_due_is_estimate = serializers.BooleanField()
    answer_due_is_provisional = ProvisionalField(source="answer_due_on")


class ReceiptCodeField(ReadField):
    read = staticmethod(tracking.read_code)


class EndingField(ReadField):
    read = staticmethod(phones.ending)


class TrackSerializer(serializers.Serializer[dict[str, str]]):
    receipt_code = ReceiptCodeField(message="请填写 12 位查询码")
    phone_last4 = EndingField(required=False, allow_blank=True, default="")


class TimelineEntrySerializer(serializers.Serializer[dict[str, Any]]):
    step = serializers.CharField()
    title = serializers.CharField()
    at = serializers.DateTimeField()


class TrackedSerializer(serializers.Serializer[dict[str, Any]]):
    """Never a word of contact data."""

    ledger_number = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    timeline = TimelineEntrySerializer(many=True)
    department = serializers.CharField(allow_null=True)
    answer = serializers.CharField(allow_null=True)
    answer_due_on = serializers.DateField(allow_null=True)
    answer_due_is_provisional = ProvisionalField(source="answer_due_on")


@extend_schema(
    tags=["intake"],
    parameters=[OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True)],
    request=IntakeSerializer,
    responses={201: SubmittedSerializer},
)
def submit(request: Request) -> Response:
    """A visitor's request; the same key and body again answer with the same receipt."""
    at = timezone.now()
    key = idempotency_key(request)
    serializer = IntakeSerializer(data=request.data, context={"at": at})
    if not serializer.is_valid() or key is None:
        raise serializers.ValidationError(serializer.errors | ({KEY: [NO_KEY]} if key is None else {}))
    given = _intake_of(serializer.validated_data)
    again = serializer.validated_data["again"]
    try:
        done = _submit(given, request, again=again, key=key, at=at)
    except Refused as refused:
        if refused.code != "key_reused":
            raise
        raise Refused(refused.code, OTHER_BODY, field=KEY) from refused
    return Response(_submitted(done, at), status=status.HTTP_201_CREATED)


def _submit(given: Intake, request: Request, *, again: bool, key: str, at: datetime) -> Submitted:
    """Raises TooMany over ten times the limit, which is counted, and Refused for what the same contact said within
    the hour and does not mean `again`; a repeat of an acknowledged one is free."""
    supplier = desk_browsers.supplier_of(request, phone=given.phone, email=given.email)
    given, by, address = (
        replace(given, origins=supplier.accounts),
        supplier.actor,
        request.META["REMOTE_ADDR"],
    )
    if duplicates.is_acknowledged(SCOPE, key):
        return submission.submit(given, scope=SCOPE, key=key, by=by, at=at)
    counted, twin, count = Counted(), "", limits.form_count(address, given.phone, at=at)

    def admit() -> list[str] | None:
        nonlocal counted, twin
        counted = count()
        # Its count was the wait for what another call has stored.
        said = duplicates.said_before(given.phone, given.masked.text)
        twin = "" if again else duplicates.twin_in(said, given.contact, at=at)
        marks = [*counted.doubts, triage_flags.SAME_TEXT] if said else list(counted.doubts)
        return None if counted.retry_after or twin else marks

    done = submission.submit_admitted(given, admit, scope=SCOPE, key=key, by=by, at=at)
    if done is not None:
        return done
    if counted.retry_after:
        raise TooMany(counted.retry_after)
    raise Refused("said_before", f"您刚才已提交，受理编号 {twin}；仍要再提交的，请加上 again: true")


def _intake_of(data: dict[str, Any]) -> Intake:
    phone = phones.stored(data["phone"])
    return Intake(
        station=data["station"],
        source=Source.API,
        requester_kind=data["requester_kind"],
        text=data["text"].strip(),
        category=data["category"],
        representative=data.get("representative"),
        clause=data.get("policy"),
        enterprise_name=data.get("enterprise", ""),
        uscc=data.get("uscc", ""),
        contact=data["contact"],
        phone=phone.number,
        extension=phone.extension,
        email=data.get("email", ""),
        share_contact=data["share_contact"],
        private=data["private"],
    )


def _submitted(done: Submitted, at: datetime) -> dict[str, Any]:
    case = done.case
    accept = case.clocks.filter(kind=ClockKind.ACCEPT).latest("pk")
    due_on = case.answer_due_on or estimate(accept.due_on, office_calendar.load(), local_date(at))
    body = {
        "ledger_number": case.ledger_number,
        "receipt_code": done.receipt.code,
        "receipt_url": links.private_link(done.receipt.token),
        "status": case.status,
        "accept_due_at": accept.due_at,
        "answer_due_on": due_on,
        "answer_due_is_estimate": case.answer_due_on is None,
    }
    return dict(SubmittedSerializer(body).data)


class Track(PublicView):
    """Progress by 查询码 and the telephone's last four digits."""

    @extend_schema(tags=["intake"], request=TrackSerializer, responses=TrackedSerializer)
    def post(self, request: Request) -> Response:
        """The same answer for either being wrong; a mistyped code is told apart by its check digit."""
        serializer = TrackSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        code, digits = serializer.validated_data["receipt_code"], serializer.validated_data["phone_last4"]
        at = timezone.now()
        tried = limits.count_lookup(request.META["REMOTE_ADDR"], code, digits, at=at)
        if tried.wait:
            raise TooMany(tried.wait)
        held = tracking.look_up(code, digits, at)
        if held is None:
            return problem(404, "查询码或联系电话后四位不正确", code="not_found")
        tried.succeeded()
        return Response(_tracked(EnterpriseRequest.objects.get(pk=held.case_id)))


def _tracked(case: EnterpriseRequest) -> dict[str, Any]:
    answer = Answer.objects.filter(case=case).last()
    lead = Assignment.objects.current().filter(case=case, part="lead").select_related("department").first()
    body = {
        "ledger_number": case.ledger_number,
        "status": case.status,
        "outcome": case.outcome,
        "timeline": [
            {"step": entry.step, "title": entry.title, "at": entry.at}
            for entry in case_history.for_requester_since(case, BEFORE_ALL)
        ],
        "department": lead.department.name if lead else None,
        "answer": answer.text if answer and case.status in (Status.ANSWERED, Status.CLOSED) else None,
        "answer_due_on": case.answer_due_on,
    }
    return dict(TrackedSerializer(body).data)
