"""Calling people, units and enterprises to an activity, and who stands aside (docs/domain.md §§ 1, 12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fieldwork.models import Activity, ActivityKind, Invitation, InvitationState
from groups.models import Department, Representative
from office.refusals import Refused
from stations.models import Enterprise
from stations.ties import Identity, Ties


def call(
    activity: Activity,
    people: Sequence[Representative],
    departments: Sequence[Department],
    enterprises: Sequence[Enterprise],
    *,
    on: date,
) -> list[Invitation]:
    """The new invitations; whoever is called already is not called twice. Under the activity's lock.

    Refused: `seats`, `tied` (an 执法检查 takes nobody who is tied to an enterprise that it inspects).
    """
    rows = list(Invitation.objects.filter(activity=activity).select_related("representative", "enterprise"))
    refuse_tied(activity, people, rows, enterprises, on=on)
    new = _people(activity, people, rows)
    units = {row.department_id for row in rows if row.is_called}
    firms = {row.enterprise_id for row in rows if row.is_called}
    new += [Invitation(activity=activity, department=unit) for unit in departments if unit.pk not in units]
    new += [Invitation(activity=activity, enterprise=firm) for firm in enterprises if firm.pk not in firms]
    refuse_full(activity, [*rows, *new])
    known = {_whom(row): row for row in rows}
    for row in new:
        if (earlier := known.get(_whom(row))) is not None:
            row.pk = earlier.pk
        row.save()
    return new


def _people(
    activity: Activity, people: Sequence[Representative], rows: Sequence[Invitation]
) -> list[Invitation]:
    called = {row.representative_id for row in rows if row.is_called}
    return [
        Invitation(activity=activity, representative=person) for person in people if person.pk not in called
    ]


def _whom(row: Invitation) -> tuple[int | None, int | None, int | None]:
    return row.representative_id, row.department_id, row.enterprise_id


def refuse_full(activity: Activity, rows: Sequence[Invitation]) -> None:
    """Refused: `seats`, where more representatives come or may come than it has seats."""
    away = (
        InvitationState.ON_LEAVE,
        InvitationState.REFUSED,
        InvitationState.WITHDRAWN,
        InvitationState.ASKED,
    )
    wanted = {row.representative_id for row in rows if row.representative_id and row.state not in away}
    if activity.seats is not None and len(wanted) > activity.seats:
        raise Refused("seats", f"名额 {activity.seats} 人，已邀请 {len(wanted)} 人。", field="people")


def refuse_tied(
    activity: Activity,
    people: Sequence[Representative],
    rows: Sequence[Invitation],
    enterprises: Sequence[Enterprise],
    *,
    on: date,
) -> None:
    """Refused: `tied`, naming who and to which enterprise."""
    if activity.kind != ActivityKind.ENFORCEMENT:
        return
    firms = [*enterprises, *(row.enterprise for row in rows if row.enterprise and row.is_called)]
    everybody = [*people, *(row.representative for row in rows if row.representative and row.is_called)]
    if not firms or not everybody:
        return
    ties = Ties(everybody, on=on)
    for firm in firms:
        identity = Identity.of(firm.pk, name=firm.name)
        for person in everybody:
            if how := ties.of(person, identity):
                raise Refused(
                    "tied", f"{person.name}代表{how}（{firm.name}），不能参加对它的执法检查。", field="people"
                )
