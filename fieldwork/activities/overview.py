"""One activity as its page shows it: the course of its stages, counts by group, who has not answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from fieldwork.activities.activity_file import ActivityFile
from fieldwork.models import Activity, ActivityStatus, InvitationState, Participation
from groups.models import ProfessionalMembership, RegionalMembership
from office.models import User
from office.ports import Port
from office.templatetags.wording import short_day

DONE, DOING, TO_COME = "done", "doing", ""
LEAVE = (InvitationState.LEAVE_ASKED, InvitationState.ON_LEAVE, InvitationState.LEAVE_REFUSED)
OTHERS = "其他代表"


@dataclass(frozen=True)
class Found:
    """A problem that was found on the activity, as a reader of its case may see it."""

    title: str
    enterprise: str
    unit: str
    text: str
    due: str
    tone: str
    label: str
    number: str = ""
    url: str = ""


@dataclass(frozen=True)
class Findings:
    """What was found; `enter_url` is where one more is entered, empty where this reader may not."""

    rows: Sequence[Found] = ()
    enter_url: str = ""


# Filled by the app that keeps findings: (activity, reader, local date).
findings_of: Port[Callable[[Activity, User, date], Findings]] = Port()


@dataclass(frozen=True)
class Became:
    """What became of everything that was found: numbers alone, for anybody."""

    on_the_spot: int
    passed_on: int
    settled: int


# Filled by the same app.
became_of: Port[Callable[[Activity], Became]] = Port()


@dataclass(frozen=True)
class Stage:
    title: str
    words: str
    state: str


@dataclass
class GroupCount:
    """One row of 邀请和签到."""

    name: str
    called: int = 0
    coming: int = 0
    leave: int = 0
    silent: int = 0
    came: int = 0


@dataclass(frozen=True)
class Overview:
    file: ActivityFile
    participations: Sequence[Participation]
    counts: Sequence[GroupCount]
    total: GroupCount
    missing: Sequence[str] = field(default=())

    @property
    def confirmed(self) -> int:
        return sum(row.confirmed_on is not None for row in self.participations)

    @property
    def claimed(self) -> list[Participation]:
        return [row for row in self.participations if row.denied_on is None]


def overview_of(file: ActivityFile) -> Overview:
    """A fixed number of queries, however many are called."""
    rows = Participation.objects.filter(activity=file.activity).select_related("representative")
    participations = list(rows.order_by("pk"))
    came = {row.representative_id for row in participations if row.denied_on is None}
    counts = _by_group(file, came)
    total = GroupCount("合计")
    for row in counts:
        for name in ("called", "coming", "leave", "silent", "came"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
    missing = [
        str(row.representative)
        for row in file.called.values()
        if row.state == InvitationState.COMING and row.representative_id not in came
    ]
    return Overview(file, participations, counts, total, missing)


def _by_group(file: ActivityFile, came: set[int]) -> list[GroupCount]:
    """Everybody once: in the first of the activity's groups that the person belongs to, else among the others."""
    on = file.activity.held_on
    belongs = _memberships(file, on)
    found: dict[str, GroupCount] = {str(row.group): GroupCount(str(row.group)) for row in file.groups}
    for key, invitation in file.called.items():
        name = belongs.get(key, OTHERS)
        row = found.setdefault(name, GroupCount(name))
        row.called += 1
        row.coming += invitation.state == InvitationState.COMING
        row.leave += invitation.state in LEAVE
        row.silent += invitation.state == InvitationState.INVITED
        row.came += key in came
    return list(found.values())


def _memberships(file: ActivityFile, on: date) -> dict[int, str]:
    people = list(file.called)
    professional = {row.professional_group_id: str(row.group) for row in file.groups}
    regional = {row.regional_group_id: str(row.group) for row in file.groups}
    found: dict[int, str] = {}
    for model, names in ((RegionalMembership, regional), (ProfessionalMembership, professional)):
        rows = model._default_manager.in_force(on).filter(representative__in=people)
        for person, group in rows.values_list("representative", "group"):
            if group in names:
                found[person] = names[group]
    return found


def course(found: Overview, findings: Findings) -> list[Stage]:
    """计划, 邀请, 签到, 走访, 问题, 报告: where it stands."""
    activity = found.file.activity
    reached = _reached(activity)
    visits = sum(bool(row.enterprise_id) for row in found.file.invitations if row.is_called)
    settled = Counter(row.tone for row in findings.rows)
    words = [
        ("计划", short_day(activity.proposed_at.date())),
        ("邀请", f"{found.total.called} 人，回复 {found.total.called - found.total.silent}"),
        ("签到", f"{found.total.came} 人" + (f"，确认 {found.confirmed}" if found.confirmed else "")),
        ("走访", f"{visits} 家企业" if visits else "没有企业"),
        ("问题", f"{len(findings.rows)} 个" + (f"，办成 {settled[DONE]}" if settled[DONE] else "")),
        (
            "报告",
            short_day(activity.reported_on)
            if activity.reported_on
            else ("待确认" if activity.report else "未写"),
        ),
    ]
    return [
        Stage(title, text, DONE if place < reached else DOING if place == reached else TO_COME)
        for place, (title, text) in enumerate(words)
    ]


def _reached(activity: Activity) -> int:
    """How many stages are behind it."""
    return {
        ActivityStatus.PLANNED: 1,
        ActivityStatus.CONFIRMED: 2,
        ActivityStatus.HELD: 5,
        ActivityStatus.REPORTED: 6,
    }.get(ActivityStatus(activity.status), 0)
