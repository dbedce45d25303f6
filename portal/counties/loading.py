"""A whole pack into the database: all of it, or nothing and every fault by its row."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from office.actors import Actor
from office.events import Fact, record
from office.refusals import Refused
from office.verbs import verb
from portal.counties import bodies, people, texts
from portal.counties.import_run import ImportRun
from portal.counties.reading import Fault, Folder
from portal.counties.sheet_kinds import Row, SheetKind
from portal.counties.sheets import (
    ACCOUNTS,
    CALENDAR,
    CATEGORY_UNITS,
    GROUPS,
    NAMES,
    POSTINGS,
    ROSTER,
    SHEETS,
    STATIONS,
    TERMS,
    UNITS,
)
from portal.reference_data import loading as reference_data

PACKS = settings.BASE_DIR / "data"
WRITERS: tuple[tuple[SheetKind, Callable[[Sequence[Row], ImportRun], None]], ...] = (
    (NAMES, bodies.names),
    (TERMS, bodies.terms),
    (UNITS, bodies.units),
    (CATEGORY_UNITS, bodies.category_units),
    (GROUPS, bodies.groups),
    (STATIONS, bodies.stations),
)
# After the roster, whose people they name.
LATER_WRITERS = (
    (POSTINGS, people.postings),
    (ACCOUNTS, people.open_accounts),
    (CALENDAR, bodies.calendar_days),
)
TEXTS = (("policies", texts.policies), ("information", texts.information))


class Faulty(Exception):
    """Nothing was written: `faults` say what to change."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("；".join(map(str, faults[:3])))
        self.faults = faults


class _Rehearsed(Exception):
    """Undoes a rehearsal that went well."""


def pack(name: str) -> Path:
    """The folder of a pack that comes with the product. Raises Refused."""
    found = sorted(file.parent.name for file in PACKS.glob("*/names.csv"))
    if name not in found:
        raise Refused("no_pack", f"没有“{name}”这个数据包，现有：{'、'.join(found)}。")
    return PACKS / name


def load(folder: Folder, *, by: Actor, at: datetime) -> ImportRun:
    """Adds what is missing, touches nothing that is there. Raises Faulty."""
    return _write(folder, by=by, at=at)


def rehearse(folder: Folder, *, by: Actor, at: datetime) -> ImportRun:
    """What `load` would add, and every fault; the database stays as it is."""
    run = _run(folder, by, at)
    with suppress(_Rehearsed):
        _rehearse(folder, run)
    return run


@verb
def _write(folder: Folder, *, by: Actor, at: datetime) -> ImportRun:
    run = _run(folder, by, at)
    _fill(folder, run)
    if run.faults:
        raise Faulty(run.faults)
    added: dict[str, Any] = {"rows": sum(run.added.values())}
    if added["rows"]:
        record(Fact("seed:reference", "county_loaded", added), by=by, at=at)
    return run


@verb
def _rehearse(folder: Folder, run: ImportRun) -> None:
    _fill(folder, run)
    raise _Rehearsed


def _fill(folder: Folder, run: ImportRun) -> None:
    """Rows that read well are tried even where others do not: all faults are told at once.

    What is every county's comes first, as rows name it.
    """
    reference_data.load(at=run.at)
    for kind, write in WRITERS:
        write(folder.rows.get(kind.file, []), run)
    if ROSTER.file in folder.tables:
        people.roster(folder.tables[ROSTER.file], run)
    for kind, write in LATER_WRITERS:
        write(folder.rows.get(kind.file, []), run)
    for name, add in TEXTS:
        add(folder.texts.get(name, []), run)
    # What follows from other faults is told alone where there is no other.
    run.faults = sorted(run.faults or run.following, key=_place)


def _run(folder: Folder, by: Actor, at: datetime) -> ImportRun:
    """Begins with what reading the folder has found."""
    return ImportRun(
        by,
        at,
        faults=list(folder.faults),
        remarks=list(folder.remarks),
        columns=dict(folder.columns),
        tables=folder.tables,
    )


def _place(fault: Fault) -> tuple[int, int]:
    """In the order in which the workbook is filled in."""
    titles = [kind.title for kind in SHEETS]
    return titles.index(fault.sheet) if fault.sheet in titles else len(titles), fault.row
