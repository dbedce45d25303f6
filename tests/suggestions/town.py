"""A town for random lives: whoever may take a step of a suggestion, and what can be given to it, read from the table.

A step that is added to the table is taken from then on without a line here, unless it asks for a new kind of input.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Iterator
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from casework import engine
from casework.inputs import InputField, input_fields
from groups.models import Department, Representative
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.files import open_file
from office.models import StoredFile, User
from suggestions.deadlines.kinds import KINDS
from suggestions.models import Suggestion, SuggestionClock, UnsuitableKind
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.steps.table import STEPS

WORDS = "已与代表和单位核实情况，按程序办理。"
# Where nothing is awaited by a date any more, and where only the authors' own pace counts.
ENDED = frozenset({Status.CLOSED, Status.WITHDRAWN, Status.LETTER, Status.RECORDED})
OWN_PACE = frozenset({Status.DRAFTING, Status.SIGNING, Status.RETURNED})
AFTER_THE_END = frozenset({ClockKind.PROMISE, ClockKind.REPORT, ClockKind.CHECK_CLASS})


@dataclasses.dataclass(frozen=True)
class Move:
    """One step of one suggestion by one actor."""

    row: Suggestion
    step: str
    who: str
    inputs: dict[str, Any]

    def __str__(self) -> str:
        chosen = {key: each for key, each in self.inputs.items() if isinstance(each, str) and len(each) < 13}
        return f"{self.who}: {self.step} {chosen}"


@dataclasses.dataclass
class Town:
    people: dict[str, User]
    lead: Department
    co: Department
    relay: Department
    court: Department
    unsuitable: UnsuitableKind
    file: StoredFile
    rng: Random
    at: dt.datetime
    rows: list[Suggestion] = dataclasses.field(default_factory=list)

    @property
    def on(self) -> dt.date:
        return local_date(self.at)

    def signed_in_anew(self) -> None:
        """An account object knows its posts of a day for one request."""
        self.people = {who: User.objects.get(pk=user.pk) for who, user in self.people.items()}

    def possible(self, who: str | User, row: Suggestion) -> set[str]:
        user = self.people[who] if isinstance(who, str) else who
        return {step.name for step in engine.possible(row, by=Actor.of(user), at=self.at)}

    def take(self, move: Move) -> None:
        """As any person may: it may be refused."""
        given = STEPS[move.step].inputs(**move.inputs)
        engine.take(move.step, move.row, given, by=Actor.of(self.people[move.who]), at=self.at)

    def offered(self, row: Suggestion, who: str) -> Iterator[Move]:
        """One move of each step that this person may take now, with values chosen at random among those that fit."""
        for name in sorted(self.possible(who, row)):
            asked = input_fields(STEPS[name].inputs)
            found = {field: self.values(row, field, each) for field, each in asked.items()}
            if all(found.values()):
                yield Move(row, name, who, {field: self.rng.choice(each) for field, each in found.items()})

    def values(self, row: Suggestion, field: str, asked: InputField) -> list[Any]:
        """What could be given for a field; an empty list where nothing fits. Raises `KeyError` for an unknown kind."""
        empty = [] if asked.required else [None]
        if asked.kind in ("line", "text"):
            return [self.words(row, field)[: asked.max_length or 1000]]
        if asked.kind == "choice":
            return [key for key, _ in asked.choices]
        own = {
            "files": lambda: [(self.another_file(),)] if asked.required else [()],
            "phone": lambda: ["07132920011"],
            "date": lambda: self.dates(row, field),
            "datetime": lambda: [self.at + dt.timedelta(hours=2), self.at + dt.timedelta(days=2)],
            "group": lambda: [row.group],
            "case": list,
            "representative": lambda: list(Representative.objects.in_office(self.on)),
            "unsuitable": lambda: [self.unsuitable],
            "any_department": lambda: [self.lead, self.lead, self.court, *empty],
            "any_departments": lambda: [(), (self.co,), (self.co, self.lead)],
            "relay": lambda: [None, self.relay],
            "suggestion": lambda: [each for each in self.rows if each.pk != row.pk and each.number],
            "part": lambda: [None, *row.assignments.exclude(status__in=("returned", "ended"))],
            "author": lambda: list(row.authors.standing()),
            "attachment": lambda: list(row.attachments.filter(purpose="text")),
            "attachments": lambda: [()],
        }  # fmt: skip
        return list(own[asked.kind]())

    def another_file(self) -> StoredFile:
        """The same bytes, uploaded once more."""
        with open_file(self.file) as kept:
            path = default_storage.save(f"ab/{secrets.token_hex(16)}", ContentFile(kept.read()))
        names = ("name", "content_type", "size", "sha256", "created_at")
        return StoredFile.objects.create(path=path, **{name: getattr(self.file, name) for name in names})

    def words(self, row: Suggestion, field: str) -> str:
        if field in ("points", "demands"):
            return "\n".join(f"{place}. {WORDS}" for place in range(1, len(row.demands or [1, 2]) + 1))
        return WORDS

    def dates(self, row: Suggestion, field: str) -> list[dt.date]:
        """What was held or ended lies behind, what is promised or asked for ahead."""
        if field in ("held_on", "closed_on", "happened_on"):
            return [self.on]
        due = max((clock.due_on for clock in self.running(row)), default=self.on)
        return [office_calendar.load().add(max(due, self.on), days) for days in (3, 15)]

    def running(self, row: Suggestion) -> list[SuggestionClock]:
        rows = SuggestionClock.objects.running().filter(suggestion=row)
        return list(rows.select_related("suggestion", "assignment__department", "assignment__through"))

    def to(self, day: dt.date) -> None:
        """To 10:00 of that day."""
        self.at = dt.datetime.combine(day, dt.time(10), tzinfo=LOCAL)


def assert_live(town: Town, row: Suggestion) -> None:
    """Somebody who hears of a date can do what it waits for; what has ended waits for nothing but its promises."""
    running = town.running(row)
    kinds = {clock.kind for clock in running}
    if row.status in ENDED:
        assert kinds <= AFTER_THE_END, f"{row.status}: {kinds} still run"
        if row.outcome == "followed":
            assert ClockKind.PROMISE in kinds, "a promise that nobody follows"
        return
    if row.status in OWN_PACE:
        assert kinds <= {ClockKind.TAKEOVER}, f"{row.status}: {kinds} run"
        assert any(town.possible(who, row) for who in town.people), f"{row.status}: nobody can act"
        return
    if row.status == Status.MERGED:
        assert row.leading is not None
        assert row.leading.status in (Status.REGISTERED, Status.ASSIGNED, Status.HANDLING), (
            f"merged into one that is {row.leading.status}"
        )
        return
    assert any(_can_be_done(town, row, clock) for clock in running), (
        f"{row.status}: of {sorted(kinds)} nothing can be done by whoever is told"
    )
    lead = row.authors.standing().first()
    assert lead is not None
    if not lead.representative.is_in_office(town.on) and lead.successor is None:
        assert "name_successor" in town.possible("staff", row), "nobody can speak of the answer"


def _can_be_done(town: Town, row: Suggestion, clock: SuggestionClock) -> bool:
    """What it waits for is possible for one of those who are reminded; silence of the author ends by itself."""
    kind = KINDS[clock.kind]
    if clock.kind == ClockKind.OPINION:
        return True
    told = {each for each in kind.owner(clock, town.on) if isinstance(each, User)}
    # A head's signature and the author's consent are waited for by the same date.
    near = told | {town.people[who] for who in ("head", "co_head", "author", "approver")}
    return bool(told) and any(town.possible(user, row) & kind.waits_for for user in near)
