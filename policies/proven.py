"""Which rows of this app are proven (office/events/proven.py)."""

from office.events.proven import ProvenRows, UnprovenRows
from policies.models import (
    AnswerRating,
    HandbookEdition,
    InformationFile,
    InformationItem,
    InformationKind,
    Policy,
    PolicyEditor,
    PolicyVersion,
    Reading,
    SearchedTerm,
    StandardAnswer,
    Synonym,
)

TABLES: tuple[ProvenRows | UnprovenRows, ...] = (
    ProvenRows(Policy, "policy"),
    ProvenRows(PolicyVersion, "policy", "policy"),
    ProvenRows(PolicyEditor, "user", "user"),
    ProvenRows(InformationKind, "informationkind"),
    ProvenRows(InformationItem, "information", "slug"),
    ProvenRows(InformationFile, "information", "item__slug"),
    ProvenRows(HandbookEdition, "handbook", "number"),
    ProvenRows(Synonym, "synonym"),
    ProvenRows(StandardAnswer, "standardanswer", "code"),
    UnprovenRows(AnswerRating, "said in visitors' browsers, without an account"),
    UnprovenRows(Reading, "counted by visitors' browsers, without an account"),
    UnprovenRows(SearchedTerm, "counted by visitors' browsers, without an account"),
)
