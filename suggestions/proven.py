"""Which rows of this app are proven (office/events/proven.py): nearly all stand in the chain of their suggestion."""

from office.events.proven import ProvenRows, UnprovenRows
from suggestions.models import (
    AgendaItem,
    AskedGroup,
    Author,
    Consent,
    DirectorsDecision,
    ExpertOpinion,
    MechanismSource,
    Meeting,
    Opinion,
    OpinionAuthor,
    OpinionBasis,
    ProposedReturn,
    ReportBack,
    ServiceMechanism,
    Source,
    Suggestion,
    SuggestionAssignment,
    SuggestionCall,
    SuggestionClock,
    SuggestionExtension,
    SuggestionLetter,
    SuggestionPromise,
    SuggestionReply,
    SuggestionStepDraft,
    SuggestionSupervision,
    SuggestionUrging,
    UnsuitableKind,
    YearlyCheck,
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
OPINIONS = (
    ProvenRows(AgendaItem, "agendaitem"),
    ProvenRows(AskedGroup, "agendaitem", "item"),
    ProvenRows(ExpertOpinion, "agendaitem", "asked__item"),
    ProvenRows(OpinionAuthor, "agendaitem", "opinion__asked__item"),
    ProvenRows(OpinionBasis, "agendaitem", "opinion__asked__item"),
)
MECHANISMS = (
    ProvenRows(ServiceMechanism, "mechanism"),
    ProvenRows(MechanismSource, "mechanism", "mechanism"),
    ProvenRows(YearlyCheck, "mechanism", "mechanism"),
)
TABLES: tuple[ProvenRows | UnprovenRows, ...] = (
    ProvenRows(Suggestion, "suggestion"),
    *(ProvenRows(model, "suggestion", "suggestion") for model in _OF_SUGGESTION),
    ProvenRows(SuggestionReply, "suggestion", "assignment__suggestion"),
    ProvenRows(Consent, "suggestion", "extension__suggestion"),
    ProvenRows(UnsuitableKind, "unsuitablekind"),
    UnprovenRows(SuggestionStepDraft, "not submitted yet, and purged"),
    UnprovenRows(SuggestionCall, "keys of programs' calls, purged after a week"),
    *OPINIONS,
    *MECHANISMS,
)
