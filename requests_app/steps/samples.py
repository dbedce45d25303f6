"""A second person looks at a sampled exclusion: right, or back to work by the way of an appeal (§ 2, § 10.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Telling, Words, label_of
from casework.inputs import input_field
from office.models import Event
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Disposal, ExclusionCheck
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.models.samples import SampleOutcome
from requests_app.notifications import messages
from requests_app.steps.appeals import reinstate


@dataclass(frozen=True)
class CheckExclusionInputs:
    conclusion: str = input_field(
        "choice",
        "抽查结论",
        choices=[
            (SampleOutcome.RIGHT, "不予受理正确"),
            (SampleOutcome.WRONG, "应当受理，恢复办理"),
        ],
    )
    remark: str = input_field(
        "text", "说明", max_length=500, hint="看了什么、依据什么；恢复办理的，企业会看到"
    )


def is_sampled(context: StepContext) -> Refused | None:
    check = _waiting(context)
    if check is None:
        return Refused("not_sampled", "这件没有被抽中，或者已经抽查")
    if context.by.user is not None and context.by.user.pk in _decided_it(check.disposal):
        return Refused("second_person", "提出或作出原决定的人不能抽查，请另一人抽查")
    return None


def check_exclusion(context: StepContext) -> None:
    """Right: it stays declined. Wrong: as an appeal that was upheld, and the enterprise is told."""
    check = _waiting(context)
    if check is None:
        raise Refused("not_sampled", "这件没有被抽中，或者已经抽查")
    inputs = context.inputs
    check.outcome, check.remark = inputs.conclusion, inputs.remark
    check.checked_by, check.checked_at = context.user, context.at
    check.save()
    context.record(check=check.pk, outcome=inputs.conclusion)
    context.record_private(remark=inputs.remark)
    if inputs.conclusion == SampleOutcome.WRONG:
        _overturn(context, check.disposal)


def _overturn(context: StepContext, disposal: Disposal) -> None:
    disposal.appeal_upheld, disposal.appeal_reason = True, context.inputs.remark
    disposal.appeal_decided_by, disposal.appeal_decided_at = context.user, context.at
    disposal.save()
    clocks.stop(context.subject, ClockKind.APPEAL, at=context.at)
    reinstate(context, disposal)
    context.after(
        lambda: messages.enterprise(
            context.subject,
            f"overturned:{disposal.pk}",
            "经复核，您的诉求将继续办理",
            context.inputs.remark,
            at=context.at,
        )
    )


def _waiting(context: StepContext) -> ExclusionCheck | None:
    rows = ExclusionCheck.objects.waiting().filter(disposal__case=context.subject)
    return rows.select_related("disposal").last()


def _decided_it(disposal: Disposal) -> tuple[int | None, int | None]:
    return disposal.decided_by_id, disposal.proposed_by_id


def _checked(data: Mapping[str, Any], names: Names) -> str:
    return label_of(SampleOutcome, data.get("outcome"))


def _told_checked(event: Event, names: Names) -> Telling | None:
    """A sampled exclusion is told only where it was wrong."""
    if event.data.get("outcome") != SampleOutcome.WRONG:
        return None
    return Telling("经复核，恢复办理", event.private("remark"))


STEPS = (
    Step(
        name="check_exclusion",
        label="抽查不予受理",
        sources=frozenset({Status.DECLINED}),
        targets=frozenset({Status.SUBMITTED, Status.ACCEPTED}),
        who=frozenset({parties.STAFF}),
        inputs=CheckExclusionInputs,
        guard=is_sampled,
        effect=check_exclusion,
        history=Words(desk=_checked, requester=_told_checked),
        importance=Importance.DECISION,
    ),
)
