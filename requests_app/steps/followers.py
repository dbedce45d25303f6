"""Cases merged into another: what its steps mean for them (docs/domain.md § 2, merge, unmerge, follow).

Each keeps its own date to its enterprise; the leading case is worked on, its answer waits to be confirmed for each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from casework import engine
from casework.engine import StepContext
from casework.inputs import input_field
from office.actors import Actor
from office.workdays import closing_time
from requests_app.access import public_cases
from requests_app.deadlines import case_states, clocks
from requests_app.deadlines.options import clock_days
from requests_app.models import Answer, EnterpriseRequest
from requests_app.models.clocks import Clock, ClockKind, StopReason
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople, ToRequester


@dataclass(frozen=True)
class UnmergeInputs:
    reason: str = input_field("line", "为什么单独办理", max_length=200)


def merged_into(case: EnterpriseRequest) -> QuerySet[EnterpriseRequest]:
    """The cases that follow this one, in the order of their entry."""
    return EnterpriseRequest.objects.filter(leading=case, status=Status.MERGED).order_by("pk")


def await_confirmation(follower: EnterpriseRequest, context: StepContext) -> None:
    """The leading case is answered: staff confirm the wording for this enterprise."""
    if Clock.objects.running().filter(case=follower, kind=ClockKind.FOLLOW).exists():
        return
    clocks.start(follower, ClockKind.FOLLOW, at=context.at, calendar=context.calendar)
    context.notify(ANSWER_TO_CONFIRM, case=follower)


def lead_answered(context: StepContext) -> None:
    """Each follower's own answer waits to be confirmed."""
    for follower in merged_into(context.subject):
        await_confirmation(follower, context)


def tell_who_met_it_too(context: StepContext, row: Answer) -> None:
    """Requesters who follow this case, which is public, without being merged into it."""
    for follower in public_cases.following(context.subject):
        context.notify(MET_TOO_ANSWERED, row, case=follower, number=context.subject.ledger_number)


def lead_reopened(context: StepContext) -> None:
    """What had not been confirmed yet waits for the next answer."""
    for follower in merged_into(context.subject):
        clocks.stop(follower, ClockKind.FOLLOW, at=context.at, reason=StopReason.VOID)


def lead_accepted(context: StepContext) -> None:
    """Whoever was merged before the leading case had a date gets one now."""
    for follower in merged_into(context.subject):
        give_date(follower, context.subject, context)
        follower.save(update_fields=["answer_due_on", "first_due_on"])
        case_states.remember(follower, context.on)


def give_date(follower: EnterpriseRequest, leading: EnterpriseRequest, context: StepContext) -> None:
    """A case without a date of its own gets the earlier of what it would have got and the leading one's."""
    running = Clock.objects.running().filter(case=follower, kind=ClockKind.ANSWER)
    if leading.answer_due_on is None or running.exists():
        return
    calendar = context.calendar
    own = calendar.due_day(
        calendar.start_day(context.at, closing_time(context.on)),
        clock_days(ClockKind.ANSWER, leading.difficulty, context.on),
    )
    due_on = min(own, max(leading.answer_due_on, calendar.next_working(context.on)))
    days = max(1, calendar.count(calendar.start_day(context.at, closing_time(context.on)), due_on))
    clock = clocks.start(follower, ClockKind.ANSWER, at=context.at, calendar=calendar, days=days)
    follower.answer_due_on = clock.due_on
    follower.first_due_on = follower.first_due_on or clock.due_on


def release(context: StepContext, why: str) -> Callable[[], None]:
    """The leading case leaves its way: every follower goes on by itself. To be called after the state is written."""

    def each() -> None:
        for follower in merged_into(context.subject):
            engine.take(
                "unmerge", follower, UnmergeInputs(reason=why), by=Actor.system("merging"), at=context.at
            )

    return each


MET_TOO_ANSWERED = ToRequester(
    key="met_too_answered:{row.pk}:{case.pk}",
    title="您跟踪的一件诉求有了答复",
    body="您跟踪的 {number} 已经答复，在您的进度页（受理编号 {case.ledger_number}）可以看到。您自己的一件照常办理。",
)
ANSWER_TO_CONFIRM = ToPeople(
    key="follow:{case.pk}:{at}",
    to=(audiences.staff,),
    title="合并办理的主件已答复，请为这一件确认答复",
)
