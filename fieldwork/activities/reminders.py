"""Reminders of activities: the reply, the day before, held and report due (docs/domain.md §§ 9, 12).

A recurring job of config/schedule.py. `Notice.key` names the fact, so that a second run tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.messages import drafts, hosts, url_of
from fieldwork.models import Activity, ActivityStatus, Invitation, InvitationState
from groups.duty_roster import DutyRoster
from office import calendar as office_calendar
from office import options
from office.calendar import WorkingCalendar, local_date
from office.notifications.notices import Draft, post
from office.templatetags.wording import short_deadline_day

# Days before the activity on which who has not answered is asked once more.
ASKED_AGAIN = 3
# Working days before the report is due on which its hosts are told; then once more when it is late.
REPORT_AHEAD = 3
# What is older than this is nobody's reminder any more.
BACK = timedelta(days=60)
# Working days before a wish to join must be answered on which its hosts are told; then once when it is late.
WISH_AHEAD = 1
COMING = (InvitationState.INVITED, InvitationState.COMING, InvitationState.LEAVE_REFUSED)


def remind(*, at: datetime) -> int:
    """Everything that is due on the local date of `at`; returns how many notices were offered."""
    on = local_date(at)
    return post(list(_due(on, office_calendar.load(), DutyRoster(on))), at=at)


def _due(on: date, days: WorkingCalendar, roster: DutyRoster) -> Iterator[Draft]:
    coming = Activity.objects.filter(
        status=ActivityStatus.CONFIRMED, held_on__gt=on, held_on__lte=on + timedelta(days=ASKED_AGAIN)
    )
    for activity in coming.by_time():
        yield from _before(activity, on, roster)
    asked = Invitation.objects.filter(state=InvitationState.ASKED, activity__status=ActivityStatus.CONFIRMED)
    for wish in asked.select_related("activity", "representative").order_by("pk"):
        yield from _wish(wish, on, days, roster)
    waiting = Activity.objects.filter(
        status__in=(ActivityStatus.CONFIRMED, ActivityStatus.HELD),
        held_on__lt=on,
        held_on__gte=on - BACK,
        is_imported=False,
    )
    for activity in waiting.by_time():
        yield from _after(activity, on, days, roster)


def _before(activity: Activity, on: date, roster: DutyRoster) -> Iterable[Draft]:
    """The reply three days before, and the day itself on the day before."""
    rows = [row for row in ActivityFile(activity).invitations if row.state in COMING]
    if activity.held_on == on + timedelta(days=1):
        title, body = "明天有活动：{activity.title}", "{when}，{activity.place}。"
        yield from drafts(activity, rows, f"tomorrow:{on:%m%d}", title, body, on=roster, kind="reminder")
        return
    silent = [row for row in rows if row.state == InvitationState.INVITED and row.representative_id]
    title, body = "请回复能否参加：{activity.title}", "{when}，{activity.place}。"
    yield from drafts(
        activity, silent, f"silent:{activity.held_on:%m%d}", title, body, on=roster, kind="reminder"
    )


def _wish(wish: Invitation, on: date, days: WorkingCalendar, roster: DutyRoster) -> Iterable[Draft]:
    """申请参加 that nobody has answered: to the hosts, the working day before and once when it is late."""
    activity = wish.activity
    if wish.answered_at is None or activity.held_on < on:
        return
    due = days.add(local_date(wish.answered_at), int(options.value("activity_joining_days", on)))
    if on > due:
        label, title = "late", f"申请参加还没有答复：{activity.title}"
    elif days.count(on, due) <= WISH_AHEAD:
        label, title = "soon", f"请答复参加申请：{activity.title}"
    else:
        return
    body = f"{wish}代表申请参加，应在{short_deadline_day(due)}前答复。"
    key = f"{activity.subject}:wish:{wish.pk}:{wish.answered_at:%m%d%H%M}:{label}"
    for user in hosts(ActivityFile(activity), roster):
        yield Draft(key, user, title, body, url_of(activity), "reminder")


def _after(activity: Activity, on: date, days: WorkingCalendar, roster: DutyRoster) -> Iterable[Draft]:
    """To its hosts: 登记举行, then the report, each before its day and once when it is late."""
    is_held = activity.status == ActivityStatus.HELD
    key = "activity_report_days" if is_held else "activity_held_days"
    due = days.add(activity.held_on, int(options.value(key, on)))
    what = "写活动报告" if is_held else "登记活动情况"
    if on > due:
        label, title = "late", f"{what}已过期限：{activity.title}"
    elif days.count(on, due) <= REPORT_AHEAD:
        label, title = "soon", f"请{what}：{activity.title}"
    else:
        return
    body = f"应在{short_deadline_day(due)}前办理。"
    for user in hosts(ActivityFile(activity), roster):
        topic = f"{activity.subject}:{'report' if is_held else 'hold'}"
        yield Draft(f"{topic}:{label}", user, title, body, url_of(activity), "reminder")
