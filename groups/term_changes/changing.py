"""The verbs of 换届: prepared by staff, the successors named, carried out by another person, all at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from groups import mandates
from groups.models import Mandate, Representative, Succession, Term, TermChange
from groups.models.mandates import MandateQuerySet
from groups.term_changes import proposing
from groups.term_changes.parts import Fate, Item, Leaving, Part, in_order
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import Event, User
from office.notifications import notices
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

Status = Mandate.Status
LINK = "/desk/term-changes/"


@dataclass(frozen=True)
class Listed:
    """A part with what is open of it now."""

    part: Part
    items: list[Item]

    @property
    def count(self) -> int:
        return len(self.items)


@verb
def prepare(
    old_term: Term, new_term: Term, *, on: date, document: str, by: Actor, at: datetime
) -> TermChange:
    """A change that waits for a second person, with a successor proposed for everybody who leaves something.

    Refused: `same`, `level`, `open`, `before_term`, `nobody` where the new term has no mandates yet.
    """
    for refused in faults_of({"old_term": old_term, "new_term": new_term, "changes_on": on}):
        raise refused
    if by.user is None:
        raise Refused("not_yours", "请先登录。")
    # The old term's row is the lock under which a change is prepared.
    old_term = Term.objects.select_for_update().get(pk=old_term.pk)
    if TermChange.objects.filter(old_term=old_term, dropped_at__isnull=True).exists():
        raise Refused("open", f"{old_term}的换届已经拟定。", field="old_term")
    change = TermChange.objects.create(
        old_term=old_term,
        new_term=new_term,
        changes_on=on,
        document=document,
        prepared_at=at,
        prepared_by=by.user,
    )
    Succession.objects.bulk_create(
        Succession(change=change, representative_id=key, successor=successor)
        for key, successor in proposing.successors(
            leaving_of(change), holders(leaving_of(change), at)
        ).items()
    )
    second = User.objects.with_role(Role.APPROVER, on=local_date(at)).exclude(pk=by.user.pk)
    body = f"{change}，请核对清单后确认执行。"
    notices.notify(f"{change.subject}:prepared", second, title="换届等您确认", body=body, link=LINK, at=at)
    data: dict[str, JSON] = {"old": old_term.pk, "new": new_term.pk, "on": on.isoformat()}
    record(Fact(change.subject, "term_change_prepared", data), by=by, at=at)
    return change


@verb
def name_successor(
    change: TermChange,
    representative: Representative,
    successor: Representative | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Who takes over from whom; none: the liaison. Refused: `over`, `not_leaving`, `not_in_office`."""
    change = _locked(change)
    people = leaving_of(change).people
    if representative.pk not in people:
        raise Refused("not_leaving", f"{representative.name}不在离任名单里。")
    if successor is not None and (successor.pk in people or not successor.is_in_office(change.changes_on)):
        raise Refused("not_in_office", f"{successor.name}换届后不在任，请另选一位。", field="successor")
    rows = Succession.objects.filter(change=change, representative=representative)
    if successor is None:
        rows.delete()
    elif not rows.update(successor=successor):
        Succession.objects.create(change=change, representative=representative, successor=successor)
    data: dict[str, JSON] = {"of": representative.code, "to": successor.code if successor else ""}
    record(Fact(change.subject, "successor_named", data), by=by, at=at)


@verb
def drop(change: TermChange, *, by: Actor, at: datetime) -> TermChange:
    """Not carried out after all; it can be prepared anew. Refused: `over`."""
    change = _locked(change)
    change.dropped_at, change.dropped_by = at, by.user
    change.save(update_fields=["dropped_at", "dropped_by"])
    record(Fact(change.subject, "term_change_dropped"), by=by, at=at)
    return change


@verb
def restore(change: TermChange, *, by: Actor, at: datetime) -> TermChange:
    """What was dropped waits again, with its successors. Refused: `not_dropped`, `open` (prepared anew meanwhile)."""
    change = TermChange.objects.select_for_update().get(pk=change.pk)
    if change.dropped_at is None:
        raise Refused("not_dropped", "这次换届没有取消。")
    # The old term's row is the lock under which a change is prepared.
    old_term = Term.objects.select_for_update().get(pk=change.old_term_id)
    if TermChange.objects.filter(old_term=old_term, dropped_at__isnull=True).exists():
        raise Refused("open", f"{old_term}的换届已经另行拟定，不能恢复这一份。")
    change.dropped_at, change.dropped_by = None, None
    change.save(update_fields=["dropped_at", "dropped_by"])
    record(Fact(change.subject, "term_change_restored"), by=by, at=at)
    return change


@verb
def carry_out(change: TermChange, seen: str, *, by: Actor, at: datetime) -> TermChange:
    """By another person than who wrote of it (`writers_of`), for the list that was `seen` (`digest`): everything or
    nothing.

    Refused: `over`, `second_person`, `too_early`, `changed` where the list says something else by now, `left_behind`
    where something would stay in a hand that may not act.
    """
    change = _locked(change)
    if by.user is None or by.user.pk in writers_of(change):
        raise Refused("second_person", "拟定人和改过接任代表的人不能确认，请另一人核对后确认。")
    if change.changes_on > local_date(at):
        raise Refused("too_early", f"换届日期是{change.changes_on:%Y-%m-%d}，当天起才能执行。")
    leaving = leaving_of(change)
    before = listed(leaving, at)
    if digest(change, before) != seen:
        raise Refused("changed", "清单刚有变化，请重新核对后确认。")
    for part in in_order():
        part.before(leaving, by, at)
    for mandate in _old_mandates(change):
        mandates.end(
            mandate,
            reason_kind=Mandate.Reason.TERM_ENDED,
            document=change.document,
            on=max(change.changes_on, mandate.since),
            by=by,
            at=at,
        )
    for part in in_order():
        part.after(leaving, by, at)
    _end_term(change, by=by, at=at)
    change.outcome = _outcome(before, listed(leaving, at))
    change.carried_out_at, change.carried_out_by = at, by.user
    change.save(update_fields=["outcome", "carried_out_at", "carried_out_by"])
    sums: dict[str, JSON] = {str(row["name"]): [row["before"], row["after"]] for row in change.outcome}
    record(Fact(change.subject, "term_change_carried_out", sums), by=by, at=at)
    return change


def writers_of(change: TermChange) -> frozenset[int | None]:
    """Keys of who prepared it and who named a successor since: none of them confirms the own list."""
    named = Event.objects.filter(subject=change.subject, action="successor_named")
    return frozenset([change.prepared_by_id, *named.values_list("by_user", flat=True)])


def leaving_of(change: TermChange) -> Leaving:
    """Who holds a mandate of the old term and none other from the day of the change on. Three queries."""
    stays = Mandate.objects.active(change.changes_on).exclude(term=change.old_term_id)
    going = _old_mandates(change).exclude(representative__in=stays.values("representative"))
    rows = Succession.objects.filter(change=change).select_related("successor")
    return Leaving(
        on=change.changes_on,
        people=frozenset(going.values_list("representative", flat=True)),
        successors={row.representative_id: row.successor for row in rows},
        term=change.old_term_id,
    )


def stays_of(change: TermChange) -> int:
    """How many of the old term's representatives stay in office."""
    old = Mandate.objects.open().filter(term=change.old_term_id, status=Status.ACTIVE)
    stays = Mandate.objects.active(change.changes_on).exclude(term=change.old_term_id)
    return old.filter(representative__in=stays.values("representative")).count()


def listed(leaving: Leaving, at: datetime) -> list[Listed]:
    """Every part with what is open of it."""
    return [Listed(part, list(part.find(leaving, at))) for part in in_order()]


def holders(leaving: Leaving, at: datetime) -> dict[int, int]:
    """How many things to be handed over each who leaves has, by key."""
    found: dict[int, int] = {}
    for row in listed(leaving, at):
        if row.part.fate == Fate.HANDED:
            for item in row.items:
                found[item.representative] = found.get(item.representative, 0) + 1
    return found


def digest(change: TermChange, rows: list[Listed]) -> str:
    """Of what the list says and who takes over: another list has another one."""
    text = [f"{change.pk} {change.changes_on}"]
    text += [f"{row.part.name} {item.representative} {item.label}" for row in rows for item in row.items]
    successions = Succession.objects.filter(change=change).order_by("representative")
    text += [f"{key} {to}" for key, to in successions.values_list("representative", "successor")]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()[:32]


def faults_of(values: dict[str, object]) -> Iterator[Refused]:
    """What `prepare` refuses of the fields, as far as `values` has them."""
    old, new, on = values.get("old_term"), values.get("new_term"), values.get("changes_on")
    if not isinstance(old, Term) or not isinstance(new, Term):
        return
    if old.pk == new.pk:
        yield Refused("same", "新一届和原届次相同，请重新选择。", field="new_term")
    elif old.level != new.level:
        yield Refused("level", "两届须是同一层级。", field="new_term")
    elif not Mandate.objects.open().filter(term=new, status=Status.ACTIVE).exists():
        yield Refused("nobody", f"{new}还没有代表，请先导入新一届名册。", field="new_term")
    if isinstance(on, date) and on < new.takes_office_on:
        words = f"换届日期不能早于新一届任期开始（{new.takes_office_on:%Y-%m-%d}）。"
        yield Refused("before_term", words, field="changes_on")


def nobodys_anything(at: datetime) -> Iterator[str]:
    """For `doctor`: whatever is in the hand of somebody whose last mandate has ended."""
    on = local_date(at)
    held = Mandate.objects.open().exclude(status=Status.ENDED)
    gone = Representative.objects.exclude(pk__in=held.values("representative"))
    leaving = Leaving(on=on, people=frozenset(gone.values_list("pk", flat=True)))
    for part in in_order():
        if part.is_never_nobodys:
            for item in part.find(leaving, at):
                yield f"{part.label}：{item.label}"


def _outcome(before: list[Listed], after: list[Listed]) -> list[dict[str, object]]:
    """Before and after of each part. Raises `left_behind` where a part did not come to its fate."""
    found: list[dict[str, object]] = []
    for was, now in zip(before, after, strict=True):
        part = was.part
        if now.count != (was.count if part.fate == Fate.CARRIED else 0):
            left = now.items[0].label if now.items else part.label
            raise Refused("left_behind", f"{part.label}没有办完：{left}。换届没有执行，请先处理。")
        row = {"name": part.name, "label": part.label, "fate": part.fate.label, "what": part.what}
        found.append(row | {"before": was.count, "after": now.count})
    return found


def _old_mandates(change: TermChange) -> MandateQuerySet:
    rows = Mandate.objects.open().filter(term=change.old_term_id).exclude(status=Status.ENDED)
    return rows.select_related("representative", "term").order_by("pk")


def _end_term(change: TermChange, *, by: Actor, at: datetime) -> None:
    term = Term.objects.select_for_update().get(pk=change.old_term_id)
    if term.ends_on is None or term.ends_on > change.changes_on:
        term.ends_on = change.changes_on
        term.save(update_fields=["ends_on"])
        data: dict[str, JSON] = {"ends_on": term.ends_on.isoformat()}
        record(Fact(f"term:{term.pk}", "term_ended", data), by=by, at=at)


def _locked(change: TermChange) -> TermChange:
    rows = TermChange.objects.select_for_update(of=("self",)).select_related("old_term", "new_term")
    change = rows.get(pk=change.pk)
    if not change.is_open:
        raise Refused("over", "这次换届已经执行或取消。")
    return change
