"""Merging a case into another, taking it out again, and its own answer (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.models import Event, User
from office.refusals import Refused
from office.templatetags.wording import coded_day, short_deadline_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Answer, Assignment, EnterpriseRequest
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.requests import Status
from requests_app.notifications import audiences, recipients
from requests_app.notifications.declared import Occasion, ToPeople, ToRequester
from requests_app.steps import answers, complaints, followers
from requests_app.steps.class_disputes import CountedClass
from requests_app.steps.disposals import end_units
from requests_app.steps.followers import UnmergeInputs
from requests_app.steps.questions import drop_question
from requests_app.steps.sets import OFFICE, OPEN

# What goes on while it is merged: its own date, and the call that its enterprise was promised.
OWN_CLOCKS = (ClockKind.ANSWER, ClockKind.CONTACT)
NOT_FOUND = "没有这个受理编号，或您看不到这一件"


@dataclass(frozen=True)
class MergeInputs:
    leading: EnterpriseRequest = input_field(
        "case", "合并到哪一件", hint="填受理编号，如 2026-00123；那一件应在办或已答复"
    )
    reason: str = input_field("line", "为什么合并", max_length=200)


def merge_guard(context: StepContext) -> Refused | None:
    """A leading case is not merged itself. Refuses `leads_others`."""
    if context.file.leads_others:
        return Refused("leads_others", "有诉求合并到这一件，请先把它们改为单独办理")
    return None


def merge(context: StepContext) -> None:
    """It follows the leading case: own units end, own date and the promised call stay.

    Raises `Refused` beside `leading`: `not_found` for one that the actor may not see, `invalid` for itself or
    one that is neither open nor answered. Rule: docs/domain.md § 2, steps.
    """
    case, leading = context.subject, _leading(context)
    units = list(Assignment.objects.current().filter(case=case).select_related("department"))
    drop_question(context)
    end_units(context)
    clocks.stop_all(case, at=context.at, except_kinds=OWN_CLOCKS)
    case.leading = leading
    complaints.inherit(case, leading)
    followers.give_date(case, leading, context)
    context.record(due_on=case.answer_due_on.isoformat() if case.answer_due_on else "")
    context.notify(MERGED_FOR_REQUESTER, by_when=_by_when(case, context.on))
    context.move(Status.MERGED)
    context.record(leading=leading.ledger_number)
    context.record_private(reason=context.inputs.reason)
    if leading.status == Status.ANSWERED:
        followers.await_confirmation(case, context)
    context.row = units


def leading_may_lead(context: StepContext) -> None:
    """Raises `Refused` beside `leading`: `not_found` for one that the actor may not see, `invalid` for itself or one
    that is neither open nor answered.
    """
    _refuse_leading(context, _named(context).first())


def _by_when(case: EnterpriseRequest, on: date) -> str:
    """最迟11月23日答复， or nothing: before acceptance there is no date, and one that has passed promises nothing."""
    due_on = case.answer_due_on
    return f"最迟{short_deadline_day(due_on)}答复，" if due_on is not None and due_on >= on else ""


def _leading(context: StepContext) -> EnterpriseRequest:
    """Locked, and as `leading_may_lead` wants it still."""
    return _refuse_leading(context, _named(context).select_for_update(of=("self",)).first())


def _named(context: StepContext) -> QuerySet[EnterpriseRequest]:
    rows = EnterpriseRequest.objects.filter(pk=context.inputs.leading.pk, sealed=False)
    if context.by.user is None:
        return rows
    seen = EnterpriseRequest.objects.visible_to(context.by.user, context.on).order_by()
    return rows.filter(Q(pk__in=seen.values("pk")))


def _refuse_leading(context: StepContext, found: EnterpriseRequest | None) -> EnterpriseRequest:
    if found is None:
        raise Refused("not_found", NOT_FOUND, field="leading")
    if found.pk == context.subject.pk:
        raise Refused("invalid", "不能合并到自己", field="leading")
    if found.status not in (*OPEN, Status.ANSWERED):
        words = f"{found.ledger_number} 是“{found.status_label}”，只能合并到在办或已答复的诉求"
        raise Refused("invalid", words, field="leading")
    return found


def unmerge(context: StepContext) -> None:
    """On its own again: unit clocks anew, the enterprise's date stays."""
    case = context.subject
    former, case.leading = case.leading, None
    clocks.stop(case, ClockKind.FOLLOW, at=context.at, reason=StopReason.VOID)
    accepted = case.accepted_at is not None
    kind = ClockKind.ASSIGN if accepted else ClockKind.ACCEPT
    clocks.start(case, kind, at=context.at, calendar=context.calendar)
    context.move(Status.ACCEPTED if accepted else Status.SUBMITTED)
    context.record(leading=former.ledger_number if former else "")
    context.record_private(reason=context.inputs.reason)
    context.notify(TO_ASSIGN if accepted else TO_ACCEPT)


@dataclass(frozen=True)
class FollowInputs(answers.Explained):
    text: str = input_field("text", "给这家企业的答复", max_length=2000, min_length=10)


def follow_guard(context: StepContext) -> Refused | None:
    """Refuses `no_answer` until the leading case is answered."""
    return (
        None
        if leading_answer(context.subject) is not None
        else Refused("no_answer", "主件还没有答复，答复以后再为这一件确认")
    )


def leading_answer(case: EnterpriseRequest) -> Answer | None:
    """The answer of the leading case's present round."""
    if case.leading is None or case.leading.status not in (Status.ANSWERED, Status.CLOSED):
        return None
    answer = Answer.objects.filter(case=case.leading, round=case.leading.round)
    return answer.select_related("reply", "promise").last()


def _of_leading(context: StepContext) -> tuple[str, datetime] | None:
    answer = leading_answer(context.subject)
    return None if answer is None else (answer.result_class, answer.answered_at)


def follow(context: StepContext) -> None:
    """Its own answer in confirmed words, its own verdict; class and promise are the leading one's.

    Raises `Refused("no_answer")` of the leading case.
    """
    answer = leading_answer(context.subject)
    if answer is None:
        raise Refused("no_answer", "主件还没有答复，答复以后再为这一件确认")
    promise = getattr(answer, "promise", None)
    counts = CountedClass(
        answer.result_class, promise.due_on if promise else None, promise.text if promise else ""
    )
    answers.explain(context, counts, since=answer.answered_at)
    answers.deliver(context, counts, reply=answer.reply, on_the_spot=answer.on_the_spot)
    clocks.stop(context.subject, ClockKind.FOLLOW, at=context.at)
    context.record(leading=context.subject.leading.ledger_number)


def _former_handlers(occasion: Occasion) -> list[User]:
    """Of every unit whose part ended with the merging."""
    return [
        user for unit in occasion.row for user in recipients.officers(unit, "handler", occasion.context.on)
    ]


MERGED = (
    ToPeople(
        key="merged:{at}",
        to=(_former_handlers, audiences.representative_or_liaison),
        title="已合并到 {case.leading.ledger_number} 办理",
        # Who knows the one case would know whose the complaint is.
        plain_title="已合并到另一件办理",
    ),
)
MERGED_FOR_REQUESTER = ToRequester(
    key="merged:{at}",
    title="您的诉求与同类诉求合并办理",
    body="受理编号 {case.ledger_number}。{by_when}有结果会单独答复您。",
)
TO_ASSIGN = ToPeople(key="unmerged:{at}", to=(audiences.staff,), title="不再合并，请交办")
TO_ACCEPT = ToPeople(key="unmerged:{at}", to=(audiences.liaisons,), title="不再合并，请受理")


def _merged(data: Mapping[str, Any], names: Names) -> str:
    return f"合并到 {data.get('leading', '')}"


def _merging_for_requester(event: Event, names: Names) -> HistoryLine:
    due_on = coded_day(event.data.get("due_on"))
    return HistoryLine(f"与同类诉求合并办理{f'，答复期限 {due_on}' if due_on else ''}")


def _unmerged(data: Mapping[str, Any], names: Names) -> str:
    return f"原合并到 {data.get('leading', '')}"


STEPS = (
    Step(
        name="merge",
        label="合并办理",
        sources=OPEN,
        targets=frozenset({Status.MERGED}),
        who=OFFICE | {parties.SYSTEM},
        inputs=MergeInputs,
        guard=merge_guard,
        checks=(leading_may_lead,),
        effect=merge,
        done="与另一件合并办理",
        notifications=MERGED,
        history=Words(desk=_merged, requester=_merging_for_requester, is_told_at_counter=True),
        importance=Importance.LEAVING,
    ),
    Step(
        name="unmerge",
        label="改为单独办理",
        sources=frozenset({Status.MERGED}),
        targets=frozenset({Status.ACCEPTED, Status.SUBMITTED}),
        who=OFFICE | {parties.SYSTEM},
        inputs=UnmergeInputs,
        effect=unmerge,
        history=Words(desk=_unmerged, requester="改为单独办理", is_told_at_counter=True),
        importance=Importance.GIVING_BACK,
    ),
    Step(
        name="follow",
        label="确认合并答复",
        sources=frozenset({Status.MERGED}),
        targets=frozenset({Status.ANSWERED}),
        who=frozenset({parties.STAFF}),
        inputs=FollowInputs,
        guard=follow_guard,
        checks=answers.explained(_of_leading),
        effect=follow,
        done="随主件答复企业",
        history=answers.ANSWER_WORDS,
        importance=Importance.AWAITED,
    ),
)
