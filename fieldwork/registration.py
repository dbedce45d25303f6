"""What this app gives to the ports of the floors below."""

from django.urls import reverse

from fieldwork.materials import declarations
from fieldwork.models import Budget, GroupPlan, Norm
from fieldwork.proven import TABLES
from groups.models import Representative
from office import ports
from office.events import proven
from office.models import User
from office.roles import Role

IN_GROUPS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.LIAISON, Role.REPRESENTATIVE})
from __future__ import annotations

from django.urls import reverse

from fieldwork.confirmations.kinds import kinds
from fieldwork.models import ConfirmationSheet, Pairing, Visit
from fieldwork.pairings import declarations, retention, tending
from fieldwork.pairings.forms import ConsentForm, ContactForm, ProposalForm, ReasonForm
from fieldwork.pairings.pairing import leave_pairings
from fieldwork.proven import TABLES
from fieldwork.token_scopes import SCOPES
from fieldwork.visits.forms import SourceForm, VisitForm
from fieldwork.visits.kind import VISITS
from groups.mandates import left_office
from office import ports
from office.events import proven
from office.ports import DoctorCheck, NavItem, PurgeStep, SubjectLink
from office.roles import Role
from office.unsent_forms import of_namespace

FIELD = frozenset({Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR})


def register() -> None:
    proven.register(*TABLES)
    _of_groups()


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
    for scope in SCOPES:
        ports.api_scopes.register(scope)
    _register_pairings()


def _register_pairings() -> None:
    """Pairings, visits, and what representatives confirm."""
    declarations.register()
    kinds.register(VISITS)
    left_office.register(leave_pairings)
    ports.personal_data.register(retention.personal_data)
    ports.subject_link.register(_pairing_link)
    ports.purge_steps.register(PurgeStep("pairings", "到期的结对联系人和走访内容", retention.purge_contacts))
    ports.doctor_checks.register(
        DoctorCheck(
            "pairings_missing",
            "没有结对企业的进站代表",
            tending.posted_without_pairing,
            "请联络员在“定向结对”中为代表提出一家企业。",
        )
    )
    ports.doctor_checks.register(
        DoctorCheck(
            "pairings_in_breach",
            "应当结束的结对",
            tending.pairings_in_breach,
            "请联络员在“定向结对”中结束，另提一位代表。",
        )
    )
    ports.desk_navigation.register(NavItem("定向结对", "fieldwork:desk_pairings", 36, FIELD))
    ports.desk_navigation.register(NavItem("走访", "fieldwork:desk_visits", 37, FIELD))
    ports.desk_navigation.register(NavItem("本人确认", "fieldwork:desk_confirmations", 38, FIELD))
    ports.unsent_forms.register(
        of_namespace("fieldwork", ProposalForm, ContactForm, ConsentForm, ReasonForm, VisitForm, SourceForm)
    )


def _pairing_link(subject: str) -> SubjectLink | None:
    """Where the chain of a pairing, a visit or a sheet leads."""
    kind, _, key = subject.partition(":")
    known = {
        "pairing": (Pairing, "desk_pairing", "token"),
        "visit": (Visit, "desk_visit", "token"),
        "confirmationsheet": (ConfirmationSheet, "desk_sheet", "number"),
    }
    if kind not in known or not key.isdecimal():
        return None
    model, page, column = known[kind]
    row = model._default_manager.filter(pk=key).first()
    if row is None:
        return None
    return SubjectLink(str(row), reverse(f"fieldwork:{page}", args=[getattr(row, column)]))
