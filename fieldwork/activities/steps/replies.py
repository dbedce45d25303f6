"""Coming or not: replies, leave, and who asks to join (docs/domain.md § 12)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from fieldwork.activities import inviting
from fieldwork.activities.messages import ToHosts, ToNew
from fieldwork.activities.parties import HOSTS, INVITED, LINK, REPRESENTATIVE
from fieldwork.models import ActivityStatus, Invitation, InvitationState
from fieldwork.models.invitations import LeaveKind, RefusalKind
from groups.models import Representative
from office.refusals import Refused

CONFIRMED = frozenset({str(ActivityStatus.CONFIRMED)})
COMES, LEAVE = "comes", "leave"
ANSWERS = ((COMES, "参加"), (LEAVE, "请假"))


@dataclass(frozen=True)
class ReplyInputs:
    representative: Representative = input_field("representative", "代表")
    answer: str = input_field("choice", "能否参加", choices=ANSWERS)
    leave_kind: str = input_field("choice", "请假原因", choices=LeaveKind, required=False)
    words: str = input_field("line", "说明", required=False, max_length=200)


def reply(context: StepContext) -> None:
    """By the person, or by a liaison for the person. A later answer takes the place of an earlier one.

    Refused: `not_invited`, `missing` (leave without its reason), `over`, `late` (once it has begun leave is asked for
    sudden illness and the like alone), `came`.
    """
    given, activity = context.inputs, context.subject
    row = locked_invitation(context, given.representative)
    if not row.is_called:
        raise Refused("not_invited", "没有邀请这位代表参加。")
    if activity.ends_at is not None and context.at > activity.ends_at:
        raise Refused("over", "活动已经结束，不能再回复。")
    if given.answer == COMES:
        row.state, row.leave_kind = InvitationState.COMING, ""
    else:
        _ask_leave(context, row)
    row.words, row.answered_at, row.answered_by = given.words, context.at, context.by.user
    row.decided_at = row.decided_by = None
    row.save()
    context.record(representative=given.representative.code, answer=given.answer, leave=row.leave_kind)
    context.record_private(reason=given.words)
    context.row = row


def _ask_leave(context: StepContext, row: Invitation) -> None:
    given, activity = context.inputs, context.subject
    if not given.leave_kind:
        raise Refused("missing", "请选择请假原因", field="leave_kind")
    if activity.has_begun(context.at) and given.leave_kind != LeaveKind.ILLNESS:
        raise Refused("late", "活动已经开始，只有急病等突发情况可以请假。", field="leave_kind")
    if activity.participations.filter(representative=row.representative).exists():
        raise Refused("came", "已经签到，不能再请假。")
    row.state, row.leave_kind = InvitationState.LEAVE_ASKED, given.leave_kind


@dataclass(frozen=True)
class JoinInputs:
    words: str = input_field("line", "想参加的原因", required=False, max_length=200)


def ask_to_join(context: StepContext) -> None:
    """The own wish, once; refused ones may ask again. Refused: `over`."""
    if context.subject.has_begun(context.at):
        raise Refused("over", "活动已经开始，不能再申请参加。")
    person = Representative.objects.get(pk=min(context.scope.representatives))
    row = Invitation.objects.filter(activity=context.subject, representative=person).first()
    row = row or Invitation(activity=context.subject, representative=person)
    row.state, row.by_wish, row.words = InvitationState.ASKED, True, context.inputs.words
    row.refusal_kind, row.answered_at, row.answered_by = "", context.at, context.by.user
    row.decided_at = row.decided_by = None
    row.save()
    context.record(representative=person.code)
    context.record_private(reason=context.inputs.words)
    context.row = row


def not_asked_yet(context: StepContext) -> Refused | None:
    """Refuses `asked`: the wish is known already."""
    people = context.scope.representatives if context.scope else ()
    asked = any(
        row.representative_id in people and row.state == InvitationState.ASKED
        for row in context.file.invitations
    )
    return Refused("asked", "您已申请参加，请等答复。") if asked else None


@dataclass(frozen=True)
class DecideInputs:
    invitation: Invitation = input_field("invitation", "申请")
    granted: str = input_field("choice", "是否同意", choices=(("yes", "同意"), ("no", "不同意")))
    refusal_kind: str = input_field("choice", "不同意的原因", choices=RefusalKind, required=False)
    words: str = input_field("line", "说明", required=False, max_length=200)


def decide_joining(context: StepContext) -> None:
    """Refused only for seats, 回避 or profession (§ 12). Refused: `not_asked`, `missing`, `seats`, `tied`."""
    given = context.inputs
    row = Invitation.objects.select_related("representative").get(
        pk=given.invitation.pk, activity=context.subject
    )
    if row.state != InvitationState.ASKED or row.representative is None:
        raise Refused("not_asked", "没有待答复的申请。")
    refuse_own(context, row)
    if given.granted == "yes":
        inviting.refuse_tied(
            context.subject, [row.representative], context.file.invitations, (), on=context.on
        )
        row.state = InvitationState.COMING
        inviting.refuse_full(context.subject, [*context.file.invitations, row])
    else:
        if not given.refusal_kind:
            raise Refused("missing", "请选择不同意的原因", field="refusal_kind")
        row.state, row.refusal_kind = InvitationState.REFUSED, given.refusal_kind
    _decide(context, row)


def decide_leave(context: StepContext) -> None:
    """Before the end; afterwards for sudden illness alone. Refused: `not_asked`, `late`, `own`."""
    given, activity = context.inputs, context.subject
    row = Invitation.objects.select_related("representative").get(pk=given.invitation.pk, activity=activity)
    if row.state != InvitationState.LEAVE_ASKED:
        raise Refused("not_asked", "没有待决定的请假。")
    refuse_own(context, row)
    ended = activity.ends_at is not None and context.at > activity.ends_at
    if given.granted == "yes" and ended and row.leave_kind != LeaveKind.ILLNESS:
        raise Refused("late", "活动已经结束，不能再准假。")
    row.state = InvitationState.ON_LEAVE if given.granted == "yes" else InvitationState.LEAVE_REFUSED
    _decide(context, row)


def _decide(context: StepContext, row: Invitation) -> None:
    row.words = context.inputs.words or row.words
    row.decided_at, row.decided_by = context.at, context.user
    row.save()
    code = row.representative.code if row.representative else ""
    context.record(representative=code, granted=context.inputs.granted == "yes", kind=row.refusal_kind)
    context.record_private(reason=context.inputs.words)
    context.row = [row]


def refuse_own(context: StepContext, row: Invitation) -> None:
    """Refused: `own`; nobody decides on the own leave or wish."""
    if row.representative is not None and row.representative.user_id == context.user.pk:
        raise Refused("own", "不能决定自己的请假或申请。")


def locked_invitation(context: StepContext, person: Representative) -> Invitation:
    """Under the activity's lock; a person acts for nobody else. Refused: `not_invited`."""
    row = (
        Invitation.objects.select_related("representative")
        .filter(activity=context.subject, representative=person)
        .first()
    )
    if row is None:
        raise Refused("not_invited", "没有邀请这位代表参加。")
    if context.party == INVITED and person.pk not in context.scope.representatives:
        raise Refused("not_yours", "只能回复自己的邀请。")
    return row


STEPS = (
    Step(
        name="reply",
        label="回复能否参加",
        sources=CONFIRMED,
        who=HOSTS | {INVITED, LINK},
        inputs=ReplyInputs,
        effect=reply,
        importance=Importance.AWAITED,
        is_button=False,
    ),
    Step(
        name="ask_to_join",
        label="申请参加",
        sources=CONFIRMED,
        who=frozenset({REPRESENTATIVE}),
        inputs=JoinInputs,
        guard=not_asked_yet,
        effect=ask_to_join,
        notifications=(
            ToHosts(
                "asked", "有代表申请参加：{activity.title}", "{row.representative.name}代表申请参加，请答复。"
            ),
        ),
        importance=Importance.REQUEST,
    ),
    Step(
        name="decide_joining",
        label="答复参加申请",
        sources=CONFIRMED,
        who=HOSTS,
        inputs=DecideInputs,
        effect=decide_joining,
        notifications=(
            ToNew("joining", "您申请参加的活动有答复：{activity.title}", "{when}，{activity.place}。"),
        ),
        is_button=False,
    ),
    Step(
        name="decide_leave",
        label="决定请假",
        sources=frozenset({ActivityStatus.CONFIRMED, ActivityStatus.HELD}),
        who=HOSTS,
        inputs=DecideInputs,
        effect=decide_leave,
        notifications=(ToNew("leave", "您的请假有答复：{activity.title}", "{when}，{activity.place}。"),),
        is_button=False,
    ),
)
