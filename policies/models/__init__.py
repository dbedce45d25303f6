"""Policies and their versions, the kinds of information, what was read and searched for."""

from policies.models.handbook import HandbookEdition
from policies.models.information import InformationFile, InformationItem, InformationKind
from policies.models.policies import Policy, PolicyEditor
from policies.models.readings import Reading, SearchedTerm
from policies.models.standard_answers import AnswerRating, StandardAnswer
from policies.models.synonyms import Synonym
from policies.models.versions import PolicyVersion

__all__ = [
    "AnswerRating",
    "HandbookEdition",
    "InformationFile",
    "InformationItem",
    "InformationKind",
    "Policy",
    "PolicyEditor",
    "PolicyVersion",
    "Reading",
    "SearchedTerm",
    "StandardAnswer",
    "Synonym",
]
