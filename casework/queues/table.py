"""What waits on a person's desk: each running clock belongs to one queue of one person. Counts nothing published.

An app writes its queues as a `QueueTable`: which clocks each holds for a person's posts. The desk's home, its tallies
and the list's filter `queue=` read the same table, so that a number and the list it opens cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Q, QuerySet, Value, When

from casework.models.clocks import Clock
from office.calendar import WorkingCalendar
from office.database.statements import Select
from stations.scopes import Scope, Scopes

# Beyond this nobody reads a queue to its end; the list's own filter has no such limit.
MOST_HELD = 2000
# By posts, day, and the kinds of clock that a subject has.
STATEMENTS_KEPT = 512


@dataclass(frozen=True)
class Queue:
    """A number on the desk's home. `label` names it, `verb` the row's task, `step` the form it leads to.

    An empty `step` leads to the subject's page.
    """

    key: str
    label: str
    verb: str
    step: str


@dataclass(frozen=True)
class Moment:
    """What the conditions need of the day: a local date, and the calendar of working days."""

    on: date
    calendar: WorkingCalendar


# The running clocks that a queue holds for somebody's posts; None where the posts hold none at all, so that nothing
# is asked for it.
Condition = Callable[[Scope, Moment], Q | None]


@dataclass(frozen=True)
class Held:
    """A clock in a queue; `due_on` is a local date, `for_whom` the absent colleague's name, empty for the own work."""

    queue: str
    clock_id: int
    subject_id: int
    due_on: date
    for_whom: str


@dataclass(frozen=True)
class QueueTable:
    """The queues of one kind of subject.

    `clocks` is the app's model of clocks, `subject_field` its key to the subject, `kinds` are all values of its
    `kind`. `rows` gives every queue by its key, with its condition: the first that fits wins, so the narrower ones
    stand first. `open_to` is the condition on clocks whose subject the owner of the posts may see in a queue.
    `settings` are the values on a local date of all settings that conditions read: on posts, `Moment` and these they
    depend, and on nothing else, so that their statement can be kept.
    """

    clocks: type[Clock]
    subject_field: str
    kinds: frozenset[str]
    rows: Callable[[], Mapping[str, tuple[Queue, Condition]]]
    open_to: Callable[[Scope], Q]
    settings: Callable[[date], Hashable]

    def held_by(self, scope: Scope, now: Moment, *, of_kinds: Collection[str] | None = None) -> QuerySet[Any]:
        """The running, unpaused clocks of these posts, each with its `queue`.

        `of_kinds` where only clocks of these are asked for: thirty conditions cost more to write down than to answer.
        """
        branches = [
            (key, held)
            for key, (_, condition) in self.rows().items()
            if (held := condition(scope, now)) is not None
        ]
        if of_kinds is not None:
            branches = [(key, held) for key, held in branches if not self.kinds_of(held).isdisjoint(of_kinds)]
        rows: Any = self.clocks._default_manager
        if not branches:
            return rows.none().annotate(queue=Value(""))  # type: ignore[no-any-return]
        named = Case(
            *[When(held, then=Value(key)) for key, held in branches],
            default=Value(""),
            output_field=CharField(),
        )
        return rows.ticking().filter(self.open_to(scope)).annotate(queue=named).exclude(queue="")  # type: ignore[no-any-return]

    def queues_of(self, subject: int, scope: Scope, now: Moment, *, of_kinds: Collection[str]) -> set[str]:
        """Keys of the queues of these posts in which clocks of one subject (its key) wait; `of_kinds` as in `held_by`."""
        kept = _of_subject(self, scope, now, frozenset(of_kinds), self.settings(now.on))
        return {queue for (queue,) in kept.rows(subject=subject)}

    def waiting_for(self, scopes: Scopes, now: Moment) -> list[Held]:
        """All that waits for a person, absent colleagues' work included, the nearest date first; `MOST_HELD` of each.

        One query a post-holder.
        """
        owners = [(scopes.own, ""), *((scope, person.name) for person, scope in scopes.stood_in)]
        columns = ("queue", "pk", f"{self.subject_field}_id", "due_on")
        found = [
            Held(queue, clock, subject, due_on, for_whom)
            for scope, for_whom in owners
            for queue, clock, subject, due_on in self.held_by(scope, now)
            .order_by("due_on", "pk")
            .values_list(*columns)[:MOST_HELD]
        ]
        return sorted(found, key=lambda one: (one.due_on, one.clock_id))

    def subjects_in(self, key: str, scopes: Scopes, now: Moment) -> Q:
        """The condition on subjects that wait in one queue of a person: what the list shows for `queue=`."""
        found = Q(pk__in=())
        for scope in scopes.all:
            held = self.held_by(scope, now).filter(queue=key).order_by()
            found |= Q(pk__in=held.values(f"{self.subject_field}_id"))
        return found

    def subjects_held(self, key: str, scopes: Scopes, now: Moment, *, most: int) -> list[int]:
        """Keys of the subjects in one queue of a person, the nearest date first, at most `most`; a query a post-holder."""
        found = []
        for scope in scopes.all:
            held = self.held_by(scope, now).filter(queue=key).order_by("due_on", "pk")
            found += list(held.values_list("due_on", "pk", f"{self.subject_field}_id")[:most])
        return list(dict.fromkeys(subject for _, _, subject in sorted(found)))[:most]

    def kinds_of(self, held: Q) -> frozenset[str]:
        """The kinds of clock that a condition can be true of; all of them where it names none."""
        found = [self._kinds_of_part(part) for part in held.children]
        if held.negated or not found:
            return self.kinds
        return frozenset.union(*found) if held.connector == Q.OR else frozenset.intersection(*found)

    def _kinds_of_part(self, part: Any) -> frozenset[str]:
        if isinstance(part, Q):
            return self.kinds_of(part)
        name, value = part if isinstance(part, tuple) else ("", None)
        if name == "kind":
            return frozenset({str(value)})
        return frozenset(map(str, value)) if name == "kind__in" else self.kinds


@lru_cache(maxsize=STATEMENTS_KEPT)
def _of_subject(
    table: QueueTable, scope: Scope, now: Moment, of_kinds: frozenset[str], settings: Hashable
) -> Select[Clock]:
    """One for each of its arguments: conditions read the settings themselves."""

    def build(subject: Any) -> QuerySet[Any]:
        held = table.held_by(scope, now, of_kinds=of_kinds)
        return held.filter(**{table.subject_field: subject}).order_by().values_list("queue")

    return Select(build, subject=models.BigIntegerField())


def counts(held: Iterable[Held]) -> Counter[str]:
    """Subjects in each queue, by its key."""
    return Counter(queue for queue, _ in {(one.queue, one.subject_id) for one in held})


def of_units(departments: frozenset[int], kind: str, *extra: Q) -> Q | None:
    """The clocks of a kind that run for these units' parts; None where there are no units."""
    return Q(*extra, kind=kind, assignment__department_id__in=departments) if departments else None
