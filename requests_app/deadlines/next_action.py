"""Who must act next on each open case, by when, and when they are reminded (docs/domain.md § 10.14).

No state in which a request can be forgotten exists: of the running clocks the one of the lowest precedence in
`kinds.KINDS` names the party, and its reminders the next date. A case without a next action is a finding of `doctor`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from groups.duty import Day, roster_of
from groups.duty_roster import DutyRoster
from office import calendar as office_calendar
from office.calendar import WorkingCalendar, local_date
from office.models import User
from requests_app.access import parties as p
from requests_app.deadlines import clocks, kinds, reminders
from requests_app.deadlines import recipients as r
from requests_app.deadlines.kinds import Precedence, Wait
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.assignments import ReplyState
from requests_app.models.case_file import CaseFile
from requests_app.models.case_files import files_of
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status

# The next reminder is looked for this far ahead: longer than any promise may run.
HORIZON = timedelta(days=1200)
CASES_AT_ONCE = 500
# What a unit's reply waits for once it is written and its head must confirm it.
_CONFIRM = Wait(p.LEAD_HEAD, "审签回复", frozenset({"confirm", "hand_back"}), r.HEADS, Precedence.HANDLING)
# Only its keeper sees a sealed case: whatever it waits for is the keeper's to bring to an end.
_SEALED = Wait(
    p.STAFF,
    "处理密封件",
    frozenset({"refer", "decline", "terminate", "settle", "decide_appeal", "close"}),
    r.KEEPER,
    Precedence.RESULT,
)
# Somebody proposed to decline or refer it; whoever decides may as well accept or hand it over.
_DISPOSE = Wait(
    p.STAFF,
    "决定去向",
    frozenset({"decline", "refer", "terminate", "accept", "assign"}),
    r.OFFICE,
    Precedence.HANDLING,
)
_BEFORE_A_UNIT = (ClockKind.ACCEPT, ClockKind.ASSIGN, ClockKind.REASSIGN)
_SUPPLEMENT = frozenset({"supplement"})


@dataclass(frozen=True)
class NextAction:
    """What a case waits for. `party` is one of `access.parties`, `steps` end the wait, `words` say it on a screen.

    `due_on` and `next_on` are local dates: until when, and when the next reminder, escalation or sweep comes.
    `people` are the accounts that may act; empty where the enterprise itself must.
    """

    party: str
    words: str
    steps: frozenset[str]
    people: tuple[User, ...]
    due_on: date
    next_on: date | None
    clock: Clock


def next_action_of(
    case: EnterpriseRequest,
    *,
    on: Day,
    file: CaseFile | None = None,
    files: Mapping[int, CaseFile] | None = None,
) -> NextAction | None:
    """The next action on a local date; None for a case that has ended and that nothing is due for.

    `file` is given where one of the case is open already, `files` where those of leading cases are. A merged case has that of the case it follows, until there is an answer to be confirmed for it.
    """
    calendar = office_calendar.load()
    file = CaseFile(case) if file is None else file
    running = file.running
    if case.status == Status.MERGED and case.leading is not None:
        # Its own date and its promised call run on, yet who works on the leading case works on it.
        running = [clock for clock in running if clock.kind == ClockKind.FOLLOW]
    if (first := binding(running)) is not None:
        return _waited_for(first, file, calendar, on)
    if case.status == Status.MERGED and case.leading is not None:
        return next_action_of(case.leading, on=on, file=(files or {}).get(case.leading.pk), files=files)
    return _waits_for_enterprise(file, running, calendar, roster_of(on).on) if case.is_waiting else None


def cases_without(at: datetime) -> Iterator[str]:
    """For `doctor`: the cases that have not ended and that nobody must move, or of which nobody will hear again."""
    roster = DutyRoster.whole(local_date(at))
    related = ("leading__representative", "representative", "group", "sealed_for")
    cases = EnterpriseRequest.objects.unended().select_related(*related).order_by("pk")
    stream = cases.iterator(chunk_size=CASES_AT_ONCE)
    while batch := list(islice(stream, CASES_AT_ONCE)):
        leading = {case.leading.pk: case.leading for case in batch if case.leading is not None}
        files = files_of([*batch, *leading.values()])
        for case in batch:
            yield from _without(case, next_action_of(case, on=roster, file=files[case.pk], files=files))


def _without(case: EnterpriseRequest, action: NextAction | None) -> Iterator[str]:
    if action is None:
        yield f"诉求 {case.ledger_number}（{case.get_status_display()}）没有应办的一方。"
    elif action.next_on is None:
        yield f"诉求 {case.ledger_number} 轮到{action.words}，但以后不再有提醒。"


def binding(running: list[Clock]) -> Clock | None:
    """Of the clocks of one case the one that names the next action: it ticks, and of a unit's the lead's alone.

    None where one of a lower precedence stands still for the enterprise: an answer that was overdue before the
    question ticks on, yet nobody can answer while the unit's reply waits.
    """
    of_lead = [clock for clock in running if clock.assignment is None or clock.assignment.is_lead]
    clocks_by_kind = {clock.kind: clock for clock in reversed(of_lead)}
    waited_for: Precedence | None = None
    for row in kinds.by_precedence():
        clock = clocks_by_kind.get(row.kind)
        if clock is None or row.wait is None:
            continue
        if waited_for is not None and waited_for < row.wait.precedence:
            return None
        if clock.paused_on is None:
            return clock
        waited_for = row.wait.precedence
    return None


def _waited_for(clock: Clock, file: CaseFile, calendar: WorkingCalendar, on: Day) -> NextAction:
    wait = _wait_of(clock, file)
    return NextAction(
        party=wait.party,
        words=_words(wait, clock),
        steps=wait.steps,
        people=tuple(dict.fromkeys(wait.people.of(clock, on) if wait.people else ())),
        due_on=clock.due_on,
        next_on=_next_on(clock, calendar, roster_of(on).on),
        clock=clock,
    )


def _wait_of(clock: Clock, file: CaseFile) -> Wait:
    wait = kinds.KINDS[clock.kind].wait
    if wait is None:
        raise ValueError(f"{clock} waits for nobody")
    if clock.case.sealed and wait.party != p.REQUESTER:
        return _SEALED
    if clock.kind in _BEFORE_A_UNIT and (asked := file.proposed_disposal) is not None:
        return replace(_DISPOSE, task=f"决定是否{asked.get_kind_display().removeprefix('建议')}")
    return _CONFIRM if clock.kind == ClockKind.REPLY and _awaits_head(clock, file) else wait


def _words(wait: Wait, clock: Clock) -> str:
    if wait.party == p.STAFF or clock.assignment is None:
        return f"{p.PARTY_LABELS[wait.party]}{wait.task}"
    unit = clock.assignment.through if wait.party == p.RELAY_HANDLER else clock.assignment.department
    who = unit.short_name if unit else ""
    if wait.party == p.LEAD_HEAD:
        who = f"{who}负责人"
    return f"{who}{wait.task}"


def _awaits_head(clock: Clock, file: CaseFile) -> bool:
    written = file.reply
    if written is None or written.assignment_id != clock.assignment_id:
        return False
    return written.state == ReplyState.AWAITS_HEAD


def _next_on(clock: Clock, calendar: WorkingCalendar, on: date) -> date | None:
    if kinds.KINDS[clock.kind].ends_by_itself:
        return max(clock.due_on, on) + timedelta(days=1)
    return reminders.next_date(clock, calendar, on=on, until=max(on, clock.due_on) + HORIZON)


def _waits_for_enterprise(
    file: CaseFile, running: list[Clock], calendar: WorkingCalendar, on: date
) -> NextAction | None:
    """A question stands open: the sweeper lets the clocks go on when its days are used up."""
    paused = next((clock for clock in running if clock.paused_on is not None), None)
    lapses_on = clocks.lapses_on(file.case, calendar, pauses=file.pauses)
    if paused is None or lapses_on is None:
        return None
    next_on = max(lapses_on, on + timedelta(days=1))
    return NextAction(p.REQUESTER, "企业补充", _SUPPLEMENT, (), lapses_on, next_on, paused)
