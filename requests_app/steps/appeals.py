"""申诉: the enterprise contests that its case was declined; another person decides (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, with_text
from casework.inputs import input_field
from office.actors import Actor
from office.calendar import local_date
from office.models import Event
from office.refusals import Refused
from office.templatetags.wording import short_day, short_deadline_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Disposal
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.disposals import DisposalKind
from requests_app.models.grades import TRUSTED
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople, ToRequester
from requests_app.steps import sealing
from requests_app.steps.acceptance import start_handling_clocks
from requests_app.steps.sets import ENTERPRISE


@dataclass(frozen=True)
class AppealInputs:
    text: str = input_field("text", "为什么应当受理", max_length=500, min_length=5)


def appeal_guard(context: StepContext) -> Refused | None:
    """Once, within `appeal_days` working days of the decision; an own key once more after any other key.

    Refuses `nothing_decided`, `appealed_once`, `too_late`.
    """
    disposal = _last_disposal(context.file)
    if disposal is None:
        return Refused("nothing_decided", "没有可以申诉的决定，请与服务站联系")
    if disposal.appealed_on is not None and not _leaves_the_own(disposal, context.by):
        return Refused("appealed_once", _appealed(context, disposal))
    days = context.option("appeal_days")
    if context.calendar.count(disposal.decided_on, context.on) > days:
        last = short_day(context.calendar.add(disposal.decided_on, days))
        return Refused("too_late", f"申诉期限是决定后 {days} 个工作日，{last}已经截止")
    return None


def _leaves_the_own(disposal: Disposal, by: Actor) -> bool:
    """What a slip or a number of the desk's appealed takes nothing from an own key (docs/domain.md § 2)."""
    return disposal.appeal_grade not in TRUSTED and by.basis in TRUSTED


def _appealed(context: StepContext, disposal: Disposal) -> str:
    """申诉只能提出一次，您11月2日已经提出，最迟11月5日告诉您结果"""
    said = f"申诉只能提出一次，您{short_day(disposal.appealed_on)}已经提出"
    if disposal.appeal_grade not in TRUSTED:
        said = f"用回执单或柜台登记的号码只能申诉一次，{short_day(disposal.appealed_on)}已经提出"
    if disposal.appeal_decided_at is not None:
        return f"{said}，{short_day(local_date(disposal.appeal_decided_at))}已经处理，处理结果见进度页"
    clock = context.file.clock(ClockKind.APPEAL)
    if clock is None or clock.due_on < context.on:
        return f"{said}，正在处理"
    return f"{said}，最迟{short_deadline_day(clock.due_on)}告诉您结果"


WRITTEN = (
    *("appeal", "appealed_at", "appealed_on", "appeal_grade"),
    *("appeal_upheld", "appeal_reason", "appeal_decided_by", "appeal_decided_at"),
)


def appeal(context: StepContext) -> None:
    """Start the clock of the decision; a sealed case gets a keeper who may decide.

    An own key takes the place of what another key has appealed: decided or not, it is decided by the date that runs,
    else by a new one. What the other key said stays in the history.
    """
    disposal = Disposal.objects.filter(case=context.subject).latest("id")
    disposal.appeal, disposal.appealed_at, disposal.appealed_on = context.inputs.text, context.at, context.on
    disposal.appeal_grade = context.by.basis
    disposal.appeal_upheld, disposal.appeal_reason = None, ""
    disposal.appeal_decided_by = disposal.appeal_decided_at = None
    disposal.save(update_fields=WRITTEN)
    if context.file.clock(ClockKind.APPEAL) is None:
        clocks.start(context.subject, ClockKind.APPEAL, at=context.at, calendar=context.calendar)
    sealing.entrust_appeal(context)
    context.record_private(text=context.inputs.text)
    context.row = disposal


@dataclass(frozen=True)
class DecideAppealInputs:
    upheld: str = input_field(
        "choice", "处理结果", choices=[("yes", "申诉成立，继续办理"), ("no", "维持原决定")]
    )
    reason: str = input_field("text", "理由", max_length=500, hint="企业会看到")


def _undecided(file: CaseFile) -> Disposal | None:
    disposal = _last_disposal(file)
    if disposal is None or disposal.appealed_at is None or disposal.appeal_decided_at is not None:
        return None
    return disposal


APPEAL = AskedAndDecided(
    undecided=_undecided,
    nothing=("no_appeal", "没有待处理的申诉"),
    barred=lambda disposal: disposal.barred_from_appeal,
    second_person="提出或作出原决定的人不能处理申诉，请另一人处理",
    stop_clock=lambda context: clocks.stop(context.subject, ClockKind.APPEAL, at=context.at),
    decided="appeal_decided",
)


def decide_appeal(context: StepContext) -> None:
    """Upheld: back to where it was stopped, clocks anew; else it stays declined, with the reason."""
    disposal, upheld = APPEAL.require(context), context.inputs.upheld == "yes"
    APPEAL.decide(context, disposal, appeal_upheld=upheld, appeal_reason=context.inputs.reason)
    if upheld:
        reinstate(context, disposal)
    context.record(upheld=upheld)
    context.record_private(reason=context.inputs.reason)
    context.notify(UPHELD if upheld else DISMISSED, disposal)


def reinstate(context: StepContext, disposal: Disposal) -> None:
    """Back to where it was stopped, clocks anew."""
    case = context.subject
    case.closed_at = case.closed_on = None
    if disposal.kind == DisposalKind.TERMINATE:
        context.move(Status.ACCEPTED)
        start_handling_clocks(context)
        return
    context.move(Status.SUBMITTED)
    clocks.start(case, ClockKind.ACCEPT, at=context.at, calendar=context.calendar)


def _last_disposal(file: CaseFile) -> Disposal | None:
    return file.disposals[-1] if file.disposals else None


UPHELD = ToRequester(
    key="appeal_decided:{row.pk}:{row.appeal_grade}",
    title="申诉成立，您的诉求将继续办理",
    body="{row.appeal_reason}",
)
DISMISSED = ToRequester(
    key="appeal_decided:{row.pk}:{row.appeal_grade}", title="经复核，维持原决定", body="{row.appeal_reason}"
)


def _decided(data: Mapping[str, Any], names: Names) -> str:
    return "申诉成立，继续办理" if data.get("upheld") else "维持原决定"


def _decision_for_requester(event: Event, names: Names) -> HistoryLine:
    title = "申诉成立，继续办理" if event.data.get("upheld") else "申诉经复核，维持原决定"
    return HistoryLine(title, event.private("reason"))


STEPS = (
    Step(
        name="appeal",
        label="申诉",
        sources=frozenset({Status.DECLINED}),
        who=ENTERPRISE,
        inputs=AppealInputs,
        guard=appeal_guard,
        effect=appeal,
        done="企业申诉",
        notifications=(
            ToPeople(
                key="appeal:{row.pk}:{row.appeal_grade}",
                to=(audiences.staff,),
                title="企业对不予受理提出申诉，请另一人处理",
            ),
        ),
        history=Words(requester=with_text("您提出申诉", "text"), is_told_at_counter=True),
        importance=Importance.WORK,
    ),
    Step(
        name="decide_appeal",
        label="处理申诉",
        sources=frozenset({Status.DECLINED}),
        targets=frozenset({Status.SUBMITTED, Status.ACCEPTED}),
        who=frozenset({parties.STAFF}),
        inputs=DecideAppealInputs,
        guard=APPEAL.guard,
        effect=decide_appeal,
        history=Words(desk=_decided, requester=_decision_for_requester, is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
)
