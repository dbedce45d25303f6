"""Telling people: rows of the outbox, written in the verb's transaction. Nothing leaves the process here.

In the application the row is the delivery. Elsewhere a plain notice or an escalation is a message of its own,
made with it; reminders of people with an account wait for office/notifications/delivery.py to make one digest of them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

from office.database.storing import insert, insert_missing
from office.models import Message, Notice, NoticeChoice, User
from office.models.notices import Channel
from office.notifications import preferences
from office.notifications.quiet_hours import leaves_at

Kind = Literal["plain", "reminder", "escalation"]
BATCH = 500
DESK = "/desk/"
UNREAD = """
    SELECT COUNT(*) FROM office_notice
    WHERE recipient_id = %s AND channel = 'inapp' AND read_at IS NULL AND retracted_at IS NULL
"""


@dataclass(frozen=True)
class Address:
    """Somebody without an account. `key` names who it is without saying the address: `contact:12`."""

    channel: Literal["email", "sms"]
    value: str
    key: str


WITHHELD = "内容已收回"


@dataclass(frozen=True)
class Draft:
    """One fact for one recipient. `secret` (a code or link) is kept in the message alone, encrypted.

    `channels` of an account: as the person has chosen, unless named here.
    """

    key: str
    recipient: User | Address
    title: str
    body: str = ""
    link: str = ""
    kind: Kind = "plain"
    channels: Sequence[str] | None = None
    secret: str = ""


def notify(
    key: str,
    recipients: Iterable[User | Address],
    *,
    title: str,
    body: str,
    link: str = "",
    kind: Kind = "plain",
    at: datetime,
    channels: Sequence[str] | None = None,
    secret: str = "",
) -> int:
    """Tell each recipient once. `key` names the fact (`case:123:answer:2:-5d`), so a repeat changes nothing.

    Accounts get it where they have chosen to be told (`notice_choices`), or on those of `channels` for which they
    have an address; an `Address` on its own. `{secret}` in
    the body is where the secret stands in the message; without it it follows. Returns the rows offered.
    """
    return post(
        (Draft(key, recipient, title, body, link, kind, channels, secret) for recipient in recipients), at=at
    )


def post(drafts: Iterable[Draft], *, at: datetime) -> int:
    """`notify` for many facts at once, some sixty rows a statement. Returns the rows offered."""
    drafts = list(drafts)
    choices = preferences.of_many(
        {draft.recipient.pk for draft in drafts if isinstance(draft.recipient, User)}
    )
    channels = _Channels(choices)
    # A recipient who is named twice (main and deputy in one) is told once.
    parts = {
        (draft.key, key_of(draft.recipient), channel): _Part(
            draft, channel, _is_digested(draft, channel, choices)
        )
        for draft in drafts
        for channel in channels.of(draft)
    }
    messages = _write_messages(parts.values(), at=at)
    insert_missing(*(_notice(part, messages.get(part), at=at) for part in parts.values()))
    return len(parts)


def post_first(drafts: Iterable[Draft], *, at: datetime) -> None:
    """To addresses, of something made in this transaction: nobody can have been told of it."""
    parts = [
        _Part(draft, draft.recipient.channel, is_digested=False)
        for draft in drafts
        if isinstance(draft.recipient, Address)
    ]
    messages = [
        _message(_identifier(part.draft, part.channel), part.draft, part.channel, at=at) for part in parts
    ]
    insert(*messages)
    insert(*(_notice(part, message, at=at) for part, message in zip(parts, messages, strict=True)))


def count_unread(user: User) -> int:
    """For the frame of every page of the desk: written out, as the ORM takes ten times as long to say it."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [user.pk])
        return int(cursor.fetchone()[0])


def mark_read(user: User, ids: Iterable[int], at: datetime) -> int:
    """Returns how many were unread; other people's notices stay as they are."""
    return Notice.objects.unread().filter(recipient=user, pk__in=list(ids)).update(read_at=at)


def dealt_with(subject: str, user: User | None, *, at: datetime) -> int:
    """Whoever has just acted on the subject (`case:123`) knows what they were told of it before; without an account 0.

    Reminders and escalations stay: they end with the date that they are about.
    """
    if user is None:
        return 0
    told = Notice.objects.unread().filter(recipient=user, kind=Notice.Kind.PLAIN)
    return told.filter(key__startswith=f"{subject}:").update(read_at=at)


def overtaken(key: str, *, at: datetime) -> int:
    """The fact of this key asks for nothing any more: nobody finds it unread."""
    return Notice.objects.unread().filter(key=key).update(read_at=at)


def retract(topic: str, *, at: datetime, recipient: User | None = None) -> int:
    """The matter is settled: its reminders and escalations that were not read or sent are not needed any more.

    `topic` is their key without its last part: `case:123:answer:2` of `case:123:answer:2:-5d`. With `recipient`
    only that person is not asked any more.
    """
    overtaken = Notice.objects.standing().filter(topic=topic, read_at=None)
    if recipient is not None:
        overtaken = overtaken.filter(recipient=recipient)
    return overtaken.exclude(kind=Notice.Kind.PLAIN).update(retracted_at=at, undigested_since=None)


def retract_all(topics: Iterable[str], *, at: datetime) -> int:
    """`retract` for many matters at once: one statement for 500."""
    names = list(topics)
    return sum(
        Notice.objects.standing()
        .filter(topic__in=names[start : start + BATCH], read_at=None)
        .exclude(kind=Notice.Kind.PLAIN)
        .update(retracted_at=at, undigested_since=None)
        for start in range(0, len(names), BATCH)
    )


def withhold(subject: str, *, keeper: User, at: datetime) -> int:
    """The subject is under seal: what accounts other than the keeper's were told of it says nothing any more."""
    earlier = Notice.objects.filter(key__startswith=f"{subject}:", recipient__isnull=False).exclude(
        recipient=keeper
    )
    return earlier.update(title=WITHHELD, body="", link="", retracted_at=at, undigested_since=None)


def shorten(subject: str, *, body: str, titles: Mapping[str, str]) -> None:
    """What accounts were told of the subject becomes `body`; of a fact whose key begins with a name of `titles`, so
    does the title. It stays told: who has to act still finds it.
    """
    told = Notice.objects.filter(recipient__isnull=False)
    told.filter(key__startswith=f"{subject}:").update(body=body)
    for fact, title in titles.items():
        told.filter(key__startswith=f"{subject}:{fact}:").update(title=title)


def key_of(recipient: User | Address) -> str:
    return recipient.key if isinstance(recipient, Address) else f"user:{recipient.pk}"


def mark_all_read(user: User, at: datetime, *, kind: str = "") -> int:
    """All of the person's own, or those of one kind; absent colleagues find theirs unread."""
    unread = Notice.objects.unread().filter(recipient=user)
    return (unread.filter(kind=kind) if kind else unread).update(read_at=at)


@dataclass(frozen=True, eq=False)
class _Part:
    """A draft on one of its channels; each is itself, so that it can be looked up."""

    draft: Draft
    channel: str
    is_digested: bool


class _Channels:
    """The channels of each draft; what a person has chosen for a kind of notice is worked out once."""

    def __init__(self, choices: Mapping[int, NoticeChoice]) -> None:
        self._choices = choices
        self._chosen: dict[tuple[int, str], tuple[str, ...]] = {}

    def of(self, draft: Draft) -> Sequence[str]:
        recipient = draft.recipient
        if isinstance(recipient, Address):
            return (recipient.channel,)
        if not recipient.is_active:
            return ()
        if draft.channels is None:
            return self._as_chosen(recipient, draft.kind)
        return [
            channel
            for channel in dict.fromkeys(draft.channels)
            if channel == Channel.INAPP or preferences.reaches(recipient, channel)
        ]

    def _as_chosen(self, user: User, kind: str) -> tuple[str, ...]:
        key = user.pk, kind
        if key not in self._chosen:
            choice = self._choices.get(user.pk)
            self._chosen[key] = tuple(preferences.channels_of(user, choice, kind=kind))
        return self._chosen[key]


def _is_digested(draft: Draft, channel: str, choices: Mapping[int, NoticeChoice]) -> bool:
    if draft.kind != "reminder" or channel == Channel.INAPP or isinstance(draft.recipient, Address):
        return False
    choice = choices.get(draft.recipient.pk)
    return choice is None or choice.digest


def _write_messages(parts: Iterable[_Part], *, at: datetime) -> dict[_Part, Message]:
    """The messages of all that leaves singly; those that existed come back with their own keys."""
    messages = {
        part: _message(_identifier(part.draft, part.channel), part.draft, part.channel, at=at)
        for part in parts
        if part.channel != Channel.INAPP and not part.is_digested
    }
    if messages:
        # A conflict updates nothing but returns the key of the row that is there.
        Message.objects.bulk_create(
            messages.values(),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["identifier"],
            update_fields=["identifier"],
        )
    return messages


def _message(identifier: str, draft: Draft, channel: str, *, at: datetime) -> Message:
    recipient = draft.recipient
    return Message(
        identifier=identifier,
        channel=channel,
        recipient_key=key_of(recipient),
        recipient=None if isinstance(recipient, Address) else recipient,
        address=recipient.value if isinstance(recipient, Address) else "",
        secret=draft.secret,
        carries_secret=bool(draft.secret),
        created_at=at,
        due_at=leaves_at(at),
    )


def _notice(part: _Part, message: Message | None, *, at: datetime) -> Notice:
    draft = part.draft
    account = None if isinstance(draft.recipient, Address) else draft.recipient
    return Notice(
        key=draft.key,
        topic=draft.key.rpartition(":")[0],
        recipient_key=key_of(draft.recipient),
        recipient=account,
        on_behalf_of=account.acts_for if account else None,
        channel=part.channel,
        kind=draft.kind,
        title=draft.title,
        body=draft.body,
        # Who has no account opens no page of the desk.
        link="" if account is None and draft.link.startswith(DESK) else draft.link,
        message=message,
        created_at=at,
        undigested_since=at if part.is_digested else None,
    )


def _identifier(draft: Draft, channel: str) -> str:
    """The same for the same fact, recipient and channel, and tells nothing of them."""
    text = "\n".join((draft.key, key_of(draft.recipient), channel))
    return hashlib.sha256(text.encode()).hexdigest()[:40]
