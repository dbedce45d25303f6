"""How often a form may be sent, for the page and the API alike (office.throttle counts).

Over the limit a submission is doubtful: the visitor confirms it once and triage sees a mark. Over ten times
the limit it is refused for the hour. Both limits are settings of the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from django.db import transaction

from office import options, throttle
from office.calendar import local_date
from requests_app.intake import triage_flags

HOUR = 3600
DAY = 24 * HOUR
REFUSED_AT = 10
# Four digits of a telephone are 10,000 guesses: at 30 a day a found 查询码 stays closed for a year.
LOOKUPS_PER_CODE = 10
LOOKUPS_PER_CODE_AND_DAY = 30
# A county of 5,000 enterprises looks up some hundred times an hour at most.
LOOKUPS_OF_SITE = 3000


@dataclass(frozen=True)
class Counted:
    """`doubts` are marks for triage; `retry_after` seconds when it is too much altogether, else 0."""

    doubts: tuple[str, ...] = ()
    retry_after: int = 0


def count_try(address: str, *, at: datetime) -> Counted:
    """One press on the button, whatever comes of it: what bounds the files that refused forms leave behind."""
    limit = _limit("forms_per_address", at) * REFUSED_AT
    verdict = throttle.hit("form_tries", place(address), limit=limit, seconds=HOUR, at=at)
    return Counted(retry_after=verdict.retry_after)


def count_form(address: str, phone: str, *, at: datetime, with_try: bool = False) -> Counted:
    """One complete form about to become a request; an anonymous one has no telephone.

    All counts in one transaction, the try with them if it was not counted before: a commit waits for the disk.
    """
    of_address, of_phone = _limit("forms_per_address", at), _limit("forms_per_telephone", at)
    with transaction.atomic():
        counted = [count_try(address, at=at)] if with_try else []
        key = place(address)
        counted.append(_count("forms_per_address", key, of_address, triage_flags.MANY_FROM_ADDRESS, at=at))
        if phone:
            counted.append(
                _count("forms_per_telephone", phone, of_phone, triage_flags.MANY_FROM_PHONE, at=at)
            )
    doubts = tuple(doubt for one in counted for doubt in one.doubts)
    return Counted(doubts, max(one.retry_after for one in counted))


def _limit(option: str, at: datetime) -> int:
    return int(options.value(option, local_date(at)))


def _count(scope: str, key: str, limit: int, mark: str, *, at: datetime) -> Counted:
    verdict = throttle.hit(scope, key, limit=limit * REFUSED_AT, seconds=HOUR, at=at)
    return Counted((mark,) if verdict.count > limit else (), verdict.retry_after)


def count_lookup(address: str, code: str, *, at: datetime) -> int:
    """One try to open a case by its code: seconds to wait when the code, the address or the site had too many."""
    per_address = int(options.value("lookups_per_address", local_date(at)))
    verdicts = [
        throttle.hit("lookups", place(address), limit=per_address, seconds=HOUR, at=at),
        throttle.hit("lookups_code", code, limit=LOOKUPS_PER_CODE, seconds=HOUR, at=at),
        throttle.hit("lookups_code_day", code, limit=LOOKUPS_PER_CODE_AND_DAY, seconds=DAY, at=at),
        throttle.hit("lookups_site", "", limit=LOOKUPS_OF_SITE, seconds=HOUR, at=at),
    ]
    return max(verdict.retry_after for verdict in verdicts)


def forget_lookups(code: str) -> None:
    """Whoever knew code and telephone may look again as often as needed."""
    throttle.forget("lookups_code", code)
    throttle.forget("lookups_code_day", code)


def place(address: str) -> str:
    """What counts as one address: of IPv6 the network of a household, as each device has a whole one to itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return address
