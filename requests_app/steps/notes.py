"""内部备注: what the office's side keeps in mind of a case, and whom it points it out to (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, label_of
from casework.inputs import input_field
from office.models import User
from office.refusals import Refused
from requests_app.access import parties
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import Occasion, ToPeople


class Mention(TextChoices):
    REPRESENTATIVE = "representative", "承办代表"
    LIAISON = "liaison", "联络员"
    STAFF = "staff", "代表工作机构"
    APPROVER = "approver", "审签人"


TO: dict[str, Callable[[Occasion], Iterable[User]]] = {
    Mention.REPRESENTATIVE: audiences.handling_representative,
    Mention.LIAISON: audiences.liaisons,
    Mention.STAFF: audiences.staff,
    Mention.APPROVER: audiences.approvers_or_staff,
}


@dataclass(frozen=True)
class NoteInputs:
    text: str = input_field("text", "备注", max_length=500, hint="单位和企业看不到")
    mention: str = input_field("choice", "请谁看", required=False, choices=Mention)


def somebody_is_told(context: StepContext) -> None:
    """Raises `Refused("nobody")` beside `mention` where nobody else holds that part today."""
    mention = context.inputs.mention
    if mention and not [user for user in _mentioned(Occasion(context, None, {})) if user != context.by.user]:
        raise Refused("nobody", f"现在没有别的{Mention(mention).label}可以通知，请另选", field="mention")


def note(context: StepContext) -> None:
    """The words stand in the history of whoever works for the office and the representatives, and nowhere else."""
    context.record(mention=context.inputs.mention)
    context.record_private(text=context.inputs.text)


def _mentioned(occasion: Occasion) -> Iterable[User]:
    mention = occasion.context.inputs.mention
    return TO[mention](occasion) if mention else ()


def _noted(data: Mapping[str, Any], names: Names) -> str:
    whom = label_of(Mention, data.get("mention"))
    return f"请{whom}看" if whom else ""


STEPS = (
    Step(
        name="note",
        label="内部备注",
        sources=frozenset(Status),
        who=frozenset({parties.REPRESENTATIVE, parties.LIAISON, parties.STAFF, parties.APPROVER}),
        inputs=NoteInputs,
        checks=(somebody_is_told,),
        effect=note,
        notifications=(ToPeople(key="note:{at}", to=(_mentioned,), title="有一条内部备注请您看"),),
        history=Words(desk=_noted, is_inner=True),
        importance=Importance.BESIDE,
    ),
)
