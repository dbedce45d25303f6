"""Reminders and escalations, derived from running clocks and the table of their kinds (docs/domain.md § 2, clocks).

One query finds what is due; one bulk write stores it. `Notice.key` names the fact
(`case:12:reply:1:34:-5d`), so a second run, a second queue or three days of standstill change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch

from groups.duty_roster import DutyRoster
from groups.models import Department
from office import calendar as office_calendar
from office.calendar import LOCAL, WorkingCalendar, local_date
from office.models import Notice, User
from office.notifications.notices import Draft, Kind, post
from office.verbs import verb
from requests_app.deadlines import kinds
from requests_app.deadlines.display import due_of
from requests_app.deadlines.kinds import Reminders
from requests_app.deadlines.recipients import Recipients
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from requests_app.notifications import links, messages

MORNING = time(9)
AGAIN_DAYS = 5  # working days after which the last level is told again
VERDICT_DAY = 3  # working days after the answer on which the enterprise is asked once more
AHEAD = timedelta(days=31)  # calendar days before its date within which a clock may remind of a named one
# Of the case and its unit nothing more is read: each personal column would be decrypted for each clock.
READ = (
    "kind", "days", "first_due_on", "due_on", "case__ledger_number", "case__title", "case__enterprise_name",
    "case__sealed", "case__sealed_for", "case__representative", "case__group", "case__proposed_group",
    "case__complaint__names_agreed", "assignment__department", "assignment__through",
)  # fmt: skip


def key_of(clock: Clock, label: str) -> str:
    """The key of one reminder of a clock; "three days left" of a date that moved since was another fact."""
    moved = f"@{clock.due_on:%m%d}" if clock.due_on != clock.first_due_on else ""
    return f"{clock.topic}:{label}{moved}"


def remind(at: datetime) -> int:
    """Write every reminder and escalation due at the instant `at`; nothing before 09:00 local time.

    Returns how many are new: a repeat, or a second queue, writes nothing twice. Rule: docs/domain.md § 2,
    clocks.
    """
    if at.astimezone(LOCAL).time() < MORNING:
        return 0
    on = local_date(at)
    calendar = office_calendar.load()
    written = post(list(_due(calendar, DutyRoster.whole(on))), at=at)
    return written + _ask_for_verdicts(calendar, on, at)


def _due(calendar: WorkingCalendar, roster: DutyRoster) -> Iterator[Draft]:
    """The number of queries is the same for three clocks and for three thousand."""
    on = roster.on
    clocks = (
        Clock.objects.ticking()
        .filter(kind__in=kinds.kinds_with("reminders"), due_on__lte=max(calendar.add(on, 5), on + AHEAD))
        .select_related("case__complaint", "assignment")
        .only(*READ)
        .prefetch_related(
            Prefetch("case__sealed_for", User.objects.without_telephone()),
            Prefetch("assignment__department", Department.objects.only("short_name")),
        )
        .order_by("due_on", "id")
    )
    for clock in clocks:
        for label, level, kind in _due_reminders(clock, calendar, on):
            yield from _drafts(clock, label, level.of(clock, roster), kind, on, calendar)


def _due_reminders(
    clock: Clock, calendar: WorkingCalendar, on: date
) -> Iterator[tuple[str, Recipients, Kind]]:
    """Label, level and kind of each reminder due on a local date; a label that was written is not written again."""
    plan = kinds.KINDS[clock.kind].reminders
    if plan is None or not (plan.calendar_days or calendar.is_working(on)):
        return
    if clock.due_on >= on:
        label = _label_before(clock, plan, calendar, on)
        if label is not None:
            yield label, plan.owner, "reminder"
        return
    late = calendar.count(clock.due_on, on)
    if plan.daily or late == 1:
        yield f"+{late}d", plan.owner, "reminder"
    for days, level in plan.levels:
        if late >= days:
            yield f"level{days}", level, "escalation"
    last, highest = plan.levels[-1]
    # Whoever was told last and did nothing hears of it again each week: silence would be forgetting.
    if late > last and (late - last) % AGAIN_DAYS == 0:
        yield f"again{late}", highest, "escalation"


def next_date(clock: Clock, calendar: WorkingCalendar, *, on: date, until: date) -> date | None:
    """The next local date after `on` with a reminder or escalation of this clock that has not been due before."""
    worked = on
    while not calendar.is_working(worked):
        worked -= timedelta(days=1)
    written = {label for label, _, _ in _due_reminders(clock, calendar, worked)}
    day = on
    while day < until:
        day += timedelta(days=1)
        if any(label not in written for label, _, _ in _due_reminders(clock, calendar, day)):
            return day
    return None


def _label_before(clock: Clock, plan: Reminders, calendar: WorkingCalendar, on: date) -> str | None:
    """The nearest reminder point that today falls on; points that were slept through are not made up."""
    if plan.calendar_days:
        left = (clock.due_on - on).days
        return f"-{left}c" if left in plan.calendar_days else None
    left = calendar.count(on, clock.due_on)
    fits = left in plan.before and (clock.days is None or left < clock.days or left == 0)
    return f"-{left}d" if fits else None


def _drafts(
    clock: Clock, label: str, recipients: list[User], kind: Kind, on: date, calendar: WorkingCalendar
) -> Iterator[Draft]:
    if not recipients:
        return
    unit = clock.assignment
    key, title = key_of(clock, label), _title(clock, on, calendar, unit.department.short_name if unit else "")
    body = f"{clock.case.ledger_number} {messages.shown_title(clock.case)}"
    link = links.desk_link(clock.case)
    for recipient in recipients:
        yield Draft(key=key, recipient=recipient, title=title, body=body, link=link, kind=kind)


def _title(clock: Clock, on: date, calendar: WorkingCalendar, unit: str) -> str:
    what = kinds.KINDS[clock.kind].label + (f"（{unit}）" if unit else "")
    due = due_of(clock, clock.due_on)
    if clock.due_on < on:
        return f"{what}已超期 {calendar.count(clock.due_on, on)} 个工作日，期限 {due}"
    if clock.due_on == on:
        return f"{what}今天到期"
    return f"{what}还有 {calendar.count(on, clock.due_on)} 个工作日，期限 {due}"


def _ask_for_verdicts(calendar: WorkingCalendar, on: date, at: datetime) -> int:
    """Once, on the third working day after the answer: please rate (the link goes with it)."""
    if not calendar.is_working(on):
        return 0
    waiting = Clock.objects.ticking().filter(kind=ClockKind.VERDICT, start_on__lt=on).only("case", "start_on")
    due = {
        _verdict_key(clock): clock for clock in waiting if calendar.count(clock.start_on, on) == VERDICT_DAY
    }
    asked = set(Notice.objects.filter(key__in=due).values_list("key", flat=True))
    return sum(_ask(clock, at) for key, clock in due.items() if key not in asked)


def _verdict_key(clock: Clock) -> str:
    return f"case:{clock.case_id}:verdict_asked:{clock.pk}"


@verb
def _ask(clock: Clock, at: datetime) -> int:
    """With a link of its own, as the first one went with the answer; a repeat makes none."""
    if Notice.objects.filter(key=_verdict_key(clock)).exists():
        return 0
    case = clock.case
    messages.with_verdict_links(
        case,
        f"verdict_asked:{clock.pk}",
        "请评价对您诉求的答复",
        f"受理编号 {case.ledger_number}。您的评价决定这件事是否办结；一直没有收到评价的，到期也会结案，但不算办结。",
        at=at,
    )
    return 1
