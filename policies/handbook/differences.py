"""What an edition says that the one before it did not, in words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from policies.handbook.contents import Line
from policies.models import HandbookEdition, PolicyVersion
from policies.validity import WORDS, State

# A policy's code and its version.
Key = tuple[str, int]


@dataclass(frozen=True)
class Difference:
    slug: str
    title: str
    words: str


def between(old: HandbookEdition | None, new: HandbookEdition) -> list[Difference]:
    """By the order of the new book, what fell out at the end."""
    return of_each([(old, new)])[0]


def of_each(pairs: Sequence[tuple[HandbookEdition | None, HandbookEdition]]) -> list[list[Difference]]:
    """`between` of several; one question to the database for all."""
    changes = [_all_changes(old, new) for old, new in pairs]
    titles = _titles({key for each in changes for key in each})
    return [
        [Difference(slug, titles.get((slug, number), slug), words) for (slug, number), words in each.items()]
        for each in changes
    ]


def _all_changes(old: HandbookEdition | None, new: HandbookEdition) -> dict[Key, str]:
    """By code and version of each policy of which there is something to say."""
    before = {line["slug"]: line for line in old.lines} if old else {}
    after = {line["slug"]: line for line in new.lines}
    changes = {
        _key(line): words for slug, line in after.items() if (words := _change_of(before.get(slug), line))
    }
    return changes | {_key(line): "已撤下" for slug, line in before.items() if slug not in after}


def _key(line: Line) -> Key:
    return str(line["slug"]), int(line["number"])


def _change_of(old: Line | None, new: Line) -> str:
    if old is None:
        return "新收录"
    parts = []
    if old["number"] != new["number"]:
        parts.append(f"更新为第 {new['number']} 版")
    if old["state"] != new["state"]:
        parts.append(_state_change(str(old["state"]), cast(State, new["state"])))
    if new["checked"] and not old["checked"]:
        parts.append("已对照原文复核")
    return "，".join(parts)


def _state_change(old: str, new: State) -> str:
    if new == "valid":
        return "开始执行" if old == "upcoming" else "期限延长"
    return WORDS[new]


def _titles(keys: Collection[Key]) -> dict[Key, str]:
    rows = PolicyVersion.objects.filter(policy__slug__in={slug for slug, _ in keys}).values_list(
        "policy__slug", "number", "title"
    )
    return {(slug, number): title for slug, number, title in rows if (slug, number) in keys}
