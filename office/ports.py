"""The only way up: named lists that the higher apps fill in `AppConfig.ready()` and this floor reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from django.http import HttpRequest
from django.urls import ResolverMatch

from office.actors import Actor

if TYPE_CHECKING:
    from office.calendar import WorkingCalendar
    from office.database.objects import DatabaseObject
    from office.events.facts import Fact
    from office.models import Message, User

T = TypeVar("T")


class Port(Generic[T]):
    """What the apps registered, in that order; registering the same twice changes nothing."""

    def __init__(self) -> None:
        self._entries: list[T] = []

    def register(self, entry: T) -> T:
        """Returns the entry, so that it also serves as a decorator."""
        if entry not in self._entries:
            self._entries.append(entry)
        return entry

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries)


@dataclass(frozen=True)
class OpenWork:
    """What somebody still has in hand: 待签收 3 件, and where it is handed over."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class SubjectLink:
    """How a subject key reads and where it leads: 诉求 2026-00123."""

    label: str
    url: str


@dataclass(frozen=True)
class DateMove:
    """A told date that a change of the calendar moves; it may only move later. `told` names who will be told."""

    subject: str
    label: str
    was: date
    becomes: date
    told: str = ""
    url: str = ""


class CalendarDependent(Protocol):
    """Dates that were counted with the working calendar. `on` is today: what has expired never changes."""

    def moves(self, calendar: "WorkingCalendar", *, on: date) -> Sequence[DateMove]:
        """Whose dates would move; writes nothing."""
        ...

    def apply(self, calendar: "WorkingCalendar", *, on: date, by: Actor, at: datetime) -> "Sequence[Fact]":
        """Move them, inside the transaction that saves the calendar; returns what is to be recorded of it."""
        ...


@dataclass(frozen=True)
class PurgeStep:
    """`run(at)` removes or empties what is past its time and returns how many rows it touched."""

    name: str
    label: str
    run: Callable[[datetime], int]


@dataclass(frozen=True)
class DoctorCheck:
    """A rule that no constraint can hold. `find(at)` gives one Chinese line for each row that breaks it.

    `remedy` says in Chinese what to do about them.
    """

    name: str
    label: str
    find: Callable[[datetime], Iterable[str]]
    remedy: str = "请把以上内容发给维护人员。"


@dataclass(frozen=True)
class Gauge:
    """One figure of /metrics, read from the database when asked for. `name` in Prometheus style."""

    name: str
    help: str
    value: Callable[[datetime], float]


@dataclass(frozen=True)
class ApiScope:
    """What a token may be narrowed to: `requests:read` and its words."""

    name: str
    label: str


@dataclass(frozen=True)
class NavItem:
    """`roles` None: everybody who is signed in (desk), everybody (public). `count` is asked only when shown."""

    label: str
    url_name: str
    order: int
    roles: frozenset[str] | None = None
    count: Callable[[HttpRequest], int] | None = None
    # Items of one section stand under its heading in the desk's menu; a visitor finds those with one in the footer.
    section: str = ""


@dataclass(frozen=True)
class VisitorCookie:
    """What a browser keeps of one visitor, and where: it goes when the next one comes."""

    name: str
    path: str = "/"


@dataclass(frozen=True)
class PublicWords:
    """What may be said of an object in public: written by one person, approved by another, nobody named."""

    title: str
    text: str


@dataclass(frozen=True)
class Named:
    """What a field is called, and its choices in words."""

    label: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class UnsentForm:
    """The fields of a form by name; `again` opens it with everything in, where its page was kept."""

    fields: Mapping[str, Named]
    again: str = ""
    keeps_files: bool = False


FindUnsentForm = Callable[[HttpRequest, ResolverMatch], UnsentForm | None]

open_work: Port[Callable[["User"], Sequence[OpenWork]]] = Port()
personal_data: Port[Callable[["User"], Mapping[str, Any]]] = Port()
purge_steps: Port[PurgeStep] = Port()
subject_link: Port[Callable[[str], SubjectLink | None]] = Port()
calendar_dependents: Port[CalendarDependent] = Port()
api_scopes: Port[ApiScope] = Port()
gauges: Port[Gauge] = Port()
public_words: Port[Callable[[Sequence[int]], Mapping[int, PublicWords]]] = Port()
doctor_checks: Port[DoctorCheck] = Port()
database_objects: Port["DatabaseObject"] = Port()
public_navigation: Port[NavItem] = Port()
desk_navigation: Port[NavItem] = Port()
visitor_cookies: Port[VisitorCookie] = Port()
unsent_forms: Port[FindUnsentForm] = Port()
# Told of every message to somebody without an account that left (True) or was given up, after it was.
message_ends: Port[Callable[["Message", bool, datetime], None]] = Port()
# Told of a setting that no account changed: its key, the change in words, the instant; within the verb.
settings_by_command: Port[Callable[[str, str, datetime], None]] = Port()


def public_words_of(keys: Sequence[int]) -> dict[int, PublicWords]:
    """Approved words of cases, by the case's key; what has none is left out."""
    return {key: words for find in public_words for key, words in find(keys).items()}


def link_of(subject: str) -> SubjectLink | None:
    """The first app that knows the subject key answers."""
    return next((link for resolve in subject_link if (link := resolve(subject))), None)


def open_work_of(user: "User") -> list[OpenWork]:
    return [work for find in open_work for work in find(user) if work.count]
