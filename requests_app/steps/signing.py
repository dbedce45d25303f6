"""签收: a unit takes on its part; staff record it for paper units, the system after day 2 (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import Importance, Step, StepContext
from casework.history import Words, of_unit
from casework.inputs import input_field
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access import parties
from requests_app.models import Assignment
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.clocks import StopReason
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import paper_receipts
from requests_app.steps.parts import is_by_letter, mark_signed, own


@dataclass(frozen=True)
class SignInputs:
    officer_name: str = input_field("line", "经办人", max_length=20)
    officer_phone: str = input_field("phone", "经办人电话", max_length=30)
    assignment: Assignment | None = input_field("assignment", "单位", required=False)


@dataclass(frozen=True)
class RecordSignInputs:
    assignment: Assignment = input_field("assignment", "单位")
    officer_name: str = input_field("line", "经办人", max_length=20)
    officer_phone: str = input_field("phone", "经办人电话", max_length=30)
    received_on: date = input_field("date", "收到日期", hint=paper_receipts.RECEIVED)
    files: tuple[StoredFile, ...] = input_field("files", "扫描件", required=False, hint=paper_receipts.SCAN)


@dataclass(frozen=True)
class DeemInputs:
    assignment: Assignment = input_field("assignment", "单位")


def may_sign(context: StepContext) -> Refused | None:
    """A unit of the actor's has not signed yet, and the 转办单位 before it has passed the case on.

    Refuses `at_relay`, `signed`.
    """
    held = context.scope.departments if context.scope else frozenset()
    own_parts = [part for part in context.file.current if part.department_id in held]
    if any(part.status == AssignmentStatus.SENT for part in own_parts):
        return None
    for part in own_parts:
        if part.status == AssignmentStatus.AT_RELAY and part.through is not None:
            return Refused("at_relay", f"这件诉求由{part.through.short_name}转来，请等转办后签收")
    return Refused("signed", "已经签收，不能再签收或退回；需要改由别的单位办理的，请申请转办")


def unsigned_by_letter(context: StepContext) -> Refused | None:
    """A unit whose word comes by letter has not signed yet. Refuses `no_paper_unit`."""
    unsigned = [part for part in context.file.current if part.status == AssignmentStatus.SENT]
    if any(is_by_letter(context, part.department_id) for part in unsigned):
        return None
    return Refused(
        "no_paper_unit", "没有待代录签收的单位：纸质办理的，或在线单位无人在岗的，才由工作人员代录"
    )


def sign(context: StepContext) -> None:
    """The lead's signature moves the case to 办理中; its clock has run since the assignment."""
    assignment = own(context, AssignmentStatus.SENT)
    _name_officer(context, assignment)
    mark_signed(context, assignment)


def record_sign(context: StepContext) -> None:
    """代录 for a paper unit: its clock stops on the local date on which its paper came.

    Raises `Refused` as `sign` and `paper_receipts.counted_on`.
    """
    assignment = own(context, AssignmentStatus.SENT)
    _name_officer(context, assignment)
    mark_signed(context, assignment, on=paper_receipts.counted_on(context, assignment))
    paper_receipts.keep(context, assignment)


def _name_officer(context: StepContext, assignment: Assignment) -> None:
    assignment.officer_name = context.inputs.officer_name
    assignment.officer_phone = context.inputs.officer_phone


def deem_signed(context: StepContext) -> None:
    """视同签收: the sweeper, the working day after the date of the sign clock (docs/domain.md § 2, clocks)."""
    assignment = own(context, AssignmentStatus.SENT)
    assignment.deemed_signed = True
    mark_signed(context, assignment, reason=StopReason.LAPSED)
    context.row = assignment


STEPS = (
    Step(
        name="sign",
        label="签收",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        targets=frozenset({Status.HANDLING}),
        who=frozenset({parties.LEAD_HANDLER, parties.CO_HANDLER}),
        inputs=SignInputs,
        guard=may_sign,
        effect=sign,
        done="单位签收",
        history=Words(by_unit="签收", requester=of_unit("签收")),
        importance=Importance.AWAITED,
    ),
    Step(
        name="record_sign",
        label="代录签收",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        targets=frozenset({Status.HANDLING}),
        who=frozenset({parties.STAFF}),
        inputs=RecordSignInputs,
        guard=unsigned_by_letter,
        effect=record_sign,
        done="单位签收（代录）",
        history=Words(by_unit="签收（代录）", desk=paper_receipts.told, requester=of_unit("签收")),
        importance=Importance.RECORD,
    ),
    Step(
        name="deem_signed",
        label="视同签收",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        targets=frozenset({Status.HANDLING}),
        who=frozenset({parties.SYSTEM}),
        inputs=DeemInputs,
        effect=deem_signed,
        done="逾期未签收，视同签收",
        notifications=(
            ToPeople(
                key="deemed:{row.pk}",
                to=(audiences.heads,),
                title="逾期未签收，已视同签收",
                kind="escalation",
            ),
        ),
        history=Words(by_unit="逾期未签收，视同签收", requester=of_unit("逾期未签收，视同签收")),
        is_button=False,
    ),
)
