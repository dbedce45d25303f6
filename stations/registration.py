"""What this app gives to the ports of the floors below."""

from django.urls import reverse

from groups.mandates import left_office
from groups.roster import roster_links, roster_proposals
from groups.year_records import duty_sources
from office import ports
from office.events import proven
from office.roles import Role
from stations import rules, term_change
from stations.calendar_feed import entries as feed_entries
from stations.consultations import retention as consultations
from stations.models import Consultation, Enterprise, Station
from stations.postings import end_postings
from stations.proven import TABLES
from stations.receptions import declarations, retention, tending, year_records
from stations.roster import PostingFunctionColumn
from stations.roster_interests import EmployerInterests
from stations.shifts import records as shifts
from stations.shifts.tending import shifts_of_nobody
from stations.views.unsent_forms import unsent_form

RECEIVERS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.CLERK, Role.REPRESENTATIVE})
WATCHERS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.CLERK})
COUNTERS = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.CLERK, Role.LIAISON})
PRINTERS = frozenset({Role.STAFF, Role.APPROVER, Role.CLERK})


def link_of(subject: str) -> ports.SubjectLink | None:
    """Where the chain of a station or an enterprise leads."""
    kind, _, key = subject.partition(":")
    if kind == "consultation":
        return _consultation_link(key)
    if kind in ("shift", "shiftplan"):
        return shifts.subject_link(kind, key)
    model = {"station": Station, "enterprise": Enterprise}.get(kind)
    row = model._default_manager.filter(pk=key).first() if model and key.isdecimal() else None
    if row is None:
        return None
    return ports.SubjectLink(str(row), reverse(f"admin:stations_{kind}_change", args=[row.pk]))


def _consultation_link(key: str) -> ports.SubjectLink | None:
    row = Consultation.objects.filter(pk=key).only("number").first() if key.isdecimal() else None
    if row is None:
        return None
    return ports.SubjectLink(f"咨询 {row.number}", reverse("stations:desk_consultation", args=[row.number]))


def register() -> None:
    proven.register(*TABLES)
    rules.register()
    term_change.register()
    declarations.register()
    feed_entries.register()
    ports.subject_link.register(link_of)
    ports.unsent_forms.register(unsent_form)
    left_office.register(end_postings)
    duty_sources.register(year_records.sittings)
    ports.calendar_dependents.register(tending.HolidaysMoveReceptions())
    ports.doctor_checks.register(
        ports.DoctorCheck(
            "bookings",
            "无人接待的预约",
            tending.bookings_of_nobody,
            "请在“接待安排”中换一位代表，或把接待改期。",
        )
    )
    ports.doctor_checks.register(
        ports.DoctorCheck(
            "reception_plans",
            "没有人的接待安排",
            tending.plans_of_nobody,
            "请在“接待”的安排中换代表、换站，或写上结束日期。",
        )
    )
    ports.doctor_checks.register(
        ports.DoctorCheck(
            "shifts",
            "没有人的值班",
            shifts_of_nobody,
            "请在“值班”中换一位代表，或取消这次值班、结束这项安排。",
        )
    )
    ports.purge_steps.register(ports.PurgeStep("bookings", "过期的接待预约", retention.purge_bookings))
    ports.purge_steps.register(ports.PurgeStep("sheets", "过期的接待登记册签字页", retention.purge_sheets))
    ports.purge_steps.register(
        ports.PurgeStep("consultations", "过期的接待咨询", consultations.purge_consultations)
    )
    ports.purge_steps.register(
        ports.PurgeStep("consultation_pages", "过期的咨询登记表照片", consultations.purge_pages)
    )
    ports.personal_data.register(consultations.personal_data)
    ports.personal_data.register(shifts.personal_data)
    roster_links.register(PostingFunctionColumn())
    roster_proposals.register(EmployerInterests())
    ports.public_navigation.register(ports.NavItem("代表", "stations:representative_list", order=50))
    ports.public_navigation.register(ports.NavItem("接待日", "stations:reception_list", order=55))
    ports.desk_navigation.register(
        ports.NavItem("接待", "stations:desk_receptions", order=40, roles=RECEIVERS, section="履职")
    )
    ports.desk_navigation.register(
        ports.NavItem("值班", "stations:desk_shifts", order=42, roles=RECEIVERS, section="履职")
    )
    ports.desk_navigation.register(
        ports.NavItem("站点脉搏", "stations:desk_pulse", order=81, roles=WATCHERS, section="站点和系统")
    )
    ports.desk_navigation.register(
        ports.NavItem("接待咨询", "stations:desk_consultations", order=41, roles=COUNTERS, section="履职")
    )
    ports.desk_navigation.register(
        ports.NavItem("二维码", "stations:qr_list", order=80, roles=PRINTERS, section="站点和系统")
    )
