"""Who was there: the rotating code, the signed sheet, and the second source that makes it count (docs/domain.md § 12)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from fieldwork.activities import parties
from fieldwork.activities.messages import ToAttendees, ToHosts
from fieldwork.activities.parties import HOSTS, INVITED, LINK, OFFICER, REPRESENTATIVE, STAFF, UNIT
from fieldwork.activities.steps.records import doors_are_open
from fieldwork.models import ActivityStatus, CheckIn, Invitation, Participation, ScanOutcome
from groups.models import Representative
from office.refusals import Refused

As = Participation.As
HELD = frozenset({str(ActivityStatus.HELD), str(ActivityStatus.REPORTED)})
ON_THE_DAY = frozenset({str(ActivityStatus.CONFIRMED), str(ActivityStatus.HELD)})


@dataclass(frozen=True)
class CheckInInputs:
    representative: Representative = input_field("representative", "代表")
    nonce: str = input_field("line", "提交标识", max_length=32)
    device: str = input_field("line", "设备", required=False, max_length=64)


def check_in(context: StepContext) -> None:
    """A good scan and the attendance that it claims; whoever stands on the sheet already is not there twice."""
    given, activity = context.inputs, context.subject
    others = CheckIn.objects.filter(activity=activity, outcome=ScanOutcome.GOOD, device=given.device)
    is_shared = bool(given.device) and others.exclude(representative=given.representative).exists()
    context.row = CheckIn.objects.create(
        activity=activity,
        representative=given.representative,
        nonce=given.nonce,
        outcome=ScanOutcome.GOOD,
        device=given.device,
        same_device=is_shared,
        at=context.at,
    )
    if not Participation.objects.filter(activity=activity, representative=given.representative).exists():
        Participation.objects.create(
            activity=activity,
            representative=given.representative,
            source=Participation.Source.CODE,
            claimed_at=context.at,
            claimed_by=context.by.user,
        )
    context.record(representative=given.representative.code, same_device=is_shared)


@dataclass(frozen=True)
class SheetInputs:
    people: tuple[Representative, ...] = input_field("people", "到场代表", default=())


def enter_sheet(context: StepContext) -> None:
    """From the signed list, by the host: only who is called. Who is there already stays as it was.

    Refused: `not_invited`.
    """
    activity, people = context.subject, context.inputs.people
    called = context.file.called
    strangers = [person.name for person in people if person.pk not in called]
    if strangers:
        raise Refused("not_invited", f"没有邀请{'、'.join(strangers)}，请先增加邀请。", field="people")
    there = set(activity.participations.values_list("representative", flat=True))
    rows = [
        Participation(
            activity=activity,
            representative=person,
            source=Participation.Source.SHEET,
            claimed_at=context.at,
            claimed_by=context.user,
        )
        for person in people
        if person.pk not in there
    ]
    Participation.objects.bulk_create(rows)
    context.record(people=[row.representative.code for row in rows])


@dataclass(frozen=True)
class ClaimInputs:
    words: str = input_field(
        "line", "在场情况", hint="去了哪里、和谁在一起，便于别人核对", min_length=5, max_length=200
    )


def not_there_yet(context: StepContext) -> Refused | None:
    """Refuses `there`: the person stands on the list already, or was denied."""
    people = context.scope.representatives if context.scope else ()
    there = context.subject.participations.filter(representative__in=people).exists()
    return Refused("there", "名单上已有您的出席。") if there else None


def claim_attendance(context: StepContext) -> None:
    """What the list has missed, by the person: counts once another source confirms it, like any attendance."""
    person = Representative.objects.get(pk=min(context.scope.representatives))
    context.row = Participation.objects.create(
        activity=context.subject,
        representative=person,
        source=Participation.Source.OWN,
        claimed_at=context.at,
        claimed_by=context.user,
    )
    context.record(representative=person.code)
    context.record_private(reason=context.inputs.words)


@dataclass(frozen=True)
class AttendanceInputs:
    rows: tuple[Participation, ...] = input_field(
        "rows", "到场代表", default=(), refusal="请至少勾选一位代表"
    )


def confirm_attendance(context: StepContext) -> None:
    """The second source: never who entered it, never the person. A repeat changes nothing.

    Refused: `same_source`, naming whose attendance this person has entered.
    """
    rows = _locked(context)
    own = [row for row in rows if _is_own(row, context.user.pk)]
    if own:
        names = "、".join(row.representative.name for row in own)
        raise Refused("same_source", f"{names}的出席由您登记，须由另一个人确认。", field="rows")
    new = [row for row in rows if row.confirmed_on is None and row.denied_on is None]
    for row in new:
        row.confirmed_at, row.confirmed_on, row.confirmed_by = context.at, context.on, context.user
        row.confirmed_as = _as(context)
        row.save(update_fields=["confirmed_at", "confirmed_on", "confirmed_by", "confirmed_as"])
    context.row = [row for row in new if row.source == Participation.Source.OWN]
    context.record(people=[row.representative.code for row in new], source=_as(context))


def deny_attendance(context: StepContext) -> None:
    """没有到场: what was claimed does not count. Refused: `confirmed`, for what a second source has confirmed."""
    rows = _locked(context)
    context.row = [row for row in rows if row.denied_on is None]
    if confirmed := [row.representative.name for row in rows if row.confirmed_on is not None]:
        raise Refused("confirmed", f"{'、'.join(confirmed)}的出席已经确认。", field="rows")
    for row in rows:
        if row.denied_on is None:
            row.denied_on, row.denied_by = context.on, context.user
            row.save(update_fields=["denied_on", "denied_by"])
    context.record(people=[row.representative.code for row in rows])


def _locked(context: StepContext) -> list[Participation]:
    keys = [row.pk for row in context.inputs.rows]
    rows = Participation.objects.filter(activity=context.subject, pk__in=keys).select_related(
        "representative"
    )
    return list(rows.order_by("pk"))


def _is_own(row: Participation, user: int) -> bool:
    return user in (row.claimed_by_id, row.representative.user_id)


def _as(context: StepContext) -> str:
    """As which second source: the host's liaison, another group's, the unit that was there, the working body."""
    if context.party == STAFF:
        return As.OFFICE
    if context.party == UNIT:
        return As.UNIT
    if context.party == OFFICER:
        return As.OFFICER
    host = next((row for row in context.file.groups if row.is_host), None)
    scope = context.scope
    if host is None:
        return As.HOST
    served: Collection[int] = (
        scope.groups if host.professional_group_id else parties.regional_groups_of(scope, context.on)
    )
    return As.HOST if host.group.pk in served else As.OTHER_LIAISON


@dataclass(frozen=True)
class GuestInputs:
    invitation: Invitation = input_field("invitation", "单位或企业")
    came: str = input_field("choice", "到场", choices=(("yes", "到场"), ("no", "没有到场")))
    officer: str = input_field("line", "到场人员", required=False, max_length=60)


def record_guest(context: StepContext) -> None:
    """Of a unit or an enterprise: whether it came, and who."""
    given = context.inputs
    row = Invitation.objects.called().get(
        pk=given.invitation.pk, activity=context.subject, representative__isnull=True
    )
    row.came, row.officer = given.came == "yes", given.officer
    row.save(update_fields=["came", "officer"])
    context.record(invitation=row.pk, came=row.came)


STEPS = (
    Step(
        name="check_in",
        label="签到",
        sources=ON_THE_DAY,
        who=frozenset({INVITED, LINK}),
        inputs=CheckInInputs,
        effect=check_in,
        is_button=False,
    ),
    Step(
        name="enter_sheet",
        label="登记签到表",
        sources=ON_THE_DAY,
        who=HOSTS,
        inputs=SheetInputs,
        guard=doors_are_open,
        effect=enter_sheet,
        importance=Importance.RECORD,
    ),
    Step(
        name="claim_attendance",
        label="补登本人出席",
        sources=HELD,
        who=frozenset({INVITED, REPRESENTATIVE}),
        inputs=ClaimInputs,
        guard=not_there_yet,
        effect=claim_attendance,
        done="补登本人出席",
        notifications=(
            ToHosts(
                "claimed",
                "有代表补登出席：{activity.title}",
                "{row.representative.name}代表补登了本人的出席，请核对后确认。",
            ),
        ),
        importance=Importance.RECORD,
        confirm="由另一个人核对确认以后才计入履职。",
    ),
    Step(
        name="record_guest",
        label="登记单位和企业到场",
        sources=ON_THE_DAY,
        who=HOSTS,
        inputs=GuestInputs,
        effect=record_guest,
        is_button=False,
    ),
    Step(
        name="confirm_attendance",
        label="确认出席",
        sources=HELD,
        who=HOSTS | {UNIT},
        inputs=AttendanceInputs,
        effect=confirm_attendance,
        notifications=(
            ToAttendees("came", "您补登的出席已确认：{activity.title}", "活动报告确认后计入履职。"),
        ),
        importance=Importance.WORK,
    ),
    Step(
        name="deny_attendance",
        label="没有到场",
        sources=HELD,
        who=HOSTS,
        inputs=AttendanceInputs,
        effect=deny_attendance,
        notifications=(
            ToAttendees(
                "denied", "您的出席没有计入：{activity.title}", "{when}。记得不对的，请告诉小组联络员。"
            ),
        ),
        importance=Importance.REFUSAL,
        is_button=False,
    ),
)
