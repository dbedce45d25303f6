"""How a suggestion begins: an author's draft, a liaison's typing from paper, or one of another level, recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from groups.models import Department, ProfessionalGroup, ProfessionalMembership, Representative
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.refusals import Refused
from office.verbs import verb
from requests_app.models import EnterpriseRequest
from suggestions.drafting.own_words import demands_of
from suggestions.models import Author, Source, Suggestion
from suggestions.models.suggestions import Level, Status


@dataclass(frozen=True)
class Text:
    """What is typed: `demands` one a line."""

    title: str
    facts: str = ""
    demands: str = ""
    generality: str = ""
    wished: tuple[Department, ...] = ()


@verb
def draft(lead: Representative, text: Text, *, by: Actor, at: datetime) -> Suggestion:
    """A draft of this lead author; who types it for another writes a draft all the same (docs/domain.md § 4).

    Raises `Refused`: `not_in_office`, or what `demands_of` refuses.
    """
    on = local_date(at)
    if not Representative.objects.in_office(on).filter(pk=lead.pk).exists():
        raise Refused("not_in_office", "只有在任的代表能提出建议", field="representative")
    if by.user is None:
        raise Refused("not_yours", "起草建议须登录")
    suggestion = Suggestion.objects.create(
        title=text.title,
        facts=text.facts,
        demands=demands_of(text.demands) if text.demands.strip() else [],
        generality=text.generality,
        group=_group_of(lead, on),
        drafted_at=at,
        drafted_by=by.user,
    )
    suggestion.wished.set(text.wished)
    Author.objects.create(suggestion=suggestion, representative=lead, order=1)
    events.record(Fact(suggestion.subject, "draft", {"representative": lead.code}, begins=True), by=by, at=at)
    return suggestion


@verb
def bring_case(suggestion: Suggestion, case: EnterpriseRequest, *, by: Actor, at: datetime) -> Source:
    """转为代表建议: somebody else than the author brings a request; it counts once the author links it.

    Raises `Refused("not_drafting")`, `Refused("sealed")`. Twice is no error.
    """
    locked = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if locked.status != Status.DRAFTING:
        raise Refused("not_drafting", "这件建议已经在联名或审查，不能再加诉求", field="join")
    if case.sealed or by.user is None:
        raise Refused("sealed", "密封的诉求不能转为代表建议")
    source, is_new = Source.objects.get_or_create(
        suggestion=locked, case=case, defaults={"linked_at": at, "linked_by": by.user, "proposed": True}
    )
    if is_new:
        events.record(Fact(locked.subject, "bring_case", {"case": case.pk}), by=by, at=at)
    return source


@dataclass(frozen=True)
class Elsewhere:
    """A suggestion of another level as it was told: only recorded, in no rate."""

    level: str
    title: str
    number: str
    body: str
    told_class: str = ""
    handed_in_on: date | None = None


@verb
def record_elsewhere(
    people: Iterable[Representative], told: Elsewhere, *, by: Actor, at: datetime
) -> Suggestion:
    """Record a suggestion of 乡镇, 市, 省 or 全国. Raises `Refused("level")` for the county's own."""
    if told.level not in set(Level.values) - {Level.COUNTY.value}:
        raise Refused("level", "本级的建议请走起草、联名和审查", field="level")
    if by.user is None:
        raise Refused("not_yours", "登记建议须登录")
    suggestion = Suggestion.objects.create(
        level=told.level,
        status=Status.RECORDED,
        title=told.title,
        other_number=told.number,
        other_body=told.body,
        other_class=told.told_class,
        submitted_at=at if told.handed_in_on else None,
        submitted_on=told.handed_in_on,
        drafted_at=at,
        drafted_by=by.user,
    )
    for order, person in enumerate(people, 1):
        Author.objects.create(suggestion=suggestion, representative=person, order=order)
    events.record(
        Fact(suggestion.subject, "record_elsewhere", {"level": told.level}, begins=True), by=by, at=at
    )
    return suggestion


def _group_of(lead: Representative, on: date) -> ProfessionalGroup | None:
    membership = ProfessionalMembership.objects.in_force(on).filter(representative=lead).first()
    return membership.group if membership is not None else None
