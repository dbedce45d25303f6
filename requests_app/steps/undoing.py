"""撤销受理, 撤销交办: taking back one's own last step on its day, as long as nobody has acted on it.

Nothing is deleted: number and letters stay, the event of the undoing stands behind that of the step.
Rule: docs/domain.md § 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.taken_steps import TakenStep, first_taken_since
from office.calendar import local_date
from office.models import Event, User
from office.notifications import notices
from office.refusals import Refused
from office.templatetags.wording import plain_moment
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Clock
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.requests import Status
from requests_app.notifications import recipients
from requests_app.notifications.declared import Occasion, ToPeople
from requests_app.steps.acceptance import DECIDED
from requests_app.steps.parts import end_part
from requests_app.steps.sets import OFFICE

# What others may write beside a case without acting on what was decided.
BESIDE = frozenset({"note"})
SENT = (AssignmentStatus.SENT, AssignmentStatus.AT_RELAY)


@dataclass(frozen=True)
class UndoInputs:
    reason: str = input_field("line", "为什么撤销", required=False, max_length=200)


def undo_acceptance_guard(context: StepContext) -> Refused | None:
    """As `_undoable`, of `accept`."""
    return _undoable(context, "accept", context.subject.accepted_on == context.on)


def undo_assignment_guard(context: StepContext) -> Refused | None:
    """As `_undoable`, of `assign`."""
    today = any(row.assigned_on == context.on and row.is_lead for row in context.file.assignments)
    return _undoable(context, "assign", today)


def _undoable(context: StepContext, name: str, is_of_today: bool) -> Refused | None:
    """Only one's own step, on its day, and only while it is the last one that anybody took.

    Refuses `too_late`, `not_own` and `acted_on`, the last with who did what, when. `is_of_today` spares the query.
    """
    event = _step(context, name) if is_of_today else None
    if event is None or local_date(event.at) != context.on:
        return Refused("too_late", "只能撤销当天办的，这一步不是今天办的")
    if event.by_user_id != context.user.pk:
        return Refused("not_own", "只能由办这一步的本人撤销")
    acted = first_taken_since(context.subject, event.seq, beside=BESIDE)
    return None if acted is None else Refused("acted_on", acted_on(acted))


def acted_on(acted: TakenStep) -> str:
    """Why it cannot be taken back any more: who did what, when."""
    return f"{acted.by}已于{plain_moment(timezone.localtime(acted.at))}“{acted.title}”，不能再撤销"


def _step(context: StepContext, name: str) -> Event | None:
    """The last taking of the step, where nothing of the same kind came after it."""
    return Event.objects.filter(subject=context.subject.subject, action=name).order_by("-seq").first()


def undo_acceptance(context: StepContext) -> None:
    """Back to 待受理 with what stood there before; the date that the enterprise was told stays (§ 2, clocks)."""
    case, event = context.subject, _step(context, "accept")
    told = recipients.representative_or_liaison(case, context.on)
    for name in DECIDED:
        setattr(case, name, event.data.get("before", {}).get(name, getattr(case, name)) if event else None)
    case.accepted_at, case.accepted_on = None, None
    _begin_again(context, ClockKind.ACCEPT, instead_of=(ClockKind.CONTACT, ClockKind.ASSIGN))
    context.move(Status.SUBMITTED)
    context.record_private(reason=context.inputs.reason)
    for user in told:
        notices.dealt_with(case.subject, user, at=context.at)
    context.notify(ACCEPTANCE_UNDONE, people=told)


def undo_assignment(context: StepContext) -> None:
    """Back to 已受理: the parts end before anybody signed, their letters stay in the register; the units are told."""
    case, event = context.subject, _step(context, "assign")
    sent = Assignment.objects.filter(case=case, status__in=SENT)
    for part in sent.filter(assigned_at=event.at if event else context.at).select_related(
        "department", "through"
    ):
        at_relay = part.status == AssignmentStatus.AT_RELAY
        find = recipients.relay_officers if at_relay else recipients.officers
        end_part(context, part)
        for key in ("assigned", "relayed"):
            notices.overtaken(f"{case.subject}:{key}:{part.pk}", at=context.at)
        context.notify(ASSIGNMENT_UNDONE, part, people=find(part, "handler", context.on))
    last = Clock.objects.filter(case=case, kind__in=(ClockKind.ASSIGN, ClockKind.REASSIGN)).latest("pk")
    _begin_again(context, last.kind)
    context.move(Status.ACCEPTED)
    context.record_private(reason=context.inputs.reason)


def _begin_again(context: StepContext, kind: str, *, instead_of: Iterable[str] = ()) -> None:
    """The clock that the undone step had stopped goes on with the days that it had left."""
    case = context.subject
    clocks.stop(case, *instead_of, at=context.at, reason=StopReason.VOID)
    stopped = Clock.objects.filter(case=case, kind=kind).latest("pk")
    stopped.case = case
    clocks.restart(stopped, at=context.at, calendar=context.calendar)


def _named(occasion: Occasion) -> list[User]:
    people: list[User] = occasion.values["people"]
    return people


ACCEPTANCE_UNDONE = ToPeople(
    key="accept_undone:{at}", to=(_named,), title="一件诉求的受理已撤销，先不用联系企业"
)
ASSIGNMENT_UNDONE = ToPeople(
    key="assign_undone:{row.pk}",
    to=(_named,),
    title="交办给{row.department.short_name}的诉求已撤销，不用办理",
)


STEPS = (
    Step(
        name="undo_accept",
        label="撤销受理",
        sources=frozenset({Status.ACCEPTED}),
        targets=frozenset({Status.SUBMITTED}),
        who=OFFICE,
        inputs=UndoInputs,
        guard=undo_acceptance_guard,
        effect=undo_acceptance,
        history=Words(requester="受理有误，重新核对后受理", is_told_at_counter=True),
        importance=Importance.LEAVING,
    ),
    Step(
        name="undo_assign",
        label="撤销交办",
        sources=frozenset({Status.ASSIGNED}),
        targets=frozenset({Status.ACCEPTED}),
        who=OFFICE,
        inputs=UndoInputs,
        guard=undo_assignment_guard,
        effect=undo_assignment,
        history=Words(requester="交办有误，重新交办", is_told_at_counter=True),
        importance=Importance.LEAVING,
    ),
)
