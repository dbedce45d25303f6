"""Which parts of a shown text were hit: pieces for the page to mark, never markup."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from office.search.sounds import initials, pair_keys
from office.search.variants import simplified
from policies.search.asking import Wanted

AROUND = 24
SNIPPET_AT_MOST = 72


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool


def marked(text: str, want: Wanted) -> list[Piece]:
    """The whole text in pieces, in order."""
    hit = _hits(text, want)
    return [
        Piece("".join(text[place] for place in places), is_hit)
        for is_hit, places in (
            (is_hit, list(run)) for is_hit, run in groupby(range(len(text)), hit.__getitem__)
        )
    ]


def snippet(text: str, want: Wanted) -> list[Piece]:
    """The stretch of a long text around its first hit; empty where there is none."""
    hit = _hits(text, want)
    if True not in hit:
        return []
    start = max(0, hit.index(True) - AROUND)
    end = min(len(text), start + SNIPPET_AT_MOST)
    pieces = marked(text[start:end], want)
    before = [Piece("…", is_hit=False)] if start else []
    return [*before, *pieces, *([Piece("…", is_hit=False)] if end < len(text) else [])]


def _hits(text: str, want: Wanted) -> list[bool]:
    """For each character whether it belongs to a hit. Lower case and simplified keep their places."""
    plain = simplified("".join(each if len(each.casefold()) != 1 else each.casefold() for each in text))
    hit = [False] * len(plain)
    for start, end in _spans(plain, want):
        hit[start:end] = [True] * (end - start)
    return hit


def _spans(plain: str, want: Wanted) -> Iterator[tuple[int, int]]:
    typed = {word for unit in want.units for word in (unit.word, *unit.means)} - {""}
    for wished in typed:
        start = plain.find(wished)
        while start >= 0:
            yield start, start + len(wished)
            start = plain.find(wished, start + 1)
    heard = {sound for unit in want.units for sound in unit.sounds}
    letters = {unit.initials for unit in want.units} - {""}
    for place in range(len(plain) - 1):
        if heard and not heard.isdisjoint(pair_keys(plain[place], plain[place + 1])):
            yield place, place + 2
        for wished in letters:
            if initials(plain[place : place + len(wished)]) == wished:
                yield place, place + len(wished)
