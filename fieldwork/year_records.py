"""Activities and contacts with paired enterprises as records of a representative's year (docs/domain.md § 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from django.db.models import QuerySet
from django.urls import reverse

from fieldwork.models import Activity, Invitation, Pairing, Participation, VisitPart
from fieldwork.models.activities import ActivityStatus
from fieldwork.models.activity_kinds import ActivityKind
from fieldwork.models.invitations import InvitationState
from fieldwork.pairings.contacts import is_counted
from groups.year_records import CallRecord, DutyKind, DutyRecord, K, OtherRecord, People, YearRecord

SURVEYS = (ActivityKind.SURVEY, ActivityKind.INSPECTION, ActivityKind.ENFORCEMENT)
OVER = (ActivityStatus.HELD, ActivityStatus.REPORTED)
Attendance = Literal["came", "leave", "absent"]


def surveys(people: People, since: date, until: date) -> Iterator[DutyRecord]:
    """Of 调研, 视察 and 执法检查 that were held; confirmed by a second source, and the activity reported."""
    rows = _held(people, since, until).filter(activity__kind__in=SURVEYS)
    return (_attended(DutyKind.SURVEY, row) for row in rows)


def attended(people: People, since: date, until: date) -> Iterator[OtherRecord]:
    """Activities of the kinds that no duty asks for."""
    rows = _held(people, since, until).exclude(activity__kind__in=SURVEYS)
    return (_attended(str(row.activity.get_kind_display()), row) for row in rows)


def _held(people: People, since: date, until: date) -> QuerySet[Participation]:
    rows = Participation.objects.claimed().filter(
        representative__in=people,
        activity__status__in=OVER,
        activity__held_on__gte=since,
        activity__held_on__lt=until,
    )
    return rows.select_related("activity")


def _attended(kind: K, row: Participation) -> YearRecord[K]:
    confirmed = f"，{row.get_confirmed_as_display()}确认" if row.confirmed_on else ""
    return YearRecord(
        kind,
        row.representative_id,
        row.activity.held_on,
        _record(row.activity),
        row.activity.title,
        is_confirmed=_is_confirmed(row),
        url=_page(row.activity),
        source=f"{row.get_source_display()}{confirmed}",
    )


def contacts(people: People, since: date, until: date) -> Iterator[DutyRecord]:
    """Visits to an enterprise while it was paired with the person, one a day and enterprise."""
    return (_visited(DutyKind.PAIRING, row) for row in _visits(people, since, until, paired=True))


def visits(people: People, since: date, until: date) -> Iterator[OtherRecord]:
    """Those to an enterprise that was not paired with the person on the day."""
    return (_visited("走访", row) for row in _visits(people, since, until, paired=False))


def _visits(people: People, since: date, until: date, *, paired: bool) -> Iterator[VisitPart]:
    pairings = set(
        Pairing.objects.filter(representative__in=people, since__isnull=False).values_list(
            "representative", "enterprise", "since", "ended_on"
        )
    )
    rows = VisitPart.objects.standing().filter(
        representative__in=people,
        on__gte=since,
        on__lt=until,
        visit__status__in=("recorded", "confirmed"),
    )
    for row in rows.select_related("visit", "enterprise"):
        spans = [span[2:] for span in pairings if span[:2] == (row.representative_id, row.enterprise_id)]
        holds = any(begun <= row.on and (ended is None or row.on < ended) for begun, ended in spans if begun)
        if holds == paired:
            yield row


def _visited(kind: K, row: VisitPart) -> YearRecord[K]:
    return YearRecord(
        kind,
        row.representative_id,
        row.on,
        f"visit:{row.visit_id}",
        f"{row.visit.get_how_display()}{row.enterprise}",
        is_confirmed=is_counted(row),
        url=reverse("fieldwork:desk_visit", args=[row.visit.token]),
        source=_visit_source(row),
    )


def _visit_source(row: VisitPart) -> str:
    """Who says so: the enterprise, or the second source with what it rests on; whose own word is missing."""
    said = row.own_word_label(row.visit.confirmed_on or row.on)
    if row.visit.confirmed_on is None:
        return said
    confirmed = f"依据{row.visit.basis}" if row.visit.basis else "企业确认"
    return f"{confirmed}，{said}" if said else confirmed


def calls(people: People, since: date, until: date) -> Iterator[CallRecord]:
    """Every activity to which the person was called, or came without; settled once it is reported."""
    held = {"activity__status__in": OVER, "activity__held_on__gte": since, "activity__held_on__lt": until}
    there = {
        (row.representative_id, row.activity_id): row
        for row in Participation.objects.claimed()
        .filter(representative__in=people, **held)
        .select_related("activity")
    }
    called = Invitation.objects.called().filter(representative__in=people, **held).select_related("activity")
    found: dict[tuple[int, int], tuple[Activity, Attendance, bool]] = {}
    for invitation in called:
        on_leave = invitation.state == InvitationState.ON_LEAVE
        is_settled = invitation.activity.status == ActivityStatus.REPORTED
        attended: Attendance = "leave" if on_leave else "absent"
        key = (invitation.representative_id or 0, invitation.activity_id)
        found[key] = (invitation.activity, attended, is_settled)
    for key, row in there.items():
        found[key] = (row.activity, "came", _is_confirmed(row))
    for (person, _), (activity, attended, is_confirmed) in sorted(found.items(), key=lambda item: item[0]):
        yield CallRecord(
            person,
            activity.held_on,
            attended,
            _record(activity),
            activity.title,
            is_confirmed,
            url=_page(activity),
        )


def _is_confirmed(row: Participation) -> bool:
    return row.confirmed_on is not None and row.activity.status == ActivityStatus.REPORTED


def _record(activity: Activity) -> str:
    return f"activity:{activity.pk}"


def _page(activity: Activity) -> str:
    return reverse("fieldwork:activity", args=[activity.token])
