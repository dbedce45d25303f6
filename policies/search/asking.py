"""A query as what is looked for: units, each with the ways in which a document may hold it. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log

from office.search.sounds import heard_as, loose, pair_keys, readings, spelled
from policies.search.index import INITIALS_AT_MOST, Index
from policies.search.words import (
    QUERY_AT_MOST,
    RUNS_AT_MOST,
    core,
    is_han,
    is_latin,
    normalised,
    pairs,
    runs,
)

MEANINGS_AT_MOST = 8
SHARED_AT_LEAST = 0.5
# What no document knows is mostly the seam of two words; it may still speak against the rest.
SEAM = 1.5
# 钱不 of 欠钱不还: half of a known word with its neighbour.
EDGE_SHARE = 0.5
SINGLE = 0.7
HEARD_SHARE = 0.6
# What nearly everybody asks for and nearly everything gives.
GENERAL = frozenset(
    {"补贴", "补助", "奖励", "优惠", "政策", "支持", "扶持", "资金", "项目", "申报", "企业", "公司", "服务"}
)
# What is told around a matter: who, when, how much.
AROUND = (
    "国家 政府 单位 工厂 厂里 厂子 老板 工人 员工 职工 个人 人员 今年 去年 明年 现在 目前 最近 已经 时间 地方 情况 问题 "
    "规定 标准 要求 条件 材料 申请 办理 领取 享受 一次 一年 每年 以上 以下 自己 别人 东西 好处 事情"
)
TOLD_AROUND = frozenset(AROUND.split())
GENERAL_SHARE, AROUND_SHARE = 0.5, 0.3


@dataclass(frozen=True)
class Unit:
    """One thing wanted: two characters, a word with its meanings, initials, or one character.

    `weight` is what it tells; a seam is a pair that nothing holds. `word` is as typed or spelled, `means` what the clerks' list says for it.
    """

    weight: float
    word: str = ""
    sounds: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    initials: str = ""
    is_seam: bool = False


@dataclass(frozen=True)
class Wanted:
    """`phrases` are the unbroken stretches as typed."""

    text: str
    units: tuple[Unit, ...] = ()
    phrases: tuple[str, ...] = ()


def wanted(query: str, index: Index) -> Wanted:
    text = core(normalised(query[:QUERY_AT_MOST]), index.kept_words)
    parts = list(runs(text))[:RUNS_AT_MOST]
    units = [unit for run in parts for unit in (_latin(run, index) if is_latin(run) else _han(run, index))]
    unique = {(unit.word, unit.sounds, unit.initials): unit for unit in units}
    return Wanted(text, tuple(unique.values()), tuple(run for run in parts if len(run) > 1))


def _han(run: str, index: Index) -> Iterator[Unit]:
    """Words of the clerks' list with their meanings, and each other pair of neighbours."""
    if len(run) == 1 and run not in index.synonyms:
        yield Unit(SINGLE, word=run)
        return
    inside: set[int] = set()
    edges: set[int] = set()
    for start, word in _known_words(run, index):
        yield _word(word, index)
        inside |= set(range(start, start + len(word) - 1))
        edges |= {start - 1, start + len(word) - 1}
    for place in range(len(run) - 1):
        if place not in inside:
            yield _pair(run[place : place + 2], index, share=EDGE_SHARE if place in edges else 1.0)
    yield from _lone_characters(run, index)


def _lone_characters(run: str, index: Index) -> Iterator[Unit]:
    """想贷五百万: a character of the clerks' list whose neighbours make no known word with it."""
    for place, character in enumerate(run):
        around = {run[max(0, place - 1) : place + 1], run[place : place + 2]}
        if character in index.synonyms and not any(pair in index.head for pair in around):
            yield _word(character, index)


def _known_words(run: str, index: Index) -> list[tuple[int, str]]:
    """Of the clerks' list within the run, the longest first, none over another."""
    found = [
        (place, end - place, word)
        for place in range(len(run))
        for end in range(place + 1, min(place + 8, len(run)) + 1)
        if (end - place > 1 or len(run) == 1) and (word := _listed(run[place:end], index))
    ]
    taken: set[int] = set()
    kept = []
    for place, length, word in sorted(found, key=lambda each: (-each[1], each[2] not in run, each[0])):
        span = set(range(place, place + length))
        if taken.isdisjoint(span):
            kept.append((place, word))
            taken |= span
    return kept


def _listed(said: str, index: Index) -> str:
    """The word of the clerks' list that this is, or that it sounds like where nobody writes it so."""
    if said in index.synonyms:
        return said
    if len(said) < 2 or all(pair in index.seen_in for pair in pairs(said)):
        return ""
    return index.heard_words.get(heard_as(said), "")


def _word(word: str, index: Index, *, surely: float = 1.0) -> Unit:
    means = tuple(normalised(each) for each in index.synonyms.get(word, ()))[:MEANINGS_AT_MOST]
    weights = [weight for each in (word, *means) for pair in pairs(each) if (weight := index.weight(pair))]
    typical = sum(weights) / len(weights) if weights else SEAM
    sounds = pair_keys(word[0], word[1]) if len(word) == 2 and is_han(word) else ()
    weight = typical * surely * max(0.8, min(2.0, len(word) / 2)) * _specific(word)
    return Unit(weight, word=word, means=means, sounds=sounds)


def _pair(pair: str, index: Index, *, share: float) -> Unit:
    sounds = pair_keys(pair[0], pair[1]) if is_han(pair) else ()
    heard = max((len(index.sounds.get(key, ())) for key in sounds), default=0)
    known = index.weight(pair) or (_rarity(index, heard) * HEARD_SHARE if heard else 0.0)
    return Unit((known or SEAM) * share * _specific(pair), word=pair, sounds=sounds, is_seam=not known)


def _specific(word: str) -> float:
    if word in TOLD_AROUND:
        return AROUND_SHARE
    return GENERAL_SHARE if word in GENERAL else 1.0


def _rarity(index: Index, count: int) -> float:
    return log(1 + len(index.documents) / count)


def _latin(run: str, index: Index) -> Iterator[Unit]:
    """Letters are a spelling, a spelling with a slip, initials, or a word of their own."""
    if run in index.synonyms:
        yield _word(run, index)
        return
    yield from _initials(run, index)
    for pair in sorted(pairs(run)):
        if pair in index.head:
            yield Unit(index.weight(pair) * 0.3, word=pair)
    ways = spelled(run) if len(run) > 1 else []
    if run in index.spellings:
        yield from (_word(word, index) for word in sorted(index.spellings[run]))
        return
    if not ways and (begun := _begun(run, index)):
        yield from (_word(word, index, surely=0.8) for word in begun)
        return
    if [run] in ways:
        yield from (Unit(SINGLE, word=character) for character in _sounding(run, index))
        return
    heard = [list(_heard(way, index)) for way in ways]
    best = max(heard, key=len, default=[])
    yield from best
    if not best and len(run) > 3:
        yield from (_word(word, index, surely=0.8) for word in _near_spellings(run, index))


def _initials(run: str, index: Index) -> Iterator[Unit]:
    """gxjs as it stands in a title; where none has it whole, its two parts: gxqy is gx, and further on qy."""
    if run in index.letters and len(run) <= INITIALS_AT_MOST:
        yield Unit(_rarity(index, len(index.letters[run])), initials=run)
    elif 4 <= len(run) <= INITIALS_AT_MOST and not spelled(run):
        places = sorted(range(2, len(run) - 1), key=lambda place: abs(len(run) - 2 * place))
        cuts = [(run[:place], run[place:]) for place in places]
        known = [cut for cut in cuts if all(part in index.letters for part in cut)]
        # zjtx is a word: zjtxqy is zjtx and qy, not zjt and xqy.
        known.sort(key=lambda cut: not any(f"={part}" in index.letters for part in cut))
        yield from (
            Unit(_rarity(index, len(index.letters[part])), initials=part)
            for part in (known[0] if known else ())
        )


def _sounding(syllable: str, index: Index) -> list[str]:
    """The characters of titles and keywords that are read so, the commonest three."""
    alike = [each for each in index.characters if syllable in readings(each)]
    return sorted(alike, key=lambda each: (-len(index.characters[each]), each))[:3]


def _heard(way: list[str], index: Index) -> Iterator[Unit]:
    for first, second in pairwise(way):
        key = f"{loose(first)} {loose(second)}"
        if count := len(index.sounds.get(key, ())):
            yield Unit(_rarity(index, count), sounds=(key,))


def _begun(run: str, index: Index) -> list[str]:
    """sheb is the beginning of shebei: the words of the shortest spellings that go on from here."""
    longer = [each for each in index.spellings if each.startswith(run)] if len(run) > 2 else []
    shortest = min(map(len, longer), default=0)
    return sorted(word for each in longer if len(each) == shortest for word in index.spellings[each])[:3]


def _near_spellings(run: str, index: Index) -> list[str]:
    """Words whose spelling is a slip or two away: daikaun is daikuan."""
    allowed = 1 if len(run) < 8 else 2
    wished = pairs(run)
    shared = Counter(spelling for pair in wished for spelling in index.spelling_pairs.get(pair, ()))
    likely = [
        spelling
        for spelling, count in shared.most_common(60)
        if count >= min(SHARED_AT_LEAST * (len(wished) - 1), len(run) / 5)
        and abs(len(spelling) - len(run)) <= allowed
    ]
    near = [(distance(run, spelling), spelling) for spelling in likely]
    closest = min((slips for slips, _ in near), default=allowed + 1)
    return sorted(
        word for slips, spelling in near if slips == closest <= allowed for word in index.spellings[spelling]
    )


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with their neighbour (Damerau; optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wished in enumerate(other, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wished))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wished
            now.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, now
    return last[-1]
