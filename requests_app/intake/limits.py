"""How often a form may be sent, for the page and the API alike (office.throttle counts).

Over the limit a submission is doubtful: the visitor confirms it once and triage sees a mark. Over ten times
the limit it is refused for the hour. Both limits are settings of the office.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from office import options, throttle
from office.calendar import local_date
from office.throttle import Hit
from requests_app.intake import triage_flags

HOUR = 3600
DAY = 24 * HOUR
REFUSED_AT = 10
# Four digits of a telephone are 10,000 guesses: at 30 a day a found 查询码 stays closed for a year.
LOOKUPS_PER_CODE = 10
LOOKUPS_PER_CODE_AND_DAY = 30
# A county of 5,000 enterprises looks up some hundred times an hour at most.
LOOKUPS_OF_SITE = 3000
OF_PHONE = "forms_per_telephone"
# What triage sees of a form over the limit of its address or telephone.
DOUBTS = {
    "forms_per_address": triage_flags.MANY_FROM_ADDRESS,
    OF_PHONE: triage_flags.MANY_FROM_PHONE,
}


@dataclass(frozen=True)
class Counted:
    """`doubts` are marks for triage; `retry_after` seconds when it is too much altogether, else 0.

    `of_phone`: how many forms the telephone has sent in this hour, this one included.
    """

    doubts: tuple[str, ...] = ()
    retry_after: int = 0
    of_phone: int = 0


def count_try(address: str, *, at: datetime) -> Counted:
    """One press on the button, whatever comes of it: what bounds the files that refused forms leave behind."""
    limit = _limit("forms_per_address", at) * REFUSED_AT
    verdict = throttle.hit("form_tries", place(address), limit=limit, seconds=HOUR, at=at)
    return Counted(retry_after=verdict.retry_after)


def form_count(address: str, phone: str, *, at: datetime, with_try: bool = False) -> Callable[[], Counted]:
    """Counts one complete form about to become a request when it is called; an anonymous one has no telephone.

    One statement, the try in it if it was not counted before, for the transaction that stores the request; the limits
    are read before it begins.
    """
    key, of_address = place(address), _limit("forms_per_address", at)
    hits = [Hit("form_tries", key, of_address * REFUSED_AT, HOUR)] if with_try else []
    hits.append(Hit("forms_per_address", key, of_address * REFUSED_AT, HOUR))
    if phone:
        of_phone = _limit(OF_PHONE, at)
        hits.append(Hit(OF_PHONE, phone, of_phone * REFUSED_AT, HOUR))
    return lambda: _counted(hits, at)


def _counted(hits: Sequence[Hit], at: datetime) -> Counted:
    verdicts = throttle.hit_all(hits, at=at)
    doubts = tuple(
        DOUBTS[hit.scope]
        for hit, verdict in zip(hits, verdicts, strict=True)
        if hit.scope in DOUBTS and verdict.count > hit.limit // REFUSED_AT
    )
    of_phone = (verdict.count for hit, verdict in zip(hits, verdicts, strict=True) if hit.scope == OF_PHONE)
    return Counted(doubts, max(verdict.retry_after for verdict in verdicts), max(of_phone, default=0))


def _limit(option: str, at: datetime) -> int:
    return int(options.value(option, local_date(at)))


def count_lookup(address: str, code: str, *, at: datetime) -> int:
    """One try to open a case by its code: seconds to wait when the code, the address or the site had too many."""
    per_address = int(options.value("lookups_per_address", local_date(at)))
    hits = [
        Hit("lookups", place(address), per_address, HOUR),
        Hit("lookups_code", code, LOOKUPS_PER_CODE, HOUR),
        Hit("lookups_code_day", code, LOOKUPS_PER_CODE_AND_DAY, DAY),
        Hit("lookups_site", "", LOOKUPS_OF_SITE, HOUR),
    ]
    return max(verdict.retry_after for verdict in throttle.hit_all(hits, at=at))


def forget_lookups(code: str) -> None:
    """Whoever knew code and telephone may look again as often as needed."""
    throttle.forget(code, "lookups_code", "lookups_code_day")


def place(address: str) -> str:
    """What counts as one address: of IPv6 the network of a household, as each device has a whole one to itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return address
