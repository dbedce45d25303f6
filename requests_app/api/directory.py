"""Public lists: stations, groups, representatives in office, departments, categories. Public fields only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from groups.models import (
    Department,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    Representative,
)
from groups.pinyin import spoken
from office.api.problems import problem
from office.api.public import PublicView
from office.calendar import local_date
from office.search.analyser import holds
from requests_app.models import Category
from stations.models import Station

PAGE = 200


class RowSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class StationSerializer(RowSerializer):
    kind = serializers.CharField()
    address = serializers.CharField()
    hours = serializers.CharField()
    phone = serializers.CharField()


class RegionalGroupSerializer(RowSerializer):
    kind = serializers.CharField()
    unit = serializers.SerializerMethodField()

    def get_unit(self, group: RegionalGroup) -> str | None:
        return group.unit.name if group.unit else None


class RepresentativeSerializer(RowSerializer):
    professional_group = serializers.SerializerMethodField()
    regional_group = serializers.SerializerMethodField()

    def get_professional_group(self, person: Representative) -> str | None:
        return next((each.group.code for each in person.professional_memberships.all()), None)

    def get_regional_group(self, person: Representative) -> str | None:
        return next((each.group.code for each in person.regional_memberships.all()), None)


class DepartmentSerializer(RowSerializer):
    short_name = serializers.CharField()
    kind = serializers.CharField()


class CategorySerializer(RowSerializer):
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]

    def get_parent(self, category: Category) -> str | None:
        return category.parent.code if category.parent else None


class Directory(PublicView):
    """One public list by cursor (the code after which to go on); `?q=` narrows by name."""

    serializer_class: type[RowSerializer] = RowSerializer

    def rows(self) -> QuerySet[Any]:
        raise TypeError("Each list says its rows.")

    def get(self, request: Request) -> Response:
        rows = self.rows()
        query = request.query_params.get("q", "").strip()
        if "\x00" in query or len(query) > 60:
            return problem(422, errors={"q": ["请输入 60 字以内的名称"]})
        if query:
            found = [pk for pk, name in rows.values_list("pk", "name") if holds(name, query, spoken(name))]
            rows = rows.filter(pk__in=found)
        try:
            number = max(1, int(request.query_params.get("cursor") or 1))
        except ValueError:
            number = 1
        page = Paginator(rows, PAGE).get_page(number)
        following = page.next_page_number() if page.has_next() else None
        body: dict[str, Any] = {
            "next": f"{settings.SITE_URL}{request.path}?cursor={following}" if following else None,
            "results": self.serializer_class(page.object_list, many=True).data,
        }
        return Response(body)


def listed(serializer: type[RowSerializer], name: str) -> Any:
    """The schema of one list."""
    page = type(
        f"{name}Page",
        (serializers.Serializer,),
        {"next": serializers.URLField(allow_null=True), "results": serializer(many=True)},
    )
    parameters: Sequence[OpenApiParameter] = [OpenApiParameter("q", str), OpenApiParameter("cursor", int)]
    described = extend_schema(
        tags=["directory"], parameters=list(parameters), responses=page, operation_id=f"list_{name}"
    )
    return extend_schema_view(get=described)


@listed(StationSerializer, "Stations")
class Stations(Directory):
    serializer_class = StationSerializer

    def rows(self) -> QuerySet[Station]:
        on = local_date(timezone.now())
        return Station.objects.exclude(closed_on__lte=on).filter(opened_on__lte=on).order_by("code")


@listed(RowSerializer, "ProfessionalGroups")
class ProfessionalGroups(Directory):
    def rows(self) -> QuerySet[ProfessionalGroup]:
        return ProfessionalGroup.objects.order_by("order", "code")


@listed(RegionalGroupSerializer, "RegionalGroups")
class RegionalGroups(Directory):
    serializer_class = RegionalGroupSerializer

    def rows(self) -> QuerySet[RegionalGroup]:
        return RegionalGroup.objects.select_related("unit").order_by("code")


@listed(RepresentativeSerializer, "Representatives")
class Representatives(Directory):
    serializer_class = RepresentativeSerializer

    def rows(self) -> QuerySet[Representative]:
        on = local_date(timezone.now())
        open_professional: Any = ProfessionalMembership.objects.filter(until__isnull=True).select_related(
            "group"
        )
        open_regional: Any = RegionalMembership.objects.filter(until__isnull=True).select_related("group")
        return (
            Representative.objects.in_office(on)
            .by_name()
            .prefetch_related(
                Prefetch("professional_memberships", queryset=open_professional),
                Prefetch("regional_memberships", queryset=open_regional),
            )
        )


@listed(DepartmentSerializer, "Departments")
class Departments(Directory):
    serializer_class = DepartmentSerializer

    def rows(self) -> QuerySet[Department]:
        return Department.objects.exclude(closed_on__lte=local_date(timezone.now())).order_by("code")


@listed(CategorySerializer, "Categories")
class Categories(Directory):
    serializer_class = CategorySerializer

    def rows(self) -> QuerySet[Category]:
        return Category.objects.for_choosing(local_date(timezone.now()))
