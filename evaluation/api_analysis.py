"""The analysis as JSON: every number with the address of the list behind it; for staff, approver and auditor."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluation.analysis import kept
from evaluation.analysis.asking import AnalysisForm
from evaluation.analysis.outcomes import Became
from evaluation.analysis.showing import shown
from evaluation.analysis.whole import Analysis, topics
from office.api.problems import problem
from office.api.scopes import FIGURES
from office.api.tokens import HasScope
from office.calendar import local_date
from office.models import User
from office.months import Month
from office.roles import Role, has_role

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR)
LONGEST = 36
FILTERS = ("category", "unit", "group", "station", "kind")


class AnalysisView(APIView):
    scope = FIGURES

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["analysis"],
        operation_id="analysis",
        parameters=[OpenApiParameter(name, str) for name in ("since", "until", *FILTERS)],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Of the months `?since=2026-01&until=2026-11` (default: the last twelve), narrowed by codes as on the desk."""
        if not (isinstance(request.user, User) and has_role(request.user, *READERS)):
            raise Http404
        at = timezone.now()
        on = local_date(at)
        query, errors = _query(request.query_params.dict(), Month.of(on))
        form = AnalysisForm(query)
        asked = form.asked(on)
        errors |= {
            name: [str(each) for each in found] for name, found in form.errors.items() if name != "months"
        }
        if errors:
            return problem(422, errors=errors)
        told = kept.of_now(replace(asked, months=int(query["months"])), at=at)
        return Response(_body(told.analysis, query))


def _query(given: dict[str, str], now: Month) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The filters of the page from `since` and `until`, and what cannot be read."""
    query = {name: str(given[name]) for name in FILTERS if given.get(name)}
    try:
        until = Month.parse(str(given["until"])) if given.get("until") else now
        since = Month.parse(str(given["since"])) if given.get("since") else until.back(11)
    except ValueError:
        return {**query, "months": "12"}, {"since": ["月份写作 2026-01"]}
    months = len(since.upto(until))
    if not 1 <= months <= LONGEST or until > now:
        return {**query, "months": "12"}, {"since": [f"最多 {LONGEST} 个月，不晚于本月"]}
    return {**query, "months": str(months), "last": str(until)}, {}


def _body(found: Analysis, query: dict[str, str]) -> dict[str, Any]:
    page = shown(found, query)
    return {
        "since": str(found.asked.shown[0]),
        "until": str(found.asked.last),
        "as_of": found.asked.on.isoformat(),
        "matters": found.matters,
        "left_out": found.left_out,
        "months": [
            {"month": str(bar["line"].month), "received": bar["line"].received, "settled": bar["line"].settled,
             "url": bar["url"]}
            for bar in page["bars"]
        ],
        "categories": [_moving(each) for each in page["moving"]],
        "units_moving": [_moving(each) for each in page["moving_units"]],
        "repeated": [
            {"category": each["category"], "unit": each["unit"], "matters": each["row"].matters,
             "enterprises": each["row"].enterprises, "url": each["received_url"]}
            for each in page["repeated"]
        ],
        "time": [{**asdict(each["row"]), "url": each["url"]} for each in page["spent"]],
        "units": [
            {"name": each["name"], "numerator": each["row"].compared.observed, "denominator": each["row"].compared.n,
             "expected": each["expected"], "ratio": each["ratio"], "between": each["between"],
             "words": each["row"].compared.words, "url": each["url"]}
            for each in page["compared"]
        ],
        "became": [_became(each) for each in found.became],
        "topics": [asdict(each) for each in topics(found)],
    }  # fmt: skip


def _became(each: Became) -> dict[str, Any]:
    """Its own page tells what it is; the key of its list is the desk's alone."""
    return {name: value for name, value in asdict(each).items() if name != "key"}


def _moving(each: dict[str, Any]) -> dict[str, Any]:
    row = each["row"]
    return {
        "name": each["name"],
        "values": list(row.values),
        "now": row.x,
        "six_before": row.y,
        "enterprises": row.enterprises,
        "again": row.again,
        "trend": str(row.trend),
        "p": None if row.p is None else round(row.p, 4),
        "url": each["url"],
    }
