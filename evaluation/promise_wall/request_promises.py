"""The promises of requests as entries of the wall (docs/domain.md § 6).

A case's promises follow each other: one that was broken or not agreed to goes on in the next, so that they are one
entry with its first date, until one is confirmed as kept. Cases that were merged were promised the same by the same
reply, and are one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from django.db.models import QuerySet

from evaluation.models import PublicEntry
from evaluation.promise_wall.entries import WORST_FIRST, WallEntry, WallState
from office.calendar import local_date
from requests_app.access.redaction import confidential_cases
from requests_app.models import EnterpriseRequest, Promise, PromiseMilestone
from requests_app.models.promises import ConfirmedBy
from requests_app.models.requests import Outcome


@dataclass(frozen=True)
class Chain:
    """Promises of one case that follow each other; all but the last have failed."""

    rows: tuple[Promise, ...]
    was_settled_later: bool

    @property
    def case(self) -> EnterpriseRequest:
        return self.rows[0].case

    @property
    def last(self) -> Promise:
        return self.rows[-1]

    @property
    def first_due_on(self) -> date:
        return self.rows[0].due_on

    @property
    def moved(self) -> int:
        """How often another date took the place of the one before."""
        dates = [row.due_on for row in self.rows]
        return sum(before != after for before, after in pairwise(dates))

    @property
    def replies(self) -> set[int]:
        return {row.answer.reply_id for row in self.rows if row.answer.reply_id is not None}

    def kept_on(self) -> date | None:
        """The day on record of a confirmed promise; the case's end where a later answer settled it."""
        if self.last.confirmed_at is not None:
            return self.last.kept_on
        return self.case.closed_on if self.was_settled_later else None

    def state(self, on: date) -> WallState:
        """On the local date `on`. One that the enterprise did not agree to is broken once its date has passed."""
        if self.kept_on() is not None:
            return WallState.KEPT
        if self.last.broken_at is not None:
            return WallState.BROKEN
        if self.last.due_on >= on and self.last.kept_at is None:
            return WallState.OPEN
        return WallState.BROKEN if self.last.ended_at is not None else WallState.DUE


def shown_cases() -> QuerySet[EnterpriseRequest]:
    """None that is sealed, veiled from a unit, or that its enterprise wants unpublished in any form."""
    rows = EnterpriseRequest.objects.unsealed().filter(private=False)
    return rows.exclude(pk__in=confidential_cases())


def unpublished() -> int:
    """Cases with a promise that only their enterprise's wish keeps off the wall."""
    rows = EnterpriseRequest.objects.unsealed().filter(private=True, promises__isnull=False)
    return rows.exclude(pk__in=confidential_cases()).distinct().count()


def entries(on: date) -> Iterator[WallEntry]:
    """Of all promises that may be shown, those kept long ago too: the wall leaves these out."""
    families = _families(list(_chains()))
    cases = {chain.case.pk for family in families for chain in family}
    words = {
        row.case_id: row for row in PublicEntry.objects.filter(case__in=cases, approved_at__isnull=False)
    }
    milestones = _milestones()
    for family in families:
        yield _entry(family, words, milestones, on)


def _chains() -> Iterator[Chain]:
    rows = (
        Promise.objects.filter(case__in=shown_cases())
        .select_related("case__category__parent", "answer__reply__assignment__department")
        .order_by("case_id", "id")
    )
    for _, of_case in groupby(rows, key=lambda row: row.case_id):
        yield from _links(tuple(of_case))


def _links(rows: Sequence[Promise]) -> Iterator[Chain]:
    """A promise that was confirmed ends its chain."""
    begin = 0
    for place, row in enumerate(rows, start=1):
        if row.confirmed_at is not None or place == len(rows):
            chain = rows[begin:place]
            failed = row.broken_at is not None or row.ended_at is not None
            yield Chain(tuple(chain), failed and row.case.outcome == Outcome.SETTLED)
            begin = place


def _families(chains: Sequence[Chain]) -> list[list[Chain]]:
    """Chains that share a reply, each list with the leading case first."""
    families: list[list[Chain]] = []
    of_reply: dict[int, list[Chain]] = {}
    for chain in chains:
        found = [of_reply[reply] for reply in chain.replies if reply in of_reply]
        family = found[0] if found else []
        for other in found[1:]:
            if other is not family:
                family.extend(other)
                families.remove(other)
        if not found:
            families.append(family)
        family.append(chain)
        of_reply |= {reply: family for each in family for reply in each.replies}
    for family in families:
        family.sort(key=lambda chain: (chain.case.leading_id is not None, chain.case.pk, chain.last.pk))
    return families


def _milestones() -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for promise, day in PromiseMilestone.objects.order_by("reached_on").values_list(
        "promise_id", "reached_on"
    ):
        found.setdefault(promise, []).append(day)
    return found


def _entry(
    family: Sequence[Chain], words: dict[int, PublicEntry], milestones: dict[int, list[date]], on: date
) -> WallEntry:
    lead = family[0]
    state = min((chain.state(on) for chain in family), key=WORST_FIRST.index)
    told = next((words[chain.case.pk] for chain in family if chain.case.pk in words), None)
    reply = lead.last.answer.reply
    days = {day for chain in family for row in chain.rows for day in milestones.get(row.pk, ())}
    kept = state == WallState.KEPT
    return WallEntry(
        key=f"{lead.case.ledger_number}-{lead.rows[0].answer.round}",
        title=told.title if told else _category(lead.case),
        text=told.text if told else "",
        progress=told.progress if told else "",
        has_words=told is not None,
        unit=reply.assignment.department.short_name if reply else "",
        promised_on=local_date(lead.rows[0].answer.answered_at),
        first_due_on=lead.first_due_on,
        due_on=lead.last.due_on,
        moved=lead.moved,
        state=state,
        kept_on=max(_days(chain.kept_on() for chain in family)) if kept else None,
        confirmed_by=_confirmed_by(family) if kept else "",
        milestones=tuple(sorted(days)),
        merged=len(family),
        promises=frozenset(row.pk for chain in family for row in chain.rows),
    )


def _category(case: EnterpriseRequest) -> str:
    return case.category.full_name if case.category else "承诺事项"


def _confirmed_by(family: Sequence[Chain]) -> str:
    """How it was confirmed: by the enterprise where any of them said so."""
    ways = {chain.last.confirmed_by for chain in family if chain.last.confirmed_by}
    if not ways:
        return "后来解决，企业确认"
    return ConfirmedBy.ENTERPRISE.label if ConfirmedBy.ENTERPRISE in ways else ConfirmedBy.LOOK_BACK.label


def _days(days: Iterable[date | None]) -> list[date]:
    return [day for day in days if day is not None]
