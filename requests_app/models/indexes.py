"""Columns and indexes of the ledger that are too long to stand in its model."""

from django.db.models import F, Q

from office.database.indexes import NullsFirstIndex

# The desk's list by date, in its own order: what has no date yet comes first.
UNENDED_BY_DATE = NullsFirstIndex(
    F("answer_due_on").asc(nulls_first=True),
    "id",
    condition=Q(closed_at__isnull=True),
    name="case_unended_due",
)

# With all columns that a month's figures count by (evaluation/figures).
RECEIVED_BY = ["received_on", "station", "sealed", "status", "outcome", "waiting_since", "answer_due_on"]
FIRST_DUE_BY = [
    "first_due_on", "sealed", "status", "outcome", "anonymous", "parts_count", "answered_at", "split_from",
]  # fmt: skip
