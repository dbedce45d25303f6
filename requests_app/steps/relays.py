"""转办单位 (政府办): signs first for itself and passes on inside the same clock (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.models import Event, StoredFile
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import paper_receipts
from requests_app.steps.parts import ask_to_sign, is_by_letter


@dataclass(frozen=True)
class PassOnInputs:
    assignment: Assignment | None = input_field("assignment", "转给哪个单位", required=False)
    text: str = input_field("text", "转办意见", max_length=300, required=False)


@dataclass(frozen=True)
class RecordPassOnInputs:
    assignment: Assignment = input_field("assignment", "转给哪个单位")
    text: str = input_field("text", "转办意见", max_length=300, required=False)
    received_on: date = input_field("date", "收到日期", hint=paper_receipts.RECEIVED)
    files: tuple[StoredFile, ...] = input_field("files", "扫描件", required=False, hint=paper_receipts.SCAN)


@dataclass(frozen=True)
class DeemPassedInputs:
    assignment: Assignment = input_field("assignment", "单位")


def may_pass_on(context: StepContext) -> Refused | None:
    """A part waits for the actor's own 转办单位. Refuses `passed_on`."""
    return None if _waiting(context) else Refused("passed_on", "没有等您转办的单位")


def relay_waits_by_letter(context: StepContext) -> Refused | None:
    """Staff write down what a 转办单位 has sent by letter. Refuses `no_paper_unit`."""
    waiting = _at_relay(context)
    if any(is_by_letter(context, part.through_id) for part in waiting):
        return None
    return Refused(
        "no_paper_unit", "没有待代录转办的单位：纸质办理的，或在线单位无人在岗的，才由工作人员代录"
    )


def pass_on(context: StepContext) -> None:
    """The relay's signature; from now on the unit itself is asked to sign, its own clock has run on.

    Raises `Refused("no_assignment")` for a part that does not wait for the actor. Rule: docs/domain.md § 2.
    """
    named = context.inputs.assignment
    rows = [row for row in _waiting(context) if named is None or row == named]
    if not rows:
        raise Refused("no_assignment", "这个单位不用您转办", field="assignment")
    for assignment in rows:
        _pass(context, assignment)
    context.record(units=[row.department.code for row in rows], through=_code(rows[0]))
    context.record_private(text=context.inputs.text)


def record_pass_on(context: StepContext) -> None:
    """What a 转办单位 has done on paper. Raises `Refused("no_assignment")` and as `paper_receipts.counted_on`."""
    assignment = next((row for row in _at_relay(context) if row == context.inputs.assignment), None)
    if assignment is None:
        raise Refused("no_assignment", "这个单位没有待转办的交办", field="assignment")
    _pass(context, assignment, on=paper_receipts.counted_on(context, assignment))
    paper_receipts.keep(context, assignment)
    context.record(units=[assignment.department.code], through=_code(assignment))
    context.record_private(text=context.inputs.text)


def deem_passed_on(context: StepContext) -> None:
    """视同转办: the sweeper, the working day after the relay's date, so that no case waits for a desk in between.

    Raises `Refused("passed_on")` where it was passed on meanwhile.
    """
    assignment = next((row for row in _at_relay(context) if row == context.inputs.assignment), None)
    if assignment is None:
        raise Refused("passed_on", "已经转办")
    _pass(context, assignment, reason=StopReason.LAPSED)
    context.record(units=[assignment.department.code], through=_code(assignment))
    context.row = assignment


def own_at_relay(context: StepContext) -> Assignment | None:
    """What a 转办单位 may return before it has passed it on; None for anybody else."""
    if context.party != parties.RELAY_HANDLER:
        return None
    rows, named = _waiting(context), getattr(context.inputs, "assignment", None)
    return next((row for row in rows if named is None or row == named), None)


def name_of_returner(context: StepContext, assignment: Assignment) -> str:
    """政府办（转财政局） where the relay returned, else the unit's own name."""
    unit = assignment.department.short_name
    if context.party == parties.RELAY_HANDLER and assignment.through is not None:
        return f"{assignment.through.short_name}（转{unit}）"
    return unit


def _pass(
    context: StepContext, assignment: Assignment, *, on: date | None = None, reason: str = StopReason.DONE
) -> None:
    on = on or context.on
    assignment.status = AssignmentStatus.SENT
    assignment.passed_on_at, assignment.passed_on_on = context.at, on
    assignment.save()
    clocks.stop(context.subject, ClockKind.RELAY, at=context.at, on=on, assignment=assignment, reason=reason)
    clocks.start(
        context.subject, ClockKind.SIGN, at=context.at, calendar=context.calendar, assignment=assignment
    )
    ask_to_sign(context, assignment)


def _at_relay(context: StepContext) -> list[Assignment]:
    return [part for part in context.file.current if part.status == AssignmentStatus.AT_RELAY]


def _waiting(context: StepContext) -> list[Assignment]:
    """The parts that wait for the actor's own 转办单位."""
    held = context.scope.handles if context.scope else frozenset()
    return [part for part in _at_relay(context) if part.through_id in held]


def _code(assignment: Assignment) -> str:
    return assignment.through.code if assignment.through else ""


def _passed_on(data: Mapping[str, Any], names: Names) -> str:
    return f"{names.unit(data, 'through')}转给{names.listed(data, 'units')}"


def _passing_on_for_requester(event: Event, names: Names) -> HistoryLine:
    units = "、".join(names.units.get(code, "") for code in event.data.get("units", ()))
    return HistoryLine(f"{names.unit(event.data, 'through', '转办单位')}签收，转{units}办理")


PASSED_ON = Words(desk=_passed_on, requester=_passing_on_for_requester)


STEPS = (
    Step(
        name="pass_on",
        label="签收并转办",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        who=frozenset({parties.RELAY_HANDLER}),
        inputs=PassOnInputs,
        guard=may_pass_on,
        effect=pass_on,
        history=PASSED_ON,
        importance=Importance.AWAITED,
    ),
    Step(
        name="record_pass_on",
        label="代录转办",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        who=frozenset({parties.STAFF}),
        inputs=RecordPassOnInputs,
        guard=relay_waits_by_letter,
        effect=record_pass_on,
        done="签收并转办（代录）",
        history=PASSED_ON,
        importance=Importance.RECORD,
    ),
    Step(
        name="deem_passed_on",
        label="视同转办",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        who=frozenset({parties.SYSTEM}),
        inputs=DeemPassedInputs,
        effect=deem_passed_on,
        done="逾期未转办，视同转办",
        notifications=(
            ToPeople(
                key="deemed_passed:{row.pk}",
                to=(audiences.relay_heads,),
                title="逾期未转办，已视同转办",
                kind="escalation",
            ),
        ),
        history=PASSED_ON,
        is_button=False,
    ),
)
