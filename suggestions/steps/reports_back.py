"""回告: what the author tells the requests that the suggestion grew from (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from office.refusals import Refused
from suggestions import parties as p
from suggestions.drafting.grounds import linked_cases
from suggestions.models import (
    ReportBack,
    Suggestion,
)
from suggestions.models.suggestions import Outcome, Status
from suggestions.steps.parts import in_person
from suggestions.steps.telling import tell_requests


@dataclass(frozen=True)
class ReportBackInputs:
    text: str = input_field(
        "line", "附言", required=False, max_length=200, hint="可以不写；发给每一件来源诉求"
    )


def may_report_back(context: StepContext) -> Refused | None:
    """In person, once for each answer. Refuses `no_source`, `told`."""
    if not [case for case in linked_cases(context.subject) if not case.sealed]:
        return Refused("no_source", "这件建议不是由诉求形成的")
    done = context.subject.reports.filter(round=context.subject.round, kept=_is_kept(context.subject))
    if done.exists():
        return Refused("told", "已经回告")
    return in_person(context)


def _is_kept(suggestion: Suggestion) -> bool:
    return suggestion.outcome == Outcome.KEPT


def report_back(context: StepContext) -> None:
    """One tap: every request it grew from hears that its author has looked after it."""
    told = tell_requests(context, "reported")
    context.row = ReportBack.objects.create(
        suggestion=context.subject,
        round=context.subject.round,
        kept=_is_kept(context.subject),
        text=context.inputs.text,
        told=told,
        told_at=context.at,
        told_on=context.on,
        told_by=context.user,
    )
    context.record(told=told)
    context.record_private(text=context.inputs.text)


_DONE = frozenset({Status.ANSWERED, Status.CLOSED})
STEPS = (
    Step(
        name="report_back",
        label="把答复告诉反映的企业",
        sources=_DONE,
        who=frozenset({p.LEAD_AUTHOR, p.SUCCESSOR}),
        inputs=ReportBackInputs,
        guard=may_report_back,
        effect=report_back,
        done="回告",
        importance=Importance.WORK,
    ),
)
