"""Which rows of this app are proven (office/events/proven.py)."""

from office.events.proven import ProvenRows, UnprovenRows
from policies.models import (
    HandbookEdition,
    InformationFile,
    InformationItem,
    InformationKind,
    Policy,
    PolicyEditor,
    PolicyVersion,
    Reading,
    SearchedTerm,
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
    UnprovenRows(Reading, "counted by visitors' browsers, without an account"),
    UnprovenRows(SearchedTerm, "counted by visitors' browsers, without an account"),
)
