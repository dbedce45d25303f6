"""Whose turn it is: of every case that has not ended, the one party that must act, until when, and what comes next.

No state in which a request can be forgotten exists (docs/domain.md § 10.14): the first running clock of this
table names the party, and its plan of reminders the next word. A case without a turn is a finding of `doctor`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from groups.models import DepartmentOfficer
from office import calendar as office_calendar
from office.calendar import WorkingCalendar, local_date
from office.models import User
from requests_app.access import parties as p
from requests_app.deadlines import clocks, reminders
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.assignments import ReplyState
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import telling

Whom = Callable[[Clock, date], list[User]]
# A coming word is looked for this far ahead: longer than any promise may run.
HORIZON = timedelta(days=1200)


@dataclass(frozen=True)
class Row:
    """What a running clock of `kind` waits for: `steps` end the wait, `whom` are the accounts that may take them."""

    kind: str
    party: str
    deed: str
    steps: frozenset[str]
    whom: Whom = lambda clock, on: []


@dataclass(frozen=True)
class Turn:
    """`due_on` and `next_on` are local dates: until when, and when the next reminder, escalation or sweep comes.

    `words` say it on a screen. `people` is empty where the enterprise itself must act.
    """

    party: str
    words: str
    steps: frozenset[str]
    people: tuple[User, ...]
    due_on: date
    next_on: date | None
    clock: Clock


def _staff(clock: Clock, on: date) -> list[User]:
    return [*telling.staff(on), *telling.approvers(on)]


def _liaisons(clock: Clock, on: date) -> list[User]:
    return telling.liaisons(clock.case, on)


def _second_people(clock: Clock, on: date) -> list[User]:
    """Whoever looks back took no part, so the case's own liaison mostly may not."""
    return telling.second_people(clock.case, on)


def _representative(clock: Clock, on: date) -> list[User]:
    return telling.handling_representative(clock.case, on) or telling.liaisons(clock.case, on)


def _handlers(clock: Clock, on: date) -> list[User]:
    return telling.officers(clock.assignment, DepartmentOfficer.Duty.HANDLER, on) if clock.assignment else []


def _relays(clock: Clock, on: date) -> list[User]:
    duty = DepartmentOfficer.Duty.HANDLER
    return telling.relay_officers(clock.assignment, duty, on) if clock.assignment else []


def _heads(clock: Clock, on: date) -> list[User]:
    return telling.officers(clock.assignment, DepartmentOfficer.Duty.HEAD, on) if clock.assignment else []


# The narrower wait stands first: while a unit's reply is checked, the enterprise's own date runs too.
TURNS: tuple[Row, ...] = (
    Row(ClockKind.APPEAL, p.STAFF, "处理申诉", frozenset({"decide_appeal"}), _staff),
    Row(ClockKind.SETTLE, p.STAFF, "不满意后处理", frozenset({"settle"}), _staff),
    Row(ClockKind.VERDICT, p.REQUESTER, "评价答复", frozenset({"rate"})),
    Row(ClockKind.TRANSFER, p.STAFF, "决定转办", frozenset({"transfer", "refuse_transfer"}), _staff),
    Row(ClockKind.EXTENSION, p.STAFF, "决定延期", frozenset({"extend", "refuse_extension"}), _staff),
    Row(ClockKind.CLASS, p.STAFF, "认定结果类别", frozenset({"decide_class"}), _staff),
    Row(ClockKind.FOLLOW, p.STAFF, "确认合并答复", frozenset({"follow"}), _staff),
    Row(ClockKind.ACCEPT, p.LIAISON, "受理", frozenset({"accept", "decline", "refer"}), _liaisons),
    Row(ClockKind.REASSIGN, p.STAFF, "重新交办", frozenset({"assign"}), _staff),
    Row(ClockKind.ASSIGN, p.STAFF, "交办", frozenset({"assign"}), _staff),
    Row(
        ClockKind.CHECK,
        p.REPRESENTATIVE,
        "核对单位回复",
        frozenset({"check", "send_back", "answer"}),
        _representative,
    ),
    Row(ClockKind.RELAY, p.RELAY_HANDLER, "签收并转办", frozenset({"pass_on", "record_pass_on"}), _relays),
    Row(ClockKind.SIGN, p.LEAD_HANDLER, "签收", frozenset({"sign", "return", "record_sign"}), _handlers),
    Row(ClockKind.REPLY, p.LEAD_HANDLER, "回复", frozenset({"reply", "record_reply"}), _handlers),
    Row(ClockKind.ANSWER, p.REPRESENTATIVE, "答复企业", frozenset({"answer"}), _representative),
    Row(ClockKind.LOOK_BACK, p.STAFF, "回头看", frozenset({"record_look_back"}), _second_people),
    Row(ClockKind.CALL_BACK, p.STAFF, "回访撤回", frozenset({"record_call_back"}), _second_people),
    Row(ClockKind.PROMISE, p.LIAISON, "跟踪承诺", frozenset({"keep_promise", "break_promise"}), _liaisons),
)
# They run beside the turn: somebody is reminded of them, yet the case moves on without them.
BESIDE = frozenset(
    {ClockKind.CONTACT, ClockKind.OPINION, ClockKind.CONSULT, ClockKind.MINUTES, ClockKind.SUPERVISE}
)
_CONFIRM = Row(ClockKind.REPLY, p.LEAD_HEAD, "审签回复", frozenset({"confirm", "hand_back"}), _heads)
# Only its keeper sees a sealed case: whatever it waits for is the keeper's to bring to an end.
_SEALED = Row(
    "",
    p.STAFF,
    "处理密封件",
    frozenset({"refer", "decline", "terminate", "settle", "decide_appeal", "close"}),
    lambda clock, on: telling.keeper(clock.case, on),
)


def turn_of(case: EnterpriseRequest, *, on: date, file: CaseFile | None = None) -> Turn | None:
    """The turn on a local date; None for a case that has ended and that nothing is due for.

    `file` where one of the case is open already. A merged case has the turn of the case it follows, until there is an answer to be confirmed for it.
    """
    calendar = office_calendar.load()
    file = CaseFile(case) if file is None else file
    running = file.running
    if case.status == Status.MERGED and case.leading is not None:
        # Its own date and its promised call run on, yet who works on the leading case works on it.
        running = [clock for clock in running if clock.kind == ClockKind.FOLLOW]
    main = first_of(running)
    if main is not None:
        return _turn(*main, file, calendar, on)
    if case.status == Status.MERGED and case.leading is not None:
        return turn_of(case.leading, on=on)
    return _waits_for_enterprise(case, running, calendar, on) if case.is_waiting else None


def without(at: datetime) -> Iterator[str]:
    """For `doctor`: the cases that have not ended and that nobody must move, or of which nobody will hear again."""
    on = local_date(at)
    for case in EnterpriseRequest.objects.unended().select_related("leading").order_by("pk").iterator():
        turn = turn_of(case, on=on)
        if turn is None:
            yield f"诉求 {case.ledger_number}（{case.get_status_display()}）没有应办的一方。"
        elif turn.next_on is None:
            yield f"诉求 {case.ledger_number} 轮到{turn.words}，但以后不再有提醒。"


def first_of(running: list[Clock]) -> tuple[Row, Clock] | None:
    """The first row with a clock that ticks; of a unit's clocks the lead's alone."""
    for row in TURNS:
        for clock in running:
            of_lead = clock.assignment is None or clock.assignment.is_lead
            if clock.kind == row.kind and clock.paused_on is None and of_lead:
                return row, clock
    return None


def _turn(row: Row, clock: Clock, file: CaseFile, calendar: WorkingCalendar, on: date) -> Turn:
    if clock.case.sealed and row.party != p.REQUESTER:
        row = _SEALED
    elif row.kind == ClockKind.REPLY and _awaits_head(clock, file):
        row = _CONFIRM
    return Turn(
        party=row.party,
        words=_words(row, clock),
        steps=row.steps,
        people=tuple(dict.fromkeys(row.whom(clock, on))),
        due_on=clock.due_on,
        next_on=_next_on(clock, calendar, on),
        clock=clock,
    )


def _words(row: Row, clock: Clock) -> str:
    if row.party == p.STAFF or clock.assignment is None:
        return f"{p.PARTY_LABELS[row.party]}{row.deed}"
    unit = clock.assignment.through if row.party == p.RELAY_HANDLER else clock.assignment.department
    who = unit.short_name if unit else ""
    if row.party == p.LEAD_HEAD:
        who = f"{who}负责人"
    return f"{who}{row.deed}"


def _awaits_head(clock: Clock, file: CaseFile) -> bool:
    written = (reply for reply in file.replies if reply.assignment_id == clock.assignment_id)
    return any(reply.state == ReplyState.AWAITS_HEAD for reply in written)


def _next_on(clock: Clock, calendar: WorkingCalendar, on: date) -> date | None:
    """The enterprise's silence ends by itself: the sweeper closes the case after the clock's day."""
    if clock.kind == ClockKind.VERDICT:
        return max(clock.due_on, on) + timedelta(days=1)
    return reminders.next_word_on(clock, calendar, on=on, until=max(on, clock.due_on) + HORIZON)


def _waits_for_enterprise(
    case: EnterpriseRequest, running: list[Clock], calendar: WorkingCalendar, on: date
) -> Turn | None:
    """A question stands open: the sweeper lets the clocks go on when its days are used up."""
    paused = next((clock for clock in running if clock.paused_on is not None), None)
    lapses_on = clocks.lapses_on(case, calendar)
    if paused is None or lapses_on is None:
        return None
    return Turn(
        p.REQUESTER,
        "企业补充",
        frozenset({"supplement"}),
        (),
        lapses_on,
        max(lapses_on, on + timedelta(days=1)),
        paused,
    )
