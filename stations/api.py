"""Reception days for other programs, and a booking: the same verbs and limits as the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from office import desk_browsers
from office.api.fields import BooleanField, ChoiceField, CodeField, PersonNameField, PhoneField, TextField
from office.api.problems import TooMany, problem
from office.api.public import PublicView, idempotency_key
from office.api.serializers import CrossCheckedSerializer
from office.refusals import Refused
from office.typed import names, phones
from stations.models import Booking, Reception, Sitting, Slot
from stations.models.requesters import RequesterKind
from stations.receptions import booking, free, keys, limits
from stations.receptions.booking import Visit
from stations.receptions.forms import MATTER_AT_MOST
from stations.requester_fields import NAME_MISSING

PAGE = 50


class PersonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(source="representative.code")
    name = serializers.CharField(source="representative.name")


class SlotSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    starts_at = serializers.DateTimeField(source="begins_at")
    ends_at = serializers.DateTimeField()
    representative = serializers.CharField(source="sitting.representative.code")
    free = serializers.IntegerField(source="free_count")


class ReceptionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(source="token")
    name = serializers.SerializerMethodField()
    station = serializers.CharField(source="station.code")
    date = serializers.DateField(source="held_on")
    place = serializers.CharField()
    walk_ins_only = serializers.BooleanField()
    representatives = PersonSerializer(source="sitting_now", many=True)
    slots = serializers.SerializerMethodField()

    def get_name(self, reception: Reception) -> str:
        return reception.topic or reception.get_kind_display()

    @extend_schema(responses=SlotSerializer(many=True))
    def get_slots(self, reception: Any) -> list[dict[str, Any]]:
        slots = [slot for sitting in reception.sitting_now for slot in sitting.slots_now]
        return list(SlotSerializer(slots, many=True).data)


class ReceptionPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = ReceptionSerializer(many=True)


class BookingSerializer(CrossCheckedSerializer[Any]):
    slot = CodeField(queryset=Slot.objects.all())
    requester_kind = ChoiceField(RequesterKind.choices)
    matter = TextField(message="请写一句想谈什么", max_length=MATTER_AT_MOST)
    enterprise = TextField(required=False, allow_blank=True, max_length=names.BODY_AT_MOST, default="")
    contact = PersonNameField(message="请填写联系人")
    phone = PhoneField(message="请填写 11 位手机号，或带区号的固定电话")
    wait = BooleanField(required=False, default=False)

    def across(self, values: dict[str, Any]) -> dict[str, str]:
        is_enterprise = values.get("requester_kind") == RequesterKind.ENTERPRISE
        return {"enterprise": NAME_MISSING} if is_enterprise and len(values.get("enterprise", "")) < 2 else {}


class BookedSerializer(serializers.Serializer[Any]):
    booking_code = serializers.CharField()
    booking_url = serializers.URLField()
    status = serializers.CharField()
    starts_at = serializers.DateTimeField()


class Receptions(PublicView):
    """Announced days that are not over, by time."""

    @extend_schema(
        tags=["receptions"],
        operation_id="list_Receptions",
        parameters=[OpenApiParameter("cursor", int)],
        responses=ReceptionPageSerializer,
    )
    def get(self, request: Request) -> Response:
        at = timezone.now()
        slots = Slot.objects.order_by("begins_at").select_related("sitting__representative")
        slots = slots.annotate(
            free_count=Count("seats", filter=Q(seats__in=free.free_seats(at)), distinct=True)
        )
        sittings = Sitting.objects.open().select_related("representative").order_by("pk")
        sittings = sittings.prefetch_related(Prefetch("slots", slots, to_attr="slots_now"))
        rows = Reception.objects.public(at).by_time().select_related("station")
        pages = Paginator(rows.prefetch_related(Prefetch("sittings", sittings, to_attr="sitting_now")), PAGE)
        page = pages.get_page(request.query_params.get("cursor"))
        following = page.next_page_number() if page.has_next() else None
        return Response(
            {
                "next": f"{settings.SITE_URL}{request.path}?cursor={following}" if following else None,
                "results": ReceptionSerializer(page.object_list, many=True).data,
            }
        )


class Bookings(PublicView):
    @extend_schema(
        tags=["receptions"],
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True)],
        request=BookingSerializer,
        responses={201: BookedSerializer},
    )
    def post(self, request: Request) -> Response:
        """One seat; the same key and body again answer with the same booking, a lost seat with the next three."""
        at, key = timezone.now(), idempotency_key(request)
        if key is None:
            return problem(422, errors={"Idempotency-Key": ["请求头 Idempotency-Key 应为 UUID"]})
        serializer = BookingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        form_key = f"api:{key}"
        is_repeat = Booking.objects.filter(form_hash=keys.hash_form(form_key)).exists()
        if not is_repeat and (
            wait := limits.count_booking(request.META["REMOTE_ADDR"], said["phone"], at=at)
        ):
            raise TooMany(wait)
        visit = Visit(
            requester_kind=said["requester_kind"],
            matter=said["matter"],
            contact=said["contact"],
            phone=said["phone"],
            enterprise_name=names.body(said["enterprise"]),
        )
        supplier = desk_browsers.supplier_of(request, phone=phones.stored(said["phone"]).number)
        try:
            done = booking.book(
                said["slot"], visit, form_key=form_key, waits=said["wait"], by=supplier.actor, at=at
            )
        except Refused as refused:
            if refused.code != "slot_taken":
                raise
            return _taken(refused, said["slot"], visit.enterprise_name)
        body = {
            "booking_code": done.ticket.code,
            "booking_url": done.ticket.link,
            "status": done.booking.status,
            "starts_at": done.booking.slot.begins_at,
        }
        return Response(BookedSerializer(body).data, status=status.HTTP_201_CREATED)


def _taken(refused: Refused, slot: Slot, enterprise_name: str) -> Response:
    response = problem(409, refused.message, code=refused.code)
    response.data["free"] = [
        {
            "code": other.code,
            "starts_at": timezone.localtime(other.begins_at).isoformat(),
            "representative": other.sitting.representative.code,
        }
        for other in free.nearest(slot, timezone.now(), enterprise_name=enterprise_name)
    ]
    return response
