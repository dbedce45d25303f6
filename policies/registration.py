"""What this app gives to the ports of the floors below, and its dated settings."""

from django.urls import reverse

from office import options, ports
from office.background import jobs
from office.events import proven
from office.roles import Role
from office.unsent_forms import of_namespace
from policies import consulting
from policies.forms import BeginForm
from policies.forms.information import BeginItemForm
from policies.handbook import editions
from policies.models import InformationItem, Policy, StandardAnswer
from policies.proven import TABLES as PROVEN
from policies.standard_answers.forms import AnswerForm
from policies.triggers import TRIGGERS

WORDS = frozenset({Role.CLERK, Role.EDITOR, Role.STAFF})
ANSWERING = frozenset({Role.HANDLER, Role.HEAD, Role.STAFF, Role.APPROVER, Role.AUDITOR})
WRITERS = frozenset({Role.EDITOR, Role.STAFF, Role.APPROVER, Role.AUDITOR})


def link_of(subject: str) -> ports.SubjectLink | None:
    """Where the chain of a policy or an item of information leads."""
    kind, _, key = subject.partition(":")
    if kind == "policy" and key.isdecimal() and (policy := Policy.objects.filter(pk=key).first()):
        return ports.SubjectLink(str(policy), reverse("admin:policies_policy_change", args=[policy.pk]))
    if kind == "information" and (item := InformationItem.objects.filter(slug=key).order_by("-pk").first()):
        return ports.SubjectLink(item.title, reverse("admin:policies_informationitem_change", args=[item.pk]))
    if kind == "standardanswer" and (row := StandardAnswer.objects.filter(code=key).order_by("-pk").first()):
        return ports.SubjectLink(row.question, reverse("policies:desk_answer", args=[key]))
    if kind == "handbook":
        return ports.SubjectLink(f"政策手册第 {key} 版", reverse("policies:desk_handbook"))
    return None


def register() -> None:
    proven.register(*PROVEN)
    consulting.register()
    options.declare(
        "policy_expiring_days", kind="integer", default=60, label="政策到期前多少天标为即将到期", unit="天"
    )
    options.declare(
        "policy_review_months", kind="integer", default=6, label="政策每隔多少个月复核一次", unit="个月"
    )
    ports.subject_link.register(link_of)
    ports.unsent_forms.register(of_namespace("policies", BeginForm, BeginItemForm, AnswerForm))
    for trigger in TRIGGERS:
        ports.database_objects.register(trigger)
    jobs.handler(editions.KIND)(editions.make_asked)
    ports.public_navigation.register(ports.NavItem("惠企政策", "policies:policy_list", order=30))
    ports.public_navigation.register(ports.NavItem("办事资料", "policies:information_list", order=40))
    ports.desk_navigation.register(
        ports.NavItem("惠企政策", "policies:desk_policies", order=76, roles=WRITERS, section="政策和资料")
    )
    ports.desk_navigation.register(
        ports.NavItem(
            "政策手册",
            "policies:desk_handbook",
            order=76,
            roles=WRITERS | {Role.CLERK},
            section="政策和资料",
        )
    )
    ports.desk_navigation.register(
        ports.NavItem(
            "办事资料", "policies:desk_information_list", order=77, roles=WRITERS, section="政策和资料"
        )
    )
    ports.desk_navigation.register(
        ports.NavItem("常用答复", "policies:desk_answers", order=78, roles=ANSWERING, section="政策和资料")
    )
    ports.desk_navigation.register(
        ports.NavItem("同义词", "policies:desk_synonyms", order=79, roles=WORDS, section="政策和资料")
    )
