"""Which rows of this app are proven (office/events/proven.py): nearly all stand in the chain of their suggestion."""

from office.events.proven import ProvenRows, UnprovenRows
from suggestions.models import (
    Author,
    Consent,
    DirectorsDecision,
    Meeting,
    Opinion,
    ProposedReturn,
    ReportBack,
    Source,
    Suggestion,
    SuggestionAssignment,
    SuggestionClock,
    SuggestionExtension,
    SuggestionLetter,
    SuggestionPromise,
    SuggestionReply,
    SuggestionStepDraft,
    SuggestionSupervision,
    SuggestionUrging,
    UnsuitableKind,
)

_OF_SUGGESTION = (
    Author,
    DirectorsDecision,
    Meeting,
    Opinion,
    ProposedReturn,
    ReportBack,
    Source,
    SuggestionAssignment,
    SuggestionClock,
    SuggestionExtension,
    SuggestionLetter,
    SuggestionPromise,
    SuggestionSupervision,
    SuggestionUrging,
)
TABLES: tuple[ProvenRows | UnprovenRows, ...] = (
    ProvenRows(Suggestion, "suggestion"),
    *(ProvenRows(model, "suggestion", "suggestion") for model in _OF_SUGGESTION),
    ProvenRows(SuggestionReply, "suggestion", "assignment__suggestion"),
    ProvenRows(Consent, "suggestion", "extension__suggestion"),
    ProvenRows(UnsuitableKind, "unsuitablekind"),
    UnprovenRows(SuggestionStepDraft, "not submitted yet, and purged"),
)
