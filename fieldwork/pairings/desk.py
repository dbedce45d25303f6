"""Which pairings and visits somebody sees on the desk, and what their lists show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldwork.models import Pairing, PairingStatus, Visit, VisitPart
from fieldwork.models.pairings import PairingQuerySet
from fieldwork.models.visits import VisitQuerySet
from fieldwork.pairings.contacts import Contact, contacts_of
from fieldwork.reach import Reach
from office.ports import Port

# What the list is narrowed to: name in the address, words.
TABS = (
    ("open", "结对中"),
    ("due", "本季待联系"),
    ("proposed", "待同意"),
    ("ended", "已结束"),
)


@dataclass(frozen=True)
class VisitWay:
    """A button beside a visit whose verb lives in a higher app: its label and the name of its address (the visit's
    token); `number_url` is the address name of what became of it (a number)."""

    label: str
    url_name: str
    number_url: str


@dataclass(frozen=True)
class PairingPage:
    """A page of a higher app beside a pairing: its label and the name of its address (the enterprise's key)."""

    label: str
    url_name: str


visit_ways: Port[VisitWay] = Port()
pairing_pages: Port[PairingPage] = Port()


@dataclass(frozen=True)
class Row:
    """A pairing in a list; `contact` is None until it is open."""

    pairing: Pairing
    contact: Contact | None

    @property
    def is_due(self) -> bool:
        return self.contact is not None and not self.contact.done


def pairings_for(reach: Reach) -> PairingQuerySet:
    """All to staff and auditors; the own, and those of the served groups' members."""
    return Pairing.objects.filter(reach.filter())


def visits_for(reach: Reach) -> VisitQuerySet:
    """As `pairings_for`, by who came; who recorded one for somebody else is a liaison or staff of that person."""
    if reach.sees_all:
        return Visit.objects.all()
    parts = VisitPart.objects.filter(representative__in=reach.people)
    return Visit.objects.filter(pk__in=parts.values("visit"))


def rows_of(pairings: Sequence[Pairing], on: date) -> list[Row]:
    """With their contacts: one query."""
    contacts = contacts_of([row for row in pairings if row.status == PairingStatus.OPEN], on)
    return [Row(row, contacts.get(row.pk)) for row in pairings]


def listed(reach: Reach, tab: str, on: date) -> list[Row]:
    """The pairings of a tab: what is due first, then by the enterprise's name."""
    status = PairingStatus.OPEN if tab == "due" else tab
    rows = rows_of(list(pairings_for(reach).filter(status=status).for_list()), on)
    if tab == "due":
        rows = [row for row in rows if row.is_due]
    return sorted(rows, key=lambda row: (not row.is_due, row.contact.due_on if row.contact else date.max))


def due_for(reach: Reach, on: date) -> list[Row]:
    """Own open pairings of a representative, what is due first: for the first page of the desk."""
    mine = Pairing.objects.open().filter(representative__in=reach.own)
    rows = rows_of(list(mine.for_list()), on)
    return sorted(rows, key=lambda row: (not row.is_due, row.contact.due_on if row.contact else date.max))
