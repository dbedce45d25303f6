"""The admin of the ground floor, and the bases of every other app's: what is edited by form is recorded."""

from office.admin import account_changes, accounts, calendar, records, settings
from office.admin.recorded import ReadOnlyAdmin, RecordedAdmin, RecordedInline, Step, VerbAdmin

__all__ = [
    "ReadOnlyAdmin",
    "RecordedAdmin",
    "RecordedInline",
    "Step",
    "VerbAdmin",
    "account_changes",
    "accounts",
    "calendar",
    "records",
    "settings",
]
