"""回头看 and 撤回回访 as they are recorded: held, came back, not reached (docs/domain.md § 3)."""

from __future__ import annotations

from dataclasses import dataclass

from office.refusals import Refused
from requests_app import clocks, draws
from requests_app.models import LookBack, Promise
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.promises import ConfirmedBy
from requests_app.models.requests import Status
from requests_app.workflow.effects import leaving, look_back_plans, promises
from requests_app.workflow.effects.verdicts import back_to_work, second_person_guard
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask

OF_CLOSED = (LookBackOutcome.HOLDS, LookBackOutcome.CAME_BACK, LookBackOutcome.NOT_REACHED)
# Of a referred case only whether the body has answered, never the merits.
OF_REFERRED = (LookBackOutcome.ANSWERED, LookBackOutcome.SILENT, LookBackOutcome.NOT_REACHED)
OF_WITHDRAWN = (LookBackOutcome.OWN_WILL, LookBackOutcome.PRESSED, LookBackOutcome.NOT_REACHED)


@dataclass(frozen=True)
class RecordLookBackGiven:
    outcome: str = ask(
        "choice", "回头看结果", choices=[(o, o.label) for o in dict.fromkeys((*OF_CLOSED, *OF_REFERRED))]
    )
    called: str = ask("line", "联系了谁", max_length=40)
    said: str = ask("text", "通话记录", max_length=1000, hint="没有联系上的，写明打了哪个电话、什么时候打的")


@dataclass(frozen=True)
class RecordCallBackGiven:
    outcome: str = ask("choice", "回访结果", choices=[(o, o.label) for o in OF_WITHDRAWN])
    called: str = ask("line", "联系了谁", max_length=40)
    said: str = ask("text", "通话记录", max_length=1000)


def record_guard(taking: Taking) -> Refused | None:
    if look_back_plans.opened_of(taking.case) is None:
        return Refused("no_look_back", "这件现在没有要回头看的")
    return second_person_guard(taking)


def record_look_back(taking: Taking) -> None:
    """By liaison or staff who took no part. Came back: the case is worked on again, a referred one never."""
    row, outcome = _require(taking), taking.given.outcome
    allowed = OF_REFERRED if taking.case.status == Status.REFERRED else OF_CLOSED
    if outcome not in allowed:
        words = "转送的诉求只问转送单位是否答复" if allowed is OF_REFERRED else "这件不是转送的诉求"
        raise Refused("invalid", words, field="outcome")
    _note(taking, row)
    if outcome == LookBackOutcome.NOT_REACHED:
        _not_reached(taking, row, ClockKind.LOOK_BACK)
        return
    if outcome == LookBackOutcome.HOLDS:
        _holds(taking, row)
    _finish(taking, row, outcome)
    clocks.stop(taking.case, ClockKind.LOOK_BACK, at=taking.at)
    if outcome == LookBackOutcome.CAME_BACK:
        _came_back(taking, row)


def record_call_back(taking: Taking) -> None:
    """撤回回访: of its own will, or talked out of it, and then it goes on."""
    row, outcome = _require(taking), taking.given.outcome
    _note(taking, row)
    if outcome == LookBackOutcome.NOT_REACHED:
        _not_reached(taking, row, ClockKind.CALL_BACK)
        return
    _finish(taking, row, outcome)
    clocks.stop(taking.case, ClockKind.CALL_BACK, at=taking.at)
    if outcome == LookBackOutcome.PRESSED:
        leaving.bring_back(taking)


def _require(taking: Taking) -> LookBack:
    row = look_back_plans.opened_of(taking.case)
    if row is None:
        raise Refused("no_look_back", "这件现在没有要回头看的")
    return row


def _note(taking: Taking, row: LookBack) -> None:
    row.called, row.said = taking.given.called, taking.given.said
    taking.say(look_back=row.pk, source=row.source, outcome=taking.given.outcome)
    taking.keep(called=row.called, said=row.said)


def _finish(taking: Taking, row: LookBack, outcome: str) -> None:
    row.outcome, row.done_at, row.done_on, row.done_by = outcome, taking.at, taking.on, taking.user
    row.save()


def _not_reached(taking: Taking, row: LookBack, kind: ClockKind) -> None:
    """Tried again within the same days; after the last try the next number of the draw takes its place."""
    row.tries += 1
    if row.tries < taking.option("look_back_tries"):
        row.save(update_fields=["tries", "called", "said"])
        clocks.stop(taking.case, kind, at=taking.at, reason=StopReason.ATTEMPTED)
        clocks.start(taking.case, kind, at=taking.at, calendar=taking.calendar)
        return
    _finish(taking, row, LookBackOutcome.NOT_REACHED)
    clocks.stop(taking.case, kind, at=taking.at, reason=StopReason.ATTEMPTED)
    if row.draw is not None:
        draws.next_number(row.draw, on=taking.on)


def _holds(taking: Taking, row: LookBack) -> None:
    awaited = Promise.objects.awaited().filter(case=taking.case)
    if row.source == LookBackSource.PROMISE and awaited.exists():
        raise Refused("keep_first", "请先登记承诺已兑现（写明兑现情况），再记录没有反复", field="outcome")
    promises.confirm(taking, ConfirmedBy.LOOK_BACK)


def _came_back(taking: Taking, row: LookBack) -> None:
    """A promise that was to be kept by now, or was said to be, is broken by it."""
    promise = Promise.objects.standing().filter(case=taking.case).last()
    if promise is not None and (promise.kept_at is not None or row.source == LookBackSource.PROMISE):
        promises.fail(promise, taking)
    back_to_work(taking, because="回头看发现问题仍在，请继续办理")
