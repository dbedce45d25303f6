"""What is told of a pairing, as rows of the outbox (docs/domain.md § 9)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from fieldwork import links
from fieldwork.models import Pairing
from groups import recipients
from groups.duty_roster import DutyRoster
from office.calendar import local_date
from office.crypto import blind_index
from office.notifications.notices import Address, notify
from office.typed import phones

LINK = "pairing"


def ask_consent(pairing: Pairing, *, at: datetime) -> None:
    """To the enterprise's telephone, with its private link; once for each telephone. The link of a former telephone
    opens nothing from now on."""
    number = phones.stored(pairing.phone).number
    if not number:
        return
    token = token_of(pairing)
    pairing.link_hash = links.hash_of(LINK, token)
    pairing.save(update_fields=["link_hash"])
    notify(
        f"{pairing.subject}:consent:{blind_index(number)[:16]}",
        [Address("sms", number, f"{pairing.subject}:phone")],
        title="人大代表想与贵企业结对联系",
        body=f"{pairing.representative.name}代表想与{pairing.enterprise.name}结对联系，同意不同意请打开链接选择。",
        at=at,
        secret=links.url_of("fieldwork:pairing_consent", token),
    )


def token_of(pairing: Pairing) -> str:
    """Of the private link that goes to the telephone as it stands."""
    return links.token_of(LINK, f"{pairing.token}:{phones.stored(pairing.phone).number}")


def tell_opened(pairing: Pairing, *, at: datetime) -> None:
    """The representative: an account on the desk, a telephone by a line without the enterprise's contact."""
    title = f"已与{pairing.enterprise.name}结对"
    body = "每季度至少联系一次。走访前可以打开走访包看企业的诉求和能用的政策。"
    _tell_person(pairing, "opened", title, body, at=at)


def tell_ended(pairing: Pairing, *, at: datetime) -> None:
    """The representative, of a pairing that others ended."""
    title = f"与{pairing.enterprise.name}的结对已结束"
    _tell_person(pairing, "ended", title, f"原因：{pairing.end_reason}", at=at)


def tell_declined(pairing: Pairing, *, at: datetime) -> None:
    _tell_liaisons(pairing, "declined", f"{pairing.enterprise.name}不同意结对", "可以为代表另提一家。", at=at)


def tell_left(pairing: Pairing, *, at: datetime) -> None:
    """For the successor to be proposed, the enterprise asked anew."""
    _tell_liaisons(
        pairing,
        "left",
        f"{pairing.enterprise.name}没有结对代表了",
        f"{pairing.representative.name}代表不再任职，结对已结束。请另提一位代表。",
        at=at,
    )


def url_of(pairing: Pairing) -> str:
    return reverse("fieldwork:desk_pairing", args=[pairing.token])


def _tell_person(pairing: Pairing, what: str, title: str, body: str, *, at: datetime) -> None:
    people = recipients.the_person(pairing.representative, DutyRoster(local_date(at)))
    notify(f"{pairing.subject}:{what}", people, title=title, body=body, link=url_of(pairing), at=at)


def _tell_liaisons(pairing: Pairing, what: str, title: str, body: str, *, at: datetime) -> None:
    roster = DutyRoster(local_date(at))
    people = recipients.liaisons(pairing.representative, roster)
    notify(f"{pairing.subject}:{what}", people, title=title, body=body, link=url_of(pairing), at=at)
