"""The public words of a case: written by one person of the office, approved by another (docs/domain.md § 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from evaluation.models import PublicEntry
from office import events, publishing, search
from office.actors import Actor
from office.models import Event
from office.ports import PublicWords
from office.publishing import Act, Publication, SecondPerson
from office.publishing.differences import Change, Record, of_records
from office.refusals import Refused, together
from office.verbs import verb
from requests_app.access.deidentification import named_in
from requests_app.access.redaction import confidential_cases, is_confidential
from requests_app.intake.public_matches import INDEX
from requests_app.models import EnterpriseRequest


@verb
def reword(
    case: EnterpriseRequest,
    *,
    title: str,
    text: str,
    progress: str = "",
    on_supervision_scene: bool,
    by: Actor,
    at: datetime,
) -> PublicEntry:
    """Write the words, `progress` for the promise wall; saving them unchanged as another person approves them.

    Raises `Refused` `not_public` for a case that may not become public, and beside the field that still names
    somebody (telephone, code, plate, the enterprise or contact of the case).
    """
    if by.user is None:
        raise Refused("not_yours", "须由工作人员撰写")
    words = {"title": title, "text": text, "progress": progress}
    _refuse_unfit(case, words)
    entry = PublicEntry.objects.filter(case=case).first()
    same = entry is not None and (_words(entry), entry.on_supervision_scene) == (words, on_supervision_scene)
    if entry is not None and same:
        return approve(entry, by=by, at=at)
    entry = entry or PublicEntry(case=case)
    entry.title, entry.text, entry.progress = title, text, progress
    entry.on_supervision_scene = on_supervision_scene
    entry.written_by, entry.written_at = by.user, at
    entry.approved_by = entry.approved_at = None
    entry.save()
    _index(entry)
    events.record(_fact(entry, "reword", words), by=by, at=at)
    return entry


def _words(entry: PublicEntry) -> dict[str, str]:
    return {"title": entry.title, "text": entry.text, "progress": entry.progress}


def _refuse_unfit(case: EnterpriseRequest, words: Mapping[str, str]) -> None:
    if case.sealed or case.private or is_confidential(case):
        raise Refused("not_public", "密封件、要求不公开和反映单位自身问题的诉求不能写公开内容", field="case")
    named = [
        Refused("names_somebody", f"公开内容不能出现“{found}”，请改写", field=field)
        for field, given in words.items()
        if (found := named_in(case, given))
    ]
    if named:
        raise together(named)


def last_approved(entries: Collection[PublicEntry]) -> dict[int, PublicEntry]:
    """By key: the words approved before those that wait, from the record; none where they were erased."""
    keys = {entry.case.subject: entry.pk for entry in entries}
    written: dict[str, PublicEntry] = {}
    approved: dict[int, PublicEntry] = {}
    rows = Event.objects.filter(subject__in=keys, action__in=("reword", "approve_wording"))
    for event in rows.order_by("subject", "seq").prefetch_related("privates"):
        if event.action == "reword":
            written[event.subject] = PublicEntry(
                **{name: event.private(name) for name in ("title", "text", "progress")}
            )
        elif event.subject in written and written[event.subject].title:
            approved[keys[event.subject]] = written[event.subject]
    return approved


def difference(before: PublicEntry, after: PublicEntry) -> list[Change]:
    return of_records(_record(before), _record(after))


def _record(entry: PublicEntry) -> Record:
    return {"公开标题": entry.title, "公开内容": entry.text, "承诺进展": entry.progress}


def approved(keys: Sequence[int]) -> dict[int, PublicWords]:
    """For the port: what visitors may read of these cases."""
    rows = PublicEntry.objects.filter(case_id__in=keys, approved_at__isnull=False)
    rows = rows.exclude(case_id__in=confidential_cases())
    return {row.case_id: PublicWords(row.title, row.text) for row in rows}


def _index(entry: PublicEntry) -> None:
    """Visitors find it from now on by their own words (requests_app/intake/public_matches.py); a withdrawn one no more."""
    if entry.approved_at is None:
        search.remove(INDEX, entry.case_id)
    else:
        search.index(INDEX, entry.case_id, f"{entry.title} {entry.text}")


def _fact(entry: PublicEntry, action: str, private: Mapping[str, str]) -> events.Fact:
    return events.Fact(entry.case.subject, action, {"entry": entry.pk}, private)


WORDING = Publication[PublicEntry](
    key=("pk",), related=("case",), approval=("approved_by", "approved_at"), fact=_fact,
    difference=difference, former=lambda entry: last_approved([entry]).get(entry.pk),
    then=lambda entry, at: _index(entry),
    acts={
        "publish": Act(
            ("wrong_state", "这条公开表述已经审签"), "审签", "已审签", "approve_wording", repeat_is_harmless=True,
            second_person=(SecondPerson(lambda entry: (entry.written_by_id,), "请由撰写人以外的人审签"),),
            ready=lambda entry, by, at: _refuse_unfit(entry.case, _words(entry))),
    },
)  # fmt: skip
[approve] = publishing.verbs(WORDING)


def index_approved(*, at: datetime) -> int:
    """What was approved before there was an index, or came with a restored copy; a repeat changes nothing."""
    rows = PublicEntry.objects.filter(approved_at__isnull=False)
    texts = [(row.case_id, f"{row.title} {row.text}") for row in rows]
    search.index_many(INDEX, texts)
    return len(texts)
