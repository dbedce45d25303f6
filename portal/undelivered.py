"""发不出的消息: messages that were given up, and what was done about each. For staff; the auditor reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse

from office.models import Message, Notice
from office.models.notices import Channel
from office.notifications.texts import subject_of
from office.numbers import mask_email, mask_phone
from requests_app.models import EnterpriseRequest

# Causes as delivery writes them, in the words of whoever has to do something about it.
CAUSES = (
    ("no address", "没有登记地址"),
    ("Refused SMTP 55", "对方邮箱不存在或拒收"),
    ("Refused SMTP", "对方邮件服务器暂不接收"),
    ("Refused HTTP", "网关拒收这个号码"),
    ("no gateway", "还没有接通网关"),
    ("Unreachable", "网关连不上"),
)


@dataclass(frozen=True)
class Undelivered:
    """A row of the page. `reissue_url` where it carried a code or link: that is issued anew, not sent again."""

    message: Message
    about: str
    to: str
    address: str
    cause: str
    number: str
    case_url: str
    reissue_url: str


def dead(channel: str = "") -> QuerySet[Message]:
    rows = Message.objects.dead()
    return _with_notices(rows.filter(channel=channel) if channel else rows)


def handled(since: datetime) -> QuerySet[Message]:
    """Told by telephone since then, newest first."""
    return _with_notices(Message.objects.filter(told_at__gte=since).order_by("-told_at"))


def counts() -> dict[str, int]:
    """Dead letters by channel, for the tabs."""
    found = Message.objects.dead().order_by().values_list("channel")
    return dict(found.annotate(Count("pk")))


def rows_of(messages: Iterable[Message]) -> list[Undelivered]:
    """One query for the numbers of their cases; a sealed case is not named."""
    found = list(messages)
    keys = {message.pk: _case_key(message) for message in found}
    cases = EnterpriseRequest.objects.filter(pk__in=filter(None, keys.values()), sealed=False)
    numbers = dict(cases.values_list("pk", "ledger_number"))
    return [_row(message, numbers.get(keys[message.pk], "")) for message in found]


def _row(message: Message, number: str) -> Undelivered:
    notices = list(message.notices.all())
    return Undelivered(
        message=message,
        about=subject_of(message, notices) if notices else "已过保存期的消息",
        to=_addressee(message),
        address=_masked(message),
        cause=_cause(message.error),
        number=number,
        case_url=reverse("requests:detail", args=[number]) if number else "",
        reissue_url=reverse("requests:reissue", args=[number]) if number and message.carries_secret else "",
    )


def _addressee(message: Message) -> str:
    """An account's owner is written to at an address of that moment, so the message knows only whose it was."""
    if message.recipient is not None:
        return message.recipient.name
    return "账号本人" if message.recipient_key.startswith("user:") else "企业联系人"


def _with_notices(rows: QuerySet[Message]) -> QuerySet[Message]:
    notices = Prefetch("notices", Notice.objects.order_by("pk"))
    return rows.select_related("recipient", "told_by").prefetch_related(notices)


def _case_key(message: Message) -> int:
    """The case by the key of its notice or of its recipient: `case:12:answered:3`, `case:12:phone`."""
    notices = list(message.notices.all())
    keys = [notices[0].key] if notices and not message.is_digest else []
    for key in (*keys, message.recipient_key):
        kind, _, rest = key.partition(":")
        number = rest.partition(":")[0]
        if kind == "case" and number.isdigit():
            return int(number)
    return 0


def _masked(message: Message) -> str:
    person, by_mail = message.recipient, message.channel == Channel.EMAIL
    address = message.address if person is None else person.email if by_mail else person.phone
    return (mask_email(address) if by_mail else mask_phone(address)) if address else "没有地址"


def _cause(error: str) -> str:
    return next((words for sign, words in CAUSES if sign in error), "发送时出错")
