"""What an edition says that the one before it did not, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from policies.handbook.contents import Line
from policies.models import HandbookEdition, PolicyVersion
from policies.validity import WORDS, State


@dataclass(frozen=True)
class Difference:
    slug: str
    title: str
    words: str


def between(old: HandbookEdition | None, new: HandbookEdition) -> list[Difference]:
    """By the order of the new book, what fell out at the end. One question to the database."""
    before = {line["slug"]: line for line in old.lines} if old else {}
    after = {line["slug"]: line for line in new.lines}
    gone = [slug for slug in before if slug not in after]
    told = {slug: words for slug, line in after.items() if (words := _told(before.get(slug), line))}
    told |= dict.fromkeys(gone, "已撤下")
    titles = _titles(told, {**before, **after})
    return [Difference(slug, titles.get(slug, slug), words) for slug, words in told.items()]


def _told(old: Line | None, new: Line) -> str:
    if old is None:
        return "新收录"
    said = []
    if old["number"] != new["number"]:
        said.append(f"更新为第 {new['number']} 版")
    if old["state"] != new["state"]:
        said.append(_state_told(str(old["state"]), cast(State, new["state"])))
    if new["checked"] and not old["checked"]:
        said.append("已对照原文复核")
    return "，".join(said)


def _state_told(old: str, new: State) -> str:
    if new == "valid":
        return "开始执行" if old == "upcoming" else "期限延长"
    return WORDS[new]


def _titles(slugs: Iterable[str], lines: Mapping[str, Line]) -> dict[str, str]:
    rows = PolicyVersion.objects.filter(policy__slug__in=list(slugs)).values_list(
        "policy__slug", "number", "title"
    )
    return {slug: title for slug, number, title in rows if lines[slug]["number"] == number}
