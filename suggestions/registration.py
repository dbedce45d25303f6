"""What this app gives to the ports of the floors below."""

from __future__ import annotations

from django.urls import reverse

from casework.forms.unsent import of_steps
from fieldwork import own_links
from groups.year_records import duty_sources, other_sources, suggestion_sources
from office import ports
from office.events import proven
from office.roles import Role
from requests_app.steps.onward import onward
from suggestions import forms, retention, rules, term_change, year_records
from suggestions.api_scopes import SCOPES
from suggestions.deadlines import kinds
from suggestions.deadlines.calendar_changes import SuggestionDates
from suggestions.models import Suggestion, calls
from suggestions.onward import SUGGESTIONS
from suggestions.opinions import registration as opinions
from suggestions.proven import TABLES
from suggestions.steps import signature_links
from suggestions.steps.table import STEPS, register_workflow
from suggestions.unsent import STEP_DRAFTS, purge_files

READERS = frozenset(
    {
        Role.REPRESENTATIVE,
        Role.LIAISON,
        Role.HANDLER,
        Role.HEAD,
        Role.STAFF,
        Role.APPROVER,
        Role.AUDITOR,
    }
)


def register() -> None:
    proven.register(*TABLES)
    duty_sources.register(year_records.registered)
    other_sources.register(year_records.cosigned)
    other_sources.register(year_records.opinions)
    suggestion_sources.register(year_records.answered)
    opinions.register()
    kinds.declare_options()
    forms.register()
    rules.register()
    register_workflow()
    own_links.finders.register(signature_links.link_of)
    own_links.pages.register(signature_links.pages)
    term_change.register()
    ports.subject_link.register(_link)
    onward.register(SUGGESTIONS)
    for scope in SCOPES:
        ports.api_scopes.register(scope)
    ports.calendar_dependents.register(SuggestionDates())
    ports.desk_navigation.register(
        ports.NavItem("代表建议", "suggestions:desk_list", 47, READERS, section="履职")
    )
    ports.public_navigation.register(
        ports.NavItem("代表建议", "suggestions:list", order=62, section="履职公开")
    )
    ports.unsent_forms.register(of_steps("suggestions", STEPS))
    ports.purge_steps.register(ports.PurgeStep("suggestion_drafts", "建议未提交的内容", STEP_DRAFTS.purge))
    ports.purge_steps.register(ports.PurgeStep("suggestion_draft_files", "建议未提交的附件", purge_files))
    ports.purge_steps.register(
        ports.PurgeStep("suggestion_people", "建议的签字件和到期的个人信息", retention.purge)
    )
    ports.personal_data.register(retention.personal_data)
    ports.purge_steps.register(ports.PurgeStep("suggestion_calls", "接口调用记录", calls.purge))


def _link(subject: str) -> ports.SubjectLink | None:
    """`suggestion:12` reads 建议 2026B013 and leads to the desk."""
    kind, _, key = subject.partition(":")
    if kind != "suggestion" or not key.isdecimal():
        return None
    found = Suggestion.objects.filter(pk=key).first()
    if found is None:
        return None
    return ports.SubjectLink(
        f"建议 {found.number or found.title}", reverse("suggestions:desk_detail", args=[found.address])
    )
