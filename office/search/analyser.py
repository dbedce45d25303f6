"""How a text and a query are brought to one spelling: the only analyser, for the desk, directories and policies."""

import re
import unicodedata

from office.numbers import as_characters, without_long_mark_runs
from office.search.sounds import initials, syllables
from office.search.variants import simplified
from office.typed.names import MIDDLE_DOTS

# Brackets, quotation marks and middle dots: one writes them, the next does not.
LEFT_OUT = re.compile(f"[()\\[\\]{{}}<>《》〈〉「」『』【】〖〗〔〕\"'“”‘’{MIDDLE_DOTS}]+")
# A full stop that stands for the dot of a name.
NAME_DOT = re.compile("(?<=[\u3400-\u9fff])\\.(?=[\u3400-\u9fff])")
# Between digits they belong to a number.
PARTED = re.compile(r"\s+|(?<!\d)[,、;。]+|[,、;。]+(?!\d)")
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")


def normalised(text: str) -> str:
    """Full and half width, upper and lower case, traditional and simplified are the same, brackets are left out;
    spaces are one space."""
    plain = unicodedata.normalize("NFKC", without_long_mark_runs(as_characters(text))).casefold()
    return " ".join(NAME_DOT.sub("", LEFT_OUT.sub("", simplified(plain))).split())


def spoken(text: str) -> str:
    """The spelling and the initials of each stretch of characters, to be indexed beside a name: 鑫达机械 gives
    `xindajixie xdjx`."""
    stretches = HAN.findall(normalised(text))
    return " ".join(word for each in stretches for word in ("".join(syllables(each)), initials(each)))


def words_of(query: str) -> list[str]:
    """The words of a query, parted by spaces or by the punctuation of a list: 鑫达，机械."""
    return [word for word in PARTED.split(normalised(query)) if word]


def holds(text: str, query: str, sounds: str) -> bool:
    """Whether each word of the query stands in the text or, of Latin letters, in its `sounds`."""
    written, words = normalised(text), words_of(query)
    return bool(words) and all(word in written or (word.isascii() and word in sounds) for word in words)
