"""What follows from a roster beside its columns: rows that a higher app proposes and the importer agrees to, one by
one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from groups.models import Representative
from office.actors import Actor
from office.ports import Port


@dataclass(frozen=True)
class Entry:
    """A row of the roster: `number` as the spreadsheet counts, and the columns of `Representative` that it fills."""

    number: int
    certificate_number: str
    name: str
    fields: Mapping[str, Any]
    representative: Representative | None


@dataclass(frozen=True)
class Proposal:
    """`key` names the same proposal in two previews of one file; `row` as the spreadsheet counts."""

    key: str
    row: int
    text: str


class Proposer(Protocol):
    def find(self, entries: Sequence[Entry], *, on: date) -> list[Proposal]:
        """What is proposed for these entries and does not stand yet. A fixed number of queries; writes nothing."""
        ...

    def apply(
        self,
        keys: Collection[str],
        people: Mapping[str, Representative],
        *,
        on: date,
        by: Actor,
        at: datetime,
    ) -> None:
        """Makes those so from the local day `on`. `people`: by certificate number."""
        ...


roster_proposals: Port[Proposer] = Port()
