"""换经办人: a unit gives its part to another of its people; the case's page and the next letter name who has it now."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from office.refusals import Refused
from requests_app.access import parties
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps.parts import own

# From the signature until the unit is heard or its part ends.
IN_HAND = (AssignmentStatus.SIGNED,)


@dataclass(frozen=True)
class OfficerInputs:
    officer_name: str = input_field("line", "新的经办人", max_length=20)
    officer_phone: str = input_field("phone", "经办人电话", max_length=30)


def has_part_in_hand(context: StepContext) -> Refused | None:
    """A unit of the actor's works on it. Refuses `no_assignment`."""
    held = context.scope.departments if context.scope else frozenset()
    if any(part.department_id in held and part.status in IN_HAND for part in context.file.current):
        return None
    return Refused("no_assignment", "本单位没有正在办理的部分，不用换经办人")


def change_officer(context: StepContext) -> None:
    """The part of the actor's unit. Raises `Refused`: `no_change` where name and telephone are those that stand there."""
    part, inputs = own(context, *IN_HAND), context.inputs
    if (part.officer_name, part.officer_phone) == (inputs.officer_name, inputs.officer_phone):
        raise Refused("no_change", "经办人和电话都没有变", field="officer_name")
    former = part.officer_name
    part.officer_name, part.officer_phone = inputs.officer_name, inputs.officer_phone
    part.save(update_fields=["officer_name", "officer_phone"])
    context.record(unit=part.department.code)
    context.record_private(old=former, new=part.officer_name)
    context.row = part


STEPS = (
    Step(
        name="change_officer",
        label="换经办人",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        who=frozenset({parties.LEAD_HANDLER, parties.LEAD_HEAD, parties.CO_HANDLER, parties.CO_HEAD}),
        inputs=OfficerInputs,
        guard=has_part_in_hand,
        effect=change_officer,
        done="单位换经办人",
        notifications=(
            ToPeople(
                key="officer:{row.pk}:{at}",
                to=(audiences.handlers,),
                title="经办人改为{row.officer_name}",
            ),
        ),
        history=Words(by_unit="换了经办人"),
        importance=Importance.RECORD,
    ),
)
