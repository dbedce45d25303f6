"""A second person looks at a sampled exclusion: right, or back to work by the way of an appeal (§ 2, § 10.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, label_of
from casework.inputs import input_field
from office.models import Event
from requests_app.access import parties
from requests_app.models import Disposal, ExclusionCheck
from requests_app.models.case_file import CaseFile
from requests_app.models.requests import Status
from requests_app.models.samples import SampleOutcome
from requests_app.notifications.declared import ToRequester
from requests_app.steps.appeals import APPEAL, reinstate


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


def _waiting(file: CaseFile) -> ExclusionCheck | None:
    rows = ExclusionCheck.objects.waiting().filter(disposal__case=file.case)
    return rows.select_related("disposal").last()


CHECK = AskedAndDecided(
    undecided=_waiting,
    nothing=("not_sampled", "这件没有被抽中，或者已经抽查"),
    barred=lambda check: [check.disposal.decided_by_id, check.disposal.proposed_by_id],
    second_person="提出或作出原决定的人不能抽查，请另一人抽查",
    decided="checked",
)


def check_exclusion(context: StepContext) -> None:
    """Right: it stays declined. Wrong: as an appeal that was upheld, and the enterprise is told."""
    check, inputs = CHECK.require(context), context.inputs
    CHECK.decide(context, check, outcome=inputs.conclusion, remark=inputs.remark)
    context.record(check=check.pk, outcome=inputs.conclusion)
    context.record_private(remark=inputs.remark)
    if inputs.conclusion == SampleOutcome.WRONG:
        _overturn(context, check.disposal)


def _overturn(context: StepContext, disposal: Disposal) -> None:
    APPEAL.decide(context, disposal, appeal_upheld=True, appeal_reason=context.inputs.remark)
    reinstate(context, disposal)
    context.notify(OVERTURNED, disposal)


OVERTURNED = ToRequester(
    key="overturned:{row.pk}", title="经复核，您的诉求将继续办理", body="{row.appeal_reason}"
)


def _checked(data: Mapping[str, Any], names: Names) -> str:
    return label_of(SampleOutcome, data.get("outcome"))


def _check_for_requester(event: Event, names: Names) -> HistoryLine | None:
    """A sampled exclusion is told only where it was wrong."""
    if event.data.get("outcome") != SampleOutcome.WRONG:
        return None
    return HistoryLine("经复核，恢复办理", event.private("remark"))


STEPS = (
    Step(
        name="check_exclusion",
        label="抽查不予受理",
        sources=frozenset({Status.DECLINED}),
        targets=frozenset({Status.SUBMITTED, Status.ACCEPTED}),
        who=frozenset({parties.STAFF}),
        inputs=CheckExclusionInputs,
        guard=CHECK.guard,
        effect=check_exclusion,
        history=Words(desk=_checked, requester=_check_for_requester),
        importance=Importance.DECISION,
    ),
)
