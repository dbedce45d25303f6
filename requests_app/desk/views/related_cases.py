"""Beside a case: what the same enterprise has said before, what resembles it, and how that was answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from office.templatetags.wording import short_day
from requests_app.deadlines.display import tone_of
from requests_app.desk.views.opening import Opened, case_url
from requests_app.models import Answer, EnterpriseRequest
from requests_app.models.requests import EnterpriseRequestQuerySet
from requests_app.models.visibility import request_filter
from requests_app.triage import similar
from requests_app.triage.similar import Similar

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
    case = opened.case
    rows = EnterpriseRequest.objects.filter(request_filter(opened.scopes), sealed=False).exclude(pk=case.pk)
    own = list(_of_same(rows, case).only(*similar.COLUMNS).order_by("-pk")[:SHOWN])
    alike = similar.similar_to(case.text, rows, own=case, limit=2 * SHOWN)
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
    due = f"，{short_day(row.answer_due_on)}前答复" if row.answer_due_on else ""
    if row.pk == case.leading_id:
        return f"{row.ledger_number}，主件{due}"
    if row.leading_id == case.pk:
        return f"{row.ledger_number}，合并到这一件{due}"
    return f"{row.ledger_number}，同一次留言{due}"


def _of_same(rows: EnterpriseRequestQuerySet, case: EnterpriseRequest) -> EnterpriseRequestQuerySet:
    if case.enterprise_id:
        return rows.filter(enterprise_id=case.enterprise_id)
    if case.enterprise_name:
        return rows.filter(enterprise_name=case.enterprise_name)
    return rows.filter(Q(pk__in=()))


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
