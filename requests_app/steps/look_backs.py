"""回头看 and 撤回回访 as they are recorded: held, came back, not reached (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, label_of
from casework.inputs import input_field
from office.models import Event
from office.refusals import Refused
from requests_app.deadlines import clocks
from requests_app.models import LookBack, Promise
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.promises import ConfirmedBy
from requests_app.models.requests import Status
from requests_app.steps import pressure, promises, withdrawals
from requests_app.steps.closing import back_to_work
from requests_app.steps.drawn_look_backs import next_number
from requests_app.steps.sets import BACK_TO_WORK, OFFICE, OPEN
from requests_app.steps.verdicts import second_person_guard

OF_CLOSED = (LookBackOutcome.HOLDS, LookBackOutcome.CAME_BACK, LookBackOutcome.NOT_REACHED)
# Of a referred case only whether the body has answered, never the merits.
OF_REFERRED = (LookBackOutcome.ANSWERED, LookBackOutcome.SILENT, LookBackOutcome.NOT_REACHED)
OF_WITHDRAWN = (LookBackOutcome.OWN_WILL, LookBackOutcome.PRESSED, LookBackOutcome.NOT_REACHED)


@dataclass(frozen=True)
class RecordLookBackInputs:
    outcome: str = input_field(
        "choice", "回头看结果", choices=[(o, o.label) for o in dict.fromkeys((*OF_CLOSED, *OF_REFERRED))]
    )
    called: str = input_field("line", "联系了谁", max_length=40)
    said: str = input_field(
        "text", "通话记录", max_length=1000, hint="没有联系上的，写明打了哪个电话、什么时候打的"
    )
    pressed: str = pressure.pressed_field()
    pressed_said: str = pressure.said_field()


@dataclass(frozen=True)
class RecordCallBackInputs:
    outcome: str = input_field("choice", "回访结果", choices=[(o, o.label) for o in OF_WITHDRAWN])
    called: str = input_field("line", "联系了谁", max_length=40)
    said: str = input_field("text", "通话记录", max_length=1000)
    pressed: str = pressure.pressed_field()
    pressed_said: str = pressure.said_field()


def record_guard(context: StepContext) -> Refused | None:
    """One is open, and the actor took no part. Refuses `no_look_back`, `took_part`."""
    if context.file.look_back is None:
        return Refused("no_look_back", "这件现在没有要回头看的")
    return second_person_guard(context)


def outcome_of_this_kind(context: StepContext) -> None:
    """Raises `Refused` beside `outcome`: `invalid` for one that this kind has not, `keep_first` for a promise that
    nobody recorded as kept.
    """
    row, outcome = context.file.look_back, context.inputs.outcome
    allowed = OF_REFERRED if context.subject.status == Status.REFERRED else OF_CLOSED
    if outcome not in allowed:
        words = "转送的诉求只问转送单位是否答复" if allowed is OF_REFERRED else "这件不是转送的诉求"
        raise Refused("invalid", words, field="outcome")
    awaited = Promise.objects.awaited().filter(case=context.subject)
    if outcome == LookBackOutcome.HOLDS and row.source == LookBackSource.PROMISE and awaited.exists():
        raise Refused("keep_first", "请先登记承诺已兑现（写明兑现情况），再记录没有反复", field="outcome")


def record_look_back(context: StepContext) -> None:
    """By liaison or staff who took no part. Came back: the case is worked on again, a referred one never.

    Raises `Refused("no_look_back")`. Rule: docs/domain.md § 3.
    """
    row, outcome = _require(context), context.inputs.outcome
    _note(context, row)
    if outcome == LookBackOutcome.NOT_REACHED:
        _not_reached(context, row, ClockKind.LOOK_BACK)
        return
    if outcome == LookBackOutcome.HOLDS:
        _holds(context, row)
    _finish(context, row, outcome)
    clocks.stop(context.subject, ClockKind.LOOK_BACK, at=context.at)
    if outcome == LookBackOutcome.CAME_BACK:
        _came_back(context, row)


def record_call_back(context: StepContext) -> None:
    """撤回回访: of its own will, or talked out of it, and then it goes on (docs/domain.md § 3).

    Raises `Refused("no_look_back")`.
    """
    row, outcome = _require(context), context.inputs.outcome
    _note(context, row)
    if outcome == LookBackOutcome.NOT_REACHED:
        _not_reached(context, row, ClockKind.CALL_BACK)
        return
    _finish(context, row, outcome)
    clocks.stop(context.subject, ClockKind.CALL_BACK, at=context.at)
    if outcome == LookBackOutcome.PRESSED:
        withdrawals.bring_back(context)


def _require(context: StepContext) -> LookBack:
    row: LookBack | None = context.file.look_back
    if row is None:
        raise Refused("no_look_back", "这件现在没有要回头看的")
    return row


def _note(context: StepContext, row: LookBack) -> None:
    row.called, row.said = context.inputs.called, context.inputs.said
    pressure.keep_answer(context)
    context.record(look_back=row.pk, source=row.source, outcome=context.inputs.outcome)
    context.record_private(called=row.called, said=row.said)


def _finish(context: StepContext, row: LookBack, outcome: str) -> None:
    row.outcome, row.done_at, row.done_on, row.done_by = outcome, context.at, context.on, context.user
    row.save()


def _not_reached(context: StepContext, row: LookBack, kind: ClockKind) -> None:
    """Tried again within the same days; after the last try the next number of the draw takes its place."""
    row.tries += 1
    if row.tries < context.option("look_back_tries"):
        row.save(update_fields=["tries", "called", "said"])
        clocks.stop(context.subject, kind, at=context.at, reason=StopReason.ATTEMPTED)
        clocks.start(context.subject, kind, at=context.at, calendar=context.calendar)
        return
    _finish(context, row, LookBackOutcome.NOT_REACHED)
    clocks.stop(context.subject, kind, at=context.at, reason=StopReason.ATTEMPTED)
    if row.draw is not None:
        next_number(row.draw, on=context.on)


def _holds(context: StepContext, row: LookBack) -> None:
    promises.confirm(context, ConfirmedBy.LOOK_BACK)


def _came_back(context: StepContext, row: LookBack) -> None:
    """A promise that was to be kept by now, or was said to be, is broken by it."""
    promise = Promise.objects.standing().filter(case=context.subject).last()
    if promise is not None and (promise.kept_at is not None or row.source == LookBackSource.PROMISE):
        promises.fail(promise, context)
    back_to_work(context, because="回头看发现问题仍在，请继续办理")


def _outcome(data: Mapping[str, Any], names: Names) -> str:
    return label_of(LookBackOutcome, data.get("outcome"))


_TOLD_OUTCOMES: dict[str, str] = {
    LookBackOutcome.HOLDS: "问题没有再出现",
    LookBackOutcome.OWN_WILL: "您自己要撤回",
    LookBackOutcome.PRESSED: "您说有人劝您撤回，恢复办理",
}


def _outcome_for_requester(event: Event, names: Names) -> HistoryLine | None:
    """The call itself, and what it came to; a call that reached nobody is the caller's business."""
    outcome = event.data.get("outcome")
    if outcome == LookBackOutcome.NOT_REACHED or not label_of(LookBackOutcome, outcome):
        return None
    title = "撤回后回访您" if event.action == "record_call_back" else "回访您"
    return HistoryLine(f"{title}：{_TOLD_OUTCOMES.get(str(outcome)) or label_of(LookBackOutcome, outcome)}")


STEPS = (
    Step(
        name="record_look_back",
        label="记录回头看",
        sources=frozenset({Status.CLOSED}) | {Status.REFERRED},
        targets=BACK_TO_WORK,
        who=OFFICE,
        inputs=RecordLookBackInputs,
        guard=record_guard,
        checks=(outcome_of_this_kind,),
        effect=record_look_back,
        done="回头看",
        history=Words(desk=_outcome, requester=_outcome_for_requester, is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
    Step(
        name="record_call_back",
        label="记录撤回回访",
        sources=frozenset({Status.WITHDRAWN}),
        targets=OPEN,
        who=OFFICE,
        inputs=RecordCallBackInputs,
        guard=record_guard,
        effect=record_call_back,
        done="撤回回访",
        history=Words(desk=_outcome, requester=_outcome_for_requester),
        importance=Importance.DECISION,
    ),
)
