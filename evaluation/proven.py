"""Which rows of this app are proven (office/events/proven.py)."""

from evaluation.models import Disclosure, Objection, PublicEntry
from office.events.proven import ProvenRows

TABLES = (
    ProvenRows(Disclosure, "disclosure"),
    ProvenRows(Objection, "disclosure", "disclosure"),
    ProvenRows(PublicEntry, "case", "case"),
)
