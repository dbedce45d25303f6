"""What this app gives to the ports of the floors below."""

from django.urls import reverse

from fieldwork.materials import declarations
from fieldwork.models import Budget, GroupPlan
from fieldwork.proven import TABLES
from office import ports
from office.events import proven
from office.roles import Role

IN_GROUPS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.LIAISON, Role.REPRESENTATIVE})


def register() -> None:
    proven.register(*TABLES)
    _of_groups()


def _of_groups() -> None:
    """Plans, money, papers and norms."""
    declarations.register()
    ports.subject_link.register(_link_of_group)
    ports.public_navigation.register(ports.NavItem("履职规范", "fieldwork:norms", order=58))
    ports.desk_navigation.register(
        ports.NavItem("履职规范", "fieldwork:desk_norms", order=39, roles=IN_GROUPS)
    )


def _link_of_group(subject: str) -> ports.SubjectLink | None:
    """Where the chain of a plan or a budget leads."""
    kind, _, key = subject.partition(":")
    model = {"groupplan": GroupPlan, "budget": Budget}.get(kind)
    row = model._default_manager.filter(pk=key).first() if model and key.isdecimal() else None
    if row is None:
        return None
    name = "fieldwork:plan" if isinstance(row, GroupPlan) else "fieldwork:funds"
    return ports.SubjectLink(str(row), f"{reverse(name, args=[row.group.code])}?year={row.year}")
