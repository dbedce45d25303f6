"""通知 on the desk: what somebody was told, by kind, read or not, and what absent colleagues have not read yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, QuerySet, SmallIntegerField, Value, When

from groups.duty import acting_for
from office.models import Notice, User

ALL, UNREAD, COLLEAGUES = "all", "unread", "colleagues"
KINDS = {
    Notice.Kind.ESCALATION: "升级督办",
    Notice.Kind.REMINDER: "提醒",
    Notice.Kind.PLAIN: "通知",
}

# A day of many reminders must not hide that something happened.
PRESSING = (Notice.Kind.ESCALATION, Notice.Kind.PLAIN)


@dataclass(frozen=True)
class Tab:
    """`count` is of what is not read; None where the tab holds what was read as well."""

    key: str
    label: str
    count: int | None
    current: bool

    @property
    def url(self) -> str:
        return f"?{urlencode({'show': self.key})}" if self.key != ALL else "?"


@dataclass(frozen=True)
class Centre:
    """The notice centre of one person on one day, opened at one tab."""

    user: User
    on: date
    show: str
    absent: tuple[User, ...]
    unread: dict[str, int]

    @classmethod
    def of(cls, user: User, on: date, show: str) -> Centre:
        """An unknown tab opens all of them."""
        absent = tuple(acting_for(user, on))
        known = {ALL, UNREAD, *KINDS.values(), *map(str, KINDS)} | ({COLLEAGUES} if absent else set())
        return cls(user, on, show if show in known else ALL, absent, _unread(user, absent))

    @property
    def rows(self) -> QuerySet[Notice]:
        """Newest first; of colleagues only what they have not read, as it is theirs."""
        if self.show == COLLEAGUES:
            rows = Notice.objects.unread().filter(recipient__in=self.absent).order_by("-pk")
        elif self.show == UNREAD:
            rows = Notice.objects.unread().filter(recipient=self.user).order_by("-pk")
        else:
            rows = Notice.objects.inbox_of(self.user)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return rows.select_related("on_behalf_of", "recipient")

    @property
    def kind(self) -> str:
        return self.show if self.show in KINDS else ""

    @property
    def tabs(self) -> list[Tab]:
        own = {kind: self.unread.get(kind, 0) for kind in KINDS}
        tabs = [(ALL, "全部", None), (UNREAD, "未读", sum(own.values()))]
        tabs += [(str(kind), label, own[kind]) for kind, label in KINDS.items()]
        if self.absent:
            names = "、".join(person.name for person in self.absent)
            tabs.append((COLLEAGUES, f"代{names}", self.unread.get(COLLEAGUES, 0)))
        return [Tab(key, label, count, key == self.show) for key, label, count in tabs]

    @property
    def markable(self) -> int:
        """How many of the person's own a press on 全部已读 marks at this tab."""
        if self.show == COLLEAGUES:
            return 0
        return self.unread.get(self.kind, 0) if self.kind else sum(self.unread.get(kind, 0) for kind in KINDS)


@dataclass(frozen=True)
class Told:
    """Notices of one matter on a page: the newest, and what was told of it before."""

    newest: Notice
    earlier: tuple[Notice, ...]

    @property
    def unread(self) -> list[Notice]:
        return [row for row in (self.newest, *self.earlier) if row.read_at is None]


def by_matter(rows: Iterable[Notice]) -> list[Told]:
    """What is about one case or other matter (`case:123`) together, where its newest stands; each recipient's apart."""
    found: dict[tuple[str, int | None], list[Notice]] = {}
    for row in rows:
        found.setdefault((":".join(row.key.split(":")[:2]), row.recipient_id), []).append(row)
    return [Told(newest, tuple(earlier)) for newest, *earlier in found.values()]


def _unread(user: User, absent: tuple[User, ...]) -> dict[str, int]:
    own = Q(recipient=user)
    counts = {str(kind): Count("pk", filter=own & Q(kind=kind)) for kind in KINDS}
    counts[COLLEAGUES] = Count("pk", filter=~own)
    mine = Notice.objects.unread().filter(recipient__in=[user, *absent])
    return mine.order_by().aggregate(**counts)


def pressing(user: User) -> QuerySet[Notice]:
    """What is not read yet, for the home: escalations, then what happened, then reminders, each newest first."""
    order = Case(
        *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(PRESSING)),
        default=Value(len(PRESSING)),
        output_field=SmallIntegerField(),
    )
    return Notice.objects.unread().filter(recipient=user).order_by(order, "-pk")


def readable_by(user: User, on: date) -> QuerySet[Notice]:
    """What somebody may open: the own notices, and those of colleagues for whom they stand in that day."""
    return Notice.objects.inapp().filter(recipient__in=[user, *acting_for(user, on)])
