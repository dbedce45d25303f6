"""What changed between two versions, in words: 到期日由 2026年12月31日 延至 2027年12月31日."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from office.templatetags.wording import full_day
from policies import content as contents
from policies.audience import PARTS
from policies.models import PolicyVersion

SHORT = 60
CHOICES = {
    "level": dict(PolicyVersion.Level.choices),
    "confidence": dict(PolicyVersion.Confidence.choices),
}
CHANGES_AT_MOST = 6


@dataclass(frozen=True)
class Difference:
    """`words` say what changed in one field; `before` and `after` are its texts, shown on demand."""

    label: str
    words: tuple[str, ...]
    before: str = ""
    after: str = ""


def differences(old: PolicyVersion, new: PolicyVersion) -> list[Difference]:
    labels = contents.labels()
    return [
        _difference(name, labels[name], getattr(old, name), getattr(new, name))
        for name in contents.NAMES
        if getattr(old, name) != getattr(new, name)
    ]


def _difference(name: str, label: str, before: Any, after: Any) -> Difference:
    if name in contents.DATES:
        return Difference(label, (_date_words(name, before, after),))
    if isinstance(before, list) and isinstance(after, list):
        return Difference(label, tuple(_list_words(before, after)), "\n".join(before), "\n".join(after))
    if isinstance(before, dict) and isinstance(after, dict):
        return Difference(label, tuple(_mapping_words(before, after)))
    if name in ("level", "confidence"):
        choices = CHOICES[name]
        return Difference(label, (f"由“{choices.get(before)}”改为“{choices.get(after)}”",))
    return Difference(label, tuple(_text_words(str(before), str(after))), str(before), str(after))


def _date_words(name: str, before: date | None, after: date | None) -> str:
    if before is None:
        return f"新定为{full_day(after)}"
    if after is None:
        return f"原为{full_day(before)}，现不再规定"
    verb = ("延至" if after > before else "提前到") if name == "expires_on" else "改为"
    return f"由{full_day(before)}{verb}{full_day(after)}"


def _list_words(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    gone = [each for each in before if each not in after]
    new = [each for each in after if each not in before]
    for old in list(gone):
        alike = max(new, key=lambda each: _alikeness(old, each), default="")
        if alike and _alikeness(old, alike) > 0.5:
            gone.remove(old)
            new.remove(alike)
            yield f"“{old}”改为“{alike}”"
    yield from (f"删去“{each}”" for each in gone)
    yield from (f"新增“{each}”" for each in new)
    if not gone and not new and sorted(before) == sorted(after):
        yield "只调整了顺序"


def _alikeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _mapping_words(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield f"{_said(key, before.get(key))}改为{_said(key, after.get(key))}"


def _said(key: str, value: Any) -> str:
    if isinstance(value, list):
        names = dict(PARTS[key].choices) if key in PARTS else {}
        return f"“{'、'.join(str(names.get(each, each)) for each in value) or '不限'}”"
    return f"“{value if value not in (None, '') else '无'}”"


def _text_words(before: str, after: str) -> Iterator[str]:
    """Short texts whole; of longer ones each place, with the words around it."""
    if not before:
        yield f"新写：“{_short(after)}”"
    elif not after:
        yield f"删去原文“{_short(before)}”"
    elif max(len(before), len(after)) <= SHORT:
        yield f"由“{before}”改为“{after}”"
    else:
        places = list(_places(before, after))
        yield from places[:CHANGES_AT_MOST]
        if len(places) > CHANGES_AT_MOST:
            yield f"另有 {len(places) - CHANGES_AT_MOST} 处改动"


def _places(before: str, after: str) -> Iterator[str]:
    """Sentence by sentence: a reader compares sentences, not letters."""
    old, new = _sentences(before), _sentences(after)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[a:b]), "".join(new[c:d])
        if kind == "replace":
            yield f"“{_short(left)}”改为“{_short(right)}”"
        elif kind == "delete":
            yield f"删去“{_short(left)}”"
        elif kind == "insert":
            yield f"增加“{_short(right)}”"


def _sentences(text: str) -> list[str]:
    ends = [0, *(place + 1 for place, each in enumerate(text) if each in "。；！？\n"), len(text)]
    return [text[a:b] for a, b in pairwise(ends) if b > a]


def _short(text: str) -> str:
    return text if len(text) <= SHORT * 2 else f"{text[:SHORT]}……{text[-SHORT:]}"
