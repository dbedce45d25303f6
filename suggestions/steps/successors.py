"""接续代表: who speaks of the answer once the lead author has left office (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from groups.models import Representative
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.models import Author
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell


@dataclass(frozen=True)
class NameSuccessorInputs:
    representative: Representative = input_field("representative", "接续代表", hint="由专业小组推荐")
    reason: str = input_field("line", "说明", max_length=200, hint="谁推荐的，为什么是这一位")


def has_left_office(context: StepContext) -> Refused | None:
    """Refuses `in_office` while the lead author speaks for themselves."""
    lead: Author | None = context.file.lead_author
    if lead is None or lead.representative.is_in_office(context.on):
        return Refused("in_office", "领衔代表在任，由本人提出意见")
    return None


def may_succeed(context: StepContext) -> None:
    """Raises `Refused` beside `representative`: `not_in_office`; `author` for one whose own name is on it."""
    chosen = context.inputs.representative
    if not chosen.is_in_office(context.on):
        raise Refused("not_in_office", f"{chosen.name}不在任，请另选一位", field="representative")
    if any(each.representative_id == chosen.pk for each in context.file.standing):
        raise Refused(
            "author", f"{chosen.name}已在这件建议上列名，意见另提，请另选一位", field="representative"
        )


def name_successor(context: StepContext) -> None:
    """Says what only the author may say of the answer from now on, marked as such; the author stays the author."""
    author: Author = context.file.lead_author
    author.successor = context.inputs.representative
    author.successor_named_at, author.successor_named_by = context.at, context.user
    author.save(update_fields=["successor", "successor_named_at", "successor_named_by"])
    context.record(representative=context.inputs.representative.code, of=author.representative.code)
    context.record_private(reason=context.inputs.reason)
    context.row = author


STEPS = (
    Step(
        name="name_successor",
        label="指定接续代表",
        sources=frozenset(
            {
                Status.SUBMITTED,
                Status.REGISTERED,
                Status.MERGED,
                Status.ASSIGNED,
                Status.HANDLING,
                Status.ANSWERED,
                Status.CLOSED,
            }
        ),
        who=p.OFFICE,
        inputs=NameSuccessorInputs,
        guard=has_left_office,
        checks=(may_succeed,),
        effect=name_successor,
        notifications=(
            Tell(
                "successor:{row.pk}:{at}",
                (n.lead_author,),
                "{row.representative.name}代表已离任，这件建议由{row.successor.name}代表接续",
            ),
        ),
        history=Words(desk=lambda data, names: names.representative(data, "representative")),
        importance=Importance.DECISION,
    ),
)
