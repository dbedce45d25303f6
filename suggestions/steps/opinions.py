"""代表意见: two halves, by the author alone; only a bad result is handled again (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.models.assignments import ResultClass
from casework.models.clocks import StopReason
from office.models import StoredFile
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import Author, Opinion
from suggestions.models.clocks import ClockKind
from suggestions.models.opinions import Half
from suggestions.models.suggestions import Outcome, Status
from suggestions.notifications import Tell
from suggestions.steps.closing import end
from suggestions.steps.parts import in_person, own_author, reopen_parts, require_author, successor_speaking


@dataclass(frozen=True)
class OpinionInputs:
    attitude: str = input_field("choice", "对办理态度", choices=Half, hint="有没有沟通、当面商量、说清依据")
    result: str = input_field("choice", "对办理结果", choices=Half, hint="问题是否解决，或有没有可信的日期")
    text: str = input_field("text", "说明", required=False, max_length=1000, hint="选“不满意”时必填")


def dissatisfied_says_why(context: StepContext) -> None:
    """Raises `Refused` beside `text`: `missing`."""
    inputs = context.inputs
    if Half.DISSATISFIED in (inputs.attitude, inputs.result) and not inputs.text.strip():
        raise Refused("missing", "选“不满意”的，请写一写为什么", field="text")


def has_not_spoken(context: StepContext) -> Refused | None:
    """In person, once a round, and only as one who signed. Refuses `said`, `not_author`."""
    author = own_author(context)
    if author is None or author not in context.file.standing:
        return Refused("not_author", "您没有在这件建议上列名")
    if any(
        each.author_id == author.pk and each.round == context.subject.round for each in context.file.opinions
    ):
        return Refused("said", "您已经对这次答复提出意见")
    if context.subject.status == Status.CLOSED and author == context.file.lead_author:
        return Refused("closed", "已经办结")
    return in_person(context)


def give_opinion(context: StepContext) -> None:
    """A co-signer's stands beside; the lead author's decides how it goes on."""
    author, inputs = require_author(context), context.inputs
    successor = successor_speaking(context, author)
    opinion = Opinion.objects.create(
        suggestion=context.subject,
        author=author,
        spoken_by=successor,
        round=context.subject.round,
        attitude=inputs.attitude,
        result=inputs.result,
        text=inputs.text,
        given_at=context.at,
        given_on=context.on,
        counted_at=context.at,
    )
    speaker = successor or author.representative
    context.record(representative=speaker.code, attitude=inputs.attitude, result=inputs.result)
    context.record_private(text=inputs.text)
    if author == context.file.lead_author:
        decide(context, opinion)


def decide(context: StepContext, opinion: Opinion) -> None:
    """Closed by class; a first 不满意 with the result is handled again, the next goes to the 主任会议."""
    suggestion = context.subject
    clocks.stop(suggestion, ClockKind.OPINION, ClockKind.CHECK_CLASS, at=context.at)
    if opinion.result != Half.DISSATISFIED:
        end(context, outcome_of(context))
        return
    before = suggestion.opinions.filter(
        author=opinion.author, result=Half.DISSATISFIED, counted_at__isnull=False
    ).exclude(pk=opinion.pk)
    if before.exists():
        clocks.start(suggestion, ClockKind.DIRECTORS, at=context.at, calendar=context.calendar)
        return
    handle_again(context)


def handle_again(context: StepContext) -> None:
    """A new round: a new meeting and a new answer in a month; promises that were not agreed to are void."""
    suggestion = context.subject
    suggestion.round += 1
    suggestion.answered_at = suggestion.answered_on = None
    for promise in context.file.awaited:
        promise.ended_at = context.at
        promise.save(update_fields=["ended_at"])
    reopen_parts(context, context.file.leads)
    context.move(Status.HANDLING)


def outcome_of(context: StepContext) -> Outcome:
    """Of several answers the one that is still to be kept counts first, then what could not be settled."""
    holding = context.file.holding
    keys = {reply.pk for reply in holding}
    if any(promise.kept_at is not None and promise.reply_id in keys for promise in context.file.promises):
        return Outcome.KEPT
    classes = {reply.result_class for reply in holding}
    for result, outcome in (
        (ResultClass.B, Outcome.FOLLOWED),
        (ResultClass.C, Outcome.EXPLAINED),
        (ResultClass.A, Outcome.SETTLED),
    ):
        if result in classes:
            return outcome
    return Outcome.REFERENCE


@dataclass(frozen=True)
class RecordOpinionInputs(OpinionInputs):
    author: Author | None = input_field("author", "哪一位", required=False, hint="没有账号的提出人")
    files: tuple[StoredFile, ...] = input_field("files", "签字意见表")


def no_sheet_waits(context: StepContext) -> Refused | None:
    """Refuses `waiting` while one is to be checked, `due` once it is the 主任会议's matter."""
    if context.file.unchecked_opinion is not None:
        return Refused("waiting", "有一张意见表待核对")
    return None


def has_no_account(context: StepContext) -> None:
    """Raises `Refused` beside `author`: `missing`, `account` for one in office with an own account, `said`."""
    author = context.inputs.author
    if author is None:
        raise Refused("missing", "请选择是哪一位提出人", field="author")
    if author.representative.user_id is not None and author.representative.is_in_office(context.on):
        raise Refused("account", f"{author.representative.name}有账号，由本人提出意见", field="author")
    if author not in context.file.standing:
        raise Refused("not_author", "这一位没有列名", field="author")
    if author.opinions.filter(round=context.subject.round).exists():
        raise Refused("said", "这一位已经提出意见", field="author")


def record_opinion(context: StepContext) -> None:
    """From the sheet that the author has signed; it counts once another has checked it."""
    inputs = context.inputs
    context.row = Opinion.objects.create(
        suggestion=context.subject,
        author=inputs.author,
        round=context.subject.round,
        attitude=inputs.attitude,
        result=inputs.result,
        text=inputs.text,
        given_at=context.at,
        given_on=context.on,
        sheet=inputs.files[0],
        entered_by=context.user,
    )
    context.record(representative=inputs.author.representative.code)


CHECK = AskedAndDecided[Opinion](
    undecided=lambda file: file.unchecked_opinion,
    nothing=("no_opinion", "没有待核对的意见表"),
    barred=lambda row: (row.entered_by_id,),
    second_person="意见表须由代录人以外的人核对",
)


def check_opinion(context: StepContext) -> None:
    opinion = CHECK.require(context)
    opinion.counted_at, opinion.checked_by = context.at, context.user
    opinion.save(update_fields=["counted_at", "checked_by"])
    context.record(attitude=opinion.attitude, result=opinion.result)
    lead = context.file.lead_author
    if lead is not None and opinion.author_id == lead.pk:
        decide(context, opinion)


def window_is_over(context: StepContext) -> Refused | None:
    """Refuses `open` before the day of the author's opinion has passed, `sheet` while a signed sheet waits."""
    clock = context.file.clock(ClockKind.OPINION)
    if clock is None or not clock.is_overdue(context.on):
        return Refused("open", "代表提出意见的期限未到")
    if context.file.unchecked_opinion is not None:
        return Refused("sheet", "有一张意见表待核对")
    return None


def close(context: StepContext) -> None:
    """Never counted as satisfied."""
    clocks.stop(context.subject, ClockKind.OPINION, at=context.at, reason=StopReason.LAPSED)
    end(context, Outcome.NO_OPINION)


_ANSWERED = frozenset({Status.ANSWERED})
_CLOSED = frozenset({Status.CLOSED})
_HANDLING = frozenset({Status.HANDLING})
_ON = _CLOSED | _HANDLING
STEPS = (
    Step(
        name="give_opinion",
        label="提出意见",
        sources=_ANSWERED | _CLOSED,
        targets=_ON,
        who=frozenset({p.AUTHOR, p.SUCCESSOR}),
        inputs=OpinionInputs,
        guard=has_not_spoken,
        checks=(dissatisfied_says_why,),
        effect=give_opinion,
        notifications=(Tell("opinion:{at}", (n.staff, n.liaisons, n.lead_handlers), "代表对答复提出了意见"),),
        history=Words(desk=lambda data, names: names.representative(data, "representative")),
        importance=Importance.AWAITED,
    ),
    Step(
        name="record_opinion",
        label="代录意见表",
        sources=_ANSWERED,
        who=p.OFFICE,
        inputs=RecordOpinionInputs,
        guard=no_sheet_waits,
        checks=(has_no_account, dissatisfied_says_why),
        effect=record_opinion,
        notifications=(Tell("sheet:{row.pk}", (n.staff, n.liaisons), "有一张代表意见表待核对"),),
        importance=Importance.RECORD,
    ),
    Step(
        name="check_opinion",
        label="核对意见表无误",
        sources=_ANSWERED,
        targets=_ON,
        who=p.OFFICE,
        guard=CHECK.guard,
        effect=check_opinion,
        importance=Importance.APPROVAL,
    ),
    Step(
        name="close",
        label="到期办结",
        sources=_ANSWERED,
        targets=_CLOSED,
        who=frozenset({p.SYSTEM}),
        guard=window_is_over,
        effect=close,
        is_button=False,
    ),
)
