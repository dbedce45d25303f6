"""A short title for what somebody has written: proposed at triage, for a person to word better.

Taken from the text alone, so that nothing is said of a request that it does not say itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST = 18
SHORTEST = 5
_CLAUSE = re.compile(r"[。！？!?；;，,、：:\n…]|(?<=[^0-9])\.|\.(?=[^0-9])")
# What stands before the matter: greetings, who is speaking, that something is being said.
_BEFORE = re.compile(
    r"^(?:您好|你好|领导|各位|老师|请问|请教|麻烦|咨询|反映|想问|想|就是|那个|现在|目前|另外|还有|而且|但是|但|因为|由于"
    r"|本人|(?:我们?|咱们?|本|贵)(?:公司|企业|单位|厂里|厂子|厂(?!房)|司|店|合作社)?(?:这边|这里)?(?![的家])|厂里|公司(?![的里])"
    r"|(?:一下|一个)?(?:问题|情况|事情)是?)+(?=.{5})"
)
_NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十0-9]{1,2}[、.．）)]")
# A wish, a doubt or what somebody else said names the matter less well than what happened.
_ASKING = re.compile(
    r"能不能|能否|可是|可以|听说|[他她]?说|请|希望|怎么|如何|是不是|有没有|每次|都|还|要|以|想问"
)
# What a clause loses for each one before it, and for asking, in characters of words that tell the matter.
LATER, ASKS = 0.75, 3
_AFTER = ("啊", "呀", "吧", "呢", "吗", "的话", "谢谢")


def proposed_title(text: str, words: Collection[str] = ()) -> str:
    """At most `LONGEST` characters, whole clauses: those with most of `words` (what the matter was told by), else the first.

    "" where no clause is short enough to stand for the whole.
    """
    clauses = [clause for part in _CLAUSE.split(text) if (clause := _plain(part))]
    fitting = [clause for clause in clauses if SHORTEST <= len(clause) <= LONGEST]
    if not fitting:
        return ""
    return max(
        fitting, key=lambda clause: _told(clause, words) - LATER * clauses.index(clause) - _asks(clause)
    )


def cut(text: str, longest: int) -> str:
    """A text that is too long, up to its last comma; only where there is none within a sentence, with an ellipsis."""
    if len(text) <= longest:
        return text
    ends = [found.start() for found in re.finditer(r"[，,、；;：:]", text[: longest + 1])]
    return text[: ends[-1]] if ends and ends[-1] >= SHORTEST else text[: longest - 1] + "…"


def _plain(clause: str) -> str:
    plain = _BEFORE.sub("", _NUMBERED.sub("", clause.strip()))
    end = len(plain)
    while last := next((word for word in _AFTER if plain.endswith(word, 0, end)), ""):
        end -= len(last)
    return plain[:end].strip(" “”\"'《》（）()")


def _asks(clause: str) -> int:
    return ASKS if _ASKING.match(clause) else 0


def _told(clause: str, words: Collection[str]) -> int:
    return sum(len(word) for word in words if word in clause)
