"""To the enterprise: the answer passed on, or given on the spot by a second person (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.models import Event, StoredFile
from office.refusals import Refused
from requests_app.access import parties, verdict_keys
from requests_app.deadlines import clocks
from requests_app.models import Answer, Contact, EnterpriseRequest, Promise, Proposal, Reply
from requests_app.models.assignments import ReplyState, ResultClass
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ContactHow, ProposalKind
from requests_app.models.files import Purpose
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import AskRequester, ToPeople
from requests_app.steps import followers
from requests_app.steps.class_disputes import CountedClass, class_of, refuse_while_disputed
from requests_app.steps.files import attach
from requests_app.steps.questions import drop_question
from requests_app.steps.reply_guards import waiting_reply
from requests_app.steps.words import class_in_words

EXPLAINING = [
    (str(how), str(how.label)) for how in (ContactHow.TELEPHONE, ContactHow.VISIT, ContactHow.STATION)
]
UNEXPLAINED = {
    "explained_how": "C 类请先当面或电话向企业说明原因，并选择怎样说明的",
    "explained": "C 类请写明跟谁说的、企业怎么看",
}
SPOT_CLASSES = [(ResultClass.A, "A 当场解决"), (ResultClass.D, "D 解释说明")]


@dataclass(frozen=True)
class SpotInputs:
    text: str = input_field("text", "答复内容", max_length=2000, min_length=10)
    result_class: str = input_field("choice", "结果类别", choices=SPOT_CLASSES)


def propose_spot_answer(context: StepContext) -> None:
    """An answer that needs no unit, for the liaison to confirm (docs/domain.md § 3)."""
    proposal = Proposal.objects.create(
        case=context.subject,
        kind=ProposalKind.SPOT_ANSWER,
        text=context.inputs.text,
        result_class=context.inputs.result_class,
        by=context.user,
        proposed_at=context.at,
    )
    context.record(proposal=proposal.pk, result_class=proposal.result_class)
    context.record_private(text=proposal.text)
    context.row = proposal


def answer_on_the_spot(context: StepContext) -> None:
    """当场解答: no unit involved (docs/domain.md § 3).

    Raises `Refused("second_person")` for the author of the proposal.
    """
    authors = Proposal.objects.filter(case=context.subject, kind=ProposalKind.SPOT_ANSWER, by=context.user)
    if authors.exists():
        raise Refused("second_person", "当场解答由提出建议以外的人确认")
    _give(context, on_the_spot=True)


def give_on_the_spot(context: StepContext) -> None:
    """Without a proposal before it: what was settled on an activity, with those present as witnesses."""
    _give(context, on_the_spot=True)


@dataclass(frozen=True)
class Explained:
    """C needs its reason told in person or by telephone: recorded here, or as a contact since the reply (§ 3)."""

    explained_how: str = input_field("choice", "怎样说明原因的", required=False, choices=EXPLAINING)
    explained: str = input_field(
        "text",
        "说明情况",
        required=False,
        max_length=500,
        hint="C 类必填：跟谁说的、企业怎么看；已记录联系的不用再填",
    )


@dataclass(frozen=True)
class AnswerInputs(Explained):
    text: str = input_field("text", "转达给企业的答复", max_length=2000, min_length=10)
    files: tuple[StoredFile, ...] = input_field("files", "附件", required=False)


def answer_guard(context: StepContext) -> Refused | None:
    """The lead has replied, and its class is not in question. Refuses `no_reply`, `disputed`."""
    if waiting_reply(context.file, ReplyState.SENT, ReplyState.CHECKED) is None:
        return Refused("no_reply", "主办单位还没有回复")
    return refuse_while_disputed(context)


def answer(context: StepContext) -> None:
    """转达: the wording is the representative's, the unit's text stays whole beside it (docs/domain.md § 3).

    Raises `Refused("no_reply")` where the reply went meanwhile.
    """
    _give(context, on_the_spot=False)


def _give(context: StepContext, *, on_the_spot: bool) -> None:
    inputs = context.inputs
    written = None if on_the_spot else waiting_reply(context.file, ReplyState.SENT, ReplyState.CHECKED)
    if not on_the_spot:
        if written is None:
            raise Refused("no_reply", "主办单位还没有回复")
        if written.state == ReplyState.SENT:
            written.state, written.checked_by = ReplyState.CHECKED, context.by.user
            written.save(update_fields=["state", "checked_by"])
    counts = CountedClass(inputs.result_class, None, "") if written is None else class_of(written)
    if written is not None:
        explain(context, counts, since=written.written_at)
    deliver(context, counts, reply=written, on_the_spot=on_the_spot)


def explain(context: StepContext, counts: CountedClass, *, since: datetime) -> None:
    """Record how a C answer was explained in person or by telephone, where nobody has since the instant `since`.

    Other classes need none.
    """
    if not _is_to_explain(context.subject, counts.result_class, since):
        return
    case, inputs = context.subject, context.inputs
    Contact.objects.create(
        case=case,
        representative=case.representative,
        how=inputs.explained_how,
        said=inputs.explained,
        contacted_at=context.at,
        contacted_on=context.on,
        by=context.user,
        on_behalf=context.party != parties.REPRESENTATIVE,
    )
    clocks.stop(case, ClockKind.CONTACT, at=context.at)
    context.record(how=inputs.explained_how)
    context.record_private(said=inputs.explained)


def _is_to_explain(case: EnterpriseRequest, result_class: str, since: datetime) -> bool:
    spoken = Contact.objects.filter(
        case=case, reached=True, how__in=dict(EXPLAINING), contacted_at__gte=since
    )
    return result_class == ResultClass.C and not spoken.exists()


def explained(
    answered: Callable[[StepContext], tuple[str, datetime] | None],
) -> tuple[Callable[[StepContext], None], ...]:
    """Checks that a C answer comes with how it was explained and what was said (docs/domain.md § 3).

    `answered` gives the class that counts and the instant since which an explanation counts. They raise
    `Refused("unexplained")`.
    """

    def lacks(context: StepContext, field: str) -> None:
        counts = answered(context)
        given = getattr(context.inputs, field)
        if counts is not None and not given.strip() and _is_to_explain(context.subject, *counts):
            raise Refused("unexplained", UNEXPLAINED[field], field=field)

    return partial(lacks, field="explained_how"), partial(lacks, field="explained")


def of_reply(context: StepContext) -> tuple[str, datetime] | None:
    """The class that the reply counts with, and the instant it was written."""
    written = waiting_reply(context.file, ReplyState.SENT, ReplyState.CHECKED)
    return None if written is None else (class_of(written).result_class, written.written_at)


def deliver(context: StepContext, counts: CountedClass, *, reply: Reply | None, on_the_spot: bool) -> None:
    """The answer itself: the enterprise's clock ends, the verdict is asked, a promise gets its local date.

    Rule: docs/domain.md § 3.
    """
    case, inputs = context.subject, context.inputs
    row = Answer.objects.create(
        case=case,
        round=case.round,
        reply=reply,
        text=inputs.text,
        result_class=counts.result_class,
        on_the_spot=on_the_spot,
        answered_at=context.at,
        answered_by=context.by.user,
    )
    attach(context, getattr(inputs, "files", ()), Purpose.ANSWER, for_enterprise=True)
    drop_question(context)
    clocks.stop(case, ClockKind.ANSWER, ClockKind.CHECK, ClockKind.ASSIGN, ClockKind.REASSIGN, at=context.at)
    clocks.stop(case, ClockKind.CONTACT, at=context.at, reason=StopReason.LAPSED)
    clocks.stop(
        case,
        ClockKind.OPINION,
        ClockKind.SIGN,
        ClockKind.RELAY,
        ClockKind.CONSULT,
        ClockKind.MINUTES,
        ClockKind.WITHDRAWAL,
        at=context.at,
        reason=StopReason.VOID,
    )
    case.answered_at, case.answered_on = context.at, context.on
    if counts.result_class == ResultClass.B and counts.promise_on is not None:
        promise = Promise.objects.create(
            case=case, answer=row, text=counts.promise_text, due_on=counts.promise_on
        )
        clocks.start(
            case, ClockKind.PROMISE, at=context.at, calendar=context.calendar, due_on=promise.due_on, days=0
        )
    clocks.start(
        case,
        ClockKind.VERDICT,
        at=context.at,
        calendar=context.calendar,
        not_before=context.on + timedelta(days=context.option("verdict_calendar_days")),
    )
    context.move(Status.ANSWERED)
    followers.lead_answered(context)
    followers.tell_who_met_it_too(context, row)
    context.record(answer=row.pk, result_class=row.result_class, on_the_spot=on_the_spot, round=case.round)
    verdict_keys.end_former_rounds(case, at=context.at)
    context.notify(ANSWERED, row)


ANSWERED = AskRequester(
    key="answered:{row.pk}",
    title="您的诉求已答复，请评价",
    body="受理编号 {case.ledger_number}。请打开链接查看答复并评价：{row.question}",
)


def answer_for_requester(event: Event, names: Names) -> HistoryLine:
    """As its requester reads it: of which round, with the words of an answer that a later one has replaced."""
    title = "当场解答" if event.data.get("on_the_spot") else "代表答复"
    if event.data.get("round", 1) > 1:
        title = f"{title}（第 {event.data['round']} 轮）"
    return HistoryLine(title, names.answers.get(event.data.get("answer", 0), ""))


ANSWER_WORDS = Words(desk=class_in_words, requester=answer_for_requester, is_told_at_counter=True)


STEPS = (
    Step(
        name="answer_on_the_spot",
        label="当场解答",
        sources=frozenset({Status.ACCEPTED}),
        targets=frozenset({Status.ANSWERED}),
        who=frozenset({parties.LIAISON}),
        inputs=SpotInputs,
        effect=answer_on_the_spot,
        history=ANSWER_WORDS,
        importance=Importance.WORK,
    ),
    Step(
        name="propose_spot_answer",
        label="建议当场解答",
        sources=frozenset({Status.ACCEPTED}),
        who=frozenset({parties.REPRESENTATIVE}),
        inputs=SpotInputs,
        effect=propose_spot_answer,
        notifications=(
            ToPeople(key="proposal:{row.pk}", to=(audiences.liaisons,), title="代表建议当场解答，请确认"),
        ),
        history=Words(desk=class_in_words, is_inner=True),
        importance=Importance.WORK,
    ),
    Step(
        name="answer",
        label="答复企业",
        sources=frozenset({Status.HANDLING}),
        targets=frozenset({Status.ANSWERED}),
        who=frozenset({parties.REPRESENTATIVE, parties.LIAISON, parties.STAFF}),
        inputs=AnswerInputs,
        guard=answer_guard,
        checks=explained(of_reply),
        effect=answer,
        history=ANSWER_WORDS,
        importance=Importance.AWAITED,
    ),
)
