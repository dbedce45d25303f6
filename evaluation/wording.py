"""The public words of a case: written by one person of the office, approved by another (docs/domain.md § 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from evaluation.models import PublicEntry
from office import events, search
from office.actors import Actor
from office.ports import PublicWords
from office.refusals import Refused
from office.verbs import verb
from requests_app.access.deidentification import named_in
from requests_app.intake.public_matches import INDEX
from requests_app.models import EnterpriseRequest


@verb
def reword(
    case: EnterpriseRequest, *, title: str, text: str, on_supervision_scene: bool, by: Actor, at: datetime
) -> PublicEntry:
    """Write the words; saving them unchanged as another person approves them.

    Raises `Refused` `not_public` for a case that may not become public, and beside the field that still names
    somebody (telephone, code, plate, the enterprise or contact of the case).
    """
    if by.user is None:
        raise Refused("not_yours", "须由工作人员撰写")
    _refuse_closed(case)
    for field, words in (("title", title), ("text", text)):
        _refuse_names(case, field, words)
    entry = PublicEntry.objects.filter(case=case).first()
    same = entry is not None and (entry.title, entry.text, entry.on_supervision_scene) == (
        title,
        text,
        on_supervision_scene,
    )
    if entry is not None and same:
        return approve(entry, by=by, at=at)
    entry = entry or PublicEntry(case=case)
    entry.title, entry.text, entry.on_supervision_scene = title, text, on_supervision_scene
    entry.written_by, entry.written_at = by.user, at
    entry.approved_by = entry.approved_at = None
    entry.save()
    _index(entry)
    fact = events.Fact(case.subject, "reword", {"entry": entry.pk}, {"title": title, "text": text})
    events.record(fact, by=by, at=at)
    return entry


@verb
def approve(entry: PublicEntry, *, by: Actor, at: datetime) -> PublicEntry:
    """Shown from now on. A repeat changes nothing. Refused: `second_person`, `names_somebody`."""
    entry = PublicEntry.objects.select_for_update().select_related("case").get(pk=entry.pk)
    if entry.approved_at is not None:
        return entry
    if by.user is None or entry.written_by_id == by.user.pk:
        raise Refused("second_person", "请由撰写人以外的人审签")
    _refuse_closed(entry.case)
    for field, words in (("title", entry.title), ("text", entry.text)):
        _refuse_names(entry.case, field, words)
    entry.approved_by, entry.approved_at = by.user, at
    entry.save(update_fields=["approved_by", "approved_at"])
    _index(entry)
    events.record(events.Fact(entry.case.subject, "approve_wording", {"entry": entry.pk}), by=by, at=at)
    return entry


def _refuse_closed(case: EnterpriseRequest) -> None:
    if case.sealed or case.private:
        raise Refused("not_public", "密封件和要求不公开的诉求不能写公开内容", field="case")


def _refuse_names(case: EnterpriseRequest, field: str, words: str) -> None:
    found = named_in(case, words)
    if found:
        raise Refused("names_somebody", f"公开内容不能出现“{found}”，请改写", field=field)


def approved(keys: Sequence[int]) -> dict[int, PublicWords]:
    """For the port: what visitors may read of these cases."""
    rows = PublicEntry.objects.filter(case_id__in=keys, approved_at__isnull=False)
    return {row.case_id: PublicWords(row.title, row.text) for row in rows}


def _index(entry: PublicEntry) -> None:
    """Visitors find it from now on by their own words (requests_app/intake/public_matches.py); a withdrawn one no more."""
    if entry.approved_at is None:
        search.remove(INDEX, entry.case_id)
    else:
        search.index(INDEX, entry.case_id, f"{entry.title} {entry.text}")


def index_approved(*, at: datetime) -> int:
    """What was approved before there was an index, or came with a restored copy; a repeat changes nothing."""
    rows = PublicEntry.objects.filter(approved_at__isnull=False)
    texts = [(row.case_id, f"{row.title} {row.text}") for row in rows]
    search.index_many(INDEX, texts)
    return len(texts)
