"""Which tables hold what representatives confirm: each app registers its own (docs/domain.md § 12)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from fieldwork.models import OwnWord
from fieldwork.models.own_words import Confirmable, ConfirmationSheet
from office.ports import Port


@dataclass(frozen=True)
class Kind:
    """A table of confirmable records.

    `name` begins the keys in forms; `standing` leaves out what was withdrawn; `related` is read along; `words` says
    a record in one line, `on` is its local day, `subject` the chain in which the word is recorded.
    """

    name: str
    label: str
    model: type[Confirmable]
    words: Callable[[Any], str]
    on: Callable[[Any], date]
    subject: Callable[[Any], str]
    standing: Q = field(default_factory=Q)
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()

    def rows(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._default_manager.filter(self.standing)
        return found.select_related("representative", "entered_by", *self.related).prefetch_related(
            *self.prefetched
        )


@dataclass(frozen=True)
class Line:
    """One record as the person reads it."""

    kind: Kind
    row: Any

    @property
    def key(self) -> str:
        return f"{self.kind.name}-{self.row.pk}"

    @property
    def on(self) -> date:
        return self.kind.on(self.row)

    @property
    def words(self) -> str:
        return self.kind.words(self.row)


kinds: Port[Kind] = Port()


def waiting_of(representative: int, *, entered_before: datetime | None = None) -> list[Line]:
    """What the person (a key) has said nothing of, the oldest day first; one query a kind."""
    condition = Q(representative=representative, own_word=OwnWord.WAITING)
    if entered_before is not None:
        condition &= Q(entered_at__lt=entered_before)
    return _lines(condition)


def on_sheet(sheet: ConfirmationSheet) -> list[Line]:
    return _lines(Q(sheet=sheet))


def decided_of(representative: int, since: date) -> list[Line]:
    """What the person has decided from that local day on."""
    return _lines(Q(representative=representative, own_word_on__gte=since))


def waiting_people(people: Collection[int] | None) -> dict[int, int]:
    """How many records wait, by the representative's key; `people` narrows it, None asks for all."""
    found: dict[int, int] = {}
    for kind in kinds:
        rows = kind.rows().filter(own_word=OwnWord.WAITING)
        if people is not None:
            rows = rows.filter(representative__in=people)
        for key in rows.order_by().values_list("representative_id", flat=True):
            found[key] = found.get(key, 0) + 1
    return found


def locked(keys: Collection[str], representative: int) -> Iterator[Line]:
    """The records of that person among the keys that a form sent, locked; in the order of kinds and keys."""
    for kind in kinds:
        wanted = [int(key) for name, _, key in (each.partition("-") for each in keys) if name == kind.name]
        rows = (
            kind.rows().select_for_update(of=("self",)).filter(pk__in=wanted, representative=representative)
        )
        yield from (Line(kind, row) for row in rows.order_by("pk"))


def _lines(condition: Q) -> list[Line]:
    found = [Line(kind, row) for kind in kinds for row in kind.rows().filter(condition).order_by("pk")]
    return sorted(found, key=lambda line: line.on)
