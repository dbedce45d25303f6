"""检举控告: a sealed case has one keeper. Where another person must decide, the keeping passes to that person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from office.models import User
from office.notifications import notices
from office.refusals import Refused
from requests_app.access import conflicts, parties
from requests_app.models import Clock, Disposal, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences, recipients
from requests_app.notifications.declared import ToPeople
from requests_app.steps import look_back_plans

Barred = Callable[[User], bool]


def seal(context: StepContext) -> None:
    """Out of every list but the keeper's and the auditor's, and out of what others were told."""
    case, at = context.subject, context.at
    case.sealed, case.sealed_for = True, context.user
    context.after(partial(_withhold, case, at))
    look_back_plans.drop(context)
    running = Clock.objects.running().filter(case=context.subject)
    if running.filter(kind=ClockKind.SETTLE).exists():
        entrust_settling(context)
    elif running.filter(kind=ClockKind.APPEAL).exists():
        entrust_appeal(context)


def _withhold(case: EnterpriseRequest, at: datetime) -> None:
    """From everybody but whoever keeps it by then: another may have to decide."""
    if case.sealed_for is not None:
        notices.withhold(case.subject, keeper=case.sealed_for, at=at)


def seal_guard(context: StepContext) -> Refused | None:
    """Refuses `sealed` where it is already."""
    return Refused("sealed", "已经是密封件") if context.subject.sealed else None


def entrust_settling(context: StepContext) -> None:
    """A second no is settled by somebody who took no part; the keeper often did."""
    _entrust(context, lambda user: conflicts.took_part(context.subject, user))


def entrust_appeal(context: StepContext) -> None:
    """An appeal is decided by neither proposer nor decider, of a sealed case too."""
    disposal = Disposal.objects.filter(case=context.subject).latest("id")
    _entrust(context, lambda user: user.pk in disposal.barred_from_appeal)


def _entrust(context: StepContext, barred: Barred) -> None:
    case = context.subject
    if not case.sealed or case.sealed_for is None or not barred(case.sealed_for):
        return
    office = [*recipients.approvers(context.on), *recipients.staff(context.on)]
    keeper = next((user for user in office if not barred(user)), None)
    if keeper is None:
        return
    case.sealed_for = keeper
    context.record(keeper=keeper.pk)
    context.notify(ENTRUSTED)


ENTRUSTED = ToPeople(key="entrusted:{at}", to=(audiences.keeper,), title="一件密封件转由您处理")


STEPS = (
    Step(
        name="seal",
        label="列为密封件",
        sources=frozenset(Status) - {Status.MERGED},
        who=frozenset({parties.STAFF}),
        guard=seal_guard,
        effect=seal,
        history=Words(is_inner=True),
        importance=Importance.LEAVING,
        confirm="列为密封件后，只有您和审计员能看到，确定吗？",
    ),
)
