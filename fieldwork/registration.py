"""What this app gives to the ports of the floors below."""

from django.urls import reverse

from fieldwork.materials import declarations
from fieldwork.models import Budget, GroupPlan, Norm
from fieldwork.pairings.registration import register_pairings
from fieldwork.proven import TABLES
from groups.models import Representative
from office import ports
from office.events import proven
from office.models import User
from office.roles import Role

IN_GROUPS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.LIAISON, Role.REPRESENTATIVE})


def register() -> None:
    proven.register(*TABLES)
    _of_groups()
    register_pairings()


def _of_groups() -> None:
    """Plans, money, papers and norms."""
    declarations.register()
    ports.subject_link.register(_link_of_group)
    ports.personal_data.register(_personal_data)
    ports.public_navigation.register(ports.NavItem("履职规范", "fieldwork:norms", order=58))
    ports.desk_navigation.register(
        ports.NavItem("履职规范", "fieldwork:desk_norms", order=39, roles=IN_GROUPS)
    )


def _link_of_group(subject: str) -> ports.SubjectLink | None:
    """Where the chain of a plan, a budget or a norm leads."""
    kind, _, key = subject.partition(":")
    if kind == "norm" and (norm := Norm.objects.filter(code=key).order_by("-edition").first()):
        return ports.SubjectLink(norm.title, reverse("fieldwork:desk_norm", args=[key]))
    models: dict[str, type[GroupPlan] | type[Budget]] = {"groupplan": GroupPlan, "budget": Budget}
    model = models.get(kind)
    row = model._default_manager.filter(pk=key).first() if model and key.isdecimal() else None
    if row is None:
        return None
    name = "fieldwork:plan" if isinstance(row, GroupPlan) else "fieldwork:funds"
    return ports.SubjectLink(str(row), f"{reverse(name, args=[row.group.code])}?year={row.year}")


def _personal_data(user: User) -> dict[str, object]:
    """What is stored about the representative whose account this is: posts, norms read, papers asked for."""
    person = Representative.objects.filter(user=user).first()
    if person is None:
        return {}
    offices = person.offices.select_related("professional_group", "regional_group")
    read = person.acknowledgements.select_related("norm")
    return {
        "小组履职": {
            "小组职务": [f"{row.group} {row.get_post_display()} {row.since}" for row in offices],
            "已阅的规范": [f"{row.norm} {row.on}" for row in read],
            "索要的资料": [row.what for row in person.paper_requests.all()],
        }
    }
