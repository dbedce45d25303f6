"""并案: one handling, an answer to each (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from office.events import Fact
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import Suggestion
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.parts import end_parts


@dataclass(frozen=True)
class MergeInputs:
    leading: Suggestion = input_field("suggestion", "并入哪一件", hint="建议编号，例如 2026B013")


def same_matter(context: StepContext) -> None:
    """Raises `Refused` beside `leading`: `itself`, `not_open` for one that is not being handled."""
    leading = context.inputs.leading
    if leading.pk == context.subject.pk:
        raise Refused("itself", "不能并入自己", field="leading")
    if leading.status not in (Status.REGISTERED, Status.ASSIGNED, Status.HANDLING):
        raise Refused("not_open", f"{leading.shown_number or '这一件'}现在不在办理中", field="leading")


def leads_nobody(context: StepContext) -> Refused | None:
    """Refuses `leads` for one into which others were merged."""
    if context.subject.followers.filter(status=Status.MERGED).exists():
        return Refused("leads", "已有建议并入这一件，请先取消那些并案")
    return None


def merge(context: StepContext) -> None:
    """One handling, an answer to each: this one's units have nothing more to do here."""
    context.subject.leading = context.inputs.leading
    end_parts(context)
    clocks.stop_all(context.subject, at=context.at)
    context.record(number=context.inputs.leading.number)
    context.record_beside(
        Fact(context.inputs.leading.subject, "merged_with", {"number": context.subject.number})
    )
    context.move(Status.MERGED)


def unmerge(context: StepContext) -> None:
    context.subject.leading = None
    clocks.start(context.subject, ClockKind.ASSIGN, at=context.at, calendar=context.calendar)
    context.move(Status.REGISTERED)


_STAFF = frozenset({p.STAFF})
STEPS = (
    Step(
        name="merge",
        label="并案",
        sources=frozenset({Status.REGISTERED, Status.ASSIGNED, Status.HANDLING}),
        targets=frozenset({Status.MERGED}),
        who=_STAFF,
        inputs=MergeInputs,
        guard=leads_nobody,
        checks=(same_matter,),
        effect=merge,
        notifications=(Tell("merged:{at}", (n.authors, n.handlers), "建议已并案办理，仍分别答复"),),
        importance=Importance.LEAVING,
    ),
    Step(
        name="unmerge",
        label="取消并案",
        sources=frozenset({Status.MERGED}),
        targets=frozenset({Status.REGISTERED}),
        who=_STAFF,
        effect=unmerge,
        importance=Importance.BESIDE,
    ),
)
