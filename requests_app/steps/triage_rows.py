"""Into the book and out of it before anybody works: submitting, accepting, correcting, sealing."""

from __future__ import annotations

from casework.engine import Step, StepContext
from requests_app.access import parties as p
from requests_app.models.requests import Status
from requests_app.steps import complaints, findings, sealing, triage
from requests_app.steps.sets import ENTERPRISE, FOLLOWED, OFFICE, OPEN

S = Status


def _nothing(context: StepContext) -> None:
    """The event alone says it."""


ROWS = [
    Step(
        "submit",
        "提交诉求",
        frozenset(),
        frozenset({S.SUBMITTED}),
        frozenset(),
        _nothing,
        done="提交诉求",
        is_button=False,
    ),
    Step(
        "accept",
        "受理",
        frozenset({S.SUBMITTED}),
        frozenset({S.ACCEPTED}),
        OFFICE,
        triage.accept,
        triage.AcceptInputs,
        done="受理",
        weight=10,
    ),
    Step(
        "record_finding",
        "登记现场发现的问题",
        frozenset(),
        frozenset({S.SUBMITTED}),
        frozenset(),
        _nothing,
        done="活动现场发现问题，与单位商定",
        is_button=False,
    ),
    Step(
        "confirm_finding",
        "确认并交办",
        frozenset({S.SUBMITTED}),
        frozenset({S.ASSIGNED}),
        OFFICE,
        findings.confirm_finding,
        findings.ConfirmFindingInputs,
        findings.confirm_guard,
        "受理并按现场商定交办",
        9,
    ),
    Step(
        "record_settled_finding",
        "登记现场解决的问题",
        frozenset({S.SUBMITTED}),
        frozenset({S.ANSWERED}),
        OFFICE,
        findings.record_settled,
        findings.SettledFindingInputs,
        findings.settled_guard,
        "活动现场解决",
        is_button=False,
    ),
    Step(
        "name_complained",
        "标明被反映单位",
        OPEN,
        frozenset(),
        OFFICE,
        complaints.name_complained,
        complaints.NameComplainedInputs,
        done="标明反映单位自身问题",
        weight=76,
    ),
    Step(
        "correct",
        "更正",
        FOLLOWED,
        frozenset(),
        ENTERPRISE | {p.CLERK, p.STAFF},
        triage.correct,
        triage.CorrectInputs,
        triage.correct_guard,
        "更正",
        75,
    ),
    Step(
        "seal",
        "列为密封件",
        frozenset(Status) - {S.MERGED},
        frozenset(),
        frozenset({p.STAFF}),
        sealing.seal,
        guard=sealing.seal_guard,
        done="列为密封件",
        weight=95,
        confirm="列为密封件后，只有您和审计员能看到，确定吗？",
    ),
]
