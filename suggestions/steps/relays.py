"""转办: the government's office signs for itself and passes on to its units; nobody else goes through it (docs/domain.md § 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from casework.models.assignments import AssignmentStatus
from groups.models import Department
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import SuggestionAssignment
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.parts import candidates, has_part

_AT_RELAY = (AssignmentStatus.AT_RELAY,)


def relay_of(unit: Department, chosen: Department | None) -> Department | None:
    """The open 转办单位 that passes on to a unit of the government: the chosen one, else the unit's own; None for
    any other unit, for itself, and where there is none."""
    relay = chosen or unit.route_through
    if relay is None or relay.closed_on is not None or relay == unit or not unit.is_of_government:
        return None
    return relay


@dataclass(frozen=True)
class PassOnInputs:
    text: str = input_field("text", "转办意见", required=False, max_length=500)
    part: SuggestionAssignment | None = input_field("part", "单位", required=False, hint="不选的，全部转出")


def may_pass_on(context: StepContext) -> Refused | None:
    """Refuses `no_part`."""
    return has_part(context, _AT_RELAY)


def pass_on(context: StepContext) -> None:
    """From now on the unit is asked to sign; its date of answering has run since it was assigned.

    Raises `Refused` beside `part`: `no_part` for one that does not wait for this 转办单位.
    """
    named = context.inputs.part
    rows = [part for part in candidates(context, _AT_RELAY) if named is None or part.pk == named.pk]
    if not rows:
        raise Refused("no_part", "这个单位现在不用转办", field="part")
    for part in rows:
        part.status = AssignmentStatus.SENT
        part.passed_on_at, part.passed_on_on = context.at, context.on
        part.save(update_fields=["status", "passed_on_at", "passed_on_on"])
        clocks.stop(context.subject, ClockKind.RELAY, at=context.at, assignment=part)
        clocks.start(
            context.subject, ClockKind.SIGN, at=context.at, calendar=context.calendar, assignment=part
        )
        context.notify(_PASSED_ON, part)
    context.record(
        units=[part.department.code for part in rows],
        through=rows[0].through.code if rows[0].through else "",
    )
    context.record_private(text=context.inputs.text)


def _passed_on(data: Mapping[str, Any], names: Names) -> str:
    return f"{names.unit(data, 'through')}转给{names.listed(data, 'units')}"


_PASSED_ON = Tell(
    "passed_on:{row.pk}", (n.handlers_of_part,), "{row.through.short_name}转来一件代表建议，待签收"
)
STEPS = (
    Step(
        name="pass_on",
        label="签收并转办",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        who=frozenset({p.RELAY_HANDLER, p.PAPER}),
        inputs=PassOnInputs,
        guard=may_pass_on,
        effect=pass_on,
        history=Words(desk=_passed_on),
        importance=Importance.AWAITED,
    ),
)
