"""The code of a policy or an item in addresses, made of its title's spelling where nobody typed one."""

import re
from collections.abc import Callable
from itertools import chain, count

from office.search.sounds import syllables
from policies.search.words import is_han, normalised, runs

SYLLABLES_AT_MOST = 6
# What an event's subject holds beside its kind (office/events/facts.py).
LONGEST = 48
# Leaves room for the number of a code that is taken.
LENGTH_AT_MOST = LONGEST - 4


def slug_of(title: str, *, is_taken: Callable[[str], bool]) -> str:
    """The first syllables of a title without what stands in brackets, with a number where that is taken.

    无还本续贷（到期不用先还本金） is wu-huan-ben-xu-dai; a title without anything to spell is ziliao.
    """
    bare = re.sub(r"[（(][^（()）]*[)）]", "", title)
    parts = [part for run in runs(normalised(bare)) for part in _spelled(run)]
    spelled = [part.replace("ü", "v") for part in parts if re.fullmatch(r"[a-z0-9]+", part)]
    slug = "-".join(spelled[:SYLLABLES_AT_MOST])[:LENGTH_AT_MOST].strip("-") or "ziliao"
    tries = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(each for each in tries if not is_taken(each))


def _spelled(run: str) -> list[str]:
    """One part a syllable; digits stay together."""
    return re.sub(r"(?<=\d) (?=\d)", "", " ".join(syllables(run))).split() if is_han(run) else [run]
