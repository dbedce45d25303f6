"""Public lists of policies and information: what is published, with its validity of the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from office.api.problems import problem
from office.api.public import PublicView
from office.calendar import local_date
from policies import search
from policies.models import InformationItem, PolicyVersion
from policies.search.words import QUERY_AT_MOST

PAGE = 200
FOUND = [OpenApiParameter("q", str), OpenApiParameter("category", str), OpenApiParameter("cursor", int)]


class PolicySerializer(serializers.Serializer[Any]):
    slug = serializers.CharField(source="policy.slug")
    title = serializers.CharField()
    category = serializers.CharField(source="policy.category")
    document_number = serializers.CharField()
    benefit = serializers.CharField()
    effective_from = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    status = serializers.SerializerMethodField()
    checked_on = serializers.DateField(allow_null=True)

    def get_status(self, version: PolicyVersion) -> str:
        """valid, expiring, expired, upcoming: of the day it is asked."""
        return version.validity(self.context["on"]).state


class ItemSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField(source="kind.code")
    summary = serializers.CharField()
    valid_until = serializers.DateField(allow_null=True)
    status = serializers.SerializerMethodField()
    checked_on = serializers.DateField(allow_null=True)

    def get_status(self, item: InformationItem) -> str:
        """valid, expiring, expired, upcoming: of the day it is asked."""
        return item.validity(self.context["on"]).state


class PolicyPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = PolicySerializer(many=True)


class ItemPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = ItemSerializer(many=True)


class Searched(PublicView):
    """Browsed in the order of the codes, or searched by relevance; by cursor."""

    kind = ""
    category = "category"

    def listed(self, request: Request) -> Response:
        query = request.query_params.get("q", "").strip()
        if "\x00" in query or len(query) > QUERY_AT_MOST:
            return problem(422, errors={"q": [f"请输入 {QUERY_AT_MOST} 字以内的内容"]})
        wished = request.query_params.get(self.category, "")
        keys = self._keys(query, wished)
        number = request.query_params.get("cursor", "")
        page = Paginator(keys, PAGE).get_page(number if number.isdecimal() else 1)
        following = request.GET.copy()
        if page.has_next():
            following["cursor"] = str(page.next_page_number())
        return Response(
            {
                "next": f"{settings.SITE_URL}{request.path}?{following.urlencode()}"
                if page.has_next()
                else None,
                "results": self.rows(list(page.object_list)),
            }
        )

    def _keys(self, query: str, wished: str) -> Sequence[str]:
        index, on = search.current(), local_date(timezone.now())

        def keep(document: search.Document) -> bool:
            return document.kind == self.kind and wished in ("", document.category)

        if query:
            return [hit.document.key for hit in search.find(query, index, on=on, keep=keep).hits]
        return sorted(document.key for document in index.documents if keep(document))

    def rows(self, slugs: list[str]) -> list[Any]:
        raise TypeError("Each list says its rows.")


class Policies(Searched):
    kind = "policy"

    @extend_schema(tags=["directory"], parameters=FOUND, responses=PolicyPage, operation_id="list_Policies")
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self, slugs: list[str]) -> list[Any]:
        found = PolicyVersion.objects.published().filter(policy__slug__in=slugs).for_lists()
        known = {version.policy.slug: version for version in found}
        context = {"on": local_date(timezone.now())}
        return list(
            PolicySerializer(
                [known[slug] for slug in slugs if slug in known], many=True, context=context
            ).data
        )


class Information(Searched):
    kind = "information"
    category = "kind"

    @extend_schema(
        tags=["directory"],
        parameters=[
            OpenApiParameter("q", str),
            OpenApiParameter("kind", str),
            OpenApiParameter("cursor", int),
        ],
        responses=ItemPage,
        operation_id="list_Information",
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self, slugs: list[str]) -> list[Any]:
        found = InformationItem.objects.published().filter(slug__in=slugs).for_lists()
        known = {item.slug: item for item in found}
        context = {"on": local_date(timezone.now())}
        return [ItemSerializer(known[slug], context=context).data for slug in slugs if slug in known]
