"""Which rows of this app are proven (office/events/proven.py)."""

from fieldwork.models import (
    Acknowledgement,
    Activity,
    ActivityDraft,
    ActivityGroup,
    ActivityNote,
    ActivityPaper,
    ActivityPhoto,
    ActivityState,
    Budget,
    BudgetChange,
    CheckIn,
    ConfirmationLink,
    ConfirmationSheet,
    Expense,
    GroupPlan,
    Invitation,
    Material,
    Norm,
    Pairing,
    PaperRequest,
    Participation,
    PlanItem,
    Receipt,
    Visit,
    VisitPart,
)
from office.events.proven import ProvenRows, UnprovenRows

# Plans, money and papers of groups.
OF_GROUPS = (
    ProvenRows(GroupPlan, "groupplan"),
    ProvenRows(PlanItem, "groupplan", "plan"),
    ProvenRows(Budget, "budget"),
    ProvenRows(BudgetChange, "budget", "budget"),
    ProvenRows(Expense, "budget", "budget"),
    ProvenRows(Receipt, "budget", "expense__budget"),
    ProvenRows(Material, "material"),
    ProvenRows(PaperRequest, "paper"),
    ProvenRows(Norm, "norm", "code"),
    ProvenRows(Acknowledgement, "norm", "norm__code"),
)

# Pairings, visits and the person's own word.
OF_PAIRINGS = (
    ProvenRows(Pairing, "pairing"),
    ProvenRows(Visit, "visit"),
    ProvenRows(VisitPart, "visit", "visit"),
    ProvenRows(ConfirmationSheet, "confirmationsheet"),
    ProvenRows(ConfirmationLink, "representative", "representative"),
)

ACTIVITIES: tuple[ProvenRows | UnprovenRows, ...] = (
    ProvenRows(Activity, "activity"),
    ProvenRows(ActivityState, "activity", "activity"),
    ProvenRows(ActivityGroup, "activity", "activity"),
    ProvenRows(Invitation, "activity", "activity", personal=frozenset({"words", "officer"})),
    ProvenRows(CheckIn, "activity", "activity"),
    ProvenRows(Participation, "activity", "activity"),
    ProvenRows(ActivityNote, "activity", "activity", personal=frozenset({"met", "words"})),
    ProvenRows(ActivityPhoto, "activity", "activity"),
    ProvenRows(ActivityPaper, "activity", "activity"),
    UnprovenRows(ActivityDraft, "not sent yet"),
)

TABLES: tuple[ProvenRows | UnprovenRows, ...] = (*OF_GROUPS, *OF_PAIRINGS, *ACTIVITIES)
