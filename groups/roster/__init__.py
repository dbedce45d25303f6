"""Import of the roster of representatives (代表名册): read, preview every change, then all or nothing.

`read_roster(file, name)` → rows and problems; `plan_roster` compares with the database and changes nothing;
`import_roster` plans again inside its transaction and applies the plan, or refuses with it.
"""

from groups.roster.applying import import_roster
from groups.roster.links import Link, Linking, roster_links
from groups.roster.planning import Change, PlannedRow, RosterPlan, plan_roster
from groups.roster.proposals import Entry, Proposal, Proposer, roster_proposals
from groups.roster.reading import MAX_ROWS, Problem, Roster, RosterRow, read_roster

__all__ = [
    "MAX_ROWS",
    "Change",
    "Entry",
    "Link",
    "Linking",
    "PlannedRow",
    "Problem",
    "Proposal",
    "Proposer",
    "Roster",
    "RosterPlan",
    "RosterRow",
    "import_roster",
    "plan_roster",
    "read_roster",
    "roster_links",
    "roster_proposals",
]
