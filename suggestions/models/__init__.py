"""One noun a module."""

from suggestions.models.agenda import AgendaItem, AskedGroup
from suggestions.models.assignments import Meeting, SuggestionAssignment, SuggestionReply
from suggestions.models.attachments import SuggestionAttachment, SuggestionDraftFile
from suggestions.models.authors import Author
from suggestions.models.calls import SuggestionCall
from suggestions.models.clocks import SuggestionClock
from suggestions.models.consultations import SuggestionConsultation, SuggestionSeat
from suggestions.models.decisions import (
    Consent,
    DirectorsDecision,
    ProposedReturn,
    SuggestionExtension,
    Takeover,
)
from suggestions.models.expert_opinions import ExpertOpinion, OpinionAuthor, OpinionBasis
from suggestions.models.followup import (
    SuggestionLetter,
    SuggestionPromise,
    SuggestionStepDraft,
    SuggestionSupervision,
    SuggestionUrging,
)
from suggestions.models.mechanisms import MechanismSource, ServiceMechanism, YearlyCheck
from suggestions.models.milestones import SuggestionMilestone
from suggestions.models.opinions import Opinion
from suggestions.models.sources import ReportBack, Source
from suggestions.models.suggestions import Suggestion, UnsuitableKind

__all__ = [
    "AgendaItem",
    "AskedGroup",
    "Author",
    "Consent",
    "DirectorsDecision",
    "ExpertOpinion",
    "MechanismSource",
    "Meeting",
    "Opinion",
    "OpinionAuthor",
    "OpinionBasis",
    "ProposedReturn",
    "ReportBack",
    "ServiceMechanism",
    "Source",
    "Suggestion",
    "SuggestionAssignment",
    "SuggestionAttachment",
    "SuggestionCall",
    "SuggestionClock",
    "SuggestionConsultation",
    "SuggestionDraftFile",
    "SuggestionExtension",
    "SuggestionLetter",
    "SuggestionMilestone",
    "SuggestionPromise",
    "SuggestionReply",
    "SuggestionSeat",
    "SuggestionStepDraft",
    "SuggestionSupervision",
    "SuggestionUrging",
    "Takeover",
    "UnsuitableKind",
    "YearlyCheck",
]
