"""What a change of term does to the accounts of who leaves: nobody signs in for an office that is over.

The role ends, every session with it; an account that holds no other role is closed. Absences that are on record go
too, and where somebody who leaves was to stand in, the absent colleague is told to name another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from groups import absences
from groups.models import Absence, Representative
from groups.term_changes.parts import Fate, Item, Leaving, Part, parts
from office import accounts
from office.actors import Actor
from office.calendar import local_date
from office.models import RoleGrant, User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.templatetags.wording import short_day


def _grants(leaving: Leaving) -> list[RoleGrant]:
    rows = RoleGrant.objects.open().filter(
        role=Role.REPRESENTATIVE, user__in=_accounts(leaving), user__is_active=True
    )
    return list(rows.select_related("user").order_by("pk"))


def _accounts(leaving: Leaving) -> list[int]:
    rows = Representative.objects.filter(pk__in=leaving.people, user__isnull=False)
    return [key for key in rows.values_list("user", flat=True) if key is not None]


def _roles(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = _grants(leaving)
    people = Representative.objects.filter(user__in=[row.user_id for row in rows])
    of_user = dict(people.values_list("user", "pk"))
    return [Item(of_user[row.user_id], row.user.name) for row in rows]


def _end_roles(leaving: Leaving, by: Actor, at: datetime) -> None:
    """Refused: `own_account` where the approver leaves, who cannot end an own role; `open_work`."""
    for grant in _grants(leaving):
        if by.user is not None and grant.user_id == by.user.pk:
            raise Refused("own_account", "清单里有您本人的代表账号，请由另一位审签人确认执行。")
        others = RoleGrant.objects.open().filter(user=grant.user_id).exclude(pk=grant.pk)
        try:
            if others.exists():
                accounts.end_role(grant, on=max(grant.since, leaving.on), by=by, at=at)
            else:
                accounts.close_account(grant.user, by=by, at=at)
        except Refused as refused:
            raise Refused(refused.code, f"{grant.user}的账号：{refused.message}") from refused


def _absences(leaving: Leaving, at: datetime) -> Sequence[Item]:
    """Of who leaves, as far as they go on after the change; with another role the absence is of that work too."""
    users = _accounts(leaving)
    busy = RoleGrant.objects.open().filter(user__in=users).exclude(role=Role.REPRESENTATIVE).values("user")
    rows = Absence.objects.filter(cancelled_at__isnull=True, user__in=users, to_on__gte=leaving.on)
    of_user = dict(Representative.objects.filter(user__in=users).values_list("user", "pk"))
    rows = rows.exclude(user__in=busy).select_related("user").order_by("pk")
    return [Item(of_user[row.user_id], f"{row.user.name}：{_dates(row)}") for row in rows]


def _end_absences(leaving: Leaving, by: Actor, at: datetime) -> None:
    on = leaving.on
    rows = Absence.objects.filter(cancelled_at__isnull=True, to_on__gte=on, user__in=_accounts(leaving))
    for row in rows.exclude(user__is_active=True).order_by("pk"):
        absences.end_absence(row, on=on, by=by, at=at)


def _tell_absent(leaving: Leaving, by: Actor, at: datetime) -> None:
    """Before the accounts close: whose stand-in leaves names another one."""
    users = _accounts(leaving)
    rows = Absence.objects.filter(cancelled_at__isnull=True, to_on__gte=local_date(at), delegate__in=users)
    for row in rows.exclude(user__in=users).select_related("user", "delegate").order_by("pk"):
        notify(
            f"absence:{row.pk}:delegate_leaves:{leaving.term}",
            [row.user],
            title="您的代办人换届离任",
            body=f"{_dates(row)}由{_name(row.delegate)}代办，请另登记代办人。",
            link=reverse("groups:absence_list"),
            at=at,
        )


def _dates(row: Absence) -> str:
    return f"{short_day(row.from_on)}至{short_day(row.to_on)}不在岗"


def _name(user: User | None) -> str:
    return user.name if user is not None else ""


def register() -> None:
    parts.register(
        Part(
            "accounts",
            "代表账号",
            Fate.ENDED,
            "离任的代表角色终止，没有其他角色的账号停用并退出登录",
            _roles,
            before=_tell_absent,
            after=_end_roles,
            order=90,
            is_never_nobodys=True,
        )
    )
    parts.register(
        Part(
            "absences",
            "登记的不在岗",
            Fate.ENDED,
            "离任的结束；代办人离任的，告知本人另选",
            _absences,
            after=_end_absences,
            order=91,
        )
    )
