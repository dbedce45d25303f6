"""Which rows of this app are proven (office/events/proven.py)."""

from fieldwork.models import (
    Acknowledgement,
    Budget,
    BudgetChange,
    ConfirmationLink,
    ConfirmationSheet,
    Expense,
    GroupPlan,
    Material,
    Norm,
    Pairing,
    PaperRequest,
    PlanItem,
    Receipt,
    Visit,
    VisitPart,
)
from office.events.proven import ProvenRows

# Plans, money and papers of groups.
OF_GROUPS = (
    ProvenRows(GroupPlan, "groupplan"),
    ProvenRows(PlanItem, "groupplan", "plan"),
    ProvenRows(Budget, "budget"),
    ProvenRows(BudgetChange, "budget", "budget"),
    ProvenRows(Expense, "budget", "budget"),
    ProvenRows(Receipt, "budget", "expense__budget", files=("file",)),
    ProvenRows(Material, "material"),
    ProvenRows(PaperRequest, "paper"),
    ProvenRows(Norm, "norm", "code"),
    ProvenRows(Acknowledgement, "norm", "norm__code"),
)

# Pairings, visits and the person's own word.
OF_PAIRINGS = (
    ProvenRows(Pairing, "pairing", files=("consent_file",)),
    ProvenRows(Visit, "visit"),
    ProvenRows(VisitPart, "visit", "visit"),
    ProvenRows(ConfirmationSheet, "confirmationsheet", files=("scan",)),
    ProvenRows(ConfirmationLink, "representative", "representative"),
)

TABLES: tuple[ProvenRows, ...] = (*OF_GROUPS, *OF_PAIRINGS)
