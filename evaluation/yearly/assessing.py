"""Assessors of suggestions: listed and approved, drawn by a seed, blind to each other (docs/domain.md § 7)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from evaluation.models import Assessment, Assessor
from evaluation.models.assessments import CRITERIA, MOST
from evaluation.scores import RULES_2026, Rules
from groups.models import Representative
from groups.year_records import AnsweredSuggestion
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.notifications.notices import notify
from office.numbers import clean_words
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

FEWEST = 6
REASON_AT_MOST = 100
FIRST_TWO, THIRD = (1, 2), 3


@verb
def list_assessor(year: int, user: User, *, by: Actor, at: datetime) -> Assessor:
    """Refused: `exists`."""
    if Assessor.objects.filter(year=year, user=user).exists():
        raise Refused("exists", f"{user.name}已经列入 {year} 年的评审人", field="user")
    row = Assessor.objects.create(year=year, user=user, listed_at=at, listed_by=by.user)
    events.record(events.Fact(f"assessor:{row.pk}", "list_assessor", {"year": year}), by=by, at=at)
    return row


@verb
def approve_assessor(row: Assessor, *, by: Actor, at: datetime) -> Assessor:
    """By neither who listed nor who assesses. Refused: `second_person`; a repeat changes nothing."""
    row = Assessor.objects.select_for_update().get(pk=row.pk)
    if row.approved_at is not None:
        return row
    if by.user is None or by.user.pk in (row.listed_by_id, row.user_id):
        raise Refused("second_person", "列入人和本人不能批准，请另一人批准")
    row.approved_at, row.approved_by = at, by.user
    row.save(update_fields=["approved_at", "approved_by"])
    events.record(events.Fact(f"assessor:{row.pk}", "approve_assessor", {}), by=by, at=at)
    return row


@verb
def draw(
    suggestion: AnsweredSuggestion, year: int, *, seed: str, by: Actor, at: datetime
) -> list[Assessment]:
    """Two assessors of a suggestion, by the order of the hashes of `seed`; a repeat changes nothing.

    Authors, and liaisons of an author's group, never assess it. Refused: `too_few`.
    """
    _lock(year)
    _fill(suggestion.record, suggestion.label, year, suggestion.authors, seed, by, at)
    return list(_standing(suggestion.record))


@verb
def give(
    row: Assessment, marks: Mapping[str, int], *, authors: Collection[int], by: Actor, at: datetime
) -> None:
    """Four criteria of 0 to 5, once. A third assessor is drawn where two are too far apart.

    Refused: `not_yours`, `given`, `withdrawn`, `missing`.
    """
    _lock(row.year)
    row = Assessment.objects.select_related("assessor").get(pk=row.pk)
    if by.user is None or row.assessor.user_id != by.user.pk:
        raise Refused("not_yours", "这件建议没有请您评审")
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", "您已回避这件建议")
    if row.given_at is not None:
        raise Refused("given", "您已经评过这件建议，评分不能修改")
    for name in CRITERIA:
        if type(marks.get(name)) is not int or not 0 <= marks[name] <= MOST:
            raise Refused("missing", f"每一项评 0 到 {MOST} 分", field=name)
        setattr(row, name, marks[name])
    row.given_at = at
    row.save(update_fields=[*CRITERIA, "given_at"])
    events.record(events.Fact(row.subject, "assess", {}), by=by, at=at)
    _fill(row.suggestion, row.title, row.year, authors, str(row.pk), by, at)


@verb
def withdraw(row: Assessment, reason: str, *, authors: Collection[int], by: Actor, at: datetime) -> None:
    """回避, by the assessor, before marks are given; another one is drawn. Refused: `not_yours`, `given`, `missing`."""
    _lock(row.year)
    row = Assessment.objects.select_related("assessor").get(pk=row.pk)
    if by.user is None or row.assessor.user_id != by.user.pk:
        raise Refused("not_yours", "这件建议没有请您评审")
    if row.given_at is not None:
        raise Refused("given", "您已经评过这件建议")
    reason = clean_words(reason)
    if not 1 <= len(reason) <= REASON_AT_MOST:
        raise Refused("missing", f"请写明回避原因，不超过 {REASON_AT_MOST} 字", field="reason")
    row.withdrawn_at, row.withdrawn_reason = at, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    events.record(events.Fact(row.subject, "withdraw_assessor", {}, {"reason": reason}), by=by, at=at)
    _fill(row.suggestion, row.title, row.year, authors, str(row.pk), by, at)


def marks_of(suggestions: Iterable[str], rules: Rules) -> dict[str, tuple[int, ...]]:
    """By suggestion: two totals that are near each other, or three. One that still waits for marks is left out."""
    given: dict[str, list[int]] = defaultdict(list)
    rows = Assessment.objects.given().filter(suggestion__in=list(suggestions)).order_by("place")
    for row in rows:
        given[row.suggestion].append(row.marks or 0)
    return {
        suggestion: tuple(totals)
        for suggestion, totals in given.items()
        if len(totals) == THIRD or (len(totals) == len(FIRST_TWO) and not are_far_apart(totals, rules))
    }


def are_far_apart(totals: Collection[int], rules: Rules) -> bool:
    return max(totals) - min(totals) > rules.marks_apart_at_most


def _fill(
    suggestion: str, title: str, year: int, authors: Collection[int], seed: str, by: Actor, at: datetime
) -> None:
    """Draw for every place that is wanted and free."""
    standing = {row.place: row for row in _standing(suggestion)}
    totals = [row.marks for place, row in standing.items() if place in FIRST_TWO and row.marks is not None]
    wanted = list(FIRST_TWO)
    if len(totals) == len(FIRST_TWO) and are_far_apart(list(totals), RULES_2026):
        wanted.append(THIRD)
    for place in wanted:
        if place not in standing:
            _draw_one(suggestion, title, year, place, authors, seed, by, at)


def _draw_one(
    suggestion: str,
    title: str,
    year: int,
    place: int,
    authors: Collection[int],
    seed: str,
    by: Actor,
    at: datetime,
) -> None:
    drawn = Assessment.objects.filter(suggestion=suggestion).values("assessor")
    rows = Assessor.objects.of_year(year).approved().exclude(pk__in=drawn).select_related("user")
    tied = _tied(authors)
    free = [row for row in rows if row.user_id not in tied and row.user.is_active]
    if not free:
        raise Refused("too_few", f"没有可以评审的人了：评审人至少 {FEWEST} 名，作者和本组联络员须回避")
    first = min(free, key=lambda row: hashlib.sha256(f"{seed}:{suggestion}:{row.pk}".encode()).hexdigest())
    row = Assessment.objects.create(
        year=year, suggestion=suggestion, title=title[:100], place=place, assessor=first, drawn_at=at
    )
    events.record(events.Fact(row.subject, "draw_assessor", {"place": place, "seed": seed}), by=by, at=at)
    notify(
        f"{row.subject}:drawn",
        [first.user],
        title="有一件代表建议请您评审",
        body="评审时看不到另一位的评分，也看不到办理结果。",
        link=reverse("evaluation:assessments"),
        at=at,
    )


def _tied(authors: Collection[int]) -> set[int]:
    """Accounts of the authors and of the liaisons of their groups."""
    people = Representative.objects.filter(pk__in=authors)
    own = set(people.exclude(user=None).values_list("user", flat=True))
    groups = people.values("professional_memberships__group")
    liaisons = User.objects.filter(liaisons__professional_group__in=groups).values_list("pk", flat=True)
    return own | set(liaisons)


def _standing(suggestion: str) -> Iterable[Assessment]:
    rows = Assessment.objects.counting().filter(suggestion=suggestion)
    return rows.select_related("assessor").order_by("place")


def _lock(year: int) -> None:
    """Two who give their marks at once follow each other: the third is drawn once."""
    list(Assessor.objects.select_for_update().of_year(year).order_by("pk"))


def may_be_listed(at: datetime) -> Iterable[User]:
    """Whom staff may list: the office's people, liaisons and representatives with an account."""
    roles = (Role.STAFF, Role.APPROVER, Role.LIAISON, Role.REPRESENTATIVE)
    on = local_date(at)
    found: dict[int, User] = {}
    for role in roles:
        found |= {user.pk: user for user in User.objects.with_role(role, on=on)}
    return found.values()
