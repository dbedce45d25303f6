"""The paragraphs of a norm, each with an address of its own, and which rules of duties and scores rest on them.

A paragraph says so at its end: （对应：参加接待；结对联系）. Which names there are, the apps say that count by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from fieldwork.models import Norm
from office.ports import Port

OPENS, CLOSES, BETWEEN = "（对应：", "）", "；"
# What a paragraph can be the basis of: the labels of duties and of the lines of a score.
rule_names: Port[str] = Port()


@dataclass(frozen=True)
class Paragraph:
    """`number` counts from one within the edition; `rules` are the names that rest on it."""

    number: int
    text: str
    rules: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"p{self.number}"


@dataclass(frozen=True)
class RuleLink:
    """Where a rule is written: the very edition and paragraph; `in_full` names the norm too, for paper."""

    url: str
    words: str
    in_full: str


def paragraphs_of(body: str) -> list[Paragraph]:
    """Lines with words in them, in order."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return [Paragraph(number, line, _rules_of(line)) for number, line in enumerate(lines, start=1)]


def unknown_rules(body: str) -> list[str]:
    """Names after 对应 that nothing is counted by."""
    known = set(rule_names)
    return [name for each in paragraphs_of(body) for name in each.rules if name not in known]


def rule_links(norms: Iterable[Norm]) -> dict[str, RuleLink]:
    """By name; what a norm of the own group says goes before what binds everybody."""
    found: dict[str, RuleLink] = {}
    for norm in sorted(norms, key=lambda row: (row.group_id is None, row.code)):
        page = reverse("fieldwork:norm_edition", args=[norm.code, norm.edition])
        for each in paragraphs_of(norm.body):
            for name in each.rules:
                place = f"第 {norm.edition} 版第 {each.number} 段"
                link = RuleLink(f"{page}#{each.anchor}", f"规范{place}", f"《{norm.title}》{place}")
                found.setdefault(name, link)
    return found


def _rules_of(line: str) -> tuple[str, ...]:
    _, opens, rest = line.rstrip("。").rpartition(OPENS)
    if not opens or not rest.endswith(CLOSES):
        return ()
    return tuple(name.strip() for name in rest.removesuffix(CLOSES).split(BETWEEN) if name.strip())
