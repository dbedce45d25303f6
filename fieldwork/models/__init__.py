"""One noun a module."""

from fieldwork.models.funds import Budget, BudgetChange, Expense, ExpenseStatus, Receipt
from fieldwork.models.materials import Material, PaperRequest
from fieldwork.models.norms import Acknowledgement, Norm
from fieldwork.models.own_words import Confirmable, ConfirmationLink, ConfirmationSheet, OwnWord, Way
from fieldwork.models.pairings import Pairing, PairingStatus
from fieldwork.models.plans import GroupPlan, PlanItem
from fieldwork.models.visits import Visit, VisitPart, VisitStatus

__all__ = [
    "Acknowledgement",
    "Budget",
    "BudgetChange",
    "Confirmable",
    "ConfirmationLink",
    "ConfirmationSheet",
    "Expense",
    "ExpenseStatus",
    "GroupPlan",
    "Material",
    "Norm",
    "OwnWord",
    "Pairing",
    "PairingStatus",
    "PaperRequest",
    "PlanItem",
    "Receipt",
    "Visit",
    "VisitPart",
    "VisitStatus",
    "Way",
]
