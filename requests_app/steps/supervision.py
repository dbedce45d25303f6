"""重点督办: ordered by the approver on a followed case, until a day; released by the approver (§ 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from office.refusals import Refused
from office.templatetags.wording import coded_day, short_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Supervision
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps.sets import FOLLOWED

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class SuperviseInputs:
    reason: str = input_field("line", "督办理由", max_length=200, min_length=5)
    until_on: date = input_field("date", "督办至")


@dataclass(frozen=True)
class ReleaseInputs:
    reason: str = input_field("line", "解除理由", max_length=200)


def supervise_guard(context: StepContext) -> Refused | None:
    """Something is still followed, and no supervision is in force. Refuses `not_followed`, `supervised`."""
    if not is_followed(context.file):
        return Refused("not_followed", "这件诉求已经结束，没有到期承诺要跟踪，不用督办")
    row = context.file.supervision
    if row is not None and not row.has_expired(context.on):
        return Refused("supervised", f"已经是重点督办，{short_day(row.until_on)}到期以后可以再列")
    return None


def is_followed(file: CaseFile) -> bool:
    """Not ended, or with a promise still to keep or a look-back due (docs/domain.md § 2)."""
    if file.case.status != Status.CLOSED:
        return True
    return any(promise.is_standing for promise in file.promises) or file.look_back is not None


def until_within_a_year(context: StepContext) -> None:
    """Raises `Refused("invalid")` for a day that has come or is more than a year ahead."""
    if not context.on < context.inputs.until_on <= context.on + LONGEST:
        raise Refused("invalid", "督办期限应在今天之后、一年之内", field="until_on")


def supervise(context: StepContext) -> None:
    """重点督办 until a local date; a former one that has run out is released by the new one."""
    case, inputs = context.subject, context.inputs
    for former in Supervision.objects.unreleased().filter(case=case):
        _release(context, former, "到期后再次督办")
    row = Supervision.objects.create(
        case=case,
        reason=inputs.reason,
        until_on=inputs.until_on,
        ordered_at=context.at,
        ordered_on=context.on,
        ordered_by=context.user,
    )
    clocks.start(
        case, ClockKind.SUPERVISE, at=context.at, calendar=context.calendar, due_on=inputs.until_on, days=0
    )
    context.record(supervision=row.pk, until=row.until_on.isoformat())
    context.record_private(reason=row.reason)
    context.row = row


def release_guard(context: StepContext) -> Refused | None:
    """Refuses `not_supervised` where none is to be released."""
    return None if context.file.supervision else Refused("not_supervised", "现在不是重点督办")


def release(context: StepContext) -> None:
    """Before its day, with the reason; everybody who was told of it is told.

    Raises `Refused("not_supervised")`.
    """
    row = Supervision.objects.unreleased().filter(case=context.subject).last()
    if row is None:
        raise Refused("not_supervised", "现在不是重点督办")
    _release(context, row, context.inputs.reason)
    context.record(supervision=row.pk)
    context.record_private(reason=row.release_reason)
    context.row = row


def _release(context: StepContext, row: Supervision, reason: str) -> None:
    row.released_at, row.released_on, row.released_by = context.at, context.on, context.user
    row.release_reason = reason
    row.save()
    clocks.stop(context.subject, ClockKind.SUPERVISE, at=context.at)


# Who works on it and who answers for the unit.
WATCHED = (
    audiences.handling_representative,
    audiences.liaisons,
    audiences.lead_handlers,
    audiences.lead_heads,
)


def _supervised(data: Mapping[str, Any], names: Names) -> str:
    return f"督办至{coded_day(data.get('until'))}"


STEPS = (
    Step(
        name="supervise",
        label="列为重点督办",
        sources=FOLLOWED | {Status.MERGED, Status.CLOSED},
        who=frozenset({parties.APPROVER}),
        inputs=SuperviseInputs,
        guard=supervise_guard,
        checks=(until_within_a_year,),
        effect=supervise,
        notifications=(
            ToPeople(
                key="supervise:{row.pk}",
                to=WATCHED,
                title="列为重点督办，请抓紧办理（至{row.until_on:day}）",
            ),
        ),
        history=Words(desk=_supervised, requester="列为重点督办"),
        importance=Importance.BESIDE,
    ),
    Step(
        name="release",
        label="解除重点督办",
        sources=frozenset(Status),
        who=frozenset({parties.APPROVER}),
        inputs=ReleaseInputs,
        guard=release_guard,
        effect=release,
        notifications=(ToPeople(key="release:{row.pk}", to=WATCHED, title="解除重点督办"),),
        importance=Importance.BESIDE,
    ),
)
