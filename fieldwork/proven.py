"""Which rows of this app are proven (office/events/proven.py)."""

from fieldwork.models import (
    Acknowledgement,
    Activity,
    ActivityDraft,
    ActivityGroup,
    ActivityNote,
    ActivityPhoto,
    ActivityState,
    Budget,
    BudgetChange,
    CheckIn,
    Expense,
    GroupPlan,
    Invitation,
    Material,
    Norm,
    PaperRequest,
    Participation,
    PlanItem,
    Receipt,
)
from office.events.proven import ProvenRows, UnprovenRows

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

ACTIVITIES: tuple[ProvenRows | UnprovenRows, ...] = (
    ProvenRows(Activity, "activity"),
    ProvenRows(ActivityState, "activity", "activity"),
    ProvenRows(ActivityGroup, "activity", "activity"),
    ProvenRows(Invitation, "activity", "activity", personal=frozenset({"words", "officer"})),
    ProvenRows(CheckIn, "activity", "activity"),
    ProvenRows(Participation, "activity", "activity"),
    ProvenRows(ActivityNote, "activity", "activity", personal=frozenset({"met", "words"})),
    ProvenRows(ActivityPhoto, "activity", "activity", files=("file",)),
    UnprovenRows(ActivityDraft, "not sent yet"),
)

TABLES: tuple[ProvenRows | UnprovenRows, ...] = (*OF_GROUPS, *ACTIVITIES)
