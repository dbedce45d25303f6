"""What of a text is stored and searched: personal data masked, the original as one encrypted field.

Also says when a text reads like an accusation of an official (检举控告) or tells several matters: proposals for
triage only. Costs under a millisecond, so intake does it in the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from office import detector
from office.detector import Kind
from requests_app.proposing import matters

# The unified code is in a public register, and says whose matter it is; public wording refuses it all the same.
LEFT = frozenset({Kind.USCC})

_OFFICIAL = (
    r"(?:局长|副局长|科长|股长|所长|站长|队长|书记|主任|镇长|乡长|处长|主席|市长|县长|干部|领导|公职|公务员|官员|工作人员|执法人员|"
    r"办事人员|管委会|某局|单位的人|国企|村支书|支书)"
)
# What only an accusation says.
_CORRUPT = re.compile(
    r"受贿|索贿|行贿|贪污|腐败|吃拿卡要|以权谋私|权钱交易|利益输送|中饱私囊|徇私|渎职|职务便利|"
    r"(?:都|就)要(?:烟|酒|红包)|要烟要酒|不给(?:钱|好处)?就(?:卡|不)|"
    r"(?:收|要|拿|索要|收取|收受)(?:了|过|我们?|企业|人家|他们?){0,3}\w{0,4}?(?:红包|好处费|好处|回扣|辛苦费|感谢费|茶水费|贿赂)|"
    r"(?:送|给)(?:了|过|他|她|领导)?(?:\w{0,4}?)(?:红包|好处费|回扣|辛苦费)"
)
# With what makes it somebody else's, before or after it: 恶意举报, 举报电话.
_ACCUSES = re.compile(
    r"(恶意|职业|匿名|被|投诉)?(?:实名|联名)?(?:举报|检举|控告)(人|电话|奖励|箱|我们|了我|到)?"
)
_GIFTS = re.compile(r"(?:送礼|送烟|烟酒|请吃|请客|要请吃饭|要烟|要酒|吃请|暗示|打点|卡着不|刁难)")


@dataclass(frozen=True)
class Masked:
    """The text as it is stored, and marks for whoever triages it."""

    text: str
    marks: tuple[str, ...]


def mask(text: str, names: Iterable[str] = ()) -> Masked:
    """`names`: of the contact; telephones, identity, card and plate numbers, addresses and persons go by themselves."""
    hits = [hit for hit in detector.find(text, names) if hit.kind not in LEFT]
    found = []
    if hits:
        found.append("masked")
    if reads_like_accusation(text):
        found.append("accusation")
    if len(matters.matters_in(text)) > 1:
        found.append("several")
    return Masked(detector.masked(text, hits), tuple(found))


def reads_like_accusation(text: str) -> bool:
    """Of an official: words that only an accusation has, or 举报 or gifts in one text with an official."""
    if _CORRUPT.search(text):
        return True
    accuses = any(not (found.group(1) or found.group(2)) for found in _ACCUSES.finditer(text))
    return bool(re.search(_OFFICIAL, text)) and (accuses or bool(_GIFTS.search(text)))
