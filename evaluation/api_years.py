"""Duties and scores of a year: for staff and auditor all, for a representative the own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluation.duties import progress
from evaluation.forms import YearFilter
from evaluation.models import Evaluation
from evaluation.scores import Part
from evaluation.yearly.computing import REFERENCE
from groups.models import ProfessionalMembership, Representative
from office.api.problems import problem
from office.api.scopes import FIGURES
from office.api.tokens import HasScope
from office.calendar import local_date
from office.models import User
from office.roles import Role, has_role

YEAR = OpenApiParameter("year", int)
WIDE = (Role.STAFF, Role.APPROVER, Role.AUDITOR)


class Duties(APIView):
    scope = FIGURES

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(tags=["duties"], parameters=[YEAR], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """履职任务 of `?year=2026`: done as `numerator`, needed as `denominator`, and the page with the records."""
        on, form = local_date(timezone.now()), YearFilter(request.query_params)
        year, user = form.chosen(on), _reader(request)
        if form.errors:
            return problem(422, errors={"year": ["年度写作 2026"]})
        people = list(_people(user, year).by_name())
        found = progress.of_year([row.pk for row in people], year, until=on + timedelta(days=1))
        results = [
            {
                "code": row.code,
                "name": row.name,
                "url": f"{reverse('evaluation:duties_of', args=[row.code])}?year={year}",
                "duties": [_duty(duty) for duty in found[row.pk]],
            }
            for row in people
        ]
        return Response({"year": year, "reference": REFERENCE, "results": results})


class Scores(APIView):
    scope = FIGURES

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(tags=["scores"], parameters=[YEAR], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Approved results of `?year=2025` (default: last year), points as text with two decimals, by group and name; no ranks."""
        on, form = local_date(timezone.now()), YearFilter(request.query_params)
        user = _reader(request)
        if not form.is_valid():
            return problem(422, errors={"year": ["年度写作 2026"]})
        year = form.cleaned_data.get("year") or on.year - 1
        rows = Evaluation.objects.of_year(year).frozen().select_related("representative", "group", "scheme")
        if not has_role(user, *WIDE):
            rows = rows.filter(representative__user=user)
        ordered = rows.prefetch_related("lines").order_by("group__order", "representative__sort_key", "pk")
        results = [_score(row) for row in ordered]
        return Response({"year": year, "reference": REFERENCE, "results": results})


def _reader(request: Request) -> User:
    if isinstance(request.user, User) and has_role(request.user, Role.REPRESENTATIVE, *WIDE):
        return request.user
    raise Http404


def _people(user: User, year: int) -> Any:
    if not has_role(user, *WIDE):
        return Representative.objects.filter(user=user)
    during = ProfessionalMembership.objects.filter(since__lt=date(year + 1, 1, 1))
    during = during.exclude(until__lte=date(year, 1, 1))
    return Representative.objects.filter(pk__in=during.values("representative"))


def _duty(duty: progress.DutyProgress) -> dict[str, Any]:
    return {
        "kind": duty.kind.value,
        "label": duty.kind.label,
        "numerator": duty.done,
        "denominator": duty.needed,
        "exempt": duty.is_exempt,
        "unconfirmed": len(duty.unconfirmed),
    }


def _score(row: Evaluation) -> dict[str, Any]:
    lines = list(row.lines.all())
    return {
        "code": row.representative.code,
        "name": row.representative.name,
        "group": row.group.code,
        "posted": row.is_posted,
        "scheme": row.scheme.first_year,
        "edition": row.edition,
        "total": str(row.total),
        "parts": {part.value: str(sum(line.points for line in lines if line.part == part)) for part in Part},
        "lines": [
            {"key": line.key, "label": line.label, "points": str(line.points), "formula": line.formula}
            for line in lines
        ],
        "url": f"{reverse('evaluation:score_of', args=[row.representative.code])}?year={row.year}",
    }
