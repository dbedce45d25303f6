"""Sends what office/notifications/notices.py wrote: digests of reminders, growing waits, dead letters. Runs in the queue alone.

A message may be sent twice when a process dies between the gateway's answer and our row, then with the same id.
"""

import secrets
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from office import events, ports
from office.actors import Actor
from office.background import jobs, leases
from office.events import Fact
from office.models import Message, Notice
from office.models.notices import Channel
from office.notifications.channels import Outgoing, Undeliverable, Unreachable, Way, open_way
from office.notifications.quiet_hours import is_quiet, leaves_at
from office.notifications.texts import subject_of, text_of
from office.refusals import Refused
from office.typed import phones
from office.verbs import verb

# The reminders of one morning are written within a minute or two of each other.
SETTLING = timedelta(minutes=2)
DIGESTS_AT_ONCE = 200
MESSAGES_AT_ONCE = 500
# A slow gateway must not hold a worker past the next tick.
SECONDS_FOR_ONE_JOB = 45
# Who is refused for good might be refused by a gateway that is set up wrongly for an hour.
PATIENCE = 3
KEPT_FOR = timedelta(days=365)
DEAD_KEPT_FOR = timedelta(days=30)
KIND = "deliver"

log = structlog.get_logger(__name__)


def gather(*, at: datetime) -> int:
    """Put each person's waiting reminders into one message for each channel. Returns how many messages."""
    if is_quiet(at):
        return 0
    settled = Notice.objects.undigested(at - SETTLING).values("recipient_key")
    waiting = Notice.objects.undigested(at).filter(recipient_key__in=settled).order_by("pk")
    digests: dict[tuple[int, str], list[int]] = defaultdict(list)
    for pk, recipient, channel in waiting.values_list("pk", "recipient", "channel"):
        digests[recipient, channel].append(pk)
    batches = list(digests.items())
    return sum(
        _write_digests(batches[start : start + DIGESTS_AT_ONCE], at=at)
        for start in range(0, len(batches), DIGESTS_AT_ONCE)
    )


def call(*, at: datetime) -> int:
    """Ask for a job for each channel on which something is due. Returns how many."""
    due = Message.objects.free(at).order_by().values_list("channel", flat=True).distinct()
    called = [channel for channel in due if not jobs.is_in_hand(KIND, f"{channel}@")]
    for channel in called:
        jobs.enqueue(KIND, f"{channel}@{at.isoformat()}", {"channel": channel}, run_at=at)
    return len(called)


@jobs.handler(KIND)
def carry(args: Mapping[str, Any], *, at: datetime) -> int:
    """Send what is due on a channel until nothing is, the gateway fails or the time is up. Returns how many left."""
    until = time.monotonic() + SECONDS_FOR_ONE_JOB
    due = Message.objects.free(at).filter(channel=args["channel"]).order_by("due_at", "pk")
    waiting = list(due.values_list("pk", flat=True)[:MESSAGES_AT_ONCE])
    total = 0
    while waiting and time.monotonic() < until:
        sent = _carry_over_one_connection(waiting, args["channel"], until, at=at)
        if not sent:
            break
        total += sent
    return total


def deliver(pk: int, *, at: datetime) -> bool:
    """Send one message that is due and free, over a connection of its own. Returns whether it left."""
    channel = Message.objects.filter(pk=pk).values_list("channel", flat=True).first()
    return bool(channel) and _carry_over_one_connection([pk], str(channel), float("inf"), at=at) == 1


@verb
def revive(message: Message, *, by: Actor, at: datetime) -> None:
    """Try a dead letter again from the start, once its address or the gateway has been put right."""
    if message.carries_secret:
        raise Refused("secret_gone", "该消息中的查询码或链接已清除，请重新发放。")
    revived = Message.objects.dead().filter(pk=message.pk)
    if not revived.update(state="waiting", finished_at=None, attempts=0, due_at=leaves_at(at), error=""):
        raise Refused("not_dead", "该消息已在重新发送。")
    events.record(Fact(f"message:{message.pk}", "message_revived", {}), by=by, at=at)


@verb
def tell_by_telephone(message: Message, *, by: Actor, at: datetime) -> None:
    """Somebody has told the recipient by telephone what a dead letter said: it is done, and is not sent again."""
    if by.user is None:
        raise Refused("not_yours", "电话告知由工作人员记录")
    marked = Message.objects.dead().filter(pk=message.pk)
    if not marked.update(state="dropped", told_at=at, told_by=by.user, address="", secret=""):
        raise Refused("not_dead", "该消息已由他人处理。")
    events.record(Fact(f"message:{message.pk}", "message_told_by_telephone", {}), by=by, at=at)


def purge(at: datetime) -> int:
    """Forget addresses of old dead letters, and notices with their messages after a year."""
    dead = Message.objects.dead().filter(finished_at__lt=at - DEAD_KEPT_FOR).exclude(address="")
    notices = Notice.objects.filter(created_at__lt=at - KEPT_FOR)
    messages = Message.objects.exclude(finished_at=None).filter(created_at__lt=at - KEPT_FOR)
    return dead.update(address="") + notices.delete()[0] + messages.delete()[0]


def _write_digests(digests: Sequence[tuple[tuple[int, str], list[int]]], *, at: datetime) -> int:
    with transaction.atomic():
        messages = Message.objects.bulk_create(
            Message(
                identifier=secrets.token_hex(20),
                channel=channel,
                recipient_id=recipient,
                recipient_key=f"user:{recipient}",
                is_digest=True,
                created_at=at,
                due_at=at,
            )
            for (recipient, channel), _ in digests
        )
        # Another queue may have been faster, for some or for all of them.
        empty = [
            message.pk
            for message, (_, notices) in zip(messages, digests, strict=True)
            if not Notice.objects.undigested(at)
            .filter(pk__in=notices)
            .update(message=message, undigested_since=None)
        ]
        Message.objects.filter(pk__in=empty).delete()
    return len(messages) - len(empty)


def _carry_over_one_connection(waiting: list[int], channel: str, until: float, *, at: datetime) -> int:
    """Takes off the list what it tried. A gateway that fails costs a try of one message, not of all."""
    sent = 0
    with ExitStack() as stack:
        way: Way | None = None
        while waiting and time.monotonic() < until:
            message = leases.take(Message.objects.all(), waiting.pop(0), at=at)
            if message is None:
                continue
            try:
                way = way or stack.enter_context(open_way(channel))
                sent += _send(message, way, at=at)
            except Unreachable as error:
                _try_later(message, f"Unreachable {error}", at=at)
                break
            except Undeliverable as error:
                _refused(message, error, at=at)
            except Exception as error:  # noqa: BLE001 - one bad row must not stop the others
                _try_later(message, leases.place_of(error), at=at)
    return sent


def _send(message: Message, way: Way, *, at: datetime) -> bool:
    notices = list(message.notices.standing().select_related("on_behalf_of").order_by("pk"))
    recipient = message.recipient
    if not notices or (recipient and not recipient.is_active):
        leases.drop(Message.objects.all(), message, at=at, secret="", address="")
        return False
    to = _address_of(message)
    if not to:
        raise Undeliverable("no address", for_good=True)
    way.send(Outgoing(message.identifier, to, subject_of(message, notices), text_of(message, notices, at=at)))
    leases.finish(Message.objects.all(), message, at=at, secret="", address="")
    _ended(message, left=True, at=at)
    return True


def _address_of(message: Message) -> str:
    if message.recipient is None:
        return message.address
    if message.channel == Channel.EMAIL:
        return message.recipient.email
    return phones.stored(message.recipient.phone).number


def _refused(message: Message, error: Undeliverable, *, at: datetime) -> None:
    if error.for_good and message.attempts >= PATIENCE:
        leases.give_up(Message.objects.all(), message, f"Refused {error}", at=at, secret="")
        log.error("message_dead", message=message.pk, error=str(error))
        _ended(message, left=False, at=at)
    else:
        _try_later(message, f"Refused {error}", at=at)


def _try_later(message: Message, error: str, *, at: datetime) -> None:
    again = leases.try_later(Message.objects.all(), message, error, at=at, secret="")
    log.warning("message_failed" if again else "message_dead", message=message.pk, error=error)
    if not again:
        _ended(message, left=False, at=at)


def _ended(message: Message, *, left: bool, at: datetime) -> None:
    """Whoever waits for it learns what became of it; an error there neither stops the others nor sends it again."""
    if message.recipient_id is not None:
        return
    for tell in ports.message_ends:
        try:
            tell(message, left, at)
        except Exception as error:  # noqa: BLE001 - the message itself is done with
            log.error("message_end_not_told", message=message.pk, error=leases.place_of(error))
