"""What a scanned code opens: for which station and representative a visitor's form is, or why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from fieldwork.models import Activity, ActivityStatus
from groups.models import ProfessionalGroup, ProfessionalMembership, Representative
from office.templatetags.wording import short_day
from policies.models import PolicyVersion
from requests_app.models.requests import Source
from stations import qr
from stations.models import Posting, QRCode, Station
from stations.qr import Scan, State

CODE = re.compile(r"[a-z0-9]{1,20}")
SLUG = re.compile(r"[a-z0-9-]{1,60}")

REPLACED = "您扫的二维码已经更换，这里是现在的留言页面。下次请扫新的二维码。"
NO_LONGER = "这条政策已经撤下，您仍然可以留言，请写明是哪条政策。"
OUT_OF_OFFICE = "该代表已不在任，您可以向服务站留言。"


@dataclass(frozen=True)
class EntryPoint:
    """The form's context; `notice` is what a visitor should know before writing."""

    station: Station
    source: str
    representative: Representative | None = None
    clause: PolicyVersion | None = None
    activity: Activity | None = None
    group_name: str = ""
    notice: str = ""


@dataclass(frozen=True)
class ClosedStation:
    """A station that takes in nothing any more, and where its work has gone."""

    station: Station


Opened = EntryPoint | ClosedStation | None


def station_entry(code: str, *, on: date) -> Opened:
    """None: nothing has this code, or not yet."""
    found = _scan(QRCode.Kind.STATION, code, on)
    if found.station is None or found.station.opened_on > on:
        return None
    if found.state == State.STATION_CLOSED:
        return ClosedStation(found.station)
    return EntryPoint(found.station, Source.QR_STATION, notice=_notice(found))


def representative_entry(code: str, *, on: date) -> Opened:
    """The representative's form; out of office it becomes the default station's, and says so."""
    found = _scan(QRCode.Kind.REPRESENTATIVE, code, on)
    if found.representative is None:
        return None
    if found.state == State.OUT_OF_OFFICE:
        station = default_station()
        return EntryPoint(station, Source.QR_REPRESENTATIVE, notice=OUT_OF_OFFICE) if station else None
    return _entry_of(found.representative, _notice(found), on)


def policy_entry(slug: str, *, on: date) -> Opened:
    """The form with that policy's clause, at the default station. A policy that was withdrawn leaves the plain form."""
    station = default_station()
    if not SLUG.fullmatch(slug):
        return None
    newest = (
        PolicyVersion.objects.filter(policy__slug=slug).exclude(released_at=None).select_related("policy")
    )
    clause = newest.order_by("-number").first()
    if clause is None or station is None:
        return None
    if clause.state != PolicyVersion.State.PUBLISHED:
        return EntryPoint(station, Source.QR_POLICY, notice=NO_LONGER)
    return EntryPoint(station, Source.QR_POLICY, clause=clause)


def activity_entry(code: str, *, on: date) -> Opened:
    """The form of an activity's poster, at the default station: what is said there is of that activity."""
    station = default_station()
    if station is None or not CODE.fullmatch(code.lower()):
        return None
    activity = Activity.objects.told().filter(code=code.lower()).first()
    if activity is None:
        return None
    over = "这次活动已取消，" if activity.status == ActivityStatus.CANCELLED else ""
    notice = (
        f"{over}{short_day(activity.held_on)}“{activity.title.strip('“”')}”。您的话会转给参加活动的代表。"
    )
    return EntryPoint(station, Source.WEB, activity=activity, notice=notice)


def web_entry() -> Opened:
    """Without a scan: the default station; None only before the office has set one up."""
    station = default_station()
    return EntryPoint(station, Source.WEB) if station else None


def default_station() -> Station | None:
    """The station of what came without a scan; None before the office has set one up."""
    return Station.objects.filter(is_default=True).first()


def _entry_of(representative: Representative, notice: str, on: date) -> Opened:
    """At the station where the representative serves, the primary posting first; else at the default one.

    One query for station and group: the form behind a QR code may take six in all.
    """
    memberships = ProfessionalMembership.objects.in_force(on).filter(
        representative=OuterRef("representative")
    )
    posting = (
        Posting.objects.serving(on)
        .filter(representative=representative)
        .select_related("station")
        .annotate(group_name=Subquery(memberships.values("group__name")[:1]))
        .order_by("-is_primary", "id")
        .first()
    )
    if posting is not None:
        name = getattr(posting, "group_name", None)
        group = ProfessionalGroup(name=name) if name else None
        return _theirs(posting.station, representative, group, notice)
    station = default_station()
    return (
        _theirs(station, representative, representative.professional_group(on), notice) if station else None
    )


def _theirs(
    station: Station, representative: Representative, group: ProfessionalGroup | None, notice: str
) -> EntryPoint:
    name = group.full_name if group else ""
    return EntryPoint(station, Source.QR_REPRESENTATIVE, representative, group_name=name, notice=notice)


def _scan(kind: str, code: str, on: date) -> Scan:
    """Of an address typed by hand only what may be a code reaches the database."""
    code = code.lower()
    return qr.scan(kind, code, on=on) if CODE.fullmatch(code) else Scan(State.UNKNOWN)


def _notice(found: Scan) -> str:
    return REPLACED if found.state == State.REPLACED else ""
