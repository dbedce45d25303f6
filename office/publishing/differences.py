"""What a later edition changed, in words: 到期日由 2026年12月31日 延至 2027年12月31日.

A record maps labels to values; a table maps keys to records.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from office.templatetags.wording import full_day, short_day

SHORT = 60
CHANGES_AT_MOST = 6
ALIKE = 0.5
# What is compared at all: beyond it a change is told as a whole.
COMPARED_AT_MOST = 100
PAIRS_AT_MOST = 400
SENTENCES_AT_MOST = 2000

Record = Mapping[str, Any]
Words = Callable[[Any, Any], Iterable[str]]


@dataclass(frozen=True)
class Change:
    """One value that differs. `row` names its row in a table; `words` say the change of a record in sentences.

    `before` and `after` are the texts themselves, empty where the words say all.
    """

    label: str
    before: str = ""
    after: str = ""
    row: str = ""
    words: tuple[str, ...] = ()


def of_records(before: Record, after: Record, words: Mapping[str, Words] | None = None) -> list[Change]:
    """In the order of `after`. `words` by label, where the value's type does not say how to put it."""
    wordings = words or {}
    return [
        Change(label, words=tuple(wordings[label](before[label], value)))
        if label in wordings
        else _change(label, before[label], value)
        for label, value in after.items()
        if before[label] != value
    ]


def _cell(value: Any) -> str:
    return short_day(value) if isinstance(value, date) else str(value)


def _listed(record: Record) -> str:
    return "，".join(f"{label} {_cell(value)}" for label, value in record.items())


def of_rows(
    before: Mapping[Any, Record],
    after: Mapping[Any, Record],
    *,
    name: Callable[[Any], str] = str,
    whole: Callable[[Record], str] = _listed,
) -> list[Change]:
    """By key and label. `name` is what a row is called, `whole` what is said of one that came or went."""
    return [
        change
        for key in sorted({*before, *after})
        for change in _row_changes(name(key), before.get(key), after.get(key), whole)
    ]


def until_words(before: date | None, after: date | None) -> Iterator[str]:
    """Of a last day, which is extended or brought forward."""
    yield _date_words(before, after, later="延至", earlier="提前到")


def text_words(before: str, after: str) -> Iterator[str]:
    """Short texts whole; of longer ones each place, with the words around it."""
    if not before:
        yield f"新写：“{_short(after)}”"
    elif not after:
        yield f"删去原文“{_short(before)}”"
    elif max(len(before), len(after)) <= SHORT:
        yield f"由“{before}”改为“{after}”"
    else:
        places = list(_places(before, after)) or ["只调整了分段"]
        yield from places[:CHANGES_AT_MOST]
        if len(places) > CHANGES_AT_MOST:
            yield f"另有 {len(places) - CHANGES_AT_MOST} 处改动"


def _change(label: str, before: Any, after: Any) -> Change:
    if isinstance(before or after, date):
        return Change(label, words=(_date_words(before, after),))
    if isinstance(after, dict):
        return Change(label, words=tuple(_mapping_words(before, after)))
    if isinstance(after, list):
        return Change(label, "\n".join(before), "\n".join(after), words=tuple(_list_words(before, after)))
    return Change(label, str(before), str(after), words=tuple(text_words(str(before), str(after))))


def _row_changes(
    row: str, before: Record | None, after: Record | None, whole: Callable[[Record], str]
) -> Iterator[Change]:
    if before is None or after is None:
        yield Change("整行", whole(before) if before else "", whole(after) if after else "", row)
        return
    for label, value in after.items():
        old, new = _cell(before.get(label, "")), _cell(value)
        if old != new:
            yield Change(label, old, new, row)


def _date_words(before: date | None, after: date | None, later: str = "改为", earlier: str = "改为") -> str:
    if before is None or after is None:
        return f"新定为{full_day(after)}" if after else f"原为{full_day(before)}，现不再规定"
    return f"由{full_day(before)}{later if after > before else earlier}{full_day(after)}"


def _list_words(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    gone = [each for each in before if each not in after]
    new = [each for each in after if each not in before]
    # Each is compared with each.
    for old in list(gone) if len(gone) * len(new) <= PAIRS_AT_MOST else []:
        alike = max(new, key=lambda each: _alikeness(old, each), default="")
        if alike and _alikeness(old, alike) > ALIKE:
            gone.remove(old)
            new.remove(alike)
            yield f"“{old}”改为“{alike}”"
    yield from (f"删去“{each}”" for each in gone)
    yield from (f"新增“{each}”" for each in new)
    if not gone and not new and sorted(before) == sorted(after):
        yield "只调整了顺序"


def _alikeness(one: str, other: str) -> float:
    begins = one[:COMPARED_AT_MOST], other[:COMPARED_AT_MOST]
    return SequenceMatcher(None, *begins, autojunk=False).ratio()


def _mapping_words(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield f"“{before.get(key) or '无'}”改为“{after.get(key) or '无'}”"


def _places(before: str, after: str) -> Iterator[str]:
    """Sentence by sentence: a reader compares sentences, not letters."""
    for left, right in _changed(*_differing(_sentences(before), _sentences(after))):
        if left and right:
            yield f"“{_short(left)}”改为“{_short(right)}”"
        elif left:
            yield f"删去“{_short(left)}”"
        elif right:
            yield f"新增“{_short(right)}”"


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """What stood in each place that differs, and what stands there now."""
    if not _is_soon_compared(old, new):
        yield "".join(old), "".join(new)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _rewritten(old[a:b], new[c:d])


def _rewritten(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """A changed sentence beside its former words; what stands next to it and resembles none is gone or new."""
    pairs: list[tuple[str, str]] = []
    gone, added = list(old), list(new)
    for each in new if len(old) != len(new) and len(old) * len(new) <= PAIRS_AT_MOST else []:
        was = max(gone, key=lambda one: _alikeness(one, each), default="")
        if was and _alikeness(was, each) > ALIKE:
            gone.remove(was)
            added.remove(each)
            pairs.append((was, each))
    if not pairs:
        yield "".join(old), "".join(new)
        return
    yield from pairs
    if gone:
        yield "".join(gone), ""
    if added:
        yield "", "".join(added)


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Without what both begin and end with."""
    shorter = min(len(old), len(new))
    begin = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    left = shorter - begin
    end = next((place for place in range(left) if old[-1 - place] != new[-1 - place]), left)
    return old[begin : len(old) - end], new[begin : len(new) - end]


def _is_soon_compared(old: list[str], new: list[str]) -> bool:
    """A text of a thousand equal sentences, or of thousands of two letters, keeps the comparison busy for minutes."""
    counted = Counter(new)
    pairs = sum(counted[each] for each in old)
    return len(old) + len(new) <= SENTENCES_AT_MOST and pairs <= 4 * SENTENCES_AT_MOST


def _sentences(text: str) -> list[str]:
    """A line's end is apart from its last sentence, which is the same whether a paragraph follows or not."""
    ends = [0, *(place + 1 for place, each in enumerate(text) if each in "。；！？\n"), len(text)]
    return [each for a, b in pairwise(ends) if (each := text[a:b].strip())]


def _short(text: str) -> str:
    return text if len(text) <= SHORT * 2 else f"{text[:SHORT]}……{text[-SHORT:]}"
