"""Which standard answers come near what somebody wrote: those that share most pairs of characters with it."""

from collections.abc import Collection
from datetime import date

from policies.models import StandardAnswer
from policies.search.words import normalised

AT_MOST = 5
# Fewer pairs are met by chance: 企业, 申请, 办理.
PAIRS_AT_LEAST = 3
READ_AT_MOST = 500
COMMON = frozenset({"企业", "公司", "单位", "办理", "申请", "我们", "问题", "希望", "请问", "什么", "怎么"})


def near(text: str, departments: Collection[int], *, on: date, limit: int = AT_MOST) -> list[StandardAnswer]:
    """What these units may quote on the local date, nearest to the text first."""
    wanted = _pairs(text)
    rows = StandardAnswer.objects.quotable_by(departments, on)
    scored = [(_shared(wanted, row), row) for row in rows.for_lists().order_by("-pk")[:READ_AT_MOST]]
    scored.sort(key=lambda each: -each[0])
    return [row for score, row in scored if score >= PAIRS_AT_LEAST][:limit]


def quotable(code: str, departments: Collection[int], *, on: date) -> StandardAnswer | None:
    """The answer of that code if these units may quote it on that date."""
    return StandardAnswer.objects.quotable_by(departments, on).filter(code=code).first()


def _shared(wanted: frozenset[str], answer: StandardAnswer) -> int:
    """A pair of the question tells twice as much as one of the answer."""
    asked = _pairs(answer.question)
    return 2 * len(wanted & asked) + len(wanted & (_pairs(answer.text) - asked))


def _pairs(text: str) -> frozenset[str]:
    words = "".join(each for each in normalised(text) if each.isalnum())
    return frozenset(words[place : place + 2] for place in range(len(words) - 1)) - COMMON
