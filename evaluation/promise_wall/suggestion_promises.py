"""The promises of answers to suggestions as entries of the wall: each unit's own, in the suggestion's public title."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from casework.models.assignments import Publicity
from evaluation.promise_wall.chains import Chain, has_failed
from evaluation.promise_wall.entries import WallEntry
from suggestions.models import Suggestion, SuggestionPromise


def entries(on: date) -> Iterator[WallEntry]:
    """Of suggestions of which visitors may know number and title; what was promised where the answer is published, and how it
    was kept where a second person has read that too."""
    rows = (
        SuggestionPromise.objects.filter(suggestion__in=Suggestion.objects.listed())
        .select_related("suggestion", "reply__assignment__department")
        .order_by("suggestion_id", "reply__assignment__department_id", "id")
    )
    for _, of_unit in groupby(rows, key=_unit_of):
        promises = tuple(of_unit)
        yield _entry(Chain(promises, _kept_on(promises[-1])), on)


def _unit_of(row: SuggestionPromise) -> tuple[int, int]:
    return row.suggestion_id, row.reply.assignment.department_id


def _kept_on(last: SuggestionPromise) -> date | None:
    """Kept once the author, asked anew, left it at that; or settled by a later answer. Silence confirms nothing."""
    suggestion = last.suggestion
    if last.kept_on is not None:
        return last.kept_on if suggestion.outcome == Suggestion.Outcome.KEPT else None
    is_settled = has_failed(last) and suggestion.outcome == Suggestion.Outcome.SETTLED
    return suggestion.closed_on if is_settled else None


def _entry(chain: Chain[SuggestionPromise], on: date) -> WallEntry:
    last = chain.last
    suggestion, unit = last.suggestion, last.reply.assignment.department
    is_public = suggestion.published_at is not None and last.reply.publicity == Publicity.OPEN
    return WallEntry(
        key=f"{suggestion.number}-{unit.code}",
        title=suggestion.title,
        text=last.text if is_public else "",
        progress=last.evidence if is_public and last.is_evidence_public else "",
        unit=unit.short_name,
        promised_on=chain.rows[0].reply.sent_on or chain.first_due_on,
        first_due_on=chain.first_due_on,
        due_on=last.due_on,
        moved=chain.moved,
        state=chain.state(on),
        kept_on=chain.kept_on,
        confirmed_by="代表确认" if chain.kept_on else "",
        milestones=(),
        merged=1,
        promises=frozenset(("suggestion", row.pk) for row in chain.rows),
    )
