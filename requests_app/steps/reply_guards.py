"""When a unit may write, and which of its texts waits: read by the table's guards and by effects."""

from __future__ import annotations

from collections.abc import Callable

from casework.engine import StepContext
from groups.duty import officers_of, present
from groups.models import DepartmentOfficer
from office.refusals import Refused
from requests_app.models import Assignment, Reply
from requests_app.models.assignments import AssignmentStatus, Part, ReplyState, ResultClass
from requests_app.models.case_file import CaseFile
from requests_app.steps.parts import is_by_letter


def co_is_working(context: StepContext) -> Refused | None:
    """A co-department of the actor's has signed and owes its opinion. Refuses `no_opinion_due`."""
    held = context.scope.departments if context.scope else frozenset()
    working = any(
        part.part == Part.CO and part.status == AssignmentStatus.SIGNED and part.department_id in held
        for part in context.file.current
    )
    return None if working else Refused("no_opinion_due", "请先签收；意见已交的不用再交")


def lead_is_working(context: StepContext) -> Refused | None:
    """A reply is due: the lead has signed and no reply of its own awaits head, check or answer.

    Refuses `awaits_head`, `replied`.
    """
    if waiting_reply(context.file, ReplyState.AWAITS_HEAD):
        return Refused("awaits_head", "回复正在等本单位负责人审签")
    return None if working_lead(context.file) else Refused("replied", "已经回复，正在等代表核对")


def working_lead(file: CaseFile) -> Assignment | None:
    """The lead that has signed and not replied yet."""
    lead = file.lead
    return lead if lead is not None and lead.status == AssignmentStatus.SIGNED else None


def lead_replies_by_letter(context: StepContext) -> Refused | None:
    """The lead owes its reply, and its word comes by letter, or nobody is there to confirm what it wrote.

    Refuses `no_paper_unit`.
    """
    lead = context.file.lead
    owes = lead is not None and lead.status in (AssignmentStatus.SENT, AssignmentStatus.SIGNED)
    if lead is not None and owes and (_is_without_head(context) or is_by_letter(context, lead.department_id)):
        return None
    return Refused(
        "no_paper_unit", "没有待代录回复的单位：纸质办理的，或在线单位无人在岗的，才由工作人员代录"
    )


def _is_without_head(context: StepContext) -> bool:
    written = waiting_reply(context.file, ReplyState.AWAITS_HEAD)
    if written is None:
        return False
    heads = officers_of(written.assignment.department, DepartmentOfficer.Duty.HEAD, context.on)
    return not present(heads, context.on)


def waiting_reply(file: CaseFile, *states: str) -> Reply | None:
    """The reply that counts now, when it is in one of these states."""
    written = file.reply
    return written if written is not None and written.state in states else None


def has_reply(*states: str, refusal: str) -> Callable[[StepContext], Refused | None]:
    """A guard: the step needs the lead's reply in one of these states.

    It refuses `no_reply`, in the words `refusal`.
    """

    def guard(context: StepContext) -> Refused | None:
        return None if waiting_reply(context.file, *states) else Refused("no_reply", refusal)

    return guard


def promise_has_date(context: StepContext) -> None:
    """B needs a local date to come, within three years. Raises `Refused`: `missing`, `invalid` (docs/domain.md § 3)."""
    inputs, on = context.inputs, context.on
    if inputs.result_class != ResultClass.B:
        return
    if inputs.promise_on is None:
        raise Refused("missing", "B 类请填写承诺完成日期", field="promise_on")
    if inputs.promise_on <= on:
        raise Refused("invalid", "承诺完成日期应在今天之后", field="promise_on")
    if inputs.promise_on.year > on.year + 3:
        raise Refused("invalid", "承诺完成日期不能超过三年", field="promise_on")


def promise_has_text(context: StepContext) -> None:
    """B says what is promised. Raises `Refused("missing")`."""
    if context.inputs.result_class == ResultClass.B and not context.inputs.promise_text.strip():
        raise Refused("missing", "B 类请填写承诺内容", field="promise_text")


def refusal_has_basis(context: StepContext) -> None:
    """C says what it rests on. Raises `Refused("missing")`."""
    if context.inputs.result_class == ResultClass.C and not context.inputs.basis.strip():
        raise Refused("missing", "C 类请写明依据", field="basis")


CLASS = (promise_has_date, promise_has_text, refusal_has_basis)
