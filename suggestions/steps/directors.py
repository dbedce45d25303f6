"""主任会议: what it decides once the author is dissatisfied for the second time (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import DirectorsDecision
from suggestions.models.clocks import ClockKind
from suggestions.models.decisions import Directed
from suggestions.models.suggestions import Outcome, Status
from suggestions.notifications import Tell
from suggestions.steps.closing import end
from suggestions.steps.opinions import handle_again


@dataclass(frozen=True)
class DirectorsInputs:
    held_on: date = input_field("date", "主任会议日期")
    minute_number: str = input_field("line", "纪要文号", max_length=60)
    decision: str = input_field("choice", "决定", choices=Directed)
    text: str = input_field("text", "决定内容", max_length=1000)


def goes_to_directors(context: StepContext) -> Refused | None:
    """Refuses `not_due` before a second 不满意, `recorded` while one waits for the approver."""
    if context.file.clock(ClockKind.DIRECTORS) is None:
        return Refused("not_due", "还没有第二次不满意，不提请主任会议")
    if context.file.directors_decision is not None:
        return Refused("recorded", "已登记，待审签")
    return None


def was_held(context: StepContext) -> None:
    """Raises `Refused` beside `held_on`: `future`."""
    if context.inputs.held_on > context.on:
        raise Refused("future", "会议日期不能晚于今天", field="held_on")


def record_directors(context: StepContext) -> None:
    inputs = context.inputs
    context.row = DirectorsDecision.objects.create(
        suggestion=context.subject,
        round=context.subject.round,
        held_on=inputs.held_on,
        minute_number=inputs.minute_number,
        decision=inputs.decision,
        text=inputs.text,
        recorded_at=context.at,
        recorded_by=context.user,
    )
    context.record(decision=inputs.decision)
    context.record_private(text=inputs.text)


DIRECTORS = AskedAndDecided[DirectorsDecision](
    undecided=lambda file: file.directors_decision,
    nothing=("no_decision", "没有待审签的主任会议决定"),
    barred=lambda row: (row.recorded_by_id,),
    second_person="主任会议决定须由登记人以外的人审签",
    decided="confirmed",
)


def confirm_directors(context: StepContext) -> None:
    """Handled once more, or closed as what it is."""
    row = DIRECTORS.require(context)
    DIRECTORS.decide(context, row)
    clocks.stop(context.subject, ClockKind.DIRECTORS, at=context.at)
    context.record(decision=row.decision)
    if row.decision == Directed.AGAIN:
        handle_again(context)
    else:
        end(context, Outcome.DISSATISFIED)


_ANSWERED = frozenset({Status.ANSWERED})
_CLOSED = frozenset({Status.CLOSED})
_HANDLING = frozenset({Status.HANDLING})
_ON = _CLOSED | _HANDLING
STEPS = (
    Step(
        name="record_directors",
        label="登记主任会议决定",
        sources=_ANSWERED,
        who=frozenset({p.STAFF}),
        inputs=DirectorsInputs,
        guard=goes_to_directors,
        checks=(was_held,),
        effect=record_directors,
        notifications=(Tell("directors:{row.pk}", (n.approvers,), "主任会议决定待审签"),),
        importance=Importance.DECISION,
    ),
    Step(
        name="confirm_directors",
        label="审签主任会议决定",
        sources=_ANSWERED,
        targets=_ON,
        who=frozenset({p.APPROVER}),
        guard=DIRECTORS.guard,
        effect=confirm_directors,
        notifications=(Tell("directed:{row.pk}", (n.authors, n.lead_handlers), "主任会议已作决定"),),
        importance=Importance.APPROVAL,
    ),
)
