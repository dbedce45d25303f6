"""Whether the enterprise of a pairing was contacted in the quarter, and by when the next contact is due.

A contact is a visit of the paired representative at the enterprise. Only a confirmed one counts; one that waits for
its confirmation is told apart (docs/domain.md § 12).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from fieldwork.models import Pairing, VisitPart, VisitStatus
from fieldwork.models.own_words import COUNTED


@dataclass(frozen=True)
class Quarter:
    """Local days `first` ≤ day < `after`."""

    first: date
    after: date

    @classmethod
    def of(cls, on: date) -> Quarter:
        month = (on.month - 1) // 3 * 3 + 1
        first = date(on.year, month, 1)
        after = date(on.year + 1, 1, 1) if month == 10 else date(on.year, month + 3, 1)
        return cls(first, after)

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        return Quarter.of(self.after)

    @property
    def number(self) -> int:
        return (self.first.month - 1) // 3 + 1


@dataclass(frozen=True)
class Contact:
    """`done`: confirmed in this quarter; `waits`: recorded and not confirmed yet; `last_on` of any standing visit."""

    done: bool
    waits: bool
    last_on: date | None
    last_how: str
    due_on: date

    @property
    def words(self) -> str:
        """本季已联系, 已记 1 次，待核实, 本季还没联系."""
        if self.done:
            return "本季已联系"
        return "已记，待核实" if self.waits else "本季还没联系"


def contacts_of(pairings: Collection[Pairing], on: date) -> dict[int, Contact]:
    """By the pairing's key; one query. A pairing that began within the quarter is due by the end of the next one."""
    quarter = Quarter.of(on)
    wanted = Q(pk__in=())
    for row in pairings:
        wanted |= Q(representative=row.representative_id, enterprise=row.enterprise_id)
    visits = defaultdict(list)
    if pairings:
        rows = VisitPart.objects.standing().filter(
            wanted, on__lte=on, visit__status__in=("recorded", "confirmed")
        )
        for part in rows.select_related("visit").order_by("-on", "-pk"):
            visits[part.representative_id, part.enterprise_id].append(part)
    return {
        row.pk: _contact(row, visits[row.representative_id, row.enterprise_id], quarter) for row in pairings
    }


def is_counted(part: VisitPart) -> bool:
    """Confirmed by the enterprise or a second source, and by the person."""
    return part.visit.status == VisitStatus.CONFIRMED and part.own_word in COUNTED


def _contact(pairing: Pairing, parts: list[VisitPart], quarter: Quarter) -> Contact:
    recent = [part for part in parts if part.on >= quarter.first]
    done = any(is_counted(part) for part in recent)
    # One that the person has denied is no contact to wait for.
    waits = any(part.own_word != "denied" for part in recent) and not done
    began_within = pairing.since is not None and pairing.since > quarter.first
    last = parts[0] if parts else None
    return Contact(
        done=done,
        waits=waits,
        last_on=last.on if last else None,
        last_how=last.visit.get_how_display() if last else "",
        due_on=quarter.next.last if done or began_within else quarter.last,
    )
