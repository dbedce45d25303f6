"""Who speaks for a representative: the account, or the telephone to which links go. Whoever loses it is told.

Confirmations, co-signatures and replies to invitations are given behind such links, so that a number that somebody at a
desk typed would speak for the person. The links themselves fit one number and die with it (docs/domain.md § 1).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from groups.models import Representative
from office import account_notices
from office.actors import Actor
from office.events import Fact, record
from office.models import User
from office.notifications.notices import Address, Draft, post
from office.typed import phones
from office.verbs import verb

NAMED_AT_MOST = 10


@dataclass(frozen=True)
class Change:
    """`former` as it was stored, "" where there was none; `person` is saved with the new one already."""

    person: Representative
    former: str


@verb
def tell(changes: Collection[Change], *, by: Actor, at: datetime) -> int:
    """Tell each former number, and the auditors once of all of them; returns how many numbers are new.

    A number of a person who is new to the roster is no change.
    """
    changed = [each for each in changes if _number(each.former) != _number(each.person.phone)]
    if not changed:
        return 0
    post([_to_former(each, at) for each in changed if _number(each.former)], at=at)
    record(*(Fact(_subject(each.person), "telephone_changed") for each in changed), by=by, at=at)
    names = "、".join(each.person.name for each in changed[:NAMED_AT_MOST])
    more = f"等 {len(changed)} 位" if len(changed) > NAMED_AT_MOST else ""
    account_notices.tell_all_auditors(
        f"representative:{changed[0].person.pk}:telephone",
        title="代表的联系电话已更改",
        body=f"{names}{more}代表，由{by.label}办理。确认、联名和答复邀请的链接今后发到新号码。",
        link=reverse("admin:groups_representative_history", args=[changed[0].person.pk]),
        at=at,
    )
    return len(changed)


@verb
def tell_of_account(person: Representative, former: User | None, *, by: Actor, at: datetime) -> None:
    """Another account speaks for the person from now on: who did before is told, the registered number, the auditors."""
    title = f"{person.name}代表的登录账号已更改"
    body = f"由{by.label}办理。今后由{person.user or '短信链接'}确认、联名和办理。不是本人要求的，请马上告诉代表工作机构。"
    key = f"{_subject(person)}:account:{at.isoformat()}"
    number = _number(person.phone)
    told: list[User | Address] = [former] if former is not None else []
    told += [Address("sms", number, f"{_subject(person)}:phone")] if number else []
    post([Draft(key, each, title, body) for each in told], at=at)
    link = reverse("admin:groups_representative_history", args=[person.pk])
    account_notices.tell_all_auditors(f"{_subject(person)}:account", title=title, body=body, link=link, at=at)
    record(Fact(_subject(person), "account_changed"), by=by, at=at)


def _to_former(change: Change, at: datetime) -> Draft:
    person = change.person
    return Draft(
        f"{_subject(person)}:former_telephone:{at.isoformat()}",
        Address("sms", _number(change.former), f"{_subject(person)}:former_phone"),
        "您在代表名册上的联系电话已更改",
        f"{person.name}代表：请您确认、联名和答复邀请的链接不再发到这个号码。不是您本人要求的，请马上告诉代表工作机构。",
    )


def _number(stored: str) -> str:
    return phones.stored(stored).number if stored else ""


def _subject(person: Representative) -> str:
    return f"representative:{person.pk}"
