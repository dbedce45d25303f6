"""The short handbook: for one trade what it brings, until when and whom to ask, on two sheets of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policies.handbook.contents import Contents, Entry

# So many lines fit on two sheets; the others are named by their number.
AT_MOST = 56


@dataclass(frozen=True)
class Short:
    entries: Sequence[Entry]
    left_out: int


def of_trade(found: Contents, sector: str) -> Short:
    """What a trade may use: what names it first, then what every trade may; what ends sooner stands first in each.

    `sector` is a value of `audience.Sector`, or "" for what is open to every trade.
    """
    entries = [entry for chapter in found.chapters for entry in chapter.entries]
    fits = [(entry, entry.version.fit.get("sectors", [])) for entry in entries]
    named = [entry for entry, sectors in fits if sector and sector in sectors]
    everybody = [entry for entry, sectors in fits if not sectors]
    rows = [*sorted(named, key=_until), *sorted(everybody, key=_until)]
    return Short(rows[:AT_MOST], max(0, len(rows) - AT_MOST))


def _until(entry: Entry) -> date:
    return entry.version.expires_on or date.max
