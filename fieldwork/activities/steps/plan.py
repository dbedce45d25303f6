"""The plan: confirmed, changed, cancelled, invitations added and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from fieldwork.activities import inviting, planning
from fieldwork.activities.messages import ToCalled, ToHosts, ToNew
from fieldwork.activities.parties import HOSTS, OFFICER, STAFF
from fieldwork.models import ActivityStatus, Invitation, InvitationState
from groups.models import Department, Representative
from office.refusals import Refused
from stations.models import Enterprise

PLANNED, CONFIRMED = ActivityStatus.PLANNED, ActivityStatus.CONFIRMED
OPEN = frozenset({str(PLANNED), str(CONFIRMED)})


def somebody_is_called(context: StepContext) -> Refused | None:
    """Refuses `nobody_called`."""
    return None if context.file.called else Refused("nobody_called", "还没有邀请代表，请先邀请再确定。")


def may_confirm(context: StepContext) -> Refused | None:
    """Staff; an officer of a group where the setting lets them, never of what the officer proposed.

    Refuses `nobody_called`, `not_yours`, `own`.
    """
    if context.party == OFFICER and not context.option("activity_officers_confirm"):
        return Refused("not_yours", "活动由代表工作机构确定。")
    user = context.by.user
    if context.party == OFFICER and user is not None and user.pk == context.subject.proposed_by_id:
        return Refused("own", "自己提出的活动，须由另一个人确定。")
    return somebody_is_called(context)


def confirm(context: StepContext) -> None:
    """Invitations leave. Later than the setting asks is recorded, not refused: it is the office's decision."""
    activity = context.subject
    first = context.calendar.add(context.on, context.option("activity_confirmed_days"))
    activity.confirmed_at = context.at
    context.record(is_late=activity.held_on < first)
    context.move(CONFIRMED)
    context.row = list(context.file.invitations)


@dataclass(frozen=True)
class InviteInputs:
    people: tuple[Representative, ...] = input_field("people", "代表", required=False, default=())
    departments: tuple[Department, ...] = input_field("departments", "单位", required=False)
    enterprises: tuple[Enterprise, ...] = input_field("enterprises", "企业", required=False, default=())


def invite(context: StepContext) -> None:
    """Refused: `nobody`, `seats`, `tied`."""
    given = context.inputs
    if not (given.people or given.departments or given.enterprises):
        raise Refused("nobody", "请至少选一位代表、一个单位或一家企业。", field="people")
    new = inviting.call(context.subject, given.people, given.departments, given.enterprises, on=context.on)
    context.record(people=[row.representative.code for row in new if row.representative])
    context.record(units=[row.department.code for row in new if row.department])
    context.row = new


@dataclass(frozen=True)
class UninviteInputs:
    invitation: Invitation = input_field("invitation", "邀请")
    reason: str = input_field("line", "原因", max_length=100)


def uninvite(context: StepContext) -> None:
    """As if never called; refused for who has signed in already: `came`."""
    row = Invitation.objects.get(pk=context.inputs.invitation.pk, activity=context.subject)
    if (
        row.representative
        and context.subject.participations.filter(representative=row.representative).exists()
    ):
        raise Refused("came", "这位代表已经签到，不能撤回邀请。")
    row.state, row.leave_kind, row.refusal_kind, row.by_wish = InvitationState.WITHDRAWN, "", "", False
    row.save(update_fields=["state", "leave_kind", "refusal_kind", "by_wish"])
    context.record_private(reason=context.inputs.reason)
    context.row = [row]


@dataclass(frozen=True)
class ChangeInputs:
    plan: planning.Plan = input_field("plan", "安排")
    reason: str = input_field("line", "变更原因", max_length=200)


def change(context: StepContext) -> None:
    """A new day, hour, place or programme. Refused: `dates`, `seats`, `tied`."""
    activity, plan = context.subject, context.inputs.plan
    planning.refuse_times(plan, context.at)
    moved = (activity.begins_at, activity.place) != (plan.begins_at, plan.place)
    planning.put(plan, activity)
    activity.reason = context.inputs.reason
    rows = context.file.invitations
    inviting.refuse_full(activity, rows)
    inviting.refuse_tied(activity, (), rows, (), on=context.on)
    context.record(day=plan.held_on, moved=moved)
    context.record_private(reason=context.inputs.reason)


@dataclass(frozen=True)
class CancelInputs:
    reason: str = input_field("line", "取消原因", max_length=200)


def cancel(context: StepContext) -> None:
    """Counts for nobody; all are told. Refused: `came`, once somebody has signed in."""
    if context.subject.participations.exists():
        raise Refused("came", "已有代表签到，活动已经举行，不能取消。")
    context.subject.reason = context.inputs.reason
    context.record_private(reason=context.inputs.reason)
    context.move(ActivityStatus.CANCELLED)


def _confirmed(data: Mapping[str, Any], names: Names) -> str:
    return "离活动日不足规定的提前天数" if data.get("is_late") else ""


STEPS = (
    Step(
        name="confirm",
        label="确定活动",
        sources=frozenset({PLANNED}),
        targets=frozenset({CONFIRMED}),
        who=frozenset({STAFF, OFFICER}),
        guard=may_confirm,
        effect=confirm,
        done="确定活动，发出邀请",
        notifications=(ToNew(), ToHosts("confirmed", "活动已确定：{activity.title}")),
        history=Words(desk=_confirmed),
        importance=Importance.DECISION,
        confirm="确定以后向受邀代表和单位发出邀请。",
    ),
    Step(
        name="invite",
        label="增加邀请",
        sources=OPEN,
        who=HOSTS,
        inputs=InviteInputs,
        effect=invite,
        notifications=(ToNew(),),
        importance=Importance.REQUEST,
    ),
    Step(
        name="uninvite",
        label="撤回邀请",
        sources=OPEN,
        who=HOSTS,
        inputs=UninviteInputs,
        effect=uninvite,
        notifications=(ToNew("uninvited", "不用参加了：{activity.title}", "{when}的活动，您的邀请已撤回。"),),
        is_button=False,
    ),
    Step(
        name="change",
        label="修改安排",
        sources=OPEN,
        who=HOSTS,
        inputs=ChangeInputs,
        effect=change,
        notifications=(
            ToCalled(
                "changed", "活动有变更：{activity.title}", "{when}，{activity.place}。原因：{activity.reason}"
            ),
        ),
    ),
    Step(
        name="cancel",
        label="取消活动",
        sources=OPEN,
        targets=frozenset({ActivityStatus.CANCELLED}),
        who=frozenset({STAFF}),
        inputs=CancelInputs,
        effect=cancel,
        notifications=(
            ToCalled("cancelled", "活动取消：{activity.title}", "原定{when}。原因：{activity.reason}"),
        ),
        importance=Importance.LEAVING,
    ),
)
