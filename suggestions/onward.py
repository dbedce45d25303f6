"""What a request's page and its last steps know of suggestions (requests_app/steps/onward.py)."""

from __future__ import annotations

import re
from datetime import date

from django.urls import reverse

from office.models import User
from office.roles import Role, has_role
from requests_app.models import EnterpriseRequest
from requests_app.steps.onward import Onward
from stations.scopes import Scopes
from suggestions.models import Source, Suggestion
from suggestions.models.suggestions import REGISTERED_ON
from suggestions.visibility import visible

NUMBER = re.compile(r"\d{4}[DBY]\d{3,5}", re.ASCII)


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text.strip().upper()))


def _grew_from(case: EnterpriseRequest, number: str) -> bool:
    linked = Source.objects.filter(case=case, proposed=False)
    rows = Suggestion.objects.filter(number=number.strip().upper(), status__in=sorted(REGISTERED_ON))
    return rows.filter(pk__in=linked.values("suggestion")).exists()


def _links(case: EnterpriseRequest, user: User, on: date) -> list[tuple[str, str]]:
    """The suggestions that grew from it as far as this reader sees them; where to begin one, for who may."""
    scopes = Scopes.of(user, on)
    rows = visible(user, scopes).filter(sources__case=case).distinct().order_by("pk")
    found = [(f"{row.shown_number or '草稿'} {row.title}", _url(row)) for row in rows]
    if has_role(user, Role.REPRESENTATIVE, Role.LIAISON):
        new = f"{reverse('suggestions:desk_new')}?case={case.ledger_number}"
        found.append(("由这件诉求起草建议，或加入草稿", new))
    return found


def _url(suggestion: Suggestion) -> str:
    return reverse("suggestions:desk_detail", args=[suggestion.address])


SUGGESTIONS = Onward(_is_number, _grew_from, _links)
