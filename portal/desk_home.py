"""What somebody has to do today: one thing first, then a queue by deadline, absent colleagues' work included.

Steers work only: the numbers are those of the lists they open (requests_app.queues and filters); nothing
published is counted here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.urls import reverse

from casework.queues.table import Held
from groups.models import Absence
from office.calendar import LOCAL, WorkingCalendar, local_date
from office.models import User
from office.roles import Role
from office.templatetags.wording import short_day
from requests_app.access.case_access import read_in_full
from requests_app.access.redaction import TITLE, restricted_among
from requests_app.deadlines.display import Chip, chip_of
from requests_app.models import Assignment, Clock, EnterpriseRequest, Reply
from requests_app.models.assignments import AssignmentStatus, ReplyState
from requests_app.models.clocks import ClockKind
from requests_app.queues import QUEUES
from stations.scopes import Scopes

SHOWN = 12
# Of a case in the queue nothing encrypted and no long text is read.
NOT_READ = tuple(
    f"case__{name}" for name in ("contact", "phone", "phone_index", "email", "text", "text_original")
)
# Other people's late work: after the own that is due.
CHASES = frozenset({"overdue", "late_unit"})
# Steps that whoever took part before may not take.
MAY_NEED_ANOTHER = frozenset({"settle", "call", "spot", "appeal"})


@dataclass(frozen=True)
class Task:
    """One row of the queue; `for_whom` names the absent colleague whose work it is."""

    queue: str
    verb: str
    title: str
    who: str
    note: str
    chip: Chip
    url: str
    for_whom: str
    number: str


@dataclass(frozen=True)
class First:
    """The gold card: the task and its one red button."""

    task: Task
    label: str
    url: str


@dataclass(frozen=True)
class Returned:
    """A unit's reply that came back, with what is missing."""

    title: str
    remark: str
    url: str


def tasks_of(held: Sequence[Held], user: User, *, on: date, calendar: WorkingCalendar) -> list[Task]:
    """The first of what waits for the person, each case once: own work that is due, then what to chase, then the rest."""
    ordered = sorted(held, key=lambda one: (one.due_on > on, one.queue in CHASES, one.due_on, one.clock_id))
    first: dict[int, Held] = {}
    for one in ordered:
        first.setdefault(one.subject_id, one)
    shown = list(first.values())[:SHOWN]
    current = Prefetch("case__assignments", Assignment.objects.current().select_related("department"))
    rows = (
        Clock.objects.filter(pk__in=[one.clock_id for one in shown])
        .select_related("case", "assignment__department")
        .prefetch_related(current)
        .defer(*NOT_READ)
    )
    clocks = {clock.pk: clock for clock in rows}
    readable = read_in_full([clock.case for clock in clocks.values()], user, on)
    restricted = restricted_among([one.subject_id for one in shown], user, on)
    return [
        _restricted_task(one, clocks[one.clock_id], on, calendar)
        if one.subject_id in restricted
        else _task(one, clocks[one.clock_id], on, calendar, reads=one.subject_id in readable)
        for one in shown
        if one.clock_id in clocks
    ]


def first_of(tasks: list[Task]) -> First | None:
    """The red button leads to the step itself, but for those that may need a second person: there to the case."""
    if not tasks:
        return None
    task, step = tasks[0], QUEUES[tasks[0].queue].step
    if not step or task.queue in MAY_NEED_ANOTHER:
        return First(task, "打开这一件", task.url)
    return First(task, task.verb, _step(task.number, step))


def stands_in_for(user: User, on: date) -> list[str]:
    """李某（11月20日至27日不在岗）, for each whose work is here today."""
    people = {person.pk: person.name for person, _ in Scopes.of(user, on).stood_in}
    if not people:
        return []
    rows = Absence.objects.on(on).filter(user_id__in=people).order_by("user_id")
    return [
        f"{people[row.user_id]}（{short_day(row.from_on)}至{short_day(row.to_on)}不在岗）" for row in rows
    ]


def returned_replies(user: User, on: date) -> list[Returned]:
    """Of the units that this person writes for: replies that came back and are not written anew yet."""
    handles = frozenset[int]().union(*(scope.handles for scope in Scopes.of(user, on).all))
    if not handles:
        return []
    rows = (
        Reply.objects.filter(
            assignment__department_id__in=handles,
            assignment__status=AssignmentStatus.SIGNED,
            state__in=(ReplyState.SENT_BACK, ReplyState.HANDED_BACK),
            assignment__case__closed_at__isnull=True,
        )
        .latest_of_part()
        .select_related("assignment__case")
        .defer(*(f"assignment__{name}" for name in NOT_READ))
        .order_by("-pk")[:3]
    )
    restricted = restricted_among([row.assignment.case_id for row in rows], user, on)
    return [
        Returned(row.assignment.case.title, row.remark, _step(row.assignment.case.ledger_number, "reply"))
        for row in rows
        if row.assignment.case_id not in restricted
    ]


def greeting(user: User, at: datetime) -> str:
    hour = at.astimezone(LOCAL).hour
    part = next(
        words
        for until, words in ((11, "早上好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))
        if hour < until
    )
    title = "代表" if Role.REPRESENTATIVE in user.roles_on(local_date(at)) else ""
    return f"{user.name}{title}，{part}"


def days_left_in_month(on: date, calendar: WorkingCalendar) -> int:
    """Working days, today included where it is one."""
    return calendar.is_working(on) + calendar.count(on, on.replace(day=monthrange(on.year, on.month)[1]))


def _restricted_task(one: Held, clock: Clock, on: date, calendar: WorkingCalendar) -> Task:
    """A confidential complaint about the person's own unit: number, part and date."""
    queue, number = QUEUES[one.queue], clock.case.ledger_number
    return Task(
        queue=queue.key,
        verb=queue.verb,
        title=TITLE,
        who=number,
        note=clock.assignment.get_part_display() if clock.assignment else "",
        chip=_chip(queue.key, clock, on, calendar),
        url=reverse("requests:detail", args=[number]),
        for_whom=one.for_whom,
        number=number,
    )


def _task(one: Held, clock: Clock, on: date, calendar: WorkingCalendar, *, reads: bool) -> Task:
    queue, case = QUEUES[one.queue], clock.case
    return Task(
        queue=queue.key,
        verb=queue.verb,
        title=case.title if reads else case.ledger_number,
        who=case.requester_label if reads else case.get_source_display(),
        note=_note(clock, case),
        chip=_chip(queue.key, clock, on, calendar),
        url=reverse("requests:detail", args=[case.ledger_number]),
        for_whom=one.for_whom,
        number=case.ledger_number,
    )


def _chip(queue: str, clock: Clock, on: date, calendar: WorkingCalendar) -> Chip:
    started_on = local_date(clock.started_at)
    return chip_of(clock.due_on, on, calendar, verb=_short_verb(queue), started_on=started_on)


def _short_verb(key: str) -> str:
    return {"contact": "联系", "sign": "签收", "accept": "受理", "assign": "交办", "confirm": "审签"}.get(
        key, ""
    )


def _note(clock: Clock, case: EnterpriseRequest) -> str:
    """主办，会办 金融办 for a unit; 金融办已回复 for whoever checks."""
    parts = list(case.assignments.all())
    if clock.assignment is not None:
        others = "、".join(part.department.short_name for part in parts if part.pk != clock.assignment_id)
        role = clock.assignment.get_part_display()
        if not others:
            return role
        return f"{role}，{'会办' if clock.assignment.is_lead else '主办'} {others}"
    lead = next((part for part in parts if part.is_lead), None)
    if clock.kind in (ClockKind.CHECK, ClockKind.ANSWER) and lead is not None:
        return f"{lead.department.short_name}{'已回复' if lead.done_at else '办理中'}"
    return ""


def _step(number: str, step: str) -> str:
    return reverse("requests:step", args=[number, step])
