"""检举控告: a sealed case has one keeper. Where another person must decide, the keeping passes to that person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from office import notices
from office.models import User
from office.refusals import Refused
from requests_app import conflicts
from requests_app.models import Clock, Disposal, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.workflow import telling
from requests_app.workflow.effects import look_back_plans
from requests_app.workflow.engine import Taking

Barred = Callable[[User], bool]


def seal(taking: Taking) -> None:
    """Out of every list but the keeper's and the auditor's, and out of what others were told."""
    case, at = taking.case, taking.at
    case.sealed, case.sealed_for = True, taking.user
    taking.then(lambda: _withhold(case, at))
    look_back_plans.drop(taking)
    running = Clock.objects.running().filter(case=taking.case)
    if running.filter(kind=ClockKind.SETTLE).exists():
        entrust_settling(taking)
    elif running.filter(kind=ClockKind.APPEAL).exists():
        entrust_appeal(taking)


def _withhold(case: EnterpriseRequest, at: datetime) -> None:
    """From everybody but whoever keeps it by then: another may have to decide."""
    if case.sealed_for is not None:
        notices.withhold(case.subject, keeper=case.sealed_for, at=at)


def seal_guard(taking: Taking) -> Refused | None:
    return Refused("sealed", "已经是密封件") if taking.case.sealed else None


def entrust_settling(taking: Taking) -> None:
    """A second no is settled by somebody who took no part; the keeper often did."""
    _entrust(taking, lambda user: conflicts.took_part(taking.case, user))


def entrust_appeal(taking: Taking) -> None:
    """An appeal is decided by neither proposer nor decider, of a sealed case too."""
    disposal = Disposal.objects.filter(case=taking.case).latest("id")
    _entrust(taking, lambda user: user.pk in (disposal.decided_by_id, disposal.proposed_by_id))


def _entrust(taking: Taking, barred: Barred) -> None:
    case = taking.case
    if not case.sealed or case.sealed_for is None or not barred(case.sealed_for):
        return
    office = [*telling.approvers(taking.on), *telling.staff(taking.on)]
    keeper = next((user for user in office if not barred(user)), None)
    if keeper is None:
        return
    case.sealed_for = keeper
    taking.say(keeper=keeper.pk)
    taking.then(
        lambda: telling.people(
            case, f"entrusted:{taking.at.isoformat()}", [keeper], "一件密封件转由您处理", at=taking.at
        )
    )
