"""What this app gives to the ports of the floors below."""

from django.urls import reverse

from casework.forms.unsent import of_steps
from fieldwork import rules, term_change, year_records
from fieldwork.activities import declarations as activity_declarations
from fieldwork.activities import feed_entries, for_groups, retention
from fieldwork.activities.drafts import ACTIVITY_DRAFTS
from fieldwork.activities.forms import NoteForm, PhotoForm, ReplyForm, ReportForm
from fieldwork.activities.plan_forms import InviteForm, PlanForm
from fieldwork.activities.steps import table
from fieldwork.group_activities import find_activities
from fieldwork.materials import declarations
from fieldwork.models import Activity, Budget, GroupPlan, Norm
from fieldwork.pairings.registration import register_pairings
from fieldwork.proven import TABLES
from fieldwork.views.unsent_forms import unsent_form
from groups.models import Representative
from groups.year_records import call_sources, duty_sources, other_sources
from office import ports
from office.events import proven
from office.models import User
from office.roles import Role
from office.unsent_forms import of_namespace
from stations.calendar_feed.entries import finders as calendar_entries

IN_GROUPS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.LIAISON, Role.REPRESENTATIVE})
IN_ACTIVITIES = frozenset(
    {
        Role.STAFF,
        Role.APPROVER,
        Role.AUDITOR,
        Role.LIAISON,
        Role.REPRESENTATIVE,
        Role.HANDLER,
        Role.HEAD,
    }
)
FORMS = (PlanForm, InviteForm, ReplyForm, NoteForm, PhotoForm, ReportForm)


def register() -> None:
    proven.register(*TABLES)
    ports.unsent_forms.register(unsent_form)
    ports.unsent_forms.register(of_steps("fieldwork", table.STEPS))
    ports.unsent_forms.register(of_namespace("fieldwork", *FORMS))
    rules.register()
    _of_groups()
    register_pairings()
    _of_activities()
    _of_years()
    term_change.register()


def _of_years() -> None:
    """What counts as a duty done and as attendance (docs/domain.md § 7)."""
    duty_sources.register(year_records.surveys)
    duty_sources.register(year_records.contacts)
    other_sources.register(year_records.attended)
    other_sources.register(year_records.visits)
    call_sources.register(year_records.calls)


def _of_groups() -> None:
    """Plans, money, papers and norms."""
    declarations.register()
    ports.subject_link.register(_link_of_group)
    ports.personal_data.register(_personal_data)
    ports.public_navigation.register(
        ports.NavItem("履职规范", "fieldwork:norms", order=58, section="履职公开")
    )
    ports.desk_navigation.register(
        ports.NavItem("履职规范", "fieldwork:desk_norms", order=54, roles=IN_GROUPS, section="履职")
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


def _of_activities() -> None:
    table.register_workflow()
    activity_declarations.register()
    find_activities.register(for_groups.activities_of)
    calendar_entries.register(feed_entries.activities)
    ports.subject_link.register(_activity)
    ports.purge_steps.register(ports.PurgeStep("activity_met", "活动记录中的姓名", retention.purge_met))
    ports.purge_steps.register(ports.PurgeStep("activity_drafts", "未提交的活动内容", ACTIVITY_DRAFTS.purge))
    ports.public_navigation.register(
        ports.NavItem("代表活动", "fieldwork:public_activities", order=54, section="履职公开")
    )
    ports.desk_navigation.register(
        ports.NavItem("活动", "fieldwork:activities", order=43, roles=IN_ACTIVITIES, section="履职")
    )


def _activity(subject: str) -> ports.SubjectLink | None:
    """`activity:12` reads 活动 2026-H012 and leads to the desk."""
    kind, _, key = subject.partition(":")
    row = Activity.objects.filter(pk=key).first() if kind == "activity" and key.isdecimal() else None
    if row is None:
        return None
    return ports.SubjectLink(f"活动 {row.number}", reverse("fieldwork:activity", args=[row.token]))
