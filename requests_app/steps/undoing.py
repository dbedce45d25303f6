"""撤销受理, 撤销交办, 撤回催办, 撤销移交: taking back one's own last step on its day, as long as nobody has acted on it.

Nothing is deleted: number and letters stay, the event of the undoing stands behind that of the step.
Rule: docs/domain.md § 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from casework import engine
from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.taken_steps import TakenStep, first_taken_since
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.models import Event, User
from office.models.notices import NoticeQuerySet
from office.notifications import notices, taking_back
from office.refusals import Refused
from office.templatetags.wording import plain_moment
from office.verbs import verb
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Clock, EnterpriseRequest, Letter, Urging
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.requests import Status
from requests_app.notifications import messages, recipients
from requests_app.notifications.declared import Occasion, ToPeople
from requests_app.steps.acceptance import DECIDED
from requests_app.steps.handovers import HandOverInputs
from requests_app.steps.parts import end_part
from requests_app.steps.sets import OFFICE
from requests_app.steps.urging import URGED_IN

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


def undo_urging_guard(context: StepContext) -> Refused | None:
    """As `_undoable`, of `urge`; and nobody has read of it yet, nor has a message of it left. Refuses `told`."""
    row = _urging_of(context)
    refused = _undoable(context, "urge", row is not None)
    if refused is None and row is not None and taking_back.has_reached(_told_of(row)):
        return TOLD
    return refused


def _undoable(context: StepContext, name: str, is_of_today: bool) -> Refused | None:
    """As `refusal_of`; `is_of_today` spares the query."""
    event = _step(context.subject, name) if is_of_today else None
    return refusal_of(context.subject, event, by=context.user, on=context.on)


def refusal_of(case: EnterpriseRequest, event: Event | None, *, by: User | None, on: date) -> Refused | None:
    """Only one's own step, on its day, and only while it is the last one that anybody took.

    Refuses `too_late`, `not_own` and `acted_on`, the last with who did what, when.
    """
    if event is None or local_date(event.at) != on:
        return Refused("too_late", "只能撤销当天办的，这一步不是今天办的")
    if by is None or event.by_user_id != by.pk:
        return Refused("not_own", "只能由办这一步的本人撤销")
    acted = first_taken_since(case, event.seq, beside=BESIDE)
    return None if acted is None else Refused("acted_on", acted_on(acted))


def acted_on(acted: TakenStep) -> str:
    """Why it cannot be taken back any more: who did what, when."""
    return f"{acted.by}已于{plain_moment(timezone.localtime(acted.at))}“{acted.title}”，不能再撤销"


def _step(case: EnterpriseRequest, name: str) -> Event | None:
    """The last taking of the step, where nothing of the same kind came after it."""
    return Event.objects.filter(subject=case.subject, action=name).order_by("-seq").first()


def _urging_of(context: StepContext) -> Urging | None:
    """The last one of the case, where it is of today.

    For the buttons of a page the letters say that none is, where there are some: the page reads them anyway.
    """
    issued = [row.issued_on for row in context.file.letters if row.kind == Letter.Kind.URGING]
    if context.inputs is None and issued and max(issued) != context.on:
        return None
    last = max(context.file.urgings, key=lambda row: row.pk, default=None)
    return last if last is not None and last.urged_on == context.on else None


def _told_of(row: Urging) -> NoticeQuerySet:
    return taking_back.facts(f"{row.case.subject}:urge:{row.pk}")


def undo_acceptance(context: StepContext) -> None:
    """Back to 待受理 with what stood there before; the date that the enterprise was told stays (§ 2, clocks)."""
    case, event = context.subject, _step(context.subject, "accept")
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
    case, event = context.subject, _step(context.subject, "assign")
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


def undo_urging(context: StepContext) -> None:
    """It counts no more and nobody is told; the numbers of its letters stay used. Raises `Refused("told")`."""
    row = _urging_of(context)
    if row is None or not taking_back.take_back(_told_of(row), at=context.at):
        raise TOLD
    row.delete()
    context.record_private(reason=context.inputs.reason)


@verb
def undo_hand_over(case: EnterpriseRequest, *, by: Actor, at: datetime) -> None:
    """撤销移交: to whom had it before, by the same step; who was to take it over is told where that was told.

    Raises `Refused`: as `refusal_of`, `nobody_before`, what the step itself refuses.
    """
    EnterpriseRequest.objects.select_for_update(of=("self",)).get(pk=case.pk)
    event = _step(case, "hand_over")
    if (refused := refusal_of(case, event, by=by.user, on=local_date(at))) is not None:
        raise refused
    codes = event.data if event is not None else {}
    old = Representative.objects.filter(code=codes.get("old") or "").first()
    if event is None or old is None:
        raise Refused("nobody_before", "移交以前没有承办代表，不能撤销，请移交另一位代表")
    told = taking_back.facts(f"{case.subject}:handed_over:", told_at=event.at)
    was_told = not taking_back.take_back(told, at=at)
    people = list(User.objects.filter(representative__code=codes["new"])) if was_told else []
    engine.take("hand_over", case, HandOverInputs(old, "撤销移交"), by=by, at=at)
    messages.people(
        case, f"handed_back:{at.isoformat()}", people, "移交给您的一件诉求已撤回，不用办理", at=at
    )


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
TOLD = Refused("told", "催办已有人看到或已发出，不能撤回；不用再办的，请电话说明")
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
    Step(
        name="undo_urge",
        label="撤回催办",
        sources=URGED_IN,
        who=OFFICE,
        inputs=UndoInputs,
        guard=undo_urging_guard,
        effect=undo_urging,
        history=Words(requester="催办已撤回"),
        importance=Importance.LEAVING,
    ),
)
