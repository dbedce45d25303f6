"""Quoting a policy while answering: its title, number, point and link go into the text; an expired one never does."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from casework.forms.steps import StepForm
from office.refusals import Refused
from policies import proposals
from policies.models import PolicyVersion
from policies.proposals import Proposed
from requests_app.desk.views.opening import Opened
from requests_app.models.assignments import ReplyState
from requests_app.steps.reply_guards import waiting_reply

# Steps whose text is read by the enterprise, or becomes what it reads.
QUOTING = frozenset({"reply", "record_reply", "answer", "answer_on_the_spot"})
AT_MOST = 5
# Instead of a policy: what the lead unit wrote, for whoever answers the enterprise with it.
REPLY = "@reply"


def quotable(step: str, opened: Opened) -> list[Proposed]:
    """The clause of the request first, then what fits its text."""
    if step not in QUOTING or not opened.access.reads:
        return []
    found = proposals.fitting(opened.case.text, on=opened.on, limit=AT_MOST)
    clause = opened.case.clause
    own = [each for each in found if clause and each.slug == clause.policy.slug]
    if clause is not None and not own and (version := _published(clause.policy.slug)) is not None:
        state = version.validity(opened.on).state
        own = [Proposed(clause.policy.slug, version.title, 0.0, "企业反映的就是这一条", state)]
    return [*own, *(each for each in found if each not in own)][:AT_MOST]


def quote_into(form: StepForm, typed: QueryDict, opened: Opened) -> None:
    """Fill an unbound form with all that was typed and the quotation at the end of its text."""
    many = {name for name, asked in form.declared.items() if asked.kind == "departments"}
    values: dict[str, Any] = {
        name: typed.getlist(name) if name in many else typed.get(name)
        for name in form.fields
        if name in typed and name != "files"
    }
    quoted = typed.get("quote", "")
    quotation = _reply_words(form, opened) if quoted == REPLY else words_of(quoted, opened)
    values["text"] = "\n".join(part for part in (str(values.get("text") or "").rstrip(), quotation) if part)
    form.initial.update(values)


def _reply_words(form: StepForm, opened: Opened) -> str:
    """The text of the reply that waits. Raises Refused where none does, or for a form that does not show it."""
    written = waiting_reply(opened.file, ReplyState.SENT, ReplyState.CHECKED)
    if written is None or form.step.name != "answer" or not opened.access.reads:
        raise Refused("no_reply", "现在没有可引用的单位回复", field="text")
    return written.text


def words_of(slug: str, opened: Opened) -> str:
    """《title》（number）：point. Link. Raises Refused for what is not public or has expired."""
    version = _published(slug)
    if version is None or version.validity(opened.on).is_expired:
        raise Refused("expired", "这条政策已到期或已撤下，不能引用", field="text")
    number = f"（{version.document_number}）" if version.document_number else ""
    address = f"{settings.SITE_URL}{reverse('policies:policy_detail', args=[slug])}"
    return f"《{version.title}》{number}：{version.benefit.rstrip('。')}。详见 {address}"


def _published(slug: str) -> PolicyVersion | None:
    return PolicyVersion.objects.published().filter(policy__slug=slug).select_related("policy").first()
