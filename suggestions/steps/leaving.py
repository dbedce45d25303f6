"""撤回: a suggestion by its lead author in writing, or one author's own name (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from casework.engine import Importance, Step, StepContext
from casework.history import Words, label_of
from casework.inputs import input_field
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models.authors import AuthorState
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.merging import leads_nobody
from suggestions.steps.parts import end_parts, in_person, own_author, require_author
from suggestions.steps.telling import tell_requests


class Why(models.TextChoices):
    SOLVED = "solved", "问题已经解决"
    REWRITE = "rewrite", "情况有变，另行提出"
    ASKED_TO = "asked_to", "有人劝我撤回"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class WithdrawInputs:
    why: str = input_field("choice", "为什么撤回", choices=Why)
    text: str = input_field("text", "书面说明", max_length=1000)


def may_withdraw(context: StepContext) -> Refused | None:
    """In person; not while others are merged into it. Refuses `leads`, `in_person`."""
    return leads_nobody(context) or in_person(context)


def withdraw(context: StepContext) -> None:
    """Units stop; every request it grew from is to be settled otherwise."""
    if context.subject.first_answered_on is None:
        context.subject.leading = None
    end_parts(context)
    clocks.stop_all(context.subject, at=context.at)
    context.record(why=context.inputs.why)
    context.record_private(text=context.inputs.text)
    context.move(Status.WITHDRAWN)
    if context.subject.submitted_at is not None:
        tell_requests(context, "withdrawn")


def is_not_the_last(context: StepContext) -> Refused | None:
    """In person. Refuses `last` to the only author left, `not_author`."""
    author = own_author(context)
    if author is None or author.state != AuthorState.SIGNED:
        return Refused("not_author", "您没有在这件建议上列名")
    signed = [each for each in context.file.standing if each.state == AuthorState.SIGNED]
    if len(signed) < 2:
        return Refused("last", "只剩您一位提出人，请改用“撤回建议”")
    return in_person(context)


def leave(context: StepContext) -> None:
    """The name goes; where the lead author leaves, the next author speaks for the rest."""
    author = require_author(context)
    author.state = AuthorState.LEFT
    author.save(update_fields=["state"])
    context.record(representative=author.representative.code)
    context.record_private(reason=context.inputs.reason)


@dataclass(frozen=True)
class LeaveInputs:
    reason: str = input_field("text", "理由", max_length=500)


_BEFORE_ANSWER = frozenset(
    {Status.SUBMITTED, Status.RETURNED, Status.REGISTERED, Status.MERGED, Status.ASSIGNED, Status.HANDLING}
)
STEPS = (
    Step(
        name="withdraw",
        label="撤回建议",
        sources=_BEFORE_ANSWER | {Status.DRAFTING, Status.SIGNING},
        targets=frozenset({Status.WITHDRAWN}),
        who=frozenset({p.LEAD_AUTHOR}),
        inputs=WithdrawInputs,
        guard=may_withdraw,
        effect=withdraw,
        notifications=(Tell("withdrawn:{at}", (n.staff, n.handlers, n.authors), "代表撤回了建议"),),
        history=Words(desk=lambda data, names: label_of(Why, data.get("why"))),
        importance=Importance.LEAVING,
    ),
    Step(
        name="leave",
        label="撤回联名",
        sources=_BEFORE_ANSWER,
        who=frozenset({p.AUTHOR}),
        inputs=LeaveInputs,
        guard=is_not_the_last,
        effect=leave,
        notifications=(Tell("left:{at}", (n.staff, n.authors), "一位提出人撤回了联名"),),
        history=Words(desk=lambda data, names: names.representative(data, "representative")),
        importance=Importance.LEAVING,
    ),
)
