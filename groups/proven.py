"""Which rows of this app are proven (office/events/proven.py)."""

from groups.models import (
    Absence,
    Department,
    DepartmentOfficer,
    GroupOfficer,
    Liaison,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    RegionalUnit,
    Representative,
    Succession,
    Term,
    TermChange,
)
from office.events.proven import ProvenRows

TABLES = (
    ProvenRows(Term, "term"),
    ProvenRows(TermChange, "termchange"),
    ProvenRows(Succession, "termchange", "change"),
    ProvenRows(ProfessionalGroup, "professionalgroup"),
    ProvenRows(RegionalUnit, "regionalunit"),
    ProvenRows(RegionalGroup, "regionalgroup"),
    ProvenRows(Department, "department"),
    ProvenRows(DepartmentOfficer, "user", "user"),
    ProvenRows(Liaison, "user", "user"),
    ProvenRows(GroupOfficer, "groupofficer"),
    ProvenRows(Absence, "user", "user"),
    ProvenRows(Representative, "representative", personal=frozenset({"phone_index"})),
    ProvenRows(Mandate, "representative", "representative"),
    ProvenRows(ProfessionalMembership, "representative", "representative"),
    ProvenRows(RegionalMembership, "representative", "representative"),
)
