"""经过 and 办理经过: a case's events as the desk and as its requester read them, from one table of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from casework.history import (
    Entry,
    FileLink,
    Names,
    Words,
    desk_text,
    desk_title,
    names_in,
    requester_entry,
)
from office import events
from office.models import Event
from requests_app.access.case_access import CaseAccess
from requests_app.access.conflicts import NO_PART
from requests_app.access.parties import PARTY_LABELS
from requests_app.history import looks, requester_events
from requests_app.history.looks import Rounds
from requests_app.history.other_events import OTHER_EVENTS
from requests_app.models import Assignment, Attachment, EnterpriseRequest
from requests_app.steps.table import STEPS

WORDS: dict[str, Words] = {
    **{name: replace(step.history, title=step.past) for name, step in STEPS.items()},
    **OTHER_EVENTS,
}
REQUESTER_WORDS = {action: words.requester for action, words in WORDS.items() if words.requester}


def for_desk(case: EnterpriseRequest, access: CaseAccess) -> list[Entry]:
    """Newest first, as far as the reader may see it; four queries, however long the history.

    Nothing of it for a restricted reader: an event's words name units, people and what they wrote.
    """
    if access.is_restricted:
        return []
    rows = [event for event in events.read_timeline(case.subject) if _is_shown(event, access)]
    names = names_in(rows)
    found = [_desk_entry(event, names, access) for event in reversed(rows)]
    if found and case.is_open:
        found[0] = replace(found[0], state="asked" if case.is_waiting else "doing")
    return found


def for_desk_since(case: EnterpriseRequest, seq: int, access: CaseAccess, *, also: str = "") -> list[Entry]:
    """What happened after the event that a form had seen, oldest first: handling only, not looking, and `also`, the
    form's own step, so that a second press is no second step.
    """
    if access.is_restricted:
        return []
    rows = [
        event
        for event in events.timeline(case.subject).filter(seq__gt=seq)
        if _is_handling(event, also) and _is_shown(event, access)
    ]
    names = names_in(rows)
    return [_desk_entry(event, names, access) for event in rows]


def _is_handling(event: Event, also: str) -> bool:
    return event.action in STEPS and (event.action not in NO_PART or event.action == also)


def for_requester(
    case: EnterpriseRequest,
    assignments: Iterable[Assignment],
    attachments: Iterable[Attachment],
    earlier_answers: Mapping[int, str],
    file_url: Callable[[str], str],
    rounds: Rounds,
) -> list[Entry]:
    """Newest first; the first look of each unit of the case itself stands among the events.

    `earlier_answers` are the texts by key of those that are not shown elsewhere, `file_url` makes the address of a
    file's token.
    """
    assignments = list(assignments)
    names = Names(units=_unit_names(assignments), answers=earlier_answers)
    files: dict[datetime, list[FileLink]] = {}
    for attachment in attachments:
        link = FileLink(attachment.file.name, file_url(attachment.file.token))
        files.setdefault(attachment.added_at, []).append(link)
    found = [
        replace(entry, files=tuple(files.get(entry.at, ()))) if entry.at else entry
        for entry in _requester_entries(requester_events.read(case, REQUESTER_WORDS), names)
    ]
    found += looks.entries(assignments, rounds)
    return sorted(found, key=lambda entry: entry.at or case.submitted_at, reverse=True)


def for_requester_since(case: EnterpriseRequest, seq: int) -> list[Entry]:
    """What happened after the event that a requester's form had seen, as far as it is told, oldest first."""
    units = case.assignments.select_related("department")
    names = Names(units={part.department.code: part.department.short_name for part in units})
    return list(_requester_entries(requester_events.read(case, REQUESTER_WORDS, after=seq), names))


def _is_shown(event: Event, access: CaseAccess) -> bool:
    words = WORDS.get(event.action, Words())
    if not access.reads:
        return words.is_told_at_counter
    return not (access.is_unit and words.is_inner)


def _desk_entry(event: Event, names: Names, access: CaseAccess) -> Entry:
    words = WORDS.get(event.action, Words())
    return Entry(
        title=desk_title(event, words, names),
        at=event.at,
        by=_actor(event) if access.reads else "",
        text=desk_text(event, words, names) if access.reads else "",
    )


def _actor(event: Event) -> str:
    """乙（代甲），承办代表"""
    if event.by_user is None:
        return "企业" if event.by_kind == Event.By.REQUESTER else "系统"
    name = event.by_user.name
    if event.on_behalf_of is not None:
        name = f"{name}（代{event.on_behalf_of.name}）"
    party = PARTY_LABELS.get(str(event.data.get("party", "")), "")
    return f"{name}，{party}" if party else name


def _requester_entries(rows: Iterable[Event], names: Names) -> Iterator[Entry]:
    for event in rows:
        entry = requester_entry(event, WORDS[event.action], names)
        if entry is not None:
            yield entry


def _unit_names(assignments: Iterable[Assignment]) -> dict[str, str]:
    units = [part.department for part in assignments]
    units += [part.through for part in assignments if part.through is not None]
    return {unit.code: unit.short_name for unit in units}
