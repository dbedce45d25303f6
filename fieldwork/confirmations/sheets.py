"""确认单: what waits for a person is printed under a number, signed, scanned, and checked by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from fieldwork.confirmations import kinds, words
from fieldwork.models import ConfirmationSheet, Way
from fieldwork.reach import Reach, reach_of
from groups.models import Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import Fact, record
from office.models import StoredFile, User
from office.refusals import Refused
from office.verbs import verb

LINES_AT_MOST = 20


@verb
def print_sheet(representative: Representative, *, by: Actor, at: datetime) -> ConfirmationSheet:
    """A numbered sheet with what waits for the person, twenty lines at most; lines of an unsigned sheet move here.

    Refused: `not_yours`, `nothing_waits`.
    """
    user = _server(by, representative.pk, at)
    # The person's row is the lock: two who print at once take different lines.
    representative = Representative.objects.select_for_update().get(pk=representative.pk)
    lines = [line for line in kinds.waiting_of(representative.pk) if not _is_scanned(line.row.sheet)]
    if not lines:
        raise Refused("nothing_waits", f"{representative.name}代表没有待确认的记录。")
    sheet = ConfirmationSheet.objects.create(
        number=_next_number(at), representative=representative, printed_by=user, printed_at=at
    )
    for line in lines[:LINES_AT_MOST]:
        line.row.sheet = sheet
        line.row.save(update_fields=["sheet"])
    words.mark_asked(lines[:LINES_AT_MOST], at=at)
    record(
        Fact(sheet.subject, "confirmation_sheet_printed", {"representative": representative.code}),
        by=by,
        at=at,
    )
    return sheet


@verb
def scan(sheet: ConfirmationSheet, file: StoredFile, *, by: Actor, at: datetime) -> ConfirmationSheet:
    """The signed sheet as a file. Refused: `not_yours`, `scanned`."""
    user = _server(by, sheet.representative_id, at)
    sheet = _locked(sheet)
    if sheet.scan_id is not None:
        raise Refused("scanned", f"确认单 {sheet.number} 已经上传过扫描件。")
    sheet.scan, sheet.scanned_by, sheet.scanned_at = file, user, at
    sheet.save(update_fields=["scan", "scanned_by", "scanned_at"])
    record(Fact(sheet.subject, "confirmation_sheet_scanned"), by=by, at=at)
    return sheet


@verb
def check(sheet: ConfirmationSheet, said: Mapping[str, str], *, by: Actor, at: datetime) -> ConfirmationSheet:
    """What the person has ticked and signed, read from the scan by somebody who typed none of its lines.

    Refused: `not_yours`, `not_scanned`, `second_person`, `lines_open` (a line without a word). A repeat changes nothing.
    """
    user = _server(by, sheet.representative_id, at)
    sheet = _locked(sheet)
    if sheet.checked_at is not None:
        return sheet
    if sheet.scan_id is None:
        raise Refused("not_scanned", "先上传签字后的扫描件。")
    lines = kinds.on_sheet(sheet)
    if user.pk in {sheet.scanned_by_id, *(line.row.entered_by_id for line in lines)}:
        raise Refused("second_person", "录入人和上传人不能自己核对，请另一位核对。")
    if any(said.get(line.key) not in words.SAID for line in lines):
        raise Refused("lines_open", "请对照签字件，逐条选择。")
    sheet.checked_by, sheet.checked_at = user, at
    sheet.save(update_fields=["checked_by", "checked_at"])
    words.say(sheet.representative, said, way=Way.SHEET, sheet=sheet, by=by, at=at)
    record(Fact(sheet.subject, "confirmation_sheet_checked"), by=by, at=at)
    return sheet


def may_check(sheet: ConfirmationSheet, user: User) -> bool:
    """Whether this person may be the second one; who reads the sheet at all, `visible_to` says."""
    if sheet.scan_id is None or sheet.checked_at is not None:
        return False
    return user.pk not in {sheet.scanned_by_id, *(line.row.entered_by_id for line in kinds.on_sheet(sheet))}


def visible_to(reach: Reach) -> QuerySet[ConfirmationSheet]:
    """Sheets of those whom this person serves; auditors read all."""
    rows = ConfirmationSheet.objects.select_related(
        "representative", "printed_by", "scanned_by", "checked_by", "scan"
    )
    return rows.filter(Q() if reach.sees_all else Q(representative__in=reach.served))


def _server(by: Actor, representative: int, at: datetime) -> User:
    if by.user is None or not reach_of(by.user, local_date(at)).serves(representative):
        raise Refused("not_yours", "由联络员或工作人员办理。")
    return by.user


def _is_scanned(sheet: ConfirmationSheet | None) -> bool:
    return sheet is not None and sheet.scan_id is not None


def _next_number(at: datetime) -> str:
    """HD-2026-0012: counted within the year; a race is refused by the unique column and taken again."""
    year = at.astimezone(LOCAL).year
    last = ConfirmationSheet.objects.filter(number__startswith=f"HD-{year}-").order_by("-number").first()
    return f"HD-{year}-{int(last.number[-4:]) + 1 if last else 1:04}"


def _locked(sheet: ConfirmationSheet) -> ConfirmationSheet:
    rows = ConfirmationSheet.objects.select_for_update(of=("self",)).select_related("representative")
    return rows.get(pk=sheet.pk)
