"""How an actor stands towards an activity, and which activities somebody may read (docs/domain.md § 12)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from casework.engine import ActingAs
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.models import Activity, ActivityGroup, Invitation
from fieldwork.models.activities import ActivityQuerySet
from groups.models import GroupOfficer, Liaison
from office.actors import Actor
from office.models import User
from office.roles import Role
from stations.scopes import Scope, Scopes

LIAISON = "liaison"
STAFF = "staff"
OFFICER = "officer"  # 组长, 副组长, 召集人 of a group that holds it
INVITED = "invited"  # a representative who is called
REPRESENTATIVE = "representative"  # one in office who is not called
UNIT = "unit"  # an officer of a unit that is invited
LINK = "link"  # a representative by the private link of the invitation

HOSTS = frozenset({LIAISON, OFFICER, STAFF})

PARTY_LABELS = {
    LIAISON: "小组联络员",
    STAFF: "代表工作机构",
    OFFICER: "小组负责人",
    INVITED: "受邀代表",
    REPRESENTATIVE: "其他代表",
    UNIT: "受邀单位",
    LINK: "受邀代表（短信链接）",
}


def capacities(file: ActivityFile, by: Actor, on: date) -> list[ActingAs]:
    """Every party `by` may act as on the local date, own posts first, then those of absent colleagues."""
    if by.user is None:
        # Whose invitation it is the link says: its page hands the step nobody else.
        return [ActingAs(LINK, by)] if by.kind == "requester" else []
    scopes = Scopes.of(by.user, on)
    found = [ActingAs(party, by, scopes.own) for party in parties(file, scopes.own, on)]
    for person, scope in scopes.stood_in:
        acting = Actor.of(by.user, on_behalf_of=person)
        # A representative's presence cannot be stood in for.
        found += [
            ActingAs(party, acting, scope)
            for party in parties(file, scope, on)
            if party not in (INVITED, REPRESENTATIVE)
        ]
    return found


def parties(file: ActivityFile, scope: Scope, on: date) -> list[str]:
    """The parties that one set of posts is towards an activity."""
    found = []
    if scope.representatives:
        found.append(INVITED if file.called.keys() & scope.representatives else REPRESENTATIVE)
    if leads(file, scope, on):
        found.append(OFFICER)
    if serves(file, scope, on):
        found.append(LIAISON)
    if scope.is_staff:
        found.append(STAFF)
    if file.departments & scope.departments:
        found.append(UNIT)
    return found


def serves(file: ActivityFile, scope: Scope, on: date) -> bool:
    """Whether the person is liaison of one of the groups that hold it."""
    return bool(
        file.professional_groups & scope.groups or file.regional_groups & regional_groups_of(scope, on)
    )


def leads(file: ActivityFile, scope: Scope, on: date) -> bool:
    """Whether the person is officer of one of the groups that hold it."""
    if not scope.representatives:
        return False
    rows = GroupOfficer.objects.serving(on).filter(representative__in=scope.representatives)
    return rows.filter(
        Q(professional_group__in=file.professional_groups) | Q(regional_group__in=file.regional_groups)
    ).exists()


def regional_groups_of(scope: Scope, on: date) -> frozenset[int]:
    """The regional groups that the person serves as liaison."""
    if Role.LIAISON not in scope.roles:
        return frozenset()
    rows = Liaison.objects.in_force(on).filter(user_id=scope.user_id, regional_group__isnull=False)
    return frozenset(key for key in rows.values_list("regional_group_id", flat=True) if key is not None)


def visible_to(user: User, on: date) -> ActivityQuerySet:
    """Staff and auditors: all. Liaisons: those of their groups. Representatives: what they are called to, and
    whatever is confirmed, as anybody may ask to join. Units: to what they are invited, once it is confirmed.
    """
    scopes = Scopes.of(user, on)
    if scopes.sees_all:
        return Activity.objects.all()
    readable = Q(pk=None)
    for scope in scopes.all:
        if Role.LIAISON in scope.roles:
            held = ActivityGroup.objects.filter(
                Q(professional_group__in=scope.groups) | Q(regional_group__in=regional_groups_of(scope, on))
            )
            readable |= Q(pk__in=held.values("activity"))
        if scope.departments:
            asked = Invitation.objects.called().filter(department__in=scope.departments)
            readable |= Q(pk__in=asked.values("activity"), confirmed_at__isnull=False)
    if scopes.own.representatives:
        led = GroupOfficer.objects.serving(on).filter(representative__in=scopes.own.representatives)
        own = ActivityGroup.objects.filter(
            Q(professional_group__in=led.exclude(professional_group=None).values("professional_group"))
            | Q(regional_group__in=led.exclude(regional_group=None).values("regional_group"))
        )
        readable |= Q(pk__in=own.values("activity"))
        called = Invitation.objects.filter(representative__in=scopes.own.representatives)
        readable |= Q(confirmed_at__isnull=False) | Q(pk__in=called.values("activity"))
        readable |= Q(proposed_by=user)
    return Activity.objects.filter(readable)


def may_propose(user: User, on: date) -> bool:
    """Staff, liaisons, and representatives in office for their own groups (docs/domain.md § 12)."""
    scopes = Scopes.of(user, on)
    if any(scope.is_staff or Role.LIAISON in scope.roles for scope in scopes.all):
        return True
    return bool(scopes.own.representatives)


def reads_inside(file: ActivityFile, user: User, on: date) -> bool:
    """Whether notes, photographs and the report are for this reader: whoever holds or attends it, and auditors.

    An invited unit reads the plan: what was said of it to the representatives is not for its officers.
    """
    scopes = Scopes.of(user, on)
    if scopes.sees_all:
        return True
    own = file.called.keys() & scopes.own.representatives
    return bool(own) or any(serves(file, scope, on) or leads(file, scope, on) for scope in scopes.all)
