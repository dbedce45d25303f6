"""Who leads a group, since when, and what refuses an officer (docs/domain.md § 1)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from groups.models import Group, GroupOfficer, Mandate, ProfessionalGroup, Representative
from groups.models.officers import DEPUTIES_AT_MOST, GroupOfficerQuerySet
from office.actors import Actor
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.verbs import verb

Post = GroupOfficer.Post


def faults_of(officer: GroupOfficer, *, on: date) -> Iterator[Refused]:
    """What refuses a new row that names representative, group, post and dates.

    `not_in_office`, `not_a_member`, `wrong_post`, `taken`, `too_many`; each names its field.
    """
    group, person = officer.group, officer.representative
    day = max(officer.since, on)
    if not person.is_in_office(day):
        yield Refused("not_in_office", f"{person.name}不在任，不能担任小组负责人。", field="representative")
    elif not Representative.objects.of(group, day).filter(pk=person.pk).exists():
        yield Refused("not_a_member", f"{person.name}不是{group}的成员。", field="representative")
    is_professional = isinstance(group, ProfessionalGroup)
    if (officer.post == Post.CONVENER) is is_professional:
        words = "专业代表小组设组长、副组长" if is_professional else "地域（领域）代表小组设召集人"
        yield Refused("wrong_post", f"{words}。", field="post")
        return
    meanwhile = _meanwhile(officer)
    if meanwhile.filter(representative=person).exists():
        yield Refused("taken", "该代表这段时间已是本组负责人，请先结束原来的。", field="representative")
    elif meanwhile.filter(post=officer.post).count() >= _seats(officer.post):
        yield _full(officer.post)


def free_place(officer: GroupOfficer) -> int:
    """The lowest place of the post that nobody holds during the row's span; past the last where all are taken."""
    taken = set(_meanwhile(officer).filter(post=officer.post).values_list("place", flat=True))
    return min(set(range(1, DEPUTIES_AT_MOST + 2)) - taken)


def leads(person: int, group: Group, *, on: date) -> bool:
    """Whether the representative with this key is an officer of the group on that date."""
    return GroupOfficer.objects.serving(on).of(group).filter(representative=person).exists()


@verb
def end_officers(mandate: Mandate, by: Actor, at: datetime) -> None:
    """For `groups.mandates.left_office`: an ended mandate ends the posts; while it is suspended they rest."""
    if mandate.status != Mandate.Status.ENDED:
        return
    for officer in GroupOfficer.objects.open().filter(representative=mandate.representative_id):
        officer.until = max(mandate.since, officer.since)
        officer.save(update_fields=["until"])
        data: dict[str, JSON] = {"until": officer.until}
        record(Fact(f"groupofficer:{officer.pk}", "officer_ended", data), by=by, at=at)


def _seats(post: str) -> int:
    return DEPUTIES_AT_MOST if post == Post.DEPUTY else 1


def _full(post: str) -> Refused:
    if post == Post.DEPUTY:
        return Refused("too_many", "副组长最多三名，请先结束一位。", field="post")
    label = Post(post).label
    return Refused("taken", f"这段时间本组已有{label}，请先结束原来的。", field="post")


def _meanwhile(officer: GroupOfficer) -> GroupOfficerQuerySet:
    """Other rows of the group whose span overlaps that of the row."""
    rows = GroupOfficer.objects.of(officer.group).exclude(pk=officer.pk)
    lasting = Q(until__isnull=True) | Q(until__gt=officer.since)
    rows = rows.filter(lasting)
    return rows.filter(since__lt=officer.until) if officer.until else rows
