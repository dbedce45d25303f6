"""Requests as records of a representative's year: what was handed over, how it was treated, what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from evaluation.scores import CaseRecord, Handling
from evaluation.yearly.case_facts import Facts, Held, read, refusals, stretches
from groups.models import Representative
from office import calendar as office_calendar
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.answers import Satisfaction, VerdictBy
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ContactHow
from requests_app.models.look_backs import LookBackOutcome
from requests_app.models.requests import Outcome, Status

IN_PERSON = (ContactHow.VISIT, ContactHow.STATION)
TO_URGE_WITHIN = 3
_SATISFACTIONS = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.MOSTLY: "基本满意",
    Satisfaction.DISSATISFIED: "不满意",
}


def of_year(
    people: Collection[int], since: date, until: date, *, before: Mapping[tuple[int, str], Decimal]
) -> dict[int, list[CaseRecord]]:
    """By primary key of representatives; local dates, `until` not counted. Eleven queries whatever their number.

    `before` is the credit that earlier frozen years gave, by representative and record. Sealed cases are in no score.
    """
    persons, refused = Representative.objects.in_bulk(people), refusals(since, until)
    held_by = stretches(persons, until, refused)
    facts = read({held.case for own in held_by.values() for held in own}, until, refused)
    found: dict[int, list[CaseRecord]] = {person: [] for person in people}
    for person, own in held_by.items():
        for held in own:
            case = facts.cases.get(held.case)
            if case is None:
                continue
            taken = _Taken(case, held, persons[person], facts, until)
            earlier = before.get((person, record_of(case)), Decimal(0))
            if held.since >= since or taken.has_news_since(since):
                found[person].append(taken.record(carried=held.since < since, before=earlier))
    return found


def record_of(case: EnterpriseRequest) -> str:
    return f"request:{case.pk}"


@dataclass(frozen=True)
class _Taken:
    case: EnterpriseRequest
    held: Held
    person: Representative
    facts: Facts
    until: date

    def record(self, *, carried: bool, before: Decimal) -> CaseRecord:
        family, share = _family(self.case)
        due, done = self._turns()
        return CaseRecord(
            difficulty=self.case.difficulty or "ordinary",
            handling=self._handling(),
            responded=self._responded(),
            turns_due=due,
            turns_done=done,
            met=self._met(),
            outcome=self._outcome(),
            look_back_holds=self._holds(),
            satisfaction=self._satisfaction(),
            enterprise=_enterprise(self.case),
            family=family,
            share=share,
            carried=carried,
            before=before,
            record=record_of(self.case),
        )

    def has_news_since(self, since: date) -> bool:
        """Of a case that was handed over in an earlier year: something came of it in this one."""
        closed = self.case.closed_on
        kept = [row for row in self._of("promises") if row.confirmed_on and row.confirmed_on >= since]
        held = [row for row in self._of("look_backs") if row.done_on >= since]
        return bool((closed and since <= closed < self.until) or kept or held)

    def _of(self, name: str) -> list[Any]:
        rows: list[Any] = getattr(self.facts, name).get(self.case.pk, [])
        return rows

    def _handling(self) -> Handling:
        """Withdrawn, referred, declined, or handed over before the contact was due: as if never offered.

        Handed over then as the person would not have it, for none of the reasons that excuse: refused.
        """
        if self.case.status in (Status.WITHDRAWN, Status.REFERRED, Status.DECLINED):
            return Handling.EXCUSED
        if self.held.until >= self.until or self._responded_by_person():
            return Handling.TAKEN
        if self.case.closed_on is not None and self.held.until > self.case.closed_on:
            return Handling.TAKEN
        due = [row.due_on for row in self._of("clocks") if row.kind == ClockKind.CONTACT]
        in_time = not due or self.held.until <= min(due)
        if not in_time:
            return Handling.TAKEN
        has_refused = (self.case.pk, self.person.code) in self.facts.refused
        return Handling.REFUSED if has_refused else Handling.EXCUSED

    def _responded_by_person(self) -> bool:
        return any(row.representative_id == self.person.pk for row in self._of("contacts"))

    def _responded(self) -> bool:
        """In the contact clock; made face to face at intake there is none. One that still runs is not missed yet."""
        rows = [
            row
            for row in self._of("clocks")
            if row.kind == ClockKind.CONTACT and row.stop_reason != StopReason.VOID
        ]
        return all(self._in_time(row) for row in rows)

    def _in_time(self, clock: Clock) -> bool:
        if clock.stopped_on is not None and clock.stopped_on < self.until:
            return clock.stopped_on <= clock.due_on
        return clock.due_on >= self.until

    def _turns(self) -> tuple[int, int]:
        """Replies to check and units' missed dates to urge while the person had the case: due, and in time."""
        checks = [
            row
            for row in self._of("clocks")
            if row.kind == ClockKind.CHECK and row.stop_reason != StopReason.VOID and self._was_mine(row)
        ]
        over = [row for row in checks if row.due_on < self.until or row.stopped_on]
        urged = [self._urged(row) for row in self._missed_by_units()]
        return len(over) + len(urged), sum(map(self._in_time, over)) + sum(urged)

    def _missed_by_units(self) -> list[Clock]:
        days = office_calendar.load()
        return [
            row
            for row in self._of("clocks")
            if row.kind == ClockKind.REPLY
            and row.stop_reason != StopReason.VOID
            and self.held.since <= row.due_on < self.held.until
            and days.add(row.due_on, TO_URGE_WITHIN) < self.until
            and (row.stopped_on is None or row.stopped_on > days.add(row.due_on, TO_URGE_WITHIN))
        ]

    def _urged(self, clock: Clock) -> bool:
        """By the person; for somebody without an account by whoever did it at the desk."""
        last = office_calendar.load().add(clock.due_on, TO_URGE_WITHIN)
        by = {row.by_id for row in self._of("urgings") if clock.due_on < row.urged_on <= last}
        return bool(by) if self.person.user_id is None else self.person.user_id in by

    def _was_mine(self, clock: Clock) -> bool:
        return self.held.since <= clock.start_on < self.held.until

    def _met(self) -> bool:
        visited = any(
            row.reached and row.how in IN_PERSON and row.representative_id == self.person.pk
            for row in self._of("contacts")
        )
        return visited or bool(self._of("consultations"))

    def _outcome(self) -> str:
        if any(row.confirmed_on and row.confirmed_on < self.until for row in self._of("promises")):
            return "kept"
        closed = self.case.closed_on is not None and self.case.closed_on < self.until
        if not closed or self.case.status != Status.CLOSED:
            return "none"
        if self.case.outcome == Outcome.SETTLED:
            return "settled"
        if self.case.outcome == Outcome.PROMISED:
            return "promised"
        agreed = any(row.agreed and row.given_by != VerdictBy.DESK for row in self._of("verdicts")[-1:])
        return (
            "explained" if self.case.outcome in (Outcome.EXPLAINED, Outcome.UNRESOLVED) and agreed else "none"
        )

    def _holds(self) -> bool:
        return any(row.outcome == LookBackOutcome.HOLDS for row in self._of("look_backs"))

    def _satisfaction(self) -> str:
        """What stands last; a desk's number gives no credit (docs/domain.md § 2)."""
        last = self._of("verdicts")[-1:]
        return "" if not last or last[0].given_by == VerdictBy.DESK else _SATISFACTIONS[last[0].satisfaction]


def _family(case: EnterpriseRequest) -> tuple[str, Decimal]:
    """Split parts and merged twins are one case, each with its part of the weight."""
    if case.parts_count > 1:
        return f"split:{case.split_from_id or case.pk}", 1 / Decimal(case.parts_count)
    followers: int = getattr(case, "followers_count", 0)
    if case.leading_id:
        together: int = getattr(case, "twins_count", 1)
        return f"merged:{case.leading_id}", 1 / Decimal(together + 1)
    return (f"merged:{case.pk}", 1 / Decimal(followers + 1)) if followers else ("", Decimal(1))


def _enterprise(case: EnterpriseRequest) -> str:
    if case.enterprise is not None:
        return f"enterprise:{case.enterprise.same_as_id or case.enterprise_id}"
    return case.enterprise_name
