"""Sounds of characters without tones: whoever types 代款 or daikuan, or drops the g of 惠民, means the same word."""

from functools import lru_cache
from itertools import pairwise

READINGS_AT_MOST = 2
# Pairs whose second-listed reading is meant; a dictionary of characters cannot know.
PHRASES = {
    "银行": ("yin", "hang"), "行业": ("hang", "ye"), "商行": ("shang", "hang"), "行长": ("hang", "zhang"),
    "增长": ("zeng", "zhang"), "成长": ("cheng", "zhang"), "返还": ("fan", "huan"), "还本": ("huan", "ben"),
    "还款": ("huan", "kuan"), "还贷": ("huan", "dai"), "重新": ("chong", "xin"), "调整": ("tiao", "zheng"),
    "调解": ("tiao", "jie"), "调节": ("tiao", "jie"), "供给": ("gong", "ji"), "给付": ("ji", "fu"),
    "会计": ("kuai", "ji"), "参加": ("can", "jia"), "税率": ("shui", "lv"), "利率": ("li", "lv"),
    "处罚": ("chu", "fa"), "处理": ("chu", "li"), "便利": ("bian", "li"), "传统": ("chuan", "tong"),
    "重庆": ("chong", "qing"), "长江": ("chang", "jiang"), "厦门": ("xia", "men"), "重组": ("chong", "zu"),
    "校验": ("jiao", "yan"), "了解": ("liao", "jie"), "着力": ("zhuo", "li"), "朝阳": ("chao", "yang"),
}  # fmt: skip


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """The commonest syllables of a character, the first first; none for what is no character."""
    # The dictionary takes 11 MB: only processes that search load it.
    from pypinyin import Style, pinyin_dict
    from pypinyin.style import convert

    known = pinyin_dict.pinyin_dict.get(ord(character), "")
    plain = (convert(each, Style.NORMAL, strict=False) for each in known.split(",") if each)
    return tuple(dict.fromkeys(each.replace("ü", "v") for each in plain))[:READINGS_AT_MOST]


def syllables(text: str) -> list[str]:
    """One syllable a character; what has none stands as it is."""
    spoken = [(readings(character) or (character,))[0] for character in text]
    for place in range(len(text) - 1):
        if pair := PHRASES.get(text[place : place + 2]):
            spoken[place : place + 2] = pair
    return spoken


@lru_cache(maxsize=4_000)
def loose(syllable: str) -> str:
    """zh and z, n and l, ang and an sound alike in the mouths of this province."""
    for full, short in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(full):
            syllable = short + syllable[2:]
            break
    if syllable.startswith("n"):
        syllable = "l" + syllable[1:]
    if syllable.endswith(("ang", "eng", "ing")):
        syllable = syllable[:-1]
    return syllable.replace("v", "u")


@lru_cache(maxsize=50_000)
def pair_keys(first: str, second: str) -> tuple[str, ...]:
    """The loose sounds of two neighbouring characters, all their readings."""
    if pair := PHRASES.get(first + second):
        return (f"{loose(pair[0])} {loose(pair[1])}",)
    return tuple(dict.fromkeys(f"{loose(a)} {loose(b)}" for a in readings(first) for b in readings(second)))


def heard_as(text: str) -> str:
    """The loose sounds of all its characters."""
    return " ".join(map(loose, syllables(text)))


def sound_pairs(run: str) -> set[str]:
    """Of every two neighbouring characters of a run."""
    return {key for first, second in pairwise(run) for key in pair_keys(first, second)}


@lru_cache(maxsize=1)
def known_syllables() -> frozenset[str]:
    """What a syllable can be: those of the common characters."""
    return frozenset(each for code in range(0x4E00, 0x9FA6) for each in readings(chr(code)) if each.isascii())


def spelled(letters: str, *, ways: int = 3) -> list[list[str]]:
    """How letters may be read as syllables, fewest syllables first: xian is one or two. Empty where none fits."""
    best: list[list[list[str]]] = [[] for _ in range(len(letters) + 1)]
    best[0] = [[]]
    for end in range(1, len(letters) + 1):
        found = [
            [*before, letters[start:end]]
            for start in range(max(0, end - 6), end)
            if letters[start:end] in known_syllables()
            for before in best[start]
        ]
        best[end] = sorted(found, key=len)[:ways]
    return best[len(letters)]


def initials(text: str) -> str:
    """First letters: 专精特新 is zjtx."""
    return "".join(syllable[0] for syllable in syllables(text))
