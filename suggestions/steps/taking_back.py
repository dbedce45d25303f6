"""What was written down wrongly and waits for another person is taken back, so that it can be written anew."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell


@dataclass(frozen=True)
class ReasonInputs:
    reason: str = input_field("line", "哪里不对", max_length=200)


def sheet_waits(context: StepContext) -> Refused | None:
    """Refuses `no_opinion`."""
    if context.file.unchecked_opinion is None:
        return Refused("no_opinion", "没有待核对的意见表")
    return None


def reject_opinion(context: StepContext) -> None:
    """The sheet counts for nothing; it may be scanned and entered anew."""
    opinion = context.file.unchecked_opinion
    context.record(representative=opinion.author.representative.code)
    context.record_private(reason=context.inputs.reason)
    opinion.delete()


def decision_waits(context: StepContext) -> Refused | None:
    """Refuses `no_decision`."""
    if context.file.directors_decision is None:
        return Refused("no_decision", "没有待审签的主任会议决定")
    return None


def reject_directors(context: StepContext) -> None:
    """By the approver, or whoever recorded it: the record goes, and is written anew."""
    context.record_private(reason=context.inputs.reason)
    context.file.directors_decision.delete()


def own_return_waits(context: StepContext) -> Refused | None:
    """Refuses `no_return`; `not_own` to whoever has not proposed it: others decide."""
    row = context.file.proposed_return
    if row is None:
        return Refused("no_return", "没有待决定的审查意见")
    if row.asked_by_id != context.user.pk:
        return Refused("not_own", "审查意见由提出的人撤回")
    return None


def take_back_return(context: StepContext) -> None:
    """The examination goes on; also where the only approver has proposed it, and nobody else could decide."""
    context.file.proposed_return.delete()


_STAFF = frozenset({p.STAFF})
_ANSWERED = frozenset({Status.ANSWERED})
STEPS = (
    Step(
        name="reject_opinion",
        label="意见表有误，退回",
        sources=_ANSWERED,
        who=p.OFFICE,
        inputs=ReasonInputs,
        guard=sheet_waits,
        effect=reject_opinion,
        notifications=(Tell("sheet_rejected:{at}", (n.staff, n.liaisons), "一张代表意见表有误，请重新上传"),),
        importance=Importance.REFUSAL,
    ),
    Step(
        name="reject_directors",
        label="退回主任会议登记",
        sources=_ANSWERED,
        who=_STAFF,
        inputs=ReasonInputs,
        guard=decision_waits,
        effect=reject_directors,
        notifications=(Tell("directors_rejected:{at}", (n.staff,), "主任会议决定请重新登记"),),
        importance=Importance.REFUSAL,
    ),
    Step(
        name="take_back_return",
        label="撤回审查意见",
        sources=frozenset({Status.SUBMITTED}),
        who=_STAFF,
        guard=own_return_waits,
        effect=take_back_return,
        importance=Importance.REFUSAL,
    ),
)
