"""核对: the representative's word on a unit's reply, passed on or sent back (docs/domain.md § 3)."""

from __future__ import annotations

from casework.engine import Importance, Step, StepContext
from casework.history import Words, of_unit
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models.assignments import ReplyState
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps.parts import reopen_lead
from requests_app.steps.replies import RemarkInputs, required
from requests_app.steps.reply_guards import has_reply


def check_reply(context: StepContext) -> None:
    """The representative, or the liaison, finds that it may be passed on."""
    written = required(context, ReplyState.SENT)
    written.state, written.checked_by = ReplyState.CHECKED, context.by.user
    written.save(update_fields=["state", "checked_by"])
    clocks.stop(context.subject, ClockKind.CHECK, at=context.at)
    context.record(reply=written.pk)


def send_back(context: StepContext) -> None:
    """The reply is empty or evasive: a unit's clock starts anew, the enterprise's date stays."""
    written = required(context, ReplyState.SENT, ReplyState.CHECKED)
    written.state, written.remark, written.checked_by = (
        ReplyState.SENT_BACK,
        context.inputs.remark,
        context.by.user,
    )
    written.save(update_fields=["state", "remark", "checked_by"])
    reopen_lead(context, written.assignment)
    clocks.stop(context.subject, ClockKind.CHECK, ClockKind.CLASS, at=context.at)
    context.record(reply=written.pk, unit=written.assignment.department.code)
    context.record_private(remark=context.inputs.remark)
    context.row = written


STEPS = (
    Step(
        name="check",
        label="核对通过",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.REPRESENTATIVE, parties.LIAISON}),
        guard=has_reply(ReplyState.SENT, refusal="没有待核对的回复"),
        effect=check_reply,
        done="核对单位回复",
        importance=Importance.WORK,
    ),
    Step(
        name="send_back",
        label="退回重办",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.REPRESENTATIVE, parties.LIAISON}),
        inputs=RemarkInputs,
        guard=has_reply(ReplyState.SENT, ReplyState.CHECKED, refusal="没有可退回的回复"),
        effect=send_back,
        done="退回单位重办",
        notifications=(
            ToPeople(
                key="sent_back:{row.pk}", to=(audiences.handlers,), title="回复被退回重办，请补充后重新回复"
            ),
        ),
        history=Words(requester=of_unit("的回复被退回，要求重办")),
        importance=Importance.REFUSAL,
    ),
)
