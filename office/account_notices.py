"""Who is told of what is done to an account: its owner by every way that reaches them, the auditors always."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.models.notices import Channel
from office.notifications import channels, notices
from office.notifications.notices import Address
from office.roles import CONFIRMERS, Role
from office.typed import phones

IF_NOT_YOURS = "不是您本人提出的，请马上告诉代表工作机构和审计员。"


def tell_owner(user: User, fact: str, *, title: str, body: str, at: datetime) -> None:
    """In the application, by e-mail and by short message, whatever the person has chosen.

    The addresses are those of this moment: neither a later correction nor the end of the account takes it back.
    """
    key = f"user:{user.pk}:{fact}:{at.isoformat()}"
    inside = [user] if user.is_active else []
    notices.notify(key, inside, title=title, body=body, at=at, channels=[Channel.INAPP])
    notices.notify(key, _addresses(user, user.phone, user.email), title=title, body=body, at=at)


def tell_auditors(user: User, fact: str, *, title: str, body: str = "", link: str = "", at: datetime) -> None:
    """`user` is whom it is about, and is told apart (`tell_owner`)."""
    auditors = User.objects.with_role(Role.AUDITOR, on=local_date(at)).exclude(pk=user.pk)
    _tell(auditors, f"user:{user.pk}:{fact}:auditor", title=title, body=body, link=link, at=at)


def tell_all_auditors(key: str, *, title: str, body: str, link: str, at: datetime) -> None:
    """Of something that concerns no account of its own."""
    _tell(
        User.objects.with_role(Role.AUDITOR, on=local_date(at)), key, title=title, body=body, link=link, at=at
    )


def tell_confirmers(
    user: User, fact: str, *, title: str, body: str, link: str, besides: User, at: datetime
) -> None:
    """Everybody who may decide it: neither the account's owner nor `besides`, who asked."""
    people = User.objects.with_role(*CONFIRMERS, on=local_date(at)).exclude(pk__in=[user.pk, besides.pk])
    _tell(people, f"user:{user.pk}:{fact}:confirmer", title=title, body=body, link=link, at=at)


def tell_people(
    people: Iterable[User], user: User, fact: str, *, title: str, body: str, link: str, at: datetime
) -> None:
    """Whoever asked for a change of `user`, or decided it."""
    _tell(people, f"user:{user.pk}:{fact}:party", title=title, body=body, link=link, at=at)


def tell_former_addresses(user: User, before: Mapping[str, str], *, at: datetime) -> None:
    """The telephone and e-mail that the account no longer has: their owner may not have asked for it."""
    former = _addresses(user, before.get("phone", ""), before.get("email", ""))
    body = f"您在代表履职平台的账号已登记了新的电话或邮箱，以后不再发到这里。{IF_NOT_YOURS}"
    key = f"user:{user.pk}:former_address:{at.isoformat()}"
    notices.notify(key, former, title="账号的联系方式已更正", body=body, at=at)


def tell_of_end(user: User, what: str, by: Actor, at: datetime) -> None:
    """One person may end a duty, which lets nobody in; that an auditor was shut out is not done in silence."""
    body = f"由{by.label}办理。"
    tell_owner(user, "ended", title=f"您的{what}", body=f"{body}{IF_NOT_YOURS}", at=at)
    tell_auditors(user, "ended", title=f"{user}的{what}", body=body, at=at)


def tell_of_command(user: User, fact: str, what: str, at: datetime) -> None:
    tell_owner(
        user,
        f"command_{fact}",
        title=f"您的账号：{what}",
        body=f"由服务器上的命令办理。{IF_NOT_YOURS}",
        at=at,
    )
    tell_auditors(
        user, f"command_{fact}", title=f"{user}的账号：{what}", body="由服务器上的命令办理。", at=at
    )


def tell_of_setting(key: str, words: str, at: datetime) -> None:
    """`words` say which setting a command on the server changed, from what to what, from when on."""
    title, body = "设置项已由服务器上的命令修改", f"{words}。不是工作需要的，请马上查问运维人员。"
    tell_all_auditors(f"setting:{key}:command", title=title, body=body, link="", at=at)


def _addresses(user: User, phone: str, email: str) -> list[Address]:
    given: tuple[tuple[Literal["sms", "email"], str], ...] = (
        ("sms", phones.stored(phone).number),
        ("email", email),
    )
    return [
        Address(channel, value, f"user:{user.pk}")
        for channel, value in given
        if value and channels.is_set_up(channel)
    ]


def _tell(people: Iterable[User], key: str, *, title: str, body: str, at: datetime, link: str = "") -> None:
    outside = [channel for channel in (Channel.EMAIL, Channel.SMS) if channels.is_set_up(channel)]
    notices.notify(
        f"{key}:{at.isoformat()}",
        people,
        title=title,
        body=body,
        link=link,
        at=at,
        channels=[Channel.INAPP, *outside],
    )
