"""How often a form may be sent and a 查询码 tried, for the page and the API alike (office.throttle counts).

Over the limit a submission is doubtful: the visitor confirms it once and triage sees a mark. Over ten times
the limit it is refused for the hour. Both limits are settings of the office. They are counted by network
(office/networks.py), and none that a stranger can fill refuses anybody else (docs/operators.md, Limits).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from office import form_limits, throttle
from office.form_limits import HOUR, REFUSED_AT, LookupTry, by_network, limit
from office.networks import narrowest
from office.throttle import Hit
from requests_app.intake import triage_flags

DAY = 24 * HOUR
# Four digits of a telephone are 10,000 guesses: at 30 a day a found 查询码 stays closed for a year.
LOOKUPS_PER_CODE = 10
LOOKUPS_PER_CODE_AND_DAY = 30
# A county of 5,000 enterprises mistypes some dozens an hour; above it each network has only so many misses.
LOOKUPS_OF_SITE = 3000
LOOKUPS_WHEN_BUSY = 5
NO_LIMIT = 2**31 - 1
OF_PHONE = "forms_per_telephone"
# What triage sees of a form over the limit of its network or telephone.
DOUBTS = {
    "forms_per_address": triage_flags.MANY_FROM_ADDRESS,
    OF_PHONE: triage_flags.MANY_FROM_PHONE,
}
log = structlog.get_logger("limits")


@dataclass(frozen=True)
class Counted:
    """`doubts` are marks for triage; `retry_after` seconds when it is too much altogether, else 0.

    `of_phone`: how many forms the telephone has sent in this hour, this one included.
    """

    doubts: tuple[str, ...] = ()
    retry_after: int = 0
    of_phone: int = 0

    @property
    def minutes(self) -> int:
        """Until another try is taken, rounded up."""
        return -(-self.retry_after // 60)


def count_try(address: str, *, at: datetime) -> Counted:
    """One press on the button, whatever comes of it: what bounds the files that refused forms leave behind."""
    return Counted(retry_after=form_limits.count_try(address, at=at))


def form_count(address: str, phone: str, *, at: datetime, with_try: bool = False) -> Callable[[], Counted]:
    """Counts one complete form about to become a request when it is called; an anonymous one has no telephone.

    One statement, the try in it if it was not counted before, for the transaction that stores the request; the limits
    are read before it begins. A telephone is anybody's to type: over all networks it only marks the form.
    """
    of_address = limit("forms_per_address", at)
    hits = form_limits.tries(address, at) if with_try else []
    hits += by_network("forms_per_address", address, of_address * REFUSED_AT)
    if phone:
        of_phone = limit(OF_PHONE, at) * REFUSED_AT
        hits.append(Hit("forms_of_telephone_here", f"{phone} {narrowest(address)}", of_phone, HOUR))
        hits.append(Hit(OF_PHONE, phone, NO_LIMIT, HOUR))
    doubtful = {OF_PHONE: limit(OF_PHONE, at)} if phone else {}
    return lambda: _counted(hits, doubtful, at)


def _counted(hits: Sequence[Hit], doubtful: dict[str, int], at: datetime) -> Counted:
    """`doubtful` are the limits above which a scope marks, where that is not a tenth of what it refuses at."""
    verdicts = throttle.hit_in_order(hits, at=at)
    doubts = {
        DOUBTS[hit.scope]: None
        for hit, verdict in zip(hits, verdicts, strict=False)
        if hit.scope in DOUBTS and verdict.count > doubtful.get(hit.scope, hit.limit // REFUSED_AT)
    }
    of_phone = (verdict.count for hit, verdict in zip(hits, verdicts, strict=False) if hit.scope == OF_PHONE)
    return Counted(tuple(doubts), verdicts[-1].retry_after, max(of_phone, default=0))


def count_lookup(address: str, code: str, digits: str, *, at: datetime) -> LookupTry:
    """`digits` of the telephone as typed: none, the last four, or the whole number.

    The whole number is counted apart and by network alone, so whoever knows it gets in whatever strangers tried; the
    code's own limit, which whoever found a slip can fill, stops guesses of four digits. The site's limit refuses
    nobody: above it a network has fewer misses.
    """
    if len(digits) > 4:
        hits = by_network("lookups_whole", address, form_limits.LOOKUPS_BY_WHOLE_PHONE)
    else:
        hits = by_network("lookups", address, limit("lookups_per_address", at))
        if digits:
            hits.append(Hit("lookups_code", code, LOOKUPS_PER_CODE, HOUR))
            hits.append(Hit("lookups_code_day", code, LOOKUPS_PER_CODE_AND_DAY, DAY))
        hits.append(Hit("lookups_site", "", NO_LIMIT, HOUR))
    verdicts = throttle.hit_in_order(hits, at=at)
    wait = verdicts[-1].retry_after
    of_site = verdicts[-1].count if not wait and len(digits) <= 4 else 0
    if of_site > LOOKUPS_OF_SITE and verdicts[0].count > LOOKUPS_WHEN_BUSY:
        wait = HOUR - int(at.timestamp()) % HOUR
    if of_site == LOOKUPS_OF_SITE + 1:
        log.warning("lookups_many", misses=of_site)
    return LookupTry(tuple(hits), wait, at)
