"""Reminders and escalations, derived from running clocks (docs/domain.md § 2, clocks).

One query finds what is due; one bulk write stores it. `Notice.key` names the fact
(`case:12:reply:1:34:-5d`), so a second run, a second queue or three days of standstill change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from groups.models import DepartmentOfficer
from office import calendar as office_calendar
from office.calendar import LOCAL, WorkingCalendar, local_date
from office.models import Notice, User
from office.notifications.notices import Draft, Kind, post
from office.templatetags.wording import short_day
from office.verbs import verb
from requests_app.access import keys
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.notifications import telling

MORNING = time(9)
Whom = Callable[[Clock, date], list[User]]


def _handler(clock: Clock, on: date) -> list[User]:
    return telling.officers(clock.assignment, DepartmentOfficer.Duty.HANDLER, on) if clock.assignment else []


def _head(clock: Clock, on: date) -> list[User]:
    return telling.officers(clock.assignment, DepartmentOfficer.Duty.HEAD, on) if clock.assignment else []


def _relay(clock: Clock, on: date) -> list[User]:
    return (
        telling.relay_officers(clock.assignment, DepartmentOfficer.Duty.HANDLER, on)
        if clock.assignment
        else []
    )


def _relay_head(clock: Clock, on: date) -> list[User]:
    return (
        telling.relay_officers(clock.assignment, DepartmentOfficer.Duty.HEAD, on) if clock.assignment else []
    )


def _representative(clock: Clock, on: date) -> list[User]:
    return telling.representative_or_liaison(clock.case, on)


def _liaison(clock: Clock, on: date) -> list[User]:
    return telling.liaisons(clock.case, on)


def _staff(clock: Clock, on: date) -> list[User]:
    return telling.staff(on)


def _approver(clock: Clock, on: date) -> list[User]:
    return telling.approvers(on) or telling.staff(on)


# Who a level is, in the words of the record of a late case.
LEVEL_WORDS: dict[Whom, str] = {
    _head: "单位负责人",
    _relay_head: "经由单位负责人",
    _liaison: "联络员",
    _staff: "代表工作机构",
    _approver: "审签人",
}


@dataclass(frozen=True)
class Plan:
    """`before`: working days left at which `owner` is reminded (0 = the due day); `daily` after it is missed.

    `levels`: working days late at which the next level is told.
    """

    owner: Whom
    before: tuple[int, ...]
    levels: tuple[tuple[int, Whom], ...]
    daily: bool = False


PLANS: dict[str, Plan] = {
    ClockKind.ACCEPT: Plan(_liaison, (0,), ((1, _staff),)),
    ClockKind.CONTACT: Plan(_representative, (1,), ((1, _liaison),)),
    ClockKind.ASSIGN: Plan(_staff, (0,), ((1, _approver),)),
    ClockKind.SIGN: Plan(_handler, (0,), ((1, _head), (2, _staff))),
    ClockKind.OPINION: Plan(_handler, (1,), ((1, _liaison),)),
    ClockKind.REPLY: Plan(_handler, (5, 3, 1), ((1, _head), (3, _staff), (10, _approver)), daily=True),
    ClockKind.CHECK: Plan(_representative, (1,), ((1, _liaison), (2, _staff))),
    ClockKind.ANSWER: Plan(
        _representative, (5, 3, 1), ((1, _liaison), (3, _staff), (10, _approver)), daily=True
    ),
    ClockKind.REASSIGN: Plan(_staff, (0,), ((1, _approver),)),
    ClockKind.SETTLE: Plan(_staff, (1,), ((1, _approver),)),
    ClockKind.PROMISE: Plan(_liaison, (), ((1, _staff), (3, _approver))),
    ClockKind.APPEAL: Plan(_staff, (0,), ((1, _approver),)),
    ClockKind.RELAY: Plan(_relay, (0,), ((1, _relay_head), (2, _staff))),
    ClockKind.EXTENSION: Plan(_staff, (0,), ((1, _approver),)),
    ClockKind.TRANSFER: Plan(_staff, (1, 0), ((1, _approver),)),
    ClockKind.CONSULT: Plan(_liaison, (1, 0), ((1, _staff), (3, _approver))),
    ClockKind.MINUTES: Plan(_liaison, (2, 0), ((1, _staff), (3, _approver))),
    ClockKind.CLASS: Plan(_staff, (1, 0), ((1, _approver),)),
    ClockKind.SUPERVISE: Plan(_approver, (3, 0), ((1, _approver),)),
    ClockKind.LOOK_BACK: Plan(_staff, (0,), ((1, _approver),)),
    ClockKind.CALL_BACK: Plan(_staff, (0,), ((1, _approver),)),
    ClockKind.FOLLOW: Plan(_staff, (0,), ((1, _approver),)),
}
PROMISE_DAYS = (30, 7, 0)  # calendar days before a promised date
# Of the case: texts, and personal data that would have to be decrypted for each clock.
UNNEEDED = ("text", "text_original", "contact", "phone", "phone_index", "email", "marks")
AGAIN_DAYS = 5  # working days after which the last level is told again
VERDICT_DAY = 3  # working days after the answer on which the enterprise is asked once more


def key_of(clock: Clock, label: str) -> str:
    """The key of one word about a clock; "three days left" of a date that moved since was another fact."""
    moved = f"@{clock.due_on:%m%d}" if clock.due_on != clock.first_due_on else ""
    return f"{clock.topic}:{label}{moved}"


def remind(at: datetime) -> int:
    """Write every reminder and escalation due at `at`; nothing before 09:00. Returns how many are new."""
    if at.astimezone(LOCAL).time() < MORNING:
        return 0
    on = local_date(at)
    calendar = office_calendar.load()
    written = post(list(_due(calendar, on)), at=at)
    return written + _ask_for_verdicts(calendar, on, at)


def _due(calendar: WorkingCalendar, on: date) -> Iterator[Draft]:
    horizon = calendar.add(on, 5)
    clocks = (
        Clock.objects.ticking()
        .filter(kind__in=PLANS, due_on__lte=max(horizon, on + timedelta(days=31)))
        .select_related(
            "case__representative__user",
            "case__group",
            "case__proposed_group",
            "case__complaint",
            "case__sealed_for",
            "assignment__department",
            "assignment__through",
        )
        .defer(*(f"case__{column}" for column in UNNEEDED))
        .order_by("due_on", "id")
    )
    whom = Remembered(on)
    for clock in clocks.iterator(chunk_size=1000):
        yield from _of_clock(clock, calendar, on, whom)


def _of_clock(clock: Clock, calendar: WorkingCalendar, on: date, whom: Remembered) -> Iterator[Draft]:
    for label, level, kind in _due_words(clock, calendar, on):
        yield from _drafts(clock, label, whom(level, clock), kind, on, calendar)


def _due_words(clock: Clock, calendar: WorkingCalendar, on: date) -> Iterator[tuple[str, Whom, Kind]]:
    """Label, level and kind of each word that is due on a day; a label that was said is not said again."""
    plan = PLANS[clock.kind]
    if not calendar.is_working(on) and clock.kind != ClockKind.PROMISE:
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


def next_word_on(clock: Clock, calendar: WorkingCalendar, *, on: date, until: date) -> date | None:
    """The next local date after `on` with a reminder or escalation of this clock that has not been due before."""
    worked = on
    while not calendar.is_working(worked):
        worked -= timedelta(days=1)
    said = {label for label, _, _ in _due_words(clock, calendar, worked)}
    day = on
    while day < until:
        day += timedelta(days=1)
        if any(label not in said for label, _, _ in _due_words(clock, calendar, day)):
            return day
    return None


def _label_before(clock: Clock, plan: Plan, calendar: WorkingCalendar, on: date) -> str | None:
    """The nearest reminder point that today falls on; points that were slept through are not made up."""
    if clock.kind == ClockKind.PROMISE:
        left = (clock.due_on - on).days
        return f"-{left}c" if left in PROMISE_DAYS else None
    left = calendar.count(on, clock.due_on)
    fits = left in plan.before and (clock.days is None or left < clock.days or left == 0)
    return f"-{left}d" if fits else None


def _drafts(
    clock: Clock, label: str, recipients: list[User], kind: Kind, on: date, calendar: WorkingCalendar
) -> Iterator[Draft]:
    unit = clock.assignment
    title = _title(clock, on, calendar, unit.department.short_name if unit else "")
    for recipient in recipients:
        yield Draft(
            key=key_of(clock, label),
            recipient=recipient,
            title=title,
            body=f"{clock.case.ledger_number} {telling.shown_title(clock.case)}",
            link=telling.desk_link(clock.case),
            kind=kind,
        )


def _title(clock: Clock, on: date, calendar: WorkingCalendar, unit: str) -> str:
    what = clock.get_kind_display() + (f"（{unit}）" if unit else "")
    due = short_day(clock.due_on)
    if clock.due_on < on:
        return f"{what}已超期 {calendar.count(clock.due_on, on)} 个工作日，期限 {due}"
    if clock.due_on == on:
        return f"{what}今天到期"
    return f"{what}还有 {calendar.count(on, clock.due_on)} 个工作日，期限 {due}"


class Remembered:
    """Recipients per level and party, so that three thousand clocks do not ask three thousand times."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._known: dict[tuple[object, ...], list[User]] = {}

    def __call__(self, whom: Whom, clock: Clock) -> list[User]:
        case, unit = clock.case, clock.assignment
        if case.sealed:
            return telling.keeper(case, self.on)
        key = (
            whom,
            unit.department_id if unit else None,
            case.representative_id,
            case.group_id or case.proposed_group_id,
        )
        if key not in self._known:
            self._known[key] = whom(clock, self.on)
        return self._known[key]


def _ask_for_verdicts(calendar: WorkingCalendar, on: date, at: datetime) -> int:
    """Once, on the third working day after the answer: please rate (the link goes with it)."""
    if not calendar.is_working(on):
        return 0
    asked = 0
    waiting = Clock.objects.ticking().filter(kind=ClockKind.VERDICT, start_on__lt=on).select_related("case")
    for clock in waiting:
        if calendar.count(clock.start_on, on) == VERDICT_DAY:
            asked += _ask(clock.case, clock, at)
    return asked


@verb
def _ask(case: EnterpriseRequest, clock: Clock, at: datetime) -> int:
    """With a link of its own, as the first one went with the answer; a repeat makes none."""
    key = f"{case.subject}:verdict_asked:{clock.pk}"
    if Notice.objects.filter(key=key).exists():
        return 0
    telling.enterprise(
        case,
        f"verdict_asked:{clock.pk}",
        "请评价对您诉求的答复",
        f"受理编号 {case.ledger_number}。您的评价决定这件事是否办结，不评价将按“未评价”结案。",
        at=at,
        secret=telling.private_link(keys.round_key(case, at=at)),
    )
    return 1
