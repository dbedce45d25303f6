"""移交代表: another representative handles the case, or nobody in office does (docs/domain.md § 10.14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, label_of
from casework.inputs import input_field
from groups.models import Representative
from office.refusals import Refused
from requests_app.access import parties
from requests_app.access.candidates import refuse_conflict
from requests_app.deadlines import clocks
from requests_app.models.handovers import PassedUp
from requests_app.models.requests import UNENDED, Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps.sets import WORKING


def leave_to_liaison(context: StepContext) -> None:
    """The handling representative is out of office: nothing stays in a hand that may not act (任职, § 10.14)."""
    case, old = context.subject, context.subject.representative
    case.representative = None
    if old.user is not None:
        clocks.forget_reminders(case, old.user, at=context.at)
    context.record(old=old.code)


def has_left(context: StepContext) -> Refused | None:
    """The handling representative is out of office on the local date. Refuses `in_office`."""
    person = context.subject.representative
    if person is None or person.is_in_office(context.on):
        return Refused("in_office", "承办代表仍在任")
    return None


@dataclass(frozen=True)
class HandOverInputs:
    representative: Representative = input_field("representative", "改由哪位代表承办")
    reason: str = input_field("line", "移交原因", max_length=200)
    passed_up: str = input_field(
        "choice",
        "代表本人提出的，是什么原因",
        required=False,
        choices=PassedUp,
        hint="不是代表本人提出的不选。“其他原因”在联系期限内移交的，履职评价按未承办计；前三种不计",
    )


def may_hand_over(context: StepContext) -> Refused | None:
    """Staff; the liaison where nobody in office has the case in hand. Refuses `in_office`."""
    person = context.subject.representative
    if context.party == parties.LIAISON and person is not None and person.is_in_office(context.on):
        return Refused("in_office", "承办代表在任的，由代表工作机构移交")
    return None


def another_in_office(context: StepContext) -> None:
    """Raises `Refused` beside `representative`: `not_in_office` on the local date of the step, `same`, `conflict`
    where 回避 keeps them away (docs/domain.md § 1).
    """
    case, new = context.subject, context.inputs.representative
    if not Representative.objects.in_office(context.on).filter(pk=new.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")
    if new.pk == case.representative_id:
        raise Refused("same", "现在就是这位代表承办", field="representative")
    refuse_conflict(new, case, group=case.group, on=context.on, field="representative")


def hand_over(context: StepContext) -> None:
    """To another representative in office on the local date of the step."""
    case, new = context.subject, context.inputs.representative
    old, case.representative = case.representative, new
    if old is not None and old.user is not None:
        clocks.forget_reminders(case, old.user, at=context.at)
    passed_up = {"passed_up": context.inputs.passed_up} if context.inputs.passed_up else {}
    context.record(old=old.code if old else "", new=new.code, **passed_up)
    context.record_private(reason=context.inputs.reason)


def _handed_over(data: Mapping[str, Any], names: Names) -> str:
    old, new = (names.representative(data, key) for key in ("old", "new"))
    words = f"由{old}移交{new}" if old else f"移交{new}"
    why = label_of(PassedUp, data.get("passed_up"))
    return f"{words}，代表本人提出：{why}" if why else words


def _left(data: Mapping[str, Any], names: Names) -> str:
    return names.representative(data, "old")


STEPS = (
    Step(
        name="hand_over",
        label="移交代表",
        sources=WORKING | {Status.ANSWERED},
        who=frozenset({parties.STAFF, parties.LIAISON}),
        inputs=HandOverInputs,
        guard=may_hand_over,
        checks=(another_in_office,),
        effect=hand_over,
        notifications=(
            ToPeople(
                key="handed_over:{at}", to=(audiences.representative_or_liaison,), title="有一件诉求移交给您"
            ),
        ),
        history=Words(desk=_handed_over, requester="改由另一位代表承办", is_inner=True),
        importance=Importance.LEAVING,
    ),
    Step(
        name="leave_to_liaison",
        label="转联络员",
        sources=frozenset(UNENDED),
        who=frozenset({parties.SYSTEM}),
        guard=has_left,
        effect=leave_to_liaison,
        done="承办代表不在任，转联络员",
        notifications=(
            ToPeople(
                key="left_to_liaison:{at}",
                to=(audiences.liaisons,),
                title="承办代表已不在任，请另定代表或代为办理",
            ),
        ),
        history=Words(desk=_left, is_inner=True),
        is_button=False,
    ),
)
