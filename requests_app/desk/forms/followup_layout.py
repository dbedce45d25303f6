"""How the forms of steps after the end are laid out: only the outcomes that fit the case, each with what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from casework.forms.choices import Cards
from casework.forms.steps import StepForm
from office import options
from office.models import User
from requests_app.access.case_access import CaseAccess
from requests_app.models import EnterpriseRequest
from requests_app.models.assignments import ReplyState, ResultClass
from requests_app.models.case_file import CaseFile
from requests_app.models.look_backs import LookBackOutcome
from requests_app.models.requests import Status
from requests_app.steps.class_disputes import class_of
from requests_app.steps.look_backs import OF_CLOSED, OF_REFERRED, OF_WITHDRAWN
from requests_app.steps.merging import leading_answer
from requests_app.steps.reply_guards import waiting_reply
from requests_app.steps.splitting import MOST_PARTS
from requests_app.texts.matters import matters_in

HINTS = {
    LookBackOutcome.HOLDS: "问题解决了，没有再出现",
    LookBackOutcome.CAME_BACK: "重新办理，答复期限减半",
    LookBackOutcome.NOT_REACHED: "记一次，{} 次联系不上的不再打",
    LookBackOutcome.ANSWERED: "企业说转送单位已给答复，不问答复对不对",
    LookBackOutcome.SILENT: "企业说还没有得到答复",
    LookBackOutcome.OWN_WILL: "维持撤回",
    LookBackOutcome.PRESSED: "恢复办理，企业的期限接着算",
}


def _outcome(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    """Of a look-back or a call; the outcome of a 会诊 is a sentence of its own."""
    field: Any = form.fields["outcome"]
    if not isinstance(field, forms.ChoiceField):
        return
    fitting = {Status.REFERRED: OF_REFERRED, Status.WITHDRAWN: OF_WITHDRAWN}.get(
        Status(case.status), OF_CLOSED
    )
    tries = options.value("look_back_tries", on)
    field.widget = Cards(hints={one: HINTS[one].format(tries) for one in fitting}, columns="three")
    field.choices = [(one.value, one.label) for one in fitting]


def _explained(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    """Only a C answer asks how its reason was told."""
    answer = leading_answer(case)
    written = waiting_reply(CaseFile(case), ReplyState.SENT, ReplyState.CHECKED)
    counts = answer.result_class if answer is not None else class_of(written).result_class if written else ""
    if counts != ResultClass.C:
        del form.fields["explained_how"], form.fields["explained"]


def _for_following(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    answer = leading_answer(case)
    return {"text": answer.text} if answer is not None else {}


def _for_splitting(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """Cut where the text itself seems to; the whole where it does not. Nothing is lost: what is too much joins the last."""
    parts = matters_in(case.text)
    fields = min(len(parts), MOST_PARTS)
    shown = [*parts[: fields - 1], "\n".join(parts[fields - 1 :])]
    return {f"part_{place}": part for place, part in enumerate(shown, 1)}


INITIAL: dict[str, Callable[[EnterpriseRequest, User, date], dict[str, Any]]] = {
    "follow": _for_following,
    "split": _for_splitting,
}
DRESSED: dict[str, Callable[[StepForm, EnterpriseRequest, CaseAccess, date, str], None]] = {
    "outcome": _outcome,
    "explained": _explained,
}
