"""What this app gives to the ports of the ground floor."""

from django.urls import reverse

from groups import officers, rules
from groups.forms import AbsenceForm, EndAbsenceForm, EndForm, ResumeForm, SuspendForm, TakeOfficeForm
from groups.mandates import left_office
from groups.models import Department, GroupOfficer, Representative
from groups.proven import TABLES
from office import ports
from office.events import proven
from office.models import User
from office.roles import Role
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
WORKING = frozenset(
    {
        Role.REPRESENTATIVE,
        Role.LIAISON,
        Role.HANDLER,
        Role.HEAD,
        Role.CLERK,
        Role.STAFF,
        Role.APPROVER,
    }
)


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
    left_office.register(officers.end_officers)
    ports.subject_link.register(link_of)
    ports.personal_data.register(personal_data)
    ports.unsent_forms.register(
        of_namespace("groups", TakeOfficeForm, ResumeForm, EndForm, SuspendForm, EndAbsenceForm, AbsenceForm)
    )
    ports.desk_navigation.register(
        ports.NavItem("不在岗", "groups:absence_list", order=90, roles=WORKING, section="本人")
    )
