"""What this app gives to the ports of the ground floor."""

from django.urls import reverse

from groups import officers, rules
from groups.forms import AbsenceForm, EndAbsenceForm, EndForm, ResumeForm, SuspendForm, TakeOfficeForm
from groups.mandates import left_office
from groups.models import Department, GroupOfficer, Representative, TermChange
from groups.proven import TABLES
from groups.term_changes import accounts, changing, own_parts
from groups.term_changes.forms import ChangeForm, SuccessorForm
from office import ports
from office.events import proven
from office.models import User
from office.roles import WORKING, Role
from office.unsent_forms import of_namespace

STORED = (
    "name",
    "certificate_number",
    "gender",
    "born_month",
    "phone",
    "occupation",
    "employer_name",
    "field",
    "bio",
)
LABELS = {field.name: field.verbose_name for field in Representative._meta.fields if field.name in STORED}
OFFICE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})


def link_of(subject: str) -> ports.SubjectLink | None:
    """Where the chain of a representative, a department or an officer of a group leads."""
    kind, _, key = subject.partition(":")
    models = {"representative": Representative, "department": Department, "groupofficer": GroupOfficer}
    model = models.get(kind)
    row = model._default_manager.filter(pk=key).first() if model and key.isdecimal() else None
    if row is None:
        return None
    return ports.SubjectLink(str(row), reverse(f"admin:groups_{kind}_change", args=[row.pk]))


def personal_data(user: User) -> dict[str, object]:
    """What is stored about the representative whose account this is (个人信息保护法: copy and correction)."""
    person = Representative.objects.filter(user=user).first()
    if person is None:
        return {}
    stored = {str(LABELS[name]): getattr(person, name) for name in LABELS}
    terms = [
        f"{span.term} {span.get_status_display()} {span.since}"
        for span in person.mandates.select_related("term")
    ]
    return {"代表信息": {**stored, "任职": terms}}


def register() -> None:
    proven.register(*TABLES)
    rules.register()
    own_parts.register()
    accounts.register()
    left_office.register(officers.end_officers)
    ports.subject_link.register(link_of)
    ports.personal_data.register(personal_data)
    ports.unsent_forms.register(
        of_namespace(
            "groups",
            TakeOfficeForm,
            ResumeForm,
            EndForm,
            SuspendForm,
            EndAbsenceForm,
            AbsenceForm,
            ChangeForm,
            SuccessorForm,
        )
    )
    ports.desk_navigation.register(
        ports.NavItem("不在岗", "groups:absence_list", order=90, roles=frozenset(WORKING), section="本人")
    )
    ports.subject_link.register(_term_change)
    ports.doctor_checks.register(
        ports.DoctorCheck(
            "nobodys_anything",
            "离任代表手中的事",
            changing.nobodys_anything,
            "请移交给在任代表，或由联络员、服务站处理；代表账号由系统管理员停用。",
        )
    )
    ports.desk_navigation.register(
        ports.NavItem("换届", "groups:term_changes", order=82, roles=OFFICE, section="站点和系统")
    )


def _term_change(subject: str) -> ports.SubjectLink | None:
    kind, _, key = subject.partition(":")
    row = TermChange.objects.filter(pk=key).first() if kind == "termchange" and key.isdecimal() else None
    return ports.SubjectLink(f"换届 {row}", reverse("groups:term_change", args=[row.pk])) if row else None
