"""答复: written by the lead once it has met the author, signed by its head, sent to every author (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.models.assignments import AssignmentStatus, Publicity, ReplyState, ResultClass
from casework.models.clocks import StopReason
from office.models import StoredFile
from office.refusals import Refused
from office.templatetags.wording import short_day
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.drafting.own_words import points_of
from suggestions.models import Suggestion, SuggestionAssignment, SuggestionPromise, SuggestionReply
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.files import replace
from suggestions.steps.followers import answer_followers
from suggestions.steps.handling import SIGNED, handles_as_lead
from suggestions.steps.parts import LEAD_SIGNERS, LEAD_UNIT, candidates, own_part
from suggestions.steps.telling import tell_requests

OFFERS = 3


@dataclass(frozen=True)
class WriteAnswerInputs:
    document_number: str = input_field("line", "文号", max_length=60)
    result_class: str = input_field("choice", "结果类别", choices=ResultClass)
    text: str = input_field("text", "答复正文", max_length=5000)
    points: str = input_field("text", "逐条答复", max_length=5000, hint="每条以建议的序号开头，例如“1. ”")
    promise_on: date | None = input_field("date", "承诺完成日期", required=False, hint="B 类必填")
    promise_text: str = input_field("line", "承诺做到什么", required=False, max_length=200)
    basis: str = input_field("line", "依据", required=False, max_length=200, hint="C 类必填")
    publicity: str = input_field("choice", "公开属性", choices=Publicity)
    signer: str = input_field("line", "签发人", max_length=20, hint="本单位主要负责人")
    officer_name: str = input_field("line", "联系人", max_length=20)
    officer_phone: str = input_field("phone", "联系电话", max_length=30)
    files: tuple[StoredFile, ...] = input_field(
        "files", "附件", required=False, hint="随答复送每一位提出人；再次起草时新附件替换原来的"
    )
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


def may_write(context: StepContext) -> Refused | None:
    """Refuses `no_part`; `no_meeting` before the author was met in this round, or offered on three days in vain."""
    if refused := handles_as_lead(context):
        return refused
    if not any(_has_met(context, part) for part in candidates(context, SIGNED, lead=True)):
        return Refused("no_meeting", "请先与代表面商并记录；约了三天都没见到，记录后可以答复")
    return None


def _has_met(context: StepContext, part: SuggestionAssignment) -> bool:
    rows = context.file.meetings_of(part)
    offered = {each.held_on for each in rows if not each.came}
    return any(each.came for each in rows) or len(offered) >= OFFERS


def has_met_the_author(context: StepContext) -> None:
    """Of the part that is meant. Raises `Refused` beside `part`: `no_meeting`."""
    if not _has_met(context, own_part(context, SIGNED, lead=True)):
        raise Refused("no_meeting", "这个单位还没有与代表面商", field="part")


def class_has_its_words(context: StepContext) -> None:
    """B a date to come and what is promised, C a basis. Raises `Refused` beside their fields."""
    inputs = context.inputs
    if inputs.result_class == ResultClass.B:
        if inputs.promise_on is None or inputs.promise_on <= context.on:
            raise Refused("promise", f"B 类须有 {short_day(context.on)} 以后的承诺日期", field="promise_on")
        if not inputs.promise_text.strip():
            raise Refused("promise", "B 类须写明承诺做到什么", field="promise_text")
    if inputs.result_class == ResultClass.C and not inputs.basis.strip():
        raise Refused("basis", "C 类须写明依据", field="basis")


def every_demand_is_answered(context: StepContext) -> None:
    """Raises what `points_of` refuses."""
    points_of(context.inputs.points, context.subject.demands)


def write_answer(context: StepContext) -> None:
    """In the place of what was written before and not sent."""
    inputs, part = context.inputs, own_part(context, SIGNED, lead=True)
    is_b = inputs.result_class == ResultClass.B
    values = {
        "state": ReplyState.AWAITS_HEAD,
        "text": inputs.text,
        "points": points_of(inputs.points, context.subject.demands),
        "result_class": inputs.result_class,
        "promise_on": inputs.promise_on if is_b else None,
        "promise_text": inputs.promise_text if is_b else "",
        "basis": inputs.basis,
        "publicity": inputs.publicity,
        "signer": inputs.signer,
        "officer_name": inputs.officer_name,
        "officer_phone": inputs.officer_phone,
        "document_number": inputs.document_number,
        "written_at": context.at,
        "written_by": context.user,
        "remark": "",
    }
    latest = context.file.reply_of(part)
    reply = latest if latest is not None and latest.sent_at is None else SuggestionReply(assignment=part)
    reply.round = context.subject.round
    for name, value in values.items():
        setattr(reply, name, value)
    reply.save()
    replace(context, inputs.files, reply)
    context.record(unit=part.department.code, result_class=inputs.result_class)
    context.row = reply


@dataclass(frozen=True)
class PartInputs:
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


@dataclass(frozen=True)
class HandBackInputs:
    remark: str = input_field("text", "退回意见", max_length=500)
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


def awaits_head(context: StepContext) -> Refused | None:
    """Refuses `no_answer`."""
    if _waiting(context):
        return None
    return Refused("no_answer", "没有待签发的答复")


def _waiting(context: StepContext) -> list[SuggestionReply]:
    found = [context.file.reply_of(part) for part in candidates(context, SIGNED, lead=True)]
    return [reply for reply in found if reply is not None and reply.state == ReplyState.AWAITS_HEAD]


def _meant(context: StepContext) -> SuggestionReply:
    waiting = _waiting(context)
    if len(waiting) == 1:
        return waiting[0]
    reply: SuggestionReply | None = context.file.reply_of(own_part(context, SIGNED, lead=True))
    if reply not in waiting or reply is None:
        raise Refused("no_answer", "没有待签发的答复", field="part")
    return reply


def sign_answer(context: StepContext) -> None:
    """Sent to every author by name; with the last lead's answer the suggestion is answered."""
    reply = _meant(context)
    part: SuggestionAssignment = reply.assignment
    reply.state, reply.confirmed_by = ReplyState.SENT, context.user
    reply.sent_at, reply.sent_on, reply.counted_on = context.at, context.on, context.on
    reply.document_on = context.on
    reply.save()
    part.status, part.done_at, part.done_on = AssignmentStatus.REPLIED, context.at, context.on
    part.save(update_fields=["status", "done_at", "done_on"])
    for kind in (ClockKind.ANSWER, ClockKind.AGAIN):
        clocks.stop(context.subject, kind, at=context.at, assignment=part)
    clocks.stop(context.subject, ClockKind.EXTENSION, at=context.at, reason=StopReason.VOID)
    if reply.promise_on is not None:
        _promise(context, reply, part, reply.promise_on)
    context.record(unit=part.department.code, result_class=reply.result_class, number=context.subject.number)
    context.row = reply
    if _all_have_answered(context, part):
        _answered(context)


def _promise(context: StepContext, reply: SuggestionReply, part: SuggestionAssignment, due_on: date) -> None:
    SuggestionPromise.objects.create(
        suggestion=context.subject, reply=reply, text=reply.promise_text, due_on=due_on
    )
    clocks.start(
        context.subject,
        ClockKind.PROMISE,
        at=context.at,
        calendar=context.calendar,
        assignment=part,
        due_on=due_on,
    )


def _all_have_answered(context: StepContext, part: SuggestionAssignment) -> bool:
    others = [each for each in context.file.leads if each.pk != part.pk]
    return all(each.status == AssignmentStatus.REPLIED for each in others)


def _answered(context: StepContext) -> None:
    """The windows of opinion and of checking the class open."""
    suggestion: Suggestion = context.subject
    suggestion.answered_at, suggestion.answered_on = context.at, context.on
    suggestion.first_answered_on = suggestion.first_answered_on or context.on
    for kind in (ClockKind.OPINION, ClockKind.CHECK_CLASS):
        clocks.start(suggestion, kind, at=context.at, calendar=context.calendar)
    context.move(Status.ANSWERED)
    tell_requests(context, "answered")
    context.after(lambda: answer_followers(suggestion, at=context.at))


def hand_back_answer(context: StepContext) -> None:
    reply = _meant(context)
    reply.state, reply.remark = ReplyState.HANDED_BACK, context.inputs.remark
    reply.save(update_fields=["state", "remark"])
    context.record(unit=reply.assignment.department.code)
    context.record_private(remark=context.inputs.remark)
    context.row = reply


_HANDLING = frozenset({Status.HANDLING})
_ANSWERED = frozenset({Status.ANSWERED})
STEPS = (
    Step(
        name="write_answer",
        label="起草答复",
        sources=_HANDLING,
        who=LEAD_UNIT,
        inputs=WriteAnswerInputs,
        guard=may_write,
        checks=(has_met_the_author, class_has_its_words, every_demand_is_answered),
        effect=write_answer,
        notifications=(Tell("written:{row.pk}:{at}", (n.heads_of_row,), "有一件建议答复待您签发"),),
        history=Words(by_unit="起草答复"),
        importance=Importance.AWAITED,
    ),
    Step(
        name="sign_answer",
        label="签发答复",
        sources=_HANDLING,
        targets=_ANSWERED,
        who=LEAD_SIGNERS,
        inputs=PartInputs,
        guard=awaits_head,
        effect=sign_answer,
        notifications=(
            Tell("answered:{row.pk}", (n.authors,), "{row.assignment.department.short_name}答复了您的建议"),
            Tell("check_class:{row.pk}", (n.liaisons,), "建议已答复，请核对类别"),
        ),
        history=Words(by_unit="书面答复"),
        importance=Importance.APPROVAL,
        confirm="签发后，答复送每一位提出人。",
    ),
    Step(
        name="hand_back_answer",
        label="退回修改",
        sources=_HANDLING,
        who=frozenset({p.LEAD_HEAD}),
        inputs=HandBackInputs,
        guard=awaits_head,
        effect=hand_back_answer,
        notifications=(Tell("handed_back:{row.pk}:{at}", (n.handlers_of_row,), "答复稿被退回修改"),),
        importance=Importance.REFUSAL,
    ),
)
