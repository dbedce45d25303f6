"""节点: what visitors read of a 重点督办, each sentence released by another person than who wrote it (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.models import SuggestionMilestone
from suggestions.models.milestones import MilestoneKind
from suggestions.models.suggestions import ON_ITS_OWN
from suggestions.notifications import Tell


def is_watched(context: StepContext) -> Refused | None:
    """Refuses `not_watched`."""
    return None if context.file.supervision is not None else Refused("not_watched", "没有重点督办")


def note(context: StepContext, kind: str, text: str, on: date) -> SuggestionMilestone:
    """One sentence of the supervision that holds; visitors do not read it before it is released."""
    return SuggestionMilestone.objects.create(
        supervision=context.file.supervision,
        kind=kind,
        happened_on=on,
        text=text,
        recorded_at=context.at,
        recorded_by=context.user,
    )


@dataclass(frozen=True)
class MeetingInputs:
    happened_on: date = input_field("date", "日期")
    text: str = input_field(
        "line", "督办活动", max_length=200, hint="一句话：督办领导做了什么、定了什么；经审签后公开"
    )


def happened_while_watched(context: StepContext) -> None:
    """Raises `Refused` beside `happened_on`: `future`, `early` before the 主任会议 chose it."""
    if context.inputs.happened_on > context.on:
        raise Refused("future", "日期不能晚于今天", field="happened_on")
    if context.inputs.happened_on < context.file.supervision.held_on:
        raise Refused("early", "日期不能早于主任会议", field="happened_on")


def record_leading(context: StepContext) -> None:
    context.row = note(context, MilestoneKind.MEETING, context.inputs.text, context.inputs.happened_on)
    context.record(happened_on=context.inputs.happened_on)
    context.record_private(text=context.inputs.text)


def waits_for_another(context: StepContext) -> Refused | None:
    """Refuses `nothing`; `second_person` to who wrote all that waits, as whoever they act."""
    waiting = _waiting(context)
    if not waiting:
        return Refused("nothing", "没有待审签的督办进展")
    if not _releasable(context, waiting):
        return Refused("second_person", "督办进展须由登记人以外的人审签")
    return None


def release_milestones(context: StepContext) -> None:
    """All that wait and that others wrote."""
    found = _releasable(context, _waiting(context))
    for row in found:
        row.released_at, row.released_by = context.at, context.user
        row.save(update_fields=["released_at", "released_by"])
    context.record(released=len(found))


def _waiting(context: StepContext) -> list[SuggestionMilestone]:
    rows = SuggestionMilestone.objects.filter(supervision__suggestion=context.subject)
    return list(rows.filter(released_at__isnull=True))


def _releasable(context: StepContext, rows: list[SuggestionMilestone]) -> list[SuggestionMilestone]:
    barred = {context.user.pk}
    if context.by.on_behalf_of is not None:
        barred.add(context.by.on_behalf_of.pk)
    return [row for row in rows if row.recorded_by_id not in barred]


_STAFF = frozenset({p.STAFF})
STEPS = (
    Step(
        name="record_leading",
        label="登记督办活动",
        sources=ON_ITS_OWN,
        who=_STAFF,
        inputs=MeetingInputs,
        guard=is_watched,
        checks=(happened_while_watched,),
        effect=record_leading,
        notifications=(Tell("leading:{row.pk}", (n.authors, n.lead_handlers), "重点督办有新的活动"),),
        importance=Importance.RECORD,
    ),
    Step(
        name="release_milestones",
        label="审签公开督办进展",
        sources=ON_ITS_OWN,
        who=_STAFF,
        guard=waits_for_another,
        effect=release_milestones,
        importance=Importance.APPROVAL,
        confirm="审签后，任何人都能在“重点督办建议”里看到这些进展。",
    ),
)
