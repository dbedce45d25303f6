"""Where a requester is reached, who supplied each address, and the telephone that was registered before."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from office.calendar import local_date
from office.crypto import blind_index
from office.models import User
from office.notifications.notices import Address
from office.typed.phones import Phone
from requests_app.access import keys
from requests_app.models import EnterpriseRequest, PhoneChange
from requests_app.models.grades import worth
from requests_app.models.verdict_keys import SentTo

PHONE_COLUMNS = ("phone", "phone_extension", "phone_index", "phone_grade")


@dataclass(frozen=True)
class Registered:
    """One address of a case with the grade of whoever supplied it; of a former telephone its `change`."""

    address: Address
    grade: str
    sent_to: str
    change: PhoneChange | None = None


def present(case: EnterpriseRequest) -> list[Registered]:
    """Telephone and e-mail; nothing for whoever left neither."""
    found = []
    if case.phone:
        address = Address("sms", case.phone, f"{case.subject}:phone")
        found.append(Registered(address, case.phone_grade, SentTo.PHONE))
    if case.email:
        address = Address("email", case.email, f"{case.subject}:email")
        found.append(Registered(address, case.email_grade, SentTo.EMAIL))
    return found


def judging(case: EnterpriseRequest, on: date) -> list[Registered]:
    """Where the links of a round go: until a former telephone has agreed, to it as well; each number once."""
    former = [
        Registered(_former(case, change), change.former_grade, SentTo.FORMER, change)
        for change in open_changes(case, on)
        if change.former
    ]
    return list(_once([*present(case), *former]))


def _once(found: Iterable[Registered]) -> Iterable[Registered]:
    """A number that is registered twice, as itself and as a former one, gets the link of more worth."""
    best: dict[str, Registered] = {}
    for each in found:
        known = best.get(each.address.value)
        if known is None or worth(each.grade) > worth(known.grade):
            best[each.address.value] = each
    return best.values()


def family_root(case: EnterpriseRequest) -> int:
    """The key of the case that the receipt was given for."""
    return case.split_from_id or case.pk


def open_changes(case: EnterpriseRequest, on: date) -> list[PhoneChange]:
    """Those whose former telephone may still undo them, the latest first."""
    return list(PhoneChange.objects.open(on).filter(case=family_root(case)).order_by("-pk"))


def was_undone(case: EnterpriseRequest) -> bool:
    """A former telephone has said 不是我改的: from then on a desk needs a signed sheet."""
    return PhoneChange.objects.filter(case=family_root(case), undone_at__isnull=False).exists()


def phone_of(case: EnterpriseRequest) -> Phone:
    return Phone(case.phone, case.phone_extension)


def put_phone(case: EnterpriseRequest, phone: Phone, *, grade: str) -> None:
    """Give `case`, which the caller saves, and every part of its request this telephone."""
    case.phone, case.phone_extension = phone.number, phone.extension
    case.phone_index, case.phone_grade = blind_index(phone.number), grade
    others = keys.opened_with(case).order_by().exclude(pk=case.pk)
    others.update(**{column: getattr(case, column) for column in PHONE_COLUMNS})


def change_phone(
    case: EnterpriseRequest,
    *,
    former: Phone,
    former_grade: str,
    by: User | None,
    at: datetime,
) -> tuple[PhoneChange, str]:
    """Record that the telephone of `case` took the place of `former`; the row and the former one's token."""
    token = secrets.token_urlsafe(16)
    change = PhoneChange.objects.create(
        case_id=family_root(case),
        former=former.number,
        former_extension=former.extension,
        former_grade=former_grade,
        grade=case.phone_grade,
        token_hash=keys.hash_token(token),
        changed_at=at,
        changed_on=local_date(at),
        changed_by=by,
    )
    return change, token


def former_address(change: PhoneChange) -> Address:
    """Of the telephone that a change replaced."""
    return _former(change.case, change)


def _former(case: EnterpriseRequest, change: PhoneChange) -> Address:
    return Address("sms", change.former, f"{case.subject}:former_phone:{change.pk}")
