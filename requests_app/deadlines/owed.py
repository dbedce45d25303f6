"""催办: which units still owe something and get a letter, and who is told (docs/domain.md § 2). Writes nothing.

What is read of many cases is asked once for all of them, so that the preview of two hundred costs no more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from groups.duty_roster import DutyRoster
from groups.models import Department, DepartmentOfficer
from office.models import User
from requests_app.deadlines import kinds, next_action
from requests_app.models import Assignment, Clock, EnterpriseRequest, LookBack, Promise, Reply
from requests_app.models.assignments import AssignmentStatus, Part, ReplyState
from requests_app.models.requests import Status
from requests_app.notifications import recipients


@dataclass(frozen=True)
class Owed:
    """What a unit still owes: the part, by when (local date), and the promise once it has replied."""

    part: Assignment
    due_on: date
    promise: Promise | None = None

    @property
    def addressee(self) -> Department:
        """The 转办单位 as long as the part lies there."""
        at_relay = self.part.status == AssignmentStatus.AT_RELAY
        return self.part.through if at_relay and self.part.through else self.part.department


@dataclass(frozen=True)
class Late:
    """What is past its date: the step in words, and the date."""

    step: str
    due_on: date


@dataclass(frozen=True)
class Reach:
    """`owed` get a letter each; `people` are the accounts told, each once; `late` is what is late the longest."""

    owed: tuple[Owed, ...]
    people: tuple[User, ...]
    late: Late | None = None


class Urgings:
    """Whom an urging of each of `cases` reaches on the local date `on`."""

    def __init__(self, cases: Iterable[EnterpriseRequest], on: date) -> None:
        self.on, self._roster = on, DutyRoster(on)
        worked_on = {case.pk: _worked_on(case) for case in cases}
        self._cases = {case.pk: case for case in worked_on.values()}
        self._clocks = _by_case(
            Clock.objects.ticking()
            .filter(case__in=self._cases)
            .select_related("assignment__department", "assignment__through")
        )
        self._promises = {row.case_id: row for row in Promise.objects.awaited().filter(case__in=self._cases)}
        leads = Assignment.objects.current().filter(case__in=self._promises, part=Part.LEAD)
        self._leads = {row.case_id: row for row in leads.select_related("department", "through")}
        written = Reply.objects.filter(assignment__case__in=self._cases, state=ReplyState.AWAITS_HEAD)
        awaiting = written.latest_of_part().order_by()
        self._awaiting = set(awaiting.values_list("assignment_id", flat=True))

    def of(self, case: EnterpriseRequest) -> Reach:
        """Of a merged case those who work on the leading one, without a letter: the units have that one's."""
        worked_on = _worked_on(case)
        clocks = self._clocks.get(worked_on.pk, [])
        for clock in clocks:
            clock.case = worked_on
        owed = tuple(
            sorted(self._owed(worked_on, clocks), key=lambda one: (not one.part.is_lead, one.part.pk))
        )
        people = list(self._people(worked_on, clocks, owed)) or recipients.liaisons(worked_on, self._roster)
        late = min(self._late(clocks), key=lambda one: one.due_on, default=None)
        return Reach(owed if worked_on is case else (), tuple(dict.fromkeys(people)), late)

    def _late(self, clocks: list[Clock]) -> Iterator[Late]:
        """What somebody is behind with; the enterprise's own window is nobody's delay."""
        for clock in clocks:
            if clock.due_on < self.on and kinds.KINDS[clock.kind].is_delay:
                yield Late(kinds.step_label(clock.kind), clock.due_on)

    def _owed(self, case: EnterpriseRequest, clocks: list[Clock]) -> Iterator[Owed]:
        """The lead as long as it has not replied, a co-department once it is late; or whoever promised."""
        for clock in clocks:
            part = clock.assignment
            if part is None or not kinds.KINDS[clock.kind].owed_by_unit:
                continue
            late = any(one.due_on < self.on for one in clocks if one.assignment_id == part.pk)
            if part.is_lead or late:
                yield Owed(part, clock.due_on)
        promise, lead = self._promises.get(case.pk), self._leads.get(case.pk)
        if promise is not None and lead is not None and case.status == Status.CLOSED:
            yield Owed(lead, promise.due_on, promise)

    def _people(self, case: EnterpriseRequest, clocks: list[Clock], owed: tuple[Owed, ...]) -> Iterator[User]:
        """Who handles it, who must act next, whoever is late, and the units that get a letter."""
        yield from recipients.handling_representative(case, self._roster)
        binding = next_action.binding(clocks)
        urged = [clock for clock in clocks if clock.due_on < self.on] + ([binding] if binding else [])
        for clock in urged:
            row = kinds.KINDS[clock.kind]
            if row.is_delay and row.reminders is not None:
                yield from row.reminders.owner.of(clock, self._roster)
        for one in owed:
            yield from self._officers(one)

    def _officers(self, owed: Owed) -> list[User]:
        duty = DepartmentOfficer.Duty.HANDLER
        found = recipients.officers_of_unit(owed.addressee, duty, self._roster)
        if owed.part.pk in self._awaiting:
            head = DepartmentOfficer.Duty.HEAD
            found = [*found, *recipients.officers_of_unit(owed.addressee, head, self._roster)]
        return found


def awaited(cases: Iterable[EnterpriseRequest]) -> set[int]:
    """Keys of those in which somebody still has something to do, closed ones that are followed included (§ 2)."""
    found = list(cases)
    closed = [case.pk for case in found if case.status == Status.CLOSED]
    followed = {case.pk for case in found} - set(closed)
    if closed:
        for rows in (Promise.objects.awaited(), LookBack.objects.opened()):
            followed |= set(rows.filter(case__in=closed).order_by().values_list("case_id", flat=True))
    return followed


def _worked_on(case: EnterpriseRequest) -> EnterpriseRequest:
    return case.leading if case.status == Status.MERGED and case.leading is not None else case


def _by_case(clocks: Iterable[Clock]) -> dict[int, list[Clock]]:
    found: dict[int, list[Clock]] = {}
    for clock in clocks:
        found.setdefault(clock.case_id, []).append(clock)
    return found
