"""One noun a module."""

from suggestions.models.agenda import AgendaItem, AskedGroup
from suggestions.models.expert_opinions import ExpertOpinion, OpinionAuthor, OpinionBasis
from suggestions.models.mechanisms import MechanismSource, ServiceMechanism, YearlyCheck

__all__ = [
    "AgendaItem",
    "AskedGroup",
    "ExpertOpinion",
    "MechanismSource",
    "OpinionAuthor",
    "OpinionBasis",
    "ServiceMechanism",
    "YearlyCheck",
]
