"""Names of people and of bodies, one line each; the dots between the parts of a name are one dot."""

import re
import unicodedata

from office.numbers import clean_text

PERSON_AT_MOST = 60
BODY_AT_MOST = 60
RARE = "姓名里有少见字或自造字，个别手机、打印件上可能显示不出来，请办理时核对"
# What else is typed for it: other middle dots of any width, and between Chinese characters a full stop.
DOT = "·"
MIDDLE_DOTS = "·•‧・･∙⋅●᛫․⸱⸳ꞏ˙ᐧㆍ◦∘"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010fffd"
_HAN = f"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff{_PRIVATE}"
_DOTTED = f" ?[{MIDDLE_DOTS}.．。｡﹒]{{1,3}} ?"
# Between Chinese characters, and between one and a letter of another script.
BETWEEN_HAN = re.compile(
    f"(?<=[{_HAN}]){_DOTTED}(?=[^\\W\\d_]|[{_PRIVATE}])|(?<=[^\\W\\d_]){_DOTTED}(?=[{_HAN}])"
)
SPACED_HAN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
DOTS = str.maketrans(
    dict.fromkeys(MIDDLE_DOTS, DOT) | dict.fromkeys("．﹒", ".") | dict.fromkeys("‘’`´＇ʼ｀", "'")
)
# A name that ends a sentence; the full stop of an abbreviation stays.
BEHIND_HAN = re.compile(f"(?<=[{_HAN}])[ .．。｡,，;；、]+$")
# Letters of any script, private-use characters, and the marks that stand on or choose a form of the one before.
_WORD = rf"(?:[^\W\d_]|[{_PRIVATE}\u0300-\u036f\U000e0100-\U000e01ef])+"
PERSON = re.compile(rf"{_WORD}(?:[· .\-'’]{{1,2}}{_WORD})*\.?(?:[（(]{_WORD}[)）])?")
RARE_CHARACTERS = re.compile(f"[\u3400-\u4dbf\U00020000-\U0003ffff{_PRIVATE}]")
HALF_WIDTH = {code: code - 0xFEE0 for place in ((0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for code in range(*place)}


def person(typed: str) -> str:
    """Parts joined by one middle dot, no spaces between Chinese characters; a remark in brackets may follow.

    Rare and private-use characters pass; `note` says what to look at. Raises ValueError with the words to show.
    """
    text = line(typed, PERSON_AT_MOST).translate(HALF_WIDTH)
    name = SPACED_HAN.sub("", BETWEEN_HAN.sub(DOT, BEHIND_HAN.sub("", text)).translate(DOTS))
    if name and not (PERSON.fullmatch(name) and not any(map(_counts, name))):
        raise ValueError(f"“{text[:20]}”不像姓名，请只填写文字，不要带数字、公式或标点")
    return name


def _counts(character: str) -> bool:
    """②, ², Ⅱ: a number under another sign; 〇 is a character of names."""
    return unicodedata.category(character) in {"No", "Nl"} and character != "〇"


def note(name: str) -> str:
    """What whoever handles the matter should look at; "" for nothing."""
    return RARE if RARE_CHARACTERS.search(name) else ""


def line(typed: str, at_most: int) -> str:
    """One line without invisible characters. Raises ValueError for a longer one."""
    text = " ".join(clean_text(typed).split())
    if len(text) > at_most:
        raise ValueError(f"内容有 {len(text)} 个字，最多 {at_most} 个字，请删减")
    return text


def body(typed: str) -> str:
    """An enterprise or office, as it is written on its licence. Raises ValueError for a longer one."""
    return line(typed, BODY_AT_MOST)
