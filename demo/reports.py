"""工作报告: last month's wait with the office, a comment among them; those of the month before went to their readers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from demo.directory import Directory
from evaluation.models import Report
from evaluation.reports import due, owners, writing
from evaluation.reports.owners import Owner
from groups.models import ProfessionalGroup
from office import calendar
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.months import Month, Period
from stations.models import Station

WORDS = {
    "work": "逐件跟踪企业诉求，按月通报办理进度；组织代表进站接待、走访企业，现场解释政策；对承诺事项逐项核对。",
    "problems": "会办意见回得慢的件仍然不少，个别单位的承诺改过日期。",
    "next": "对用时最多的环节开展一次专题督办；把反复出现的同类问题交专业小组调研。",
}
COMMENT = "请把本组走访的情况也写进去。"


def tell(directory: Directory, *, at: datetime) -> None:
    """Of the committee, the finance group and the main station: the two months before the local date of `at`."""
    last = Month.of(local_date(at)).previous
    for month in (last.previous, last):
        period = Period(month.year, month.month)
        drafted_at = datetime.combine(due.due_on(period, calendar.load()), time(2, 30), tzinfo=LOCAL)
        if drafted_at >= at - timedelta(hours=12):
            continue
        for owner in _owners(local_date(drafted_at)):
            report = writing.draft(owner, period, by=Actor.system("reports"), at=drafted_at)
            if month == last:
                _comment(report, directory, drafted_at + timedelta(hours=7))
            else:
                _send_out(report, directory, drafted_at + timedelta(hours=8))


def _owners(on: date) -> list[Owner]:
    group = ProfessionalGroup.objects.get(code=ProfessionalGroup.Code.FINANCE)
    station = Station.objects.get(is_default=True)
    return [owners.committee(on), owners.of_group(group), owners.of_station(station)]


def _comment(report: Report, directory: Directory, at: datetime) -> None:
    if report.scope == Report.Scope.GROUP:
        writing.comment(report, COMMENT, by=Actor.of(directory["liaison"]), at=at)


def _send_out(report: Report, directory: Directory, at: datetime) -> None:
    staff = Actor.of(directory["staff"])
    for section in report.sections.all():
        writing.write(section, WORDS[section.kind], seen="", by=staff, at=at)
    writing.submit(report, by=staff, at=at)
    writing.publish(report, by=Actor.of(directory["approver"]), at=at + timedelta(hours=2))
