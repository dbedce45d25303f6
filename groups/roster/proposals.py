"""What follows from a roster beside its columns: rows that a higher app proposes and the importer agrees to, one by
one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from groups.models import Representative
from office.actors import Actor
from office.ports import Port

if TYPE_CHECKING:
    from groups.roster.planning import PlannedRow


@dataclass(frozen=True)
class Proposal:
    """`key` names the same proposal in two previews of one file; `row` as the spreadsheet counts."""

    key: str
    row: int
    text: str


class Proposer(Protocol):
    def find(self, rows: Sequence["PlannedRow"], *, on: date) -> list[Proposal]:
        """What is proposed for these rows and does not stand yet. A fixed number of queries; writes nothing."""
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
