"""The buttons of a case: the next right step in red, its counterpart beside it, the rest behind 更多."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from casework.engine import Step
from casework.queues.table import Moment
from requests_app.desk.views.opening import Opened, step_url
from requests_app.models import Proposal, Reply
from requests_app.models.assignments import AssignmentStatus, ReplyState
from requests_app.models.contacts import ProposalKind
from requests_app.queues import CASE_QUEUES, QUEUES
from requests_app.steps.reply_guards import waiting_reply

# What stands beside the next right step: the way for the other answer to the same question.
COUNTERPARTS = {
    "sign": "return",
    "confirm": "hand_back",
    "answer": "send_back",
    "accept": "propose_decline",
    "assign": "decline",
    "contact": "propose_assignment",
    "reply": "ask",
    "opinion": "ask",
    "record_verdict": "close",
    "extend": "refuse_extension",
    "transfer": "refuse_transfer",
    "consult": "drop_consult",
    "pass_on": "return",
    "check": "dispute_class",
}
# What would be done next, were it not proposed to decline or refer the case.
BEFORE_A_UNIT = frozenset({"accept", "confirm_finding", "assign", "answer_on_the_spot", "consult"})
# Their words depend on the reply that waits.
AFTER_A_REPLY = frozenset({"answer", "send_back"})
# Short enough to be done in the case's own page, where htmx is there.
IN_PLACE = frozenset(
    {
        "sign",
        "contact",
        "ask",
        "urge",
        "hand_back",
        "send_back",
        "propose_decline",
        "hand_over",
        "end_help",
        "record_sign",
        "pass_on",
        "ask_extension",
        "refuse_extension",
        "refuse_transfer",
        "drop_consult",
        "dispute_class",
        "supervise",
        "release",
    }
)


@dataclass(frozen=True)
class Action:
    label: str
    url: str
    in_place: bool = False


@dataclass(frozen=True)
class Actions:
    primary: Action | None
    second: Action | None
    more: tuple[Action, ...]

    @property
    def any(self) -> bool:
        return bool(self.primary or self.second or self.more)


def actions_of(opened: Opened) -> Actions:
    """Red only for what is this person's turn now, as the home's queue says; auditors get none."""
    possible = [step for step in opened.steps if step.is_button]
    turn = steps_due(opened)
    first = next((step for step in possible if step.name in turn), None)
    rest = [step for step in possible if step is not first]
    beside = COUNTERPARTS.get(first.name if first else "", "")
    second = next((step for step in rest if step.name == beside), None)
    asked = any(step.name in AFTER_A_REPLY for step in possible)
    written = waiting_reply(opened.file, ReplyState.SENT, ReplyState.CHECKED) if asked else None

    def action(step: Step) -> Action:
        return Action(_label(step, written), step_url(opened.case, step.name), step.name in IN_PLACE)

    more = [action(step) for step in rest if step is not second]
    return Actions(
        action(first) if first else None, action(second) if second else None, (*more, *_papers(opened))
    )


def steps_due(opened: Opened) -> frozenset[str]:
    """Steps that one of this person's queues waits for in this case."""
    now = Moment(opened.on, opened.calendar)
    keys: set[str] = set()
    kinds = {clock.kind for clock in opened.file.running if clock.paused_on is None}
    for scope in opened.scopes.all:
        keys |= CASE_QUEUES.queues_of(opened.case.pk, scope, now, of_kinds=kinds)
    due = {QUEUES[key].step for key in keys}
    if "paper" in keys:
        due |= _to_be_recorded(opened)
    if "accept" in keys:
        due.add("confirm_finding")
    if (asked := opened.file.proposed_disposal) is not None:
        due -= BEFORE_A_UNIT
        due |= _disposing(asked) if "decide" in keys else set()
    if "supervision" in keys:
        due |= {"release"}
    return frozenset(due - {"", "urge"})


def _to_be_recorded(opened: Opened) -> set[str]:
    """What a unit has to do next by letter, for staff who write it down: it signs before it replies."""
    due: set[str] = set()
    attended = frozenset[int]().union(*(scope.attended for scope in opened.scopes.all))
    headed = frozenset[int]().union(*(scope.headed for scope in opened.scopes.all))
    waiting = waiting_reply(opened.file, ReplyState.AWAITS_HEAD)
    if waiting is not None and waiting.assignment.department_id not in headed:
        due.add("record_reply")
    for part in opened.file.current:
        at_relay = part.status == AssignmentStatus.AT_RELAY
        unit = part.through if at_relay else part.department
        if unit is None or unit.pk in attended:
            continue
        if at_relay:
            due.add("record_pass_on")
        elif part.status == AssignmentStatus.SENT:
            due.add("record_sign")
        elif part.is_lead and part.status == AssignmentStatus.SIGNED:
            due.add("record_reply")
    return due


def _disposing(asked: Proposal) -> set[str]:
    """The step that follows what was proposed; of the two that decline, the one that the status allows."""
    return {"refer"} if asked.kind == ProposalKind.REFER else {"decline", "terminate"}


def label_of(step: Step, opened: Opened) -> str:
    """The button's words, with the unit's name where one is meant."""
    if step.name not in AFTER_A_REPLY:
        return step.label
    return _label(step, waiting_reply(opened.file, ReplyState.SENT, ReplyState.CHECKED))


def _label(step: Step, written: Reply | None) -> str:
    if written is not None and step.name == "answer" and written.state == ReplyState.SENT:
        return "核对并答复企业"
    if written is not None and step.name == "send_back":
        return f"退回{written.assignment.department.short_name}重办"
    return step.label


def _papers(opened: Opened) -> list[Action]:
    number, found = opened.case.ledger_number, []
    if opened.access.reissues and not opened.case.sealed:
        found.append(Action("补发查询码", reverse("requests:reissue", args=[number])))
    if opened.access.copies:
        found.append(Action("提供本人信息副本", reverse("requests:personal_copy", args=[number])))
    return found
