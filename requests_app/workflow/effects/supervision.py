"""重点督办: ordered by the approver on a followed case, until a day; released by the approver (§ 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from groups.models import DepartmentOfficer
from office.models import User
from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Assignment, EnterpriseRequest, LookBack, Promise, Supervision
from requests_app.models.assignments import Part
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.workflow import telling
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class SuperviseGiven:
    reason: str = ask("line", "督办理由", max_length=200, min_length=5)
    until_on: date = ask("date", "督办至")


@dataclass(frozen=True)
class ReleaseGiven:
    reason: str = ask("line", "解除理由", max_length=200)


def supervise_guard(taking: Taking) -> Refused | None:
    if not is_followed(taking.case):
        return Refused("not_followed", "这件诉求已经结束，没有到期承诺要跟踪，不用督办")
    standing = Supervision.objects.unreleased().filter(case=taking.case).first()
    if standing is not None and not standing.has_expired(taking.on):
        return Refused("supervised", "已经是重点督办")
    return None


def is_followed(case: EnterpriseRequest) -> bool:
    """Not ended, or with a promise still to keep or a look-back due (docs/domain.md § 2)."""
    if case.status != Status.CLOSED:
        return True
    due = LookBack.objects.opened().filter(case=case)
    return Promise.objects.standing().filter(case=case).exists() or due.exists()


def supervise(taking: Taking) -> None:
    """A former one that has run out is released by the new one."""
    case, given = taking.case, taking.given
    if not taking.on < given.until_on <= taking.on + LONGEST:
        raise Refused("invalid", "督办期限应在今天之后、一年之内", field="until_on")
    for former in Supervision.objects.unreleased().filter(case=case):
        _release(taking, former, "到期后再次督办")
    row = Supervision.objects.create(
        case=case,
        reason=given.reason,
        until_on=given.until_on,
        ordered_at=taking.at,
        ordered_on=taking.on,
        ordered_by=taking.user,
    )
    clocks.start(
        case, ClockKind.SUPERVISE, at=taking.at, calendar=taking.calendar, due_on=given.until_on, days=0
    )
    taking.say(supervision=row.pk, until=row.until_on.isoformat())
    taking.keep(reason=row.reason)
    taking.then(
        lambda: telling.people(
            case,
            f"supervise:{row.pk}",
            _watched(taking),
            f"列为重点督办，请抓紧办理（至{row.until_on.month}月{row.until_on.day}日）",
            at=taking.at,
        )
    )


def release_guard(taking: Taking) -> Refused | None:
    standing = Supervision.objects.unreleased().filter(case=taking.case).exists()
    return None if standing else Refused("not_supervised", "现在不是重点督办")


def release(taking: Taking) -> None:
    row = Supervision.objects.unreleased().filter(case=taking.case).last()
    if row is None:
        raise Refused("not_supervised", "现在不是重点督办")
    _release(taking, row, taking.given.reason)
    taking.say(supervision=row.pk)
    taking.keep(reason=row.release_reason)
    taking.then(
        lambda: telling.people(
            taking.case, f"release:{row.pk}", _watched(taking), "解除重点督办", at=taking.at
        )
    )


def _release(taking: Taking, row: Supervision, reason: str) -> None:
    row.released_at, row.released_on, row.released_by = taking.at, taking.on, taking.user
    row.release_reason = reason
    row.save()
    clocks.stop(taking.case, ClockKind.SUPERVISE, at=taking.at)


def _watched(taking: Taking) -> list[User]:
    """Who works on it and who answers for the unit: handlers, heads, representative, liaisons."""
    case, on = taking.case, taking.on
    told = telling.handling_representative(case, on) + telling.liaisons(case, on)
    lead = Assignment.objects.current().filter(case=case, part=Part.LEAD).select_related("department").first()
    if lead is not None:
        told += telling.officers(lead, DepartmentOfficer.Duty.HANDLER, on)
        told += telling.officers(lead, DepartmentOfficer.Duty.HEAD, on)
    return list(dict.fromkeys(told))
