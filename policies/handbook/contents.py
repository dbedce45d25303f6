"""What the handbook holds on a day: three chapters of what may be used, and a list of what has ended."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from policies.models import Policy, PolicyVersion
from policies.models.versions import IN_DOUBT

Line = dict[str, str | int]


@dataclass(frozen=True)
class Entry:
    """`marks` are what stands beside the title; empty where it is in force and nothing of it is in doubt."""

    version: PolicyVersion
    state: str
    marks: tuple[str, ...]

    @property
    def slug(self) -> str:
        return self.version.policy.slug

    @property
    def line(self) -> Line:
        """What an edition keeps of it: published versions are frozen, so code and number say it all."""
        return {
            "slug": self.slug,
            "number": self.version.number,
            "category": self.version.policy.category,
            "state": self.state,
            "checked": int(not self.version.is_unchecked),
        }


@dataclass(frozen=True)
class Chapter:
    code: str
    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Contents:
    """`ended`: published, but past their last day. They are named so that nobody applies by an older copy."""

    on: date
    chapters: Sequence[Chapter]
    ended: Sequence[Entry]

    @property
    def count(self) -> int:
        return sum(len(chapter.entries) for chapter in self.chapters)

    @property
    def lines(self) -> list[Line]:
        entries = [entry for chapter in self.chapters for entry in chapter.entries]
        return [entry.line for entry in [*entries, *self.ended]]

    @property
    def digest(self) -> str:
        return digest_of(self.lines)

    def chapter(self, code: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.code == code), None)


def current(on: date) -> Contents:
    """One question to the database. Local date."""
    rows = PolicyVersion.objects.published().for_lists().order_by("policy__category", "policy")
    entries = [_entry(version, on) for version in rows]
    usable = [entry for entry in entries if entry.state != "expired"]
    by_category = {
        category: tuple(group)
        for category, group in groupby(usable, lambda entry: entry.version.policy.category)
    }
    return Contents(
        on,
        [Chapter(code, str(name), by_category.get(code, ())) for code, name in Policy.Category.choices],
        [entry for entry in entries if entry.state == "expired"],
    )


def digest_of(lines: Iterable[Line]) -> str:
    return hashlib.sha256(json.dumps(list(lines), sort_keys=True).encode()).hexdigest()


def _entry(version: PolicyVersion, on: date) -> Entry:
    validity = version.validity(on)
    marks = [validity.word] if validity.state != "valid" else []
    if version.is_in_doubt:
        marks.append(IN_DOUBT)
    return Entry(version, validity.state, tuple(marks))
