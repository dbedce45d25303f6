"""不满意后处理: what staff decide after a second no (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, label_of, with_text
from casework.inputs import input_field
from office.refusals import Refused
from requests_app.access import conflicts, parties
from requests_app.deadlines import clocks
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Outcome, Status
from requests_app.notifications import recipients
from requests_app.notifications.declared import ToRequester
from requests_app.steps.closing import back_to_work, end
from requests_app.steps.onward import is_unfounded
from requests_app.steps.sets import BACK_TO_WORK
from requests_app.steps.verdicts import took_part


class Settling(models.TextChoices):
    AGAIN = "again", "再办"
    UPHOLD = "uphold", "维持答复并书面说明"
    SUGGESTION = "suggestion", "转为代表建议"


@dataclass(frozen=True)
class SettleInputs:
    choice: str = input_field("choice", "后续处理", choices=Settling)
    suggestion: str = input_field(
        "line",
        "代表建议的编号",
        required=False,
        max_length=40,
        hint="转为代表建议时必填：本级的写编号，例如 2026B013；其他层级的写全，例如：市十六届人大五次会议第 12 号",
    )
    reason: str = input_field("text", "理由或书面说明", max_length=1000, hint="企业会看到")


def settle_guard(context: StepContext) -> Refused | None:
    """A second no waits for a second person. Refuses `no_refusal`, `took_part`."""
    verdict = context.file.verdict
    if verdict is None or not verdict.is_refusal:
        return Refused("no_refusal", "企业没有再次表示不满意，无需后续处理")
    # Of a sealed case the keeper was chosen for it when the wait began: steps/sealing.py.
    if context.subject.sealed or not conflicts.took_part(context.subject, context.by.user):
        return None
    # With one member of staff and one approver, both soon took part; then the approver settles.
    # So does who stands in for an absent one, also in the own name: nobody else is left.
    approvers = recipients.approvers(context.on)
    office = {*recipients.staff(context.on), *approvers}
    alone = context.by.user in approvers
    return None if alone and conflicts.everybody_took_part(context.subject, office) else took_part()


def settle(context: StepContext) -> None:
    """Work again, uphold in writing, or go on as a suggestion that is registered; the enterprise is told why.

    Raises `Refused` beside `suggestion`: `missing` without its number, `unfounded` where one of the county's own is not
    registered or does not name the case (docs/domain.md § 3).
    """
    inputs = context.inputs
    choice, reason = inputs.choice, inputs.reason
    if choice == Settling.SUGGESTION:
        reason = f"{_registered(inputs.suggestion)}。{reason}"
        if is_unfounded(context.subject, inputs.suggestion.strip()):
            words = "这个编号的建议还没有立案，或者没有关联这件诉求，请先由代表在建议里关联"
            raise Refused("unfounded", words, field="suggestion")
    clocks.stop(context.subject, ClockKind.SETTLE, at=context.at)
    context.record(choice=choice)
    context.record_private(reason=reason)
    if choice == Settling.AGAIN:
        back_to_work(context)
    else:
        end(context, Outcome.UPHELD if choice == Settling.UPHOLD else Outcome.SUGGESTION)
    context.notify(SETTLED, choice=_TOLD[Settling(choice)], reason=reason)


def _registered(number: str) -> str:
    """已立案为代表建议…, as the enterprise and whoever looks for it read it."""
    number = number.strip()
    if not any(character.isdigit() for character in number):
        words = "请填写代表建议的编号；建议还没有立案的，不能这样结案，请选“再办”或“维持答复”"
        raise Refused("missing", words, field="suggestion")
    return f"已立案为代表建议 {number}"


_TOLD = {
    Settling.AGAIN: "重新办理",
    Settling.UPHOLD: "维持原答复，书面说明",
    Settling.SUGGESTION: "转为代表建议",
}

SETTLED = ToRequester(key="settled:{at}", title="对您评价的后续处理", body="{choice}：{reason}")


def _settled(data: Mapping[str, Any], names: Names) -> str:
    return label_of(Settling, data.get("choice"))


STEPS = (
    Step(
        name="settle",
        label="不满意后处理",
        sources=frozenset({Status.ANSWERED}),
        targets=frozenset({Status.CLOSED}) | BACK_TO_WORK,
        who=frozenset({parties.STAFF}),
        inputs=SettleInputs,
        guard=settle_guard,
        effect=settle,
        history=Words(
            desk=_settled, requester=with_text("对您评价的后续处理", "reason"), is_told_at_counter=True
        ),
        importance=Importance.AWAITED,
    ),
)
