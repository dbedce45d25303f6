"""撤回 by a key that is not the requester's own: every address is told, any of them stops it (docs/domain.md § 2)."""

from __future__ import annotations

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from office.models import Event
from office.refusals import Refused
from office.templatetags.wording import coded_day, short_deadline_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.grades import TRUSTED
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import AskRequester, ToPeople
from requests_app.steps.sets import ENTERPRISE, OPEN
from requests_app.steps.withdrawals import WITHDRAWN, WithdrawInputs, give_up, reason_given

ASK = "ask_withdrawal"


def _waits(context: StepContext) -> bool:
    return context.file.clock(ClockKind.WITHDRAWAL) is not None


def ask_guard(context: StepContext) -> Refused | None:
    """What a desk printed, or sent to a number that it typed, gives up nothing at once.

    Refuses `own_key` (who withdraws at once), `asked`.
    """
    if context.by.basis in TRUSTED:
        return Refused("own_key", "您可以直接撤回")
    clock = context.file.clock(ClockKind.WITHDRAWAL)
    return (
        None
        if clock is None
        else Refused("asked", f"已经提出撤回，{short_deadline_day(clock.due_on)}以后生效")
    )


def ask_withdrawal(context: StepContext) -> None:
    """The case goes on meanwhile; the clock ends in `withdraw_unopposed`."""
    clock = clocks.start(context.subject, ClockKind.WITHDRAWAL, at=context.at, calendar=context.calendar)
    context.record(reason=context.inputs.reason, due_on=clock.due_on.isoformat())
    context.record_private(text=context.inputs.text)
    context.notify(ASKED, due_on=short_deadline_day(clock.due_on))


def oppose_guard(context: StepContext) -> Refused | None:
    """Refuses `not_asked` where no withdrawal waits."""
    return None if _waits(context) else Refused("not_asked", "没有等待生效的撤回")


def oppose_withdrawal(context: StepContext) -> None:
    """By whoever holds any key of the case, a former telephone's included: it goes on."""
    clocks.stop(context.subject, ClockKind.WITHDRAWAL, at=context.at, reason=StopReason.VOID)


def withdraw_unopposed(context: StepContext) -> None:
    """Nobody has objected within the days: as by an own key, for the reason that was given."""
    clocks.stop(context.subject, ClockKind.WITHDRAWAL, at=context.at)
    asked = Event.objects.of(context.subject.subject).filter(action=ASK).last()
    reason, text = ("", "") if asked is None else (asked.data["reason"], asked.private("text"))
    give_up(context, reason, text)


ASKED = AskRequester(
    key="withdrawal_asked:{at}",
    title="有人用回执单或柜台登记的号码撤回您的诉求",
    body="受理编号 {case.ledger_number}。到{due_on}没有人反对就撤回。要继续办理的，请打开链接点“不撤回”。",
    step="oppose_withdrawal",
)


def _asking_for_requester(event: Event, names: Names) -> HistoryLine:
    due_on = coded_day(event.data.get("due_on"))
    return HistoryLine(f"提出撤回{f'，{due_on}前没有人反对就生效' if due_on else ''}", event.private("text"))


STEPS = (
    Step(
        name=ASK,
        label="撤回诉求",
        sources=OPEN | {Status.MERGED},
        who=ENTERPRISE,
        inputs=WithdrawInputs,
        guard=ask_guard,
        effect=ask_withdrawal,
        done="有人用回执单或柜台登记的号码提出撤回",
        notifications=(
            ToPeople(key="withdrawal_asked:{at}", to=(audiences.liaisons,), title="提出撤回，等待生效"),
        ),
        history=Words(
            desk=reason_given,
            requester=_asking_for_requester,
            is_told_at_counter=True,
        ),
        importance=Importance.LEAVING,
        confirm="所有登记的电话和邮箱都会收到通知，确定提出撤回吗？",
    ),
    Step(
        name="oppose_withdrawal",
        label="不撤回，继续办理",
        sources=OPEN | {Status.MERGED},
        who=ENTERPRISE | {parties.REQUESTER_VERDICT},
        guard=oppose_guard,
        effect=oppose_withdrawal,
        done="企业说不撤回",
        notifications=(
            ToPeople(
                key="withdrawal_opposed:{at}",
                to=(audiences.liaisons, audiences.auditors),
                title="企业说不撤回，请查清是谁提出的",
            ),
        ),
        history=Words(requester="您说不撤回，继续办理", is_told_at_counter=True),
        importance=Importance.AWAITED,
    ),
    Step(
        name="withdraw_unopposed",
        label="撤回生效",
        sources=OPEN | {Status.MERGED},
        targets=frozenset({Status.WITHDRAWN}),
        who=frozenset({parties.SYSTEM}),
        effect=withdraw_unopposed,
        done="撤回生效，其间无人反对",
        notifications=WITHDRAWN,
        history=Words(desk=reason_given, requester="撤回生效", is_told_at_counter=True),
        is_button=False,
    ),
)
