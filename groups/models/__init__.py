from groups.models.absences import Absence
from groups.models.departments import Department, DepartmentOfficer
from groups.models.liaisons import Liaison
from groups.models.mandates import Mandate
from groups.models.memberships import ProfessionalMembership, RegionalMembership
from groups.models.officers import GroupOfficer
from groups.models.one_group import Group, OfOneGroup, group_with_code, of_group, one_group
from groups.models.professional_groups import ProfessionalGroup
from groups.models.regional_groups import RegionalGroup, RegionalUnit
from groups.models.representatives import Representative
from groups.models.term_changes import Succession, TermChange
from groups.models.terms import Term

__all__ = [
    "Absence",
    "Department",
    "DepartmentOfficer",
    "Group",
    "GroupOfficer",
    "Liaison",
    "Mandate",
    "OfOneGroup",
    "ProfessionalGroup",
    "ProfessionalMembership",
    "RegionalGroup",
    "RegionalMembership",
    "RegionalUnit",
    "Representative",
    "Succession",
    "Term",
    "TermChange",
    "group_with_code",
    "of_group",
    "one_group",
]
