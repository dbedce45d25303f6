"""Who gets a report when it goes out: those whose post it concerns, and whom the office named besides."""

from __future__ import annotations

from datetime import date, datetime

from evaluation.models import Report, ReportReader, ReportReading
from evaluation.models.reports import OUT
from evaluation.reports.owners import Owner, owner_of
from groups.duty import liaisons_of
from groups.models import GroupOfficer
from groups.spans import in_force
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import Fact
from office.models import User
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb
from stations.models import StationClerk


def readers_of(report: Report, on: date) -> list[User]:
    """Active accounts, each once: by post on the local date, then the named ones."""
    owner = owner_of(report, on)
    found = [*by_post(owner, on), *(row.user for row in named(owner.key, on))]
    return [user for user in dict.fromkeys(found) if user.is_active]


def by_post(owner: Owner, on: date) -> list[User]:
    """Of a group its officers and liaisons, of a station its clerks, of everything the office."""
    if owner.group is not None:
        posts = GroupOfficer.objects.of(owner.group).serving(on).select_related("representative__user")
        officers = [row.representative.user for row in posts if row.representative.user is not None]
        return [*officers, *liaisons_of(owner.group, on)]
    if owner.station is not None:
        clerks = StationClerk.objects.filter(in_force(on), station=owner.station).select_related("user")
        return [row.user for row in clerks]
    return list(User.objects.with_role(Role.STAFF, Role.APPROVER, on=on))


def named(owner_key: str, on: date) -> list[ReportReader]:
    rows = ReportReader.objects.filter(in_force(on), owner=owner_key).select_related("user")
    return list(rows.order_by("user__name", "pk"))


@verb
def add(owner: Owner, user: User, *, by: Actor, at: datetime) -> ReportReader:
    """From today on. Refused: `inactive`, `exists`."""
    on = local_date(at)
    if not user.is_active:
        raise Refused("inactive", "这个账号已经停用", field="user")
    if ReportReader.objects.filter(owner=owner.key, user=user, until__isnull=True).exists():
        raise Refused("exists", f"{user.name}已经在收件人里", field="user")
    row = ReportReader.objects.create(owner=owner.key, user=user, since=on)
    fact = Fact(f"report_reader:{row.pk}", "add_reader", {"owner": owner.key, "user": user.pk})
    events.record(fact, by=by, at=at)
    return row


@verb
def end(row: ReportReader, *, by: Actor, at: datetime) -> None:
    """From today on nothing is sent any more; a repeat changes nothing."""
    row = ReportReader.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.until is not None:
        return
    row.until = local_date(at)
    row.save(update_fields=["until"])
    fact = Fact(f"report_reader:{row.pk}", "end_reader", {"owner": row.owner, "user": row.user_id})
    events.record(fact, by=by, at=at)


@verb
def confirm_reading(report: Report, *, by: Actor, at: datetime) -> ReportReading:
    """已阅, by a reader, once: a repeat changes nothing. Refused: `not_out`, `not_a_reader`."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    user = by.user
    if report.status not in OUT:
        raise Refused("not_out", "这份报告还没有印发")
    if user is None or user not in readers_of(report, local_date(at)):
        raise Refused("not_a_reader", "您不在这份报告的收件人里")
    known = ReportReading.objects.filter(report=report, user=user).first()
    if known is not None:
        return known
    row = ReportReading.objects.create(report=report, user=user, read_at=at)
    events.record(Fact(report.subject, "read_report", {"user": user.pk}), by=by, at=at)
    return row


def read_by(report: Report, on: date) -> list[tuple[User, datetime | None]]:
    """Each reader with when the report was read, those who have not yet first; then who was a reader once."""
    at = {row.user: row.read_at for row in report.readings.select_related("user")}
    readers = readers_of(report, on)
    waiting = [(user, None) for user in readers if user not in at]
    return [*waiting, *at.items()]
