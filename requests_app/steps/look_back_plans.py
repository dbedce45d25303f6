"""When an end is looked back at: planned as a case ends, opened on its day, dropped when work begins again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from casework.engine import Step, StepContext
from casework.history import Names, Words, label_of
from office.refusals import Refused
from office.templatetags.wording import short_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import EnterpriseRequest, LookBack, Promise
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople


def plan(context: StepContext) -> None:
    """Every promise on its date; the 司法监察 list twice. What is drawn is planned by the draw."""
    case = context.subject
    if case.sealed:
        # Its keeper alone may see it, and took part.
        return
    promise = Promise.objects.awaited().filter(case=case).last()
    if promise is not None:
        put(case, LookBackSource.PROMISE, max(promise.due_on, context.on))
    if is_judicial(case):
        for source, days in (
            (LookBackSource.FIRST, "look_back_first"),
            (LookBackSource.SECOND, "look_back_second"),
        ):
            put(case, source, context.on + timedelta(days=context.option(days)))


def put(case: EnterpriseRequest, source: str, opens_on: date) -> LookBack:
    """Planned once a round and source; one that was dropped meanwhile is planned anew."""
    row, is_new = LookBack.objects.get_or_create(
        case=case, round=case.round, source=source, defaults={"opens_on": opens_on}
    )
    if not is_new and row.outcome in ("", LookBackOutcome.VOID) and row.opened_at is None:
        row.opens_on, row.outcome, row.done_at, row.done_on = opens_on, "", None, None
        row.save(update_fields=["opens_on", "outcome", "done_at", "done_on"])
    return row


def drop(context: StepContext) -> None:
    """Work begins again, or nobody may look: what was planned or open is not needed any more."""
    LookBack.objects.undone().filter(case=context.subject).update(
        outcome=LookBackOutcome.VOID, done_at=context.at, done_on=context.on
    )
    kinds = (ClockKind.LOOK_BACK, ClockKind.CALL_BACK, ClockKind.REVIEW)
    clocks.stop(context.subject, *kinds, at=context.at, reason=StopReason.VOID)


def drop_of_desk_number(context: StepContext) -> None:
    """A better verdict has come: the number that a desk typed need not be asked about any more."""
    asked = LookBack.objects.undone().filter(case=context.subject, source=LookBackSource.DESK_NUMBER)
    if asked.update(outcome=LookBackOutcome.VOID, done_at=context.at, done_on=context.on):
        clocks.stop(context.subject, ClockKind.LOOK_BACK, at=context.at, reason=StopReason.VOID)


def is_judicial(case: EnterpriseRequest) -> bool:
    """执法, 检查, 处罚: the matters of the group that looks back at all of its cases."""
    group = case.group or (case.category.professional_group if case.category else None) or case.proposed_group
    return group is not None and group.checks_back


def opened_of(case: EnterpriseRequest) -> LookBack | None:
    """The look-back that waits for a call, None where none does."""
    return LookBack.objects.opened().filter(case=case).first()


def open_guard(context: StepContext) -> Refused | None:
    """One open at a time, on its day or later. Refuses `look_back_open`, `no_look_back`."""
    if context.file.look_back is not None:
        return Refused("look_back_open", "这件正在回头看，记录以后才能开始下一次")
    days = [row.opens_on for row in context.file.look_backs if row.opened_at is None and row.done_at is None]
    if not days:
        return Refused("no_look_back", "没有要开始的回头看")
    return (
        None
        if min(days) <= context.on
        else Refused("no_look_back", f"回头看 {short_day(min(days))}开始，还没有到时间")
    )


def open_due(context: StepContext) -> None:
    """The system, on its day: a clock runs and whoever took no part is told."""
    open_one(context, LookBack.objects.due(context.on).filter(case=context.subject)[0])


def open_one(context: StepContext, row: LookBack) -> None:
    """Start the clock of the call and tell whoever took no part; of a withdrawn case it is a 撤回回访."""
    case = context.subject
    row.opened_at, row.opened_on = context.at, context.on
    row.save(update_fields=["opened_at", "opened_on"])
    withdrawn = (context.target or case.status) == Status.WITHDRAWN
    kind = ClockKind.CALL_BACK if withdrawn else ClockKind.LOOK_BACK
    clocks.start(case, kind, at=context.at, calendar=context.calendar)
    context.record(look_back=row.pk, source=row.source)
    if withdrawn:
        context.notify(CALL_BACK, row)
    else:
        context.notify(LOOK_BACK, row, source=row.get_source_display())


CALL_BACK = ToPeople(key="look_back:{row.pk}", to=(audiences.second_people,), title="一件撤回的诉求请回访")
LOOK_BACK = ToPeople(
    key="look_back:{row.pk}", to=(audiences.second_people,), title="一件诉求请回头看（{source}）"
)


def _opened(data: Mapping[str, Any], names: Names) -> str:
    return label_of(LookBackSource, data.get("source"))


STEPS = (
    Step(
        name="open_look_back",
        label="开始回头看",
        sources=frozenset({Status.CLOSED}) | {Status.REFERRED, Status.WITHDRAWN},
        who=frozenset({parties.SYSTEM}),
        guard=open_guard,
        effect=open_due,
        done="到期，请回头看",
        history=Words(desk=_opened),
        is_button=False,
    ),
)
