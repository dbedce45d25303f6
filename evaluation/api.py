"""Published months and the board for anyone; figures for staff and auditor."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluation import figures, late_entries, people_lines, station_figures
from evaluation.drafting import rate_data
from evaluation.figure_tables import Line, lines_of
from evaluation.models import Disclosure
from evaluation.periods import Month
from evaluation.results import Rate, shown
from office.api.problems import problem
from office.api.public import PublicView
from office.api.scopes import FIGURES
from office.api.tokens import HasScope
from office.calendar import local_date
from office.models import User
from office.roles import Role, has_role
from stations.models import Station


class DisclosureDetail(PublicView):
    @extend_schema(tags=["disclosure"], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, year: int, month: int) -> Response:
        """Every station's published month; a rate under five has neither numerator nor denominator. Representatives by name, only those in office today of whom something is counted."""
        on = local_date(timezone.now())
        rows = Disclosure.objects.published().filter(year=year, month=month).select_related("station")
        results = [
            {
                "station": row.station.code,
                "edition": row.edition,
                "published_at": row.published_at,
                "sums": row.figures["sums"],
                "rates": row.figures["rates"],
                "representatives": people_lines.in_office(row.figures, on),
                "representatives_without_record": people_lines.without_record(row.figures),
                "groups": row.figures["groups"],
                "late_entries": late_entries.of(row.figures),
                "readings": row.figures.get("readings", {}),
                "shape": station_figures.shape_of(row.figures),
                "receptions": row.figures.get("receptions", {}),
                "consultations": row.figures.get("consultations", {}),
                "activities": row.figures.get("activities", {}),
                "suggestions": row.figures.get("suggestions", {}),
            }
            for row in rows.order_by("station__code")
        ]
        if not results:
            raise Http404
        return Response({"year": year, "month": month, "results": results})


class Board(PublicView):
    @extend_schema(tags=["disclosure"], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, station: str) -> Response:
        """The running month of a station as its lobby screen shows it."""
        row = get_object_or_404(Station, code=station)
        on = local_date(timezone.now())
        month = Month.of(on)
        found = figures.of_month(month, as_of=figures.AsOf(on), station=row.pk)
        rates = {name: _pair(found.rate(name)) for name in ("response", "answered", "closed", "satisfied")}
        return Response(
            {
                "station": row.code,
                "month": str(month),
                "received": found.sums.received,
                "settled": found.sums.settled,
                "going": found.sums.going,
                "overdue": found.sums.overdue,
                "rates": rates | {"solved": _pair(found.solved)},
            }
        )


class Figures(APIView):
    scope = FIGURES

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["figures"], parameters=[OpenApiParameter("month", str)], responses=OpenApiTypes.OBJECT
    )
    def get(self, request: Request) -> Response:
        """Figures of `?month=2026-10` by station, group, department, representative and kind of requester; both parts always. A month that is over is counted as it was on record at its end."""
        if not isinstance(request.user, User) or not has_role(
            request.user, Role.STAFF, Role.APPROVER, Role.AUDITOR
        ):
            raise Http404
        on = local_date(timezone.now())
        try:
            month = Month.parse(request.query_params.get("month", str(Month.of(on))))
        except ValueError:
            return problem(422, errors={"month": ["月份写作 2026-10"]})
        counted = figures.count_month(
            month, as_of=figures.AsOf.seen(month, on), dimensions=figures.DIMENSIONS
        )
        body = {
            dimension: [_line(line) for line in lines_of(dimension, month, counted)]
            for dimension in figures.DIMENSIONS
        }
        life = station_figures.of_month(None, month, figures.AsOf.seen(month, on))
        life = {name: life[name] for name in ("receptions", "consultations", "activities", "suggestions")}
        return Response({"month": str(month), **body, **life})


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "received": line.figures.sums.received,
        "settled": line.figures.sums.settled,
        "rates": {
            name: {
                "numerator": shown(rate.numerator),
                "denominator": shown(rate.denominator),
                "excluded": shown(rate.excluded),
            }
            for name, rate in line.figures.rates.items()
        },
    }


def _pair(rate: Rate) -> dict[str, int | float | None]:
    data = rate_data(rate)
    return {"numerator": data["numerator"], "denominator": data["denominator"]}
