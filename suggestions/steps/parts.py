"""Which unit's part an actor speaks for, and who acts in person; parts that end or are worked on again."""

from __future__ import annotations

from collections.abc import Collection

from casework.engine import StepContext
from casework.models.assignments import AssignmentStatus
from casework.models.clocks import StopReason
from groups.models import Representative
from office.refusals import Refused
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import Author, SuggestionAssignment
from suggestions.models.clocks import ClockKind

LEAD_UNIT = frozenset({p.LEAD_HANDLER, p.PAPER})
LEAD_SIGNERS = frozenset({p.LEAD_HEAD, p.PAPER})
CO_SIGNERS = frozenset({p.CO_HEAD, p.PAPER})
ANY_UNIT = frozenset({p.LEAD_HANDLER, p.CO_HANDLER, p.PAPER})
ANY_HEAD = frozenset({p.LEAD_HEAD, p.CO_HEAD, p.PAPER})
_LEADS = frozenset({p.LEAD_HANDLER, p.LEAD_HEAD})
_RELAYS = frozenset({p.RELAY_HANDLER, p.RELAY_HEAD})
_HEADS = frozenset({p.LEAD_HEAD, p.CO_HEAD, p.RELAY_HEAD})


def candidates(
    context: StepContext, statuses: Collection[str], *, lead: bool | None = None
) -> list[SuggestionAssignment]:
    """Current parts at one of `statuses` that this actor may speak for; `lead` narrows them to leads or co-units.

    Until a 转办单位 has passed a part on, it speaks for it and the unit does not.
    """
    scope, found = context.scope, []
    if context.party in p.UNITS:
        lead = context.party in _LEADS
    for part in context.file.current:
        if part.status not in statuses or (lead is not None and part.is_lead != lead):
            continue
        holder = part.holder.pk
        if context.party == p.PAPER:
            is_own = holder not in (scope.headed if _is_signed(context) else scope.attended)
        elif (context.party in _RELAYS) != (part.status == AssignmentStatus.AT_RELAY):
            is_own = False
        else:
            is_own = holder in (scope.heads if context.party in _HEADS else scope.handles)
        if is_own:
            found.append(part)
    return found


def _is_signed(context: StepContext) -> bool:
    """Within the unit it is its head's alone: by letter where no head is there, whoever else is."""
    return bool(_HEADS & context.step.who) and not context.step.who & {p.LEAD_HANDLER, p.CO_HANDLER}


def own_part(
    context: StepContext, statuses: Collection[str], *, lead: bool | None = None
) -> SuggestionAssignment:
    """The part that is meant: the only one, else the one chosen in the form. Raises `Refused` beside `part`."""
    found = candidates(context, statuses, lead=lead)
    chosen = getattr(context.inputs, "part", None)
    if chosen is not None:
        found = [part for part in found if part.pk == chosen.pk]
    if not found:
        raise Refused("no_part", "这个单位现在没有要办的", field="part" if chosen is not None else "")
    if len(found) > 1:
        raise Refused("missing", "请选择是哪个单位", field="part")
    return found[0]


def has_part(context: StepContext, statuses: Collection[str], *, lead: bool | None = None) -> Refused | None:
    """For guards. Refuses `no_part`."""
    if candidates(context, statuses, lead=lead):
        return None
    return Refused("no_part", "这个单位现在没有要办的")


def own_author(context: StepContext) -> Author | None:
    """The author as whom this actor acts, or whom they succeed; by link the one that the link names, while it is the link that was sent."""
    if context.party == p.BY_LINK:
        named: Author | None = getattr(context.inputs, "author", None)
        if named is None or named.link_hash is None:
            return None
        # Read again under the lock: used or replaced meanwhile, it is of another text.
        rows = (each for each in context.file.authors if each.pk == named.pk)
        return next((each for each in rows if each.link_hash == named.link_hash), None)
    own = context.scope.representatives
    if context.party == p.SUCCESSOR:
        lead: Author | None = context.file.lead_author
        return lead if lead is not None and lead.successor_id in own else None
    return next((each for each in context.file.authors if each.representative_id in own), None)


def require_author(context: StepContext) -> Author:
    """As `own_author`. Raises `Refused("not_author")`."""
    author = own_author(context)
    if author is None:
        raise Refused("not_author", "您没有在这件建议上列名")
    return author


def successor_speaking(context: StepContext, author: Author) -> Representative | None:
    """The 接续代表, where it is they who say it; None where the author does."""
    return author.successor if context.party == p.SUCCESSOR else None


def in_person(context: StepContext) -> Refused | None:
    """For guards of what an author alone may say. Refuses `in_person` to whoever stands in."""
    if context.by.on_behalf_of is not None:
        return Refused("in_person", "只能由代表本人提出，不能由别人代办")
    return None


def end_parts(context: StepContext) -> None:
    """The parts that still stand end, and so do their clocks."""
    for part in context.file.current:
        part.status = "ended"
        part.save(update_fields=["status"])
        clocks.stop_part(part, at=context.at)


def reopen_parts(context: StepContext, parts: list[SuggestionAssignment]) -> None:
    """These leads work on it again, each with the clock of a second handling."""
    for part in parts:
        part.status, part.done_at, part.done_on = AssignmentStatus.SIGNED, None, None
        part.round = context.subject.round
        clocks.stop(
            context.subject, ClockKind.PROMISE, at=context.at, assignment=part, reason=StopReason.VOID
        )
        clock = clocks.start(
            context.subject, ClockKind.AGAIN, at=context.at, calendar=context.calendar, assignment=part
        )
        part.due_on = clock.due_on
        part.save()
