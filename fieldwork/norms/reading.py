"""已阅: who has read the norms that bind them, and who has not yet. It never stands before anything else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from fieldwork.models import Acknowledgement, Norm
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.verbs import verb

How = Acknowledgement.How


@dataclass(frozen=True)
class Tally:
    """n of m: how many of those whom the norm binds have read it."""

    read: int
    bound: int


@verb
def acknowledge(norm: Norm, people: Iterable[Representative], *, how: str, by: Actor, at: datetime) -> int:
    """Each person once; who read it before stays as recorded. Returns how many are new.

    Refused: `not_in_force`, `not_bound` (somebody whom it does not bind).
    """
    on, people = local_date(at), list(people)
    if norm not in Norm.objects.in_force(on):
        raise Refused("not_in_force", "这一版现在不施行，页面已更新。")
    bound = set(bound_by(norm, on).values_list("pk", flat=True))
    if any(person.pk not in bound for person in people):
        raise Refused("not_bound", "这份规范不适用于其中的人。")
    read = set(norm.acknowledgements.values_list("representative", flat=True))
    new = [person for person in people if person.pk not in read]
    Acknowledgement.objects.bulk_create(
        Acknowledgement(norm=norm, representative=person, how=how, at=at, on=on, by=by.user) for person in new
    )
    if new:
        data: dict[str, JSON] = {
            "edition": norm.edition,
            "how": how,
            "representatives": [person.code for person in new],
        }
        record(Fact(norm.subject, "norm_read", data), by=by, at=at)
    return len(new)


def bound_by(norm: Norm, on: date) -> QuerySet[Representative]:
    """Representatives in office, of the norm's group where it has one."""
    people = Representative.objects.in_office(on)
    return people.of(norm.group, on) if norm.group else people


def who_read(norm: Norm) -> QuerySet[Acknowledgement]:
    """Of this edition, or of an earlier one from the last 实质修改 on."""
    editions = Norm.objects.public().filter(code=norm.code, edition__lte=norm.edition)
    since = editions.filter(is_substantial=True).order_by("-edition").values("edition")[:1]
    return Acknowledgement.objects.filter(norm__in=editions.filter(edition__gte=since))


def tally_of(norm: Norm, on: date) -> Tally:
    bound = bound_by(norm, on)
    return Tally(bound.filter(pk__in=who_read(norm).values("representative")).count(), bound.count())


def not_yet(norm: Norm, on: date) -> QuerySet[Representative]:
    return (
        bound_by(norm, on).exclude(pk__in=who_read(norm).values("representative")).order_by("sort_key", "pk")
    )


def unread_by(people: Collection[int], on: date) -> list[Norm]:
    """Norms in force that one of the representatives (by key) is bound by and has not read."""
    if not people:
        return []
    return [norm for norm in Norm.objects.in_force(on) if not_yet(norm, on).filter(pk__in=people).exists()]


def norms_of(person: Representative, on: date) -> list[Norm]:
    """In force on that date for this representative: of the own group, and of everybody. Two queries."""
    group = person.professional_group(on)
    return [
        norm for norm in Norm.objects.in_force(on) if norm.group_id in (None, group.pk if group else None)
    ]
