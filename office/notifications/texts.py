"""The words of what leaves the house, put together when it leaves: nothing of it is stored a second time."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from office import options
from office.calendar import local_date
from office.models import Message, Notice
from office.models.notices import Channel

SECRET_HERE = "{secret}"  # noqa: S105 - where it goes, not what it is


def subject_of(message: Message, notices: Sequence[Notice]) -> str:
    return f"您有 {len(notices)} 项提醒" if message.is_digest else notices[0].title


def text_of(message: Message, notices: Sequence[Notice], *, at: datetime) -> str:
    """`notices`: those of the message that still stand, at least one."""
    sender = options.value("office_short_name", local_date(at))
    if message.channel == Channel.EMAIL:
        return _letter(message, notices, sender)
    return _short_message(message, notices, sender)


def _letter(message: Message, notices: Sequence[Notice], sender: str) -> str:
    if message.is_digest:
        items = [f"{number}. {_item(notice)}" for number, notice in enumerate(notices, start=1)]
    else:
        items = [_item(notices[0], secret=message.secret, with_title=False)]
    return "\n\n".join([*items, f"{sender}\n本邮件由系统自动发送，请勿直接回复。"])


def _item(notice: Notice, *, secret: str = "", with_title: bool = True) -> str:
    instead = f"（代{notice.on_behalf_of.name}）" if notice.on_behalf_of else ""
    lines = [
        f"{instead}{notice.title}" if with_title else instead,
        _with_secret(notice.body, secret),
        _absolute(notice.link),
    ]
    return "\n".join(filter(None, lines)) or notice.title


def _short_message(message: Message, notices: Sequence[Notice], sender: str) -> str:
    if message.is_digest:
        return f"【{sender}】您有 {len(notices)} 项提醒，请登录平台查看：{_absolute('/desk/')}"
    notice = notices[0]
    text = _with_secret(notice.body or notice.title, message.secret)
    return " ".join(filter(None, [f"【{sender}】{text}", _absolute(notice.link)]))


def _with_secret(body: str, secret: str) -> str:
    if SECRET_HERE in body:
        return body.replace(SECRET_HERE, secret)
    return "\n".join(filter(None, [body, secret]))


def _absolute(link: str) -> str:
    return f"{settings.SITE_URL}{link}" if link.startswith("/") else link
