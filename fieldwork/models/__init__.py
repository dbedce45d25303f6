"""One noun a module."""

from fieldwork.models.activities import (
    Activity,
    ActivityGroup,
    ActivityState,
    ActivityStatus,
)
from fieldwork.models.activity_drafts import ActivityDraft
from fieldwork.models.activity_kinds import ActivityKind, CountyAction
from fieldwork.models.activity_records import ActivityNote, ActivityPaper, ActivityPhoto
from fieldwork.models.attendance import CheckIn, Participation, ScanOutcome
from fieldwork.models.funds import Budget, BudgetChange, Expense, ExpenseStatus, Receipt
from fieldwork.models.invitations import Invitation, InvitationState
from fieldwork.models.materials import Material, PaperRequest
from fieldwork.models.norms import Acknowledgement, Norm
from fieldwork.models.own_words import Confirmable, ConfirmationLink, ConfirmationSheet, OwnWord, Way
from fieldwork.models.pairings import Pairing, PairingStatus
from fieldwork.models.plans import GroupPlan, PlanItem
from fieldwork.models.visits import Visit, VisitPart, VisitStatus

__all__ = [
    "Acknowledgement",
    "Activity",
    "ActivityDraft",
    "ActivityGroup",
    "ActivityKind",
    "ActivityNote",
    "ActivityPaper",
    "ActivityPhoto",
    "ActivityState",
    "ActivityStatus",
    "Budget",
    "BudgetChange",
    "CheckIn",
    "Confirmable",
    "ConfirmationLink",
    "ConfirmationSheet",
    "CountyAction",
    "Expense",
    "ExpenseStatus",
    "GroupPlan",
    "Invitation",
    "InvitationState",
    "Material",
    "Norm",
    "OwnWord",
    "Pairing",
    "PairingStatus",
    "PaperRequest",
    "Participation",
    "PlanItem",
    "Receipt",
    "ScanOutcome",
    "Visit",
    "VisitPart",
    "VisitStatus",
    "Way",
]
