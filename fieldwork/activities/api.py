"""Reported activities for other programs: what visitors may know of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fieldwork.models import Activity, ActivityGroup, ActivityStatus
from office.api.public import PublicView

PAGE = 50


class ActivitySerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    action = serializers.CharField()
    theme = serializers.CharField()
    date = serializers.DateField(source="held_on")
    place = serializers.CharField()
    groups = serializers.SerializerMethodField()
    participants = serializers.IntegerField()
    reported_on = serializers.DateField()

    def get_groups(self, activity: Activity) -> list[str]:
        return [row.group.code for row in activity.groups.all()]


class ActivityPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = ActivitySerializer(many=True)


class Activities(PublicView):
    """Reported ones, the newest first; `participants` are those whom a second source has confirmed."""

    @extend_schema(
        tags=["activities"],
        operation_id="list_Activities",
        parameters=[OpenApiParameter("cursor", int)],
        responses=ActivityPageSerializer,
    )
    def get(self, request: Request) -> Response:
        groups = ActivityGroup.objects.select_related("professional_group", "regional_group")
        confirmed = Q(participations__confirmed_on__isnull=False)
        rows = Activity.objects.filter(status=ActivityStatus.REPORTED).order_by("-held_on", "-pk")
        rows = rows.annotate(participants=Count("participations", filter=confirmed))
        page = Paginator(rows.prefetch_related(Prefetch("groups", groups)), PAGE).get_page(
            request.query_params.get("cursor")
        )
        following = page.next_page_number() if page.has_next() else None
        return Response(
            {
                "next": f"{settings.SITE_URL}{request.path}?cursor={following}" if following else None,
                "results": ActivitySerializer(page.object_list, many=True).data,
            }
        )
