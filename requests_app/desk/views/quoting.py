"""Quoting while answering: of a policy title, number, point and link, of a standard answer its words; none expired."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from casework.forms.steps import StepForm
from office.refusals import Refused
from policies import proposals
from policies.models import PolicyVersion, StandardAnswer
from policies.proposals import Proposed
from policies.standard_answers import quotable as standard_answers
from requests_app.desk.views.opening import Opened
from requests_app.models.assignments import ReplyState
from requests_app.steps.reply_guards import waiting_reply

# Steps whose text is read by the enterprise, or becomes what it reads.
QUOTING = frozenset({"reply", "record_reply", "answer", "answer_on_the_spot"})
AT_MOST = 5
# Instead of a policy: what the lead unit wrote, for whoever answers the enterprise with it.
REPLY = "@reply"
# Before the code of a standard answer.
ANSWER = "@answer:"


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


def standard(step: str, opened: Opened) -> list[StandardAnswer]:
    """What this person's units have ready for such a text, and what is public; for staff of the case's units."""
    if step not in QUOTING or not opened.access.reads:
        return []
    return standard_answers.near(opened.case.text, _units(opened), on=opened.on)


def _units(opened: Opened) -> frozenset[int]:
    if opened.scopes.own.is_staff:
        return frozenset(assignment.department_id for assignment in opened.file.current)
    return opened.scopes.department_ids


def quote_into(form: StepForm, typed: QueryDict, opened: Opened) -> None:
    """Fill an unbound form with all that was typed and the quotation at the end of its text."""
    many = {name for name, asked in form.declared.items() if asked.kind == "departments"}
    values: dict[str, Any] = {
        name: typed.getlist(name) if name in many else typed.get(name)
        for name in form.fields
        if name in typed and name != "files"
    }
    quoted = typed.get("quote", "")
    quotation = _quotation(quoted, form, opened)
    values["text"] = "\n".join(part for part in (str(values.get("text") or "").rstrip(), quotation) if part)
    form.initial.update(values)


def _quotation(quoted: str, form: StepForm, opened: Opened) -> str:
    if quoted == REPLY:
        return _reply_words(form, opened)
    if quoted.startswith(ANSWER):
        return _answer_words(quoted.removeprefix(ANSWER), opened)
    return words_of(quoted, opened)


def _answer_words(code: str, opened: Opened) -> str:
    """Raises Refused for what these units may not quote, or may no more."""
    found = standard_answers.quotable(code.replace("\x00", ""), _units(opened), on=opened.on)
    if found is None or not opened.access.reads:
        raise Refused("expired", "这条常用答复已到期或已停用，不能引用", field="text")
    return found.text


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
