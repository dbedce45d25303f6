"""经过: a suggestion's events in words, from the table of its steps."""

from __future__ import annotations

from dataclasses import replace

from casework.history import Entry, Words, desk_text, desk_title, names_in
from office import events
from office.models import Event
from suggestions.models import Suggestion
from suggestions.parties import PARTY_LABELS
from suggestions.steps.table import STEPS

WORDS: dict[str, Words] = {
    **{name: replace(step.history, title=step.past) for name, step in STEPS.items()},
    "draft": Words(title="起草"),
    "bring_case": Words(title="提出关联一件诉求"),
    "record_elsewhere": Words(title="登记其他层级的建议"),
    "merged_with": Words(title="有建议并入这一件"),
    "sheets_erased": Words(title="保存期满，签字件和参加人姓名已删除"),
    "private_erased": Words(title="保存期满，签字件、参加人姓名和说明已删除"),
    "calendar_moved": Words(title="放假安排调整，期限顺延"),
}
# Before it is handed in, a text is its authors' alone: later readers do not hear how it came about.
PRIVATE_STEPS = frozenset(
    {
        "draft",
        "bring_case",
        "revise",
        "link_request",
        "name_co_signer",
        "drop_author",
        "ask_signatures",
        "record_signature",
    }
)


def for_desk(suggestion: Suggestion, *, is_author: bool) -> list[Entry]:
    """Newest first; what came before the submission for its authors alone."""
    rows = [
        event
        for event in events.read_timeline(suggestion.subject)
        if event.action in WORDS and (is_author or event.action not in PRIVATE_STEPS)
    ]
    return _entries(reversed(rows))


def since(suggestion: Suggestion, seq: int) -> list[Entry]:
    """What happened after the event that a form had seen, oldest first: steps alone."""
    rows = events.timeline(suggestion.subject).filter(seq__gt=seq, action__in=STEPS)
    return _entries(list(rows))


def _entries(rows: object) -> list[Entry]:
    found: list[Event] = list(rows)  # type: ignore[call-overload]
    names = names_in(found)
    return [
        Entry(
            desk_title(event, WORDS[event.action], names),
            event.at,
            by=_by(event),
            text=desk_text(event, WORDS[event.action], names),
            step=event.action,
        )
        for event in found
    ]


def _by(event: Event) -> str:
    if event.by_user is None:
        return "短信链接" if event.by_kind == Event.By.REQUESTER else "系统"
    instead = f"（代{event.on_behalf_of.name}）" if event.on_behalf_of else ""
    party = PARTY_LABELS.get(str(event.data.get("party", "")), "")
    return f"{event.by_user.name}{instead}" + (f"，{party}" if party else "")
