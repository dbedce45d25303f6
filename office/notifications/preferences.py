"""Where somebody with an account is told beside the application, and whether reminders come together.

The application itself cannot be switched off, and an escalation leaves the house as long as there is any way to
reach the person (docs/domain.md § 9).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from office import events
from office.actors import Actor
from office.events import Fact
from office.models import NoticeChoice, User
from office.models.notices import Channel
from office.notifications.channels import is_set_up
from office.refusals import Refused
from office.verbs import verb

# In the order in which an escalation looks for a way where nothing that was chosen can be used.
OUTSIDE = (Channel.EMAIL, Channel.SMS, Channel.WECHAT)


def of(user: User) -> NoticeChoice:
    """As chosen, else as everybody has it at first; unsaved in that case."""
    return NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)


def of_many(users: Iterable[int]) -> Mapping[int, NoticeChoice]:
    """By account, of those who have chosen; one query."""
    keys = set(users)
    rows = NoticeChoice.objects.filter(user__in=keys) if keys else ()
    return {choice.user_id: choice for choice in rows}


def reaches(user: User, channel: str) -> bool:
    """Whether the person has an address there."""
    return bool(user.email) if channel == Channel.EMAIL else user.has_phone


def channels_of(user: User, choice: NoticeChoice | None, *, kind: str) -> Iterator[str]:
    """Where a notice of that kind goes: always into the application, outside as chosen."""
    yield Channel.INAPP
    choice = choice or NoticeChoice(user=user)
    usable = [channel for channel in OUTSIDE if reaches(user, channel) and is_set_up(channel)]
    chosen = [channel for channel in usable if getattr(choice, channel)]
    yield from chosen or (usable[:1] if kind == "escalation" else [])


@verb
def choose(
    user: User, *, email: bool, sms: bool, wechat: bool, digest: bool, by: Actor, at: datetime
) -> NoticeChoice:
    """Keep what the person wants from now on. Raises `Refused` beside a channel that has no address."""
    wanted = {Channel.EMAIL: email, Channel.SMS: sms, Channel.WECHAT: wechat}
    for channel in OUTSIDE:
        if wanted[channel] and not (reaches(user, channel) and is_set_up(channel)):
            raise Refused("no_address", f"{channel.label}现在不能用，请先不选", field=channel)
    values = {"email": email, "sms": sms, "wechat": wechat, "digest": digest}
    choice, _ = NoticeChoice.objects.update_or_create(user=user, defaults=values)
    events.record(Fact(f"user:{user.pk}", "notices_chosen", values), by=by, at=at)
    return choice
