"""What a text is probably about, whose matter it is, and what resembles it; each with its reason. Writes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from groups.models import Department
from office.api.problems import problem
from office.api.scopes import READ
from office.api.tokens import HasScope
from office.calendar import local_date
from office.models import User
from office.numbers import clean_text
from policies import proposals as policy_proposals
from requests_app.access.candidates import candidates
from requests_app.access.case_access import read_in_full
from requests_app.models import EnterpriseRequest
from requests_app.models.category_table import categories
from requests_app.models.disposals import DisposalReason
from requests_app.models.requests import Source
from requests_app.texts.classifier import Guess, Guesses
from requests_app.texts.lexicon import DECLINE, REFER
from requests_app.triage import similar
from requests_app.triage.learning import learned
from requests_app.triage.referral import LOOKS_LIKE
from requests_app.triage.vocabulary import classifier
from stations.models import Station

AT_LEAST, AT_MOST = 5, 1000
SHOWN = 5


class ProposedSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(required=False)
    slug = serializers.CharField(required=False)
    name = serializers.CharField()
    score = serializers.FloatField()
    because = serializers.CharField()


class ProposedUnitSerializer(ProposedSerializer):
    """`step`: assign, refer (to `code`) or decline (no code), with `reason`."""

    step = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)


class ProposalsSerializer(serializers.Serializer[Any]):
    categories = ProposedSerializer(many=True)
    departments = ProposedUnitSerializer(many=True)
    representatives = ProposedSerializer(many=True)
    similar = ProposedSerializer(many=True)
    policies = ProposedSerializer(many=True)


class Proposals(APIView):
    scope = READ

    permission_classes = (IsAuthenticated, HasScope)

    @extend_schema(
        tags=["requests"],
        parameters=[OpenApiParameter("text", str, required=True)],
        responses=ProposalsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Ranked, the best first: at most five of each. Similar cases are those that the token's owner may see."""
        try:
            text = clean_text(request.query_params.get("text", ""))
        except ValueError as error:
            return problem(422, errors={"text": [str(error)]})
        if not AT_LEAST <= len(text) <= AT_MOST:
            return problem(422, errors={"text": [f"请写 {AT_LEAST} 到 {AT_MOST} 个字"]})
        on = local_date(timezone.now())
        guesses = classifier().guess(text, learned())
        return Response(
            {
                "categories": _categories(guesses),
                "departments": _departments(guesses),
                "representatives": _representatives(guesses, on),
                "similar": _similar(text, request.user, on),
                "policies": _policies(text, on),
            }
        )


def _categories(guesses: Guesses) -> list[dict[str, Any]]:
    names = {row.code: row.full_name for row in categories().rows}
    return [_row(one, one.key, names[one.key]) for one in guesses.categories[:SHOWN]]


def _departments(guesses: Guesses) -> list[dict[str, Any]]:
    units = {unit.code: unit for unit in Department.objects.open()}
    found = []
    for one in guesses.units:
        step, _, body = one.key.partition(":")
        code = body if step == REFER else "" if step == DECLINE else one.key
        unit = units.get(code)
        if step in (REFER, DECLINE):
            looks = LOOKS_LIKE[DisposalReason(one.reason)] if one.reason else ""
            name = f"转送{unit.name}" if unit else "转送" if step == REFER else "不予受理"
            found.append(_row(one, code, name) | {"step": step, "reason": one.reason})
            found[-1]["because"] = "，".join(part for part in (looks, one.because) if part)
        elif unit is not None and unit.is_assignable:
            found.append(_row(one, code, unit.name) | {"step": "assign", "reason": ""})
    return found[:SHOWN]


def _representatives(guesses: Guesses, on: date) -> list[dict[str, Any]]:
    """Of the group of the likeliest category, at the default station."""
    best = next((one.key for one in guesses.categories), "")
    category = categories().with_code(best)
    station = Station.objects.filter(is_default=True).first()
    if category is None or category.professional_group is None or station is None:
        return []
    case = EnterpriseRequest(station=station, source=Source.API, category=category)
    near = [one for one in candidates(case, category.professional_group, on=on) if not one.conflict]
    return [
        {
            "code": one.representative.code,
            "name": one.representative.name,
            "score": round(1 / (place + 1), 3),
            "because": "，".join(
                (*one.because, f"{category.professional_group.name}小组", f"在办 {one.load} 件")
            ),
        }
        for place, one in enumerate(near[:SHOWN])
    ]


def _similar(text: str, user: Any, on: date) -> list[dict[str, Any]]:
    if not isinstance(user, User):
        return []
    rows = EnterpriseRequest.objects.visible_to(user, on).filter(sealed=False)
    found = similar.similar_to(text, rows, limit=SHOWN)
    readable = read_in_full([one.case for one in found], user, on)
    return [
        {
            "code": one.case.ledger_number,
            "name": one.case.title,
            "score": round(one.score, 3),
            "because": one.because,
        }
        for one in found
        if one.case.pk in readable
    ]


def _policies(text: str, on: date) -> list[dict[str, Any]]:
    """Scores of policies compare among themselves: the best is 1."""
    found = policy_proposals.fitting(text, on=on, limit=SHOWN)
    best = max((one.score for one in found), default=0.0) or 1.0
    return [
        {"slug": one.slug, "name": one.title, "score": round(one.score / best, 3), "because": one.because}
        for one in found
    ]


def _row(guess: Guess, code: str, name: str) -> dict[str, Any]:
    return {"code": code, "name": name, "score": round(guess.score, 3), "because": guess.because}
