"""Beside a case: what the same enterprise has said before, what resembles it, and how that was answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import models
from django.db.models import Q

from office.database.statements import ListOf, Select
from office.templatetags.wording import short_day, short_deadline_day
from requests_app.deadlines.display import tone_of
from requests_app.desk.views.opening import Opened, case_url
from requests_app.models import Answer, EnterpriseRequest
from requests_app.models.requests import EnterpriseRequestQuerySet
from requests_app.models.visibility import READERS_AT_ONCE, request_filter
from requests_app.triage import similar
from requests_app.triage.similar import Similar
from stations.scopes import Scopes

SHOWN = 3


@dataclass(frozen=True)
class Near:
    """Another case, and why it is shown; `answer` is what its enterprise was told, to be quoted."""

    title: str
    url: str
    note: str
    tone: str
    status: str
    answer: str = ""


def near_cases(opened: Opened) -> list[Near]:
    """Of what this reader sees: the enterprise's own earlier cases, then what resembles the text."""
    case, scopes = opened.case, opened.scopes
    own = _of_same(scopes, case)
    alike = similar.nearest(
        case.text, lambda keys: _candidates(scopes).all(keys=keys), own=case, limit=2 * SHOWN
    )
    by_case = {one.case.pk: one for one in alike}
    others = [one.case for one in alike if one.case.pk not in {row.pk for row in own}][:SHOWN]
    found = [*own, *others]
    answers = similar.answers_of(found)
    return [_near(row, row in own, by_case.get(row.pk), answers.get(row.pk)) for row in found]


def together_with(opened: Opened) -> list[Near]:
    """The leading case, those that follow this one with the date each of them was told, and parts of one receipt."""
    case = opened.case
    if not opened.file.has_companions:
        return []
    joined = Q(leading=case) | Q(split_from=case) | Q(pk__in=[case.leading_id or 0, case.split_from_id or 0])
    if case.split_from_id:
        joined |= Q(split_from=case.split_from_id)
    rows = (
        EnterpriseRequest.objects.filter(joined, request_filter(opened.scopes), sealed=False)
        .exclude(pk=case.pk)
        .only(*similar.COLUMNS, "answer_due_on", "leading", "split_from")
        .order_by("answer_due_on", "pk")
    )
    return [
        Near(row.title, case_url(row), _why_together(row, case), tone_of(row), row.status_label)
        for row in rows
    ]


def _why_together(row: EnterpriseRequest, case: EnterpriseRequest) -> str:
    due = f"，{short_deadline_day(row.answer_due_on)}前答复" if row.answer_due_on else ""
    if row.pk == case.leading_id:
        return f"{row.ledger_number}，主件{due}"
    if row.leading_id == case.pk:
        return f"{row.ledger_number}，合并到这一件{due}"
    return f"{row.ledger_number}，同一次留言{due}"


def _of_same(scopes: Scopes, case: EnterpriseRequest) -> list[EnterpriseRequest]:
    """The latest of the enterprise that these scopes see."""
    if case.enterprise_id:
        return _of_enterprise(scopes, "enterprise").all(own=case.pk, enterprise=case.enterprise_id)
    if case.enterprise_name:
        return _of_enterprise(scopes, "enterprise_name").all(own=case.pk, enterprise=case.enterprise_name)
    return []


@lru_cache(maxsize=READERS_AT_ONCE)
def _of_enterprise(scopes: Scopes, column: str) -> Select[EnterpriseRequest]:
    is_key = column == "enterprise"
    return Select(
        lambda own, enterprise: (
            _seen(scopes).filter(~Q(pk=own), **{column: enterprise}).order_by("-pk")[:SHOWN]
        ),
        own=models.BigIntegerField(),
        enterprise=models.BigIntegerField() if is_key else models.CharField(),
    )


@lru_cache(maxsize=READERS_AT_ONCE)
def _candidates(scopes: Scopes) -> Select[EnterpriseRequest]:
    keys = ListOf(models.BigIntegerField(), similar.CANDIDATES)
    return Select(lambda keys: _seen(scopes).filter(pk__in=keys), keys=keys)


def _seen(scopes: Scopes) -> EnterpriseRequestQuerySet:
    return EnterpriseRequest.objects.filter(request_filter(scopes), sealed=False).only(*similar.COLUMNS)


def _near(row: EnterpriseRequest, is_own: bool, alike: Similar | None, answer: Answer | None) -> Near:
    parts = [f"本企业，{short_day(row.received_on)}反映" if is_own else row.requester_label]
    if alike is not None:
        parts.append(alike.because)
    return Near(
        title=row.title,
        url=case_url(row),
        note="，".join(parts),
        tone=tone_of(row),
        status=row.status_label,
        answer=answer.text if answer and alike is not None else "",
    )
