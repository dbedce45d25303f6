"""Where a suggestion stands on its way: 起草, 审查, 交办, 面商, 书面答复, 代表意见, 兑现, each with its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from office.calendar import local_date
from office.templatetags.wording import short_day, short_deadline_day
from suggestions.file import SuggestionFile
from suggestions.models.clocks import ClockKind as K
from suggestions.models.suggestions import Level, Status

DONE, DOING, TO_COME = "done", "doing", ""
# How many stages are behind it, the first of them its writing.
BEHIND = {
    Status.DRAFTING: 0,
    Status.SIGNING: 0,
    Status.RETURNED: 0,
    Status.SUBMITTED: 1,
    Status.REGISTERED: 2,
    Status.MERGED: 2,
    Status.ASSIGNED: 3,
    Status.HANDLING: 3,
    Status.ANSWERED: 5,
    Status.CLOSED: 6,
}


@dataclass(frozen=True)
class Stage:
    title: str
    words: str
    state: str


def course_of(file: SuggestionFile) -> list[Stage]:
    """Nothing of one that was withdrawn, kept as a letter, or is another level's."""
    suggestion = file.suggestion
    status = Status(suggestion.status)
    if status not in BEHIND or suggestion.level != Level.COUNTY:
        return []
    behind = BEHIND[status]
    met = [each.held_on for each in file.meetings if each.came and each.round == suggestion.round]
    if status == Status.HANDLING and met:
        behind = 4
    opinion = file.opinion
    words = [
        ("起草", _day(suggestion.drafted_at)),
        ("审查", _or_due(file, suggestion.registered_on, "立案", K.EXAMINE)),
        ("交办", _or_due(file, suggestion.assigned_on, "", K.ASSIGN)),
        ("面商", short_day(max(met)) if met else ""),
        ("书面答复", _or_due(file, suggestion.answered_on, "", K.ANSWER, K.AGAIN)),
        ("代表意见", _or_due(file, opinion.given_on if opinion else None, "", K.OPINION, K.DIRECTORS)),
    ]
    stages = [
        Stage(title, text, DONE if place < behind else DOING if place == behind else TO_COME)
        for place, (title, text) in enumerate(words)
    ]
    return [*stages, *_promise(file, behind)]


def _promise(file: SuggestionFile, behind: int) -> list[Stage]:
    """Of the answers that hold; none where nothing was promised."""
    keys = {reply.pk for reply in file.holding}
    promises = [each for each in file.promises if each.reply_id in keys]
    if not promises:
        return []
    kept = [each.kept_on for each in promises if each.kept_on]
    if len(kept) == len(promises):
        return [Stage("兑现", short_day(max(kept)), DONE)]
    due = min(each.due_on for each in promises if not each.kept_on)
    is_next = behind == BEHIND[Status.CLOSED]
    return [Stage("兑现", f"{short_deadline_day(due)}前", DOING if is_next else TO_COME)]


def _or_due(file: SuggestionFile, on: date | None, word: str, *kinds: str) -> str:
    """The day on which it was done, else the date of its running clock."""
    if on is not None:
        return f"{short_day(on)}{word}"
    clock = next((found for kind in kinds if (found := file.clock(kind))), None)
    return f"{short_deadline_day(clock.due_on)}前" if clock else ""


def _day(at: datetime) -> str:
    return short_day(local_date(at))
