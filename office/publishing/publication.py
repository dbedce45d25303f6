"""How the editions of one noun are published, declared once: columns, acts, guards, words, notices, events."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from office.actors import Actor
from office.events import Fact
from office.models import User
from office.numbers import clean_text
from office.publishing.differences import Change
from office.refusals import Refused

E = TypeVar("E", bound=Model)
# Raises `Refused`, or does nothing.
Guard = Callable[[E, Actor, datetime], None]


class Stage(IntEnum):
    """In the order in which `Publication.stages` gives the column's values; the first two are open."""

    DRAFT = 0
    SUBMITTED = 1
    PUBLISHED = 2
    REPLACED = 3


# Each act: the stage from which it starts, and where it leads.
LEADS = {
    "submit": (Stage.DRAFT, Stage.SUBMITTED),
    "hand_back": (Stage.SUBMITTED, Stage.DRAFT),
    "publish": (Stage.SUBMITTED, Stage.PUBLISHED),
    "check": (Stage.PUBLISHED, Stage.PUBLISHED),
    "correct": (Stage.PUBLISHED, Stage.PUBLISHED),
    "withdraw": (Stage.PUBLISHED, Stage.REPLACED),
}


def nothing(*given: object) -> None:
    """The guard that lets everything pass."""


def edition_fact(edition: Any, event: str, private: Mapping[str, str]) -> Fact:
    """Of a model with `subject` and `edition`, whose number is told with its publication."""
    return Fact(edition.subject, event, {"edition": edition.edition} if event == "publish" else {}, private)


@dataclass(frozen=True)
class Reason:
    """The text that an act asks for; `missing` and `too_long` are said beside `field`."""

    missing: str
    at_most: int = 300
    field: str = "reason"
    too_long: str = "原因请控制在 {at_most} 字以内"

    def checked(self, text: str) -> str:
        """The cleaned text. Raises `Refused`: `missing`, `too_long`."""
        text = clean_text(text.replace("\x00", ""))
        if not text:
            raise Refused("missing", self.missing, field=self.field)
        if len(text) > self.at_most:
            raise Refused("too_long", self.too_long.format(at_most=self.at_most), field=self.field)
        return text


@dataclass(frozen=True)
class SecondPerson(Generic[E]):
    """None of `authors` (keys of accounts; None for nobody), nor the system, decides: `code` and `words` refuse."""

    authors: Callable[[E], Collection[int | None]]
    words: str
    code: str = "second_person"

    def forbids(self, edition: E, user: User | None) -> bool:
        """Whether this account may not take the act on the edition; the system (None) never may."""
        return user is None or user.pk in self.authors(edition)


@dataclass(frozen=True)
class Notice(Generic[E]):
    """Who is told what; the author where `to` is not given. `str.format` templates of edition, reason and at."""

    key: str
    title: str
    body: str
    to: Callable[[E, Actor, datetime], Iterable[User]] | None = None


@dataclass(frozen=True)
class Act(Generic[E]):
    """`wrong_stage`: code and words of the refusal at any other stage. `label` stands on the button, `done` on the
    page after it; `event` is the action in the record, if not the act's name; `ready` is asked last. A repeat is
    refused, unless it is harmless: then it changes nothing.
    """

    wrong_stage: tuple[str, str]
    label: str
    done: str
    event: str = ""
    second_person: tuple[SecondPerson[E], ...] = ()
    ready: Guard[E] = nothing
    reason: Reason | None = None
    notice: Notice[E] | None = None
    repeat_is_harmless: bool = False


@dataclass(frozen=True)
class Publication(Generic[E]):
    """Columns: `key`, the same in all editions of one thing; `stage_column` with its values in the order of `Stage`
    (without it an edition waits until it is approved); `submission` and `approval`, who and when; `author`, who is
    told what came back; `remark`, why it did; `replaced_at`.

    `proposes` guards "submit", `decides` every other act. `then` follows when what is public has changed.
    `next_edition(edition, reason, by, at)` begins a correction and records it. `difference(before, after)` says what
    changed; `former` finds what was published before where the editions do not tell. `link` is a template as in
    `Notice`; `related` is loaded with the locked edition.
    """

    key: tuple[str, ...]
    acts: Mapping[str, Act[E]]
    approval: tuple[str, str]
    difference: Callable[[E, E], list[Change]]
    fact: Callable[[E, str, Mapping[str, str]], Fact] = edition_fact
    stage_column: str = ""
    stages: tuple[str, ...] = ()
    submission: tuple[str, ...] = ()
    author: str = "submitted_by"
    remark: str = ""
    replaced_at: str = ""
    link: str = ""
    related: tuple[str, ...] = ()
    proposes: Guard[E] = nothing
    decides: Guard[E] = nothing
    then: Callable[[E, datetime], None] = nothing
    next_edition: Callable[[E, str, Actor, datetime], E] | None = None
    former: Callable[[E], E | None] | None = None

    def stage(self, edition: E) -> Stage:
        """Where the edition stands. Raises `ValueError` for a value that the declaration does not name."""
        if not self.stage_column:
            return Stage.SUBMITTED if getattr(edition, self.approval[1]) is None else Stage.PUBLISHED
        return Stage(self.stages.index(getattr(edition, self.stage_column)))

    def at_stage(self, stage: Stage, at: datetime) -> dict[str, Any]:
        """The columns that say since `at` that an edition is there."""
        replaced = {self.replaced_at: at} if self.replaced_at and stage is Stage.REPLACED else {}
        return {self.stage_column: self.stages[stage], **replaced} if self.stage_column else {}

    def editions(self, edition: E, *stages: Stage) -> QuerySet[E]:
        """The editions of the same thing that are at one of the stages; all without any."""
        rows: QuerySet[E] = type(edition)._default_manager.filter(
            **{name: getattr(edition, name) for name in self.key}
        )
        values = [self.stages[stage] for stage in stages]
        return rows.filter(**{f"{self.stage_column}__in": values}) if stages else rows

    def locked(self, edition: E) -> E:
        """The edition as it stands now, locked with all others of its thing until the verb ends."""
        rows = self.editions(edition).select_for_update(of=("self",)).select_related(*self.related)
        return next(row for row in rows.order_by("pk") if row.pk == edition.pk)
