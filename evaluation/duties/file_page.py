"""A year's file as desk and private link show it: records, what was objected to and answered, what was added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluation.duties.forms import DutyEntryForm, DutyObjectionForm
from evaluation.duties.objecting import keys_of
from evaluation.duties.progress import DutyProgress
from evaluation.models import DutyEntry, DutyObjection
from groups.models import Representative


def of(person: Representative, year: int, found: Sequence[DutyProgress]) -> dict[str, Any]:
    """`records` (record, is_disputed), the newest first; `objections` (row, name of its field);
    `entries` (row, name, tone, words). Two queries."""
    objections = list(
        DutyObjection.objects.filter(representative=person, year=year).select_related("answered_by")
    )
    open_lines = {row.line for row in objections if row.answered_at is None}
    records = [record for duty in found for record in (*duty.counted, *duty.unconfirmed)]
    records.sort(key=lambda record: (record.on, record.record), reverse=True)
    entries = DutyEntry.objects.of_year(person, year).select_related("decided_by")
    return {
        "records": [{"record": record, "is_disputed": record.record in open_lines} for record in records],
        "objections": [{"row": row, "name": f"objection-{row.pk}"} for row in objections],
        "entries": [_entry(row) for row in entries],
    }


def forms_of(person: Representative, year: int, found: Sequence[DutyProgress]) -> dict[str, Any]:
    """Both forms, empty, for the person alone."""
    return {
        "objection_form": DutyObjectionForm(lines=keys_of(person, year, found)),
        "entry_form": DutyEntryForm(),
    }


def _entry(row: DutyEntry) -> dict[str, Any]:
    if row.accepted is None:
        tone, words = "asked", "待核实"
    else:
        tone, words = ("done", "已核实") if row.accepted else ("ended", "没有计入")
    return {"row": row, "name": f"entry-{row.pk}", "tone": tone, "words": words}
