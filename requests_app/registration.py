"""What this app gives to the ports of the ground floor."""

from __future__ import annotations

from django.urls import reverse

from fieldwork.activities.overview import became_of, findings_of
from fieldwork.pairings.desk import VisitWay, visit_ways
from groups.mandates import left_office
from office import ports
from office.api.scopes import SCOPES
from office.events import proven
from office.models import User
from office.ports import DoctorCheck, NavItem, OpenWork, PurgeStep, SubjectLink
from office.roles import Role
from requests_app.access import openings
from requests_app.deadlines import next_action
from requests_app.deadlines.calendar_changes import Deadlines
from requests_app.desk import activity_findings
from requests_app.desk.forms import kinds
from requests_app.desk.step_drafts import STEP_DRAFTS
from requests_app.desk.views import from_consultations
from requests_app.followup import handover, term_change, verdict_links, verdict_sources
from requests_app.followup.conflict_check import cases_in_conflict
from requests_app.intake import duplicates, form_files, from_receptions
from requests_app.models import EnterpriseRequest, ProgressTable
from requests_app.personal_data import retention
from requests_app.proven import TABLES
from requests_app.public import devices
from requests_app.public.views.unsent_forms import unsent_form
from requests_app.queues import nobodys
from requests_app.steps.table import register_workflow
from requests_app.triage import referral
from requests_app.triggers import TRIGGERS
from stations.consultations.desk import ConsultationWay, consultation_ways
from stations.receptions.desk import MatterWay, matter_ways, open_cases
from stations.receptions.elsewhere import Elsewhere, places

WORKING = frozenset(Role) - {Role.EDITOR, Role.ADMINISTRATOR}
FOLLOWING = WORKING - {Role.CLERK}
CALLING = frozenset({Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR})
OFFICE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})
INTAKE = frozenset({Role.CLERK, Role.LIAISON, Role.STAFF, Role.APPROVER})
FINDING = frozenset({Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER})

READING_TABLES = WORKING - {Role.CLERK}
SUPERVISING = frozenset({Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR})


def register() -> None:
    proven.register(*TABLES)
    places.register(_other_place)
    for trigger in TRIGGERS:
        ports.database_objects.register(trigger)
    register_workflow()
    kinds.register()
    ports.public_navigation.register(NavItem("留言", "requests:new", 10))
    ports.public_navigation.register(NavItem("查进度", "requests:track", 20))
    ports.desk_navigation.register(NavItem("台账", "requests:desk_list", 20, WORKING, section="办理"))
    ports.desk_navigation.register(NavItem("承诺事项", "requests:promises", 24, FOLLOWING, section="办理"))
    ports.desk_navigation.register(NavItem("回头看", "requests:look_backs", 23, CALLING, section="办理"))
    ports.desk_navigation.register(NavItem("督办", "requests:supervision", 22, SUPERVISING, section="办理"))
    ports.desk_navigation.register(
        NavItem("办理进度表", "requests:progress_tables", 27, READING_TABLES, section="办理")
    )
    ports.desk_navigation.register(NavItem("登记诉求", "requests:intake", 21, INTAKE, section="办理"))
    ports.desk_navigation.register(NavItem("活动发现", "requests:finding", 25, FINDING, section="办理"))
    ports.desk_navigation.register(NavItem("不予受理抽查", "requests:exclusions", 28, OFFICE, section="办理"))
    ports.desk_navigation.register(NavItem("提示的依据", "requests:learned", 30, OFFICE, section="办理"))
    for cookie in (devices.BROWSER, devices.LOOK_UP, devices.RECEIPTS):
        ports.visitor_cookies.register(cookie)
    ports.desk_navigation.register(NavItem("劝改评价", "requests:pressure", 29, OFFICE, section="办理"))
    for scope in SCOPES:
        ports.api_scopes.register(scope)
    ports.subject_link.register(_link)
    ports.subject_link.register(_table_link)
    ports.open_work.register(_open_work)
    ports.calendar_dependents.register(Deadlines())
    left_office.register(handover.leave_cases)
    findings_of.register(activity_findings.findings_on)
    became_of.register(activity_findings.became_of)
    open_cases.register(from_receptions.open_cases)
    matter_ways.register(MatterWay("转为诉求", "requests:from_reception", "requests:detail"))
    consultation_ways.register(
        ConsultationWay("转为诉求", "requests:from_consultation", from_consultations.turn, "requests:detail")
    )
    visit_ways.register(VisitWay("转为诉求", "requests:from_visit", "requests:detail"))
    handover.register()
    term_change.register()
    ports.unsent_forms.register(unsent_form)
    ports.message_ends.register(verdict_links.message_ended)
    ports.purge_steps.register(PurgeStep("contacts", "到期的联系方式", retention.purge_contacts))
    ports.purge_steps.register(PurgeStep("draft_files", "未提交的附件", form_files.purge))
    ports.purge_steps.register(PurgeStep("submissions", "提交记录", duplicates.purge))
    ports.purge_steps.register(PurgeStep("verdict_sources", "评价来源的网络标记", verdict_sources.purge))
    ports.purge_steps.register(PurgeStep("openings", "到期的打开记录", openings.purge))
    ports.purge_steps.register(PurgeStep("step_drafts", "未提交的办理内容", STEP_DRAFTS.purge))
    ports.doctor_checks.register(DoctorCheck("conflicts", "应当回避的承办代表", cases_in_conflict))
    ports.doctor_checks.register(
        DoctorCheck("turns", "每件未结诉求都有应办的一方", next_action.cases_without),
    )
    ports.doctor_checks.register(
        DoctorCheck(
            "desks",
            "每件未结诉求都在某人的工作台上",
            nobodys.cases_on_no_desk,
            "请在后台为缺人的单位、小组登记在岗的负责人、经办人或联络员；来不及登记的，由工作人员代录或移交代表。",
        )
    )


def _other_place(text: str) -> Elsewhere | None:
    """As a visitor is told before a request is sent."""
    seems = referral.before_sending(text)
    return Elsewhere(seems.looks, seems.guidance) if seems is not None else None


def _link(subject: str) -> SubjectLink | None:
    """`case:12` reads 诉求 2026-00012 and leads to the desk."""
    kind, _, key = subject.partition(":")
    if kind != "case" or not key.isdigit():
        return None
    number = EnterpriseRequest.objects.filter(pk=key).values_list("ledger_number", flat=True).first()
    return SubjectLink(f"诉求 {number}", reverse("requests:detail", args=[number])) if number else None


def _table_link(subject: str) -> SubjectLink | None:
    kind, _, key = subject.partition(":")
    if kind != "progress" or not key.isdigit():
        return None
    table = ProgressTable.objects.select_related("group").filter(pk=key).first()
    return SubjectLink(str(table), reverse("requests:progress_table", args=[key])) if table else None


def _open_work(user: User) -> list[OpenWork]:
    """Cases that only this person has in hand: an account with any cannot be closed (nobody's case)."""
    held = EnterpriseRequest.objects.unended().filter(representative__user=user).count()
    sealed = EnterpriseRequest.objects.unended().filter(sealed=True, sealed_for=user).count()
    work = [OpenWork("承办中的诉求", held, reverse("requests:desk_list")), OpenWork("密封件", sealed)]
    return [each for each in work if each.count]
