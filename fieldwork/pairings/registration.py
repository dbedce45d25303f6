"""What pairings, visits and confirmations give to the ports of the floors below."""

from __future__ import annotations

from django.urls import reverse

from fieldwork import own_links
from fieldwork.activities import links
from fieldwork.confirmations import digests, own_pages
from fieldwork.confirmations.kinds import kinds
from fieldwork.models import ConfirmationSheet, Pairing, Visit
from fieldwork.pairings import declarations, retention, tending
from fieldwork.pairings.forms import ConsentForm, ContactForm, ProposalForm, ReasonForm
from fieldwork.pairings.pairing import leave_pairings
from fieldwork.token_scopes import SCOPES
from fieldwork.visits.forms import SourceForm, VisitForm
from fieldwork.visits.kind import VISITS
from groups.mandates import left_office
from office import ports
from office.ports import DoctorCheck, NavItem, PurgeStep, SubjectLink
from office.roles import Role
from office.unsent_forms import of_namespace

READERS = frozenset({Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR})
# Where the chain of each leads: model, page, the column in its address.
PAGES = {
    "pairing": (Pairing, "desk_pairing", "token"),
    "visit": (Visit, "desk_visit", "token"),
    "confirmationsheet": (ConfirmationSheet, "desk_sheet", "number"),
}


def register_pairings() -> None:
    declarations.register()
    kinds.register(VISITS)
    own_links.finders.register(digests.link_of)
    own_links.finders.register(links.own_link_of)
    own_links.pages.register(own_pages.pages)
    left_office.register(leave_pairings)
    for scope in SCOPES:
        ports.api_scopes.register(scope)
    ports.personal_data.register(retention.personal_data)
    ports.subject_link.register(_link)
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
    ports.desk_navigation.register(
        NavItem("定向结对", "fieldwork:desk_pairings", 45, READERS, section="履职")
    )
    ports.desk_navigation.register(NavItem("走访", "fieldwork:desk_visits", 44, READERS, section="履职"))
    ports.desk_navigation.register(
        NavItem("本人确认", "fieldwork:desk_confirmations", 46, READERS, section="履职")
    )
    ports.unsent_forms.register(
        of_namespace("fieldwork", ProposalForm, ContactForm, ConsentForm, ReasonForm, VisitForm, SourceForm)
    )


def _link(subject: str) -> SubjectLink | None:
    kind, _, key = subject.partition(":")
    if kind not in PAGES or not key.isdecimal():
        return None
    model, page, column = PAGES[kind]
    row = model._default_manager.filter(pk=key).first()
    if row is None:
        return None
    return SubjectLink(str(row), reverse(f"fieldwork:{page}", args=[getattr(row, column)]))
