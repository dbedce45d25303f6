"""Names of enterprises as they are compared: what is written differently for the same name is folded away."""

import re
import unicodedata

from office.numbers import without_long_mark_runs
from office.typed.names import MIDDLE_DOTS

# Brackets, spaces, dots and hyphens: one clerk writes them, the next does not.
_LEFT_OUT = re.compile(rf"[\s()\[\]{{}}<>《》〈〉「」『』【】〔〕{MIDDLE_DOTS}.,，。、'\"“”‘’_\-—–~]+")
# NFKC writes some characters as several.
FOLDED_AT_MOST = 240
_LONG_FORM = "有限责任公司"
_SHORT_FORM = "有限公司"


def folded_name(name: str) -> str:
    """The form in which two spellings of one name are equal (docs/domain.md § 1, 回避): width and case, spaces,
    brackets and dots left out, 有限责任公司 as 有限公司. Empty for a name without any letter."""
    text = unicodedata.normalize("NFKC", without_long_mark_runs(name)).casefold()
    return _LEFT_OUT.sub("", text).replace(_LONG_FORM, _SHORT_FORM)[:FOLDED_AT_MOST]
