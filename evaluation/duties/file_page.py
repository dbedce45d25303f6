"""A year's file as desk and private link show it: records, what was objected to and answered, what was added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from evaluation.duties import progress
from evaluation.duties.forms import DutyEntryForm, ObjectionForm
from evaluation.duties.progress import OWN_ENTRY, DutyProgress
from evaluation.models import DutyEntry, DutyObjection
from groups.models import Representative
from groups.year_records import others_done
from office.templatetags.wording import short_day


@dataclass(frozen=True)
class Row:
    """One record as the file shows it; `counts` where a duty asks for it."""

    on: date
    record: str
    kind: str
    label: str
    source: str
    is_confirmed: bool
    counts: bool
    url: str
    is_disputed: bool = False


def of(person: Representative, year: int, found: Sequence[DutyProgress], on: date) -> dict[str, Any]:
    """`records` (`Row`), the newest first; `objections` (row, name of its field); `entries` (row, name, tone,
    words). A fixed number of queries."""
    objections = list(
        DutyObjection.objects.filter(representative=person, year=year).select_related("answered_by")
    )
    open_lines = {row.line for row in objections if row.answered_at is None}
    entries = DutyEntry.objects.of_year(person, year).select_related("decided_by")
    return {
        "records": [
            replace(row, is_disputed=row.record in open_lines) for row in rows_of(person, year, found, on)
        ],
        "objections": [{"row": row, "name": f"objection-{row.pk}"} for row in objections],
        "entries": [_entry(row) for row in entries],
    }


def rows_of(person: Representative, year: int, found: Sequence[DutyProgress], on: date) -> list[Row]:
    """Every record of the year until the local date `on`, the newest first, each key once."""
    rows = [
        Row(
            record.on,
            record.record,
            str(record.kind.label),
            record.label,
            record.source,
            record.is_confirmed,
            True,
            record.url,
        )
        for duty in found
        for record in (*duty.counted, *duty.unconfirmed)
    ]
    until = min(date(year + 1, 1, 1), on + timedelta(days=1))
    others = others_done([person.pk], date(year, 1, 1), until) if until > date(year, 1, 1) else []
    rows += [
        Row(each.on, each.record, each.kind, each.label, each.source, each.is_confirmed, False, each.url)
        for each in others
    ]
    return sorted(rows, key=lambda row: (row.on, row.record), reverse=True)


def forms_of(
    person: Representative,
    year: int,
    found: Sequence[DutyProgress],
    on: date,
    line: str = "",
    *,
    on_behalf: bool = False,
) -> dict[str, Any]:
    """Both forms, empty but for the `line` that was chosen on the page; `on_behalf` of the person with a sheet."""
    lines = keys_of(person, year, found, on)
    return {
        "objection_form": ObjectionForm(lines=lines, initial={"line": line}, on_behalf=on_behalf),
        "entry_form": DutyEntryForm(on_behalf=on_behalf),
        "is_chosen": line in lines,
    }


def keys_of(person: Representative, year: int, found: Sequence[DutyProgress], on: date) -> dict[str, str]:
    """What can be objected to, by key: the number of each duty that applies, each record, each own entry."""
    keys = {f"duty:{each.kind}": f"{each.kind.label}的次数" for each in found if each.needed or each.done}
    for row in rows_of(person, year, found, on):
        keys[row.record] = f"{short_day(row.on)} {row.label}"[:200]
    for entry in DutyEntry.objects.of_year(person, year):
        keys.setdefault(f"{OWN_ENTRY}{entry.pk}", f"{short_day(entry.on)} {entry.words}"[:200])
    return keys


def lines_of(person: Representative, year: int, on: date) -> dict[str, str]:
    """The same, read anew."""
    found = progress.of_year([person.pk], year, until=on + timedelta(days=1))[person.pk]
    return keys_of(person, year, found, on)


def _entry(row: DutyEntry) -> dict[str, Any]:
    if row.accepted is None:
        tone, words = "asked", "待核实"
    else:
        tone, words = ("done", "已核实") if row.accepted else ("ended", "没有计入")
    return {"row": row, "name": f"entry-{row.pk}", "tone": tone, "words": words}
