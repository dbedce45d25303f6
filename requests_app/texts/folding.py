"""One spelling for what people type in several: widths, cases, traditional characters, dialect, homophones."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from office.numbers import without_long_mark_runs
from office.search.variants import simplified
from requests_app.texts.lexicon import lexicon

TEXT_AT_MOST = 3000


def folded(text: str) -> str:
    """Half width, lower case, simplified, words of the county's dialect in common words, without spaces."""
    bounded = without_long_mark_runs(text[:TEXT_AT_MOST])
    plain = unicodedata.normalize("NFKC", bounded).casefold()
    common = _dialect().sub(lambda found: lexicon().dialect[found.group(0)], simplified(plain))
    return "".join(common.split())


def syllables(text: str) -> tuple[str, ...]:
    """How each character of a folded text sounds, without tones: 跳闸 and 跳扎 are the same."""
    return tuple(map(_syllable, text))


@lru_cache
def _dialect() -> re.Pattern[str]:
    words = sorted(lexicon().dialect, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    # The dictionary takes 11 MB: only processes that read what was typed load it.
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(character, style=Style.NORMAL)[0] if character.strip() else ""
