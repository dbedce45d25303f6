"""Questions to the author before signing (调研深入, 问题明确, 措施可行, 文字规范), and earlier suggestions of the kind.

Nothing is scored, and nothing is refused: an author may have good reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casework.models.assignments import Publicity
from suggestions.drafting.grounds import Grounds
from suggestions.file import holding_now
from suggestions.models import Suggestion, SuggestionReply

SIMILAR_AT_MOST = 5
LOOKED_THROUGH = 500
ALIKE = 0.2
_GENERAL = re.compile(r"加大力度|进一步加强|高度重视|切实加强|大力推进")


def questions(suggestion: Suggestion, grounds: Grounds) -> list[str]:
    """In the author's language, each a question."""
    return list(_questions(suggestion, grounds))


def _questions(suggestion: Suggestion, grounds: Grounds) -> Iterator[str]:
    if not grounds.cases and not re.search(r"\d", suggestion.facts):
        yield "调研深入：情况里还没有数字，到现场看过几家、问过几个人？"
    if suggestion.facts and len(suggestion.facts) < 80:
        yield "问题明确：谁在哪一步、等了多久、卡在哪里，说清楚了吗？"
    for number, demand in enumerate(suggestion.demands, 1):
        if not re.search(r"\d|[月季年]|前|内", demand):
            yield f"措施可行：第 {number} 条做到什么样、到哪一天，写得出来吗？"
    if general := _GENERAL.search(" ".join(suggestion.demands)):
        yield f"文字规范：“{general.group(0)}”具体是哪个单位做哪一件事？"
    if len(suggestion.demands) > 3:
        yield "一事一议：这几条是同一件事吗？不是的话，分成几件更容易办好。"


@dataclass(frozen=True)
class Earlier:
    """`answers` are what its units answered, of a published one alone."""

    suggestion: Suggestion
    answers: tuple[SuggestionReply, ...]


def similar(suggestion: Suggestion) -> list[Earlier]:
    """Earlier suggestions that visitors may know of, whose titles have most pairs of characters in common, the nearest
    first, with their answers. Two queries."""
    own = _pairs(suggestion.title)
    if not own:
        return []
    rows = Suggestion.objects.listed().exclude(pk=suggestion.pk)
    found = [
        (len(own & pairs) / len(own | pairs), row)
        for row in rows.newest_first()[:LOOKED_THROUGH]
        if (pairs := _pairs(row.title))
    ]
    near = sorted((pair for pair in found if pair[0] >= ALIKE), key=lambda pair: (-pair[0], -pair[1].pk))
    return _with_answers([row for _, row in near[:SIMILAR_AT_MOST]])


def _with_answers(rows: list[Suggestion]) -> list[Earlier]:
    sent = SuggestionReply.objects.filter(
        assignment__suggestion__in=[row.pk for row in rows if row.published_at is not None],
        sent_at__isnull=False,
        publicity=Publicity.OPEN,
    )
    by_key: dict[int, list[SuggestionReply]] = {}
    for reply in sent.select_related("assignment__department").order_by("pk"):
        by_key.setdefault(reply.assignment.suggestion_id, []).append(reply)
    return [Earlier(row, tuple(holding_now(row, by_key.get(row.pk, [])))) for row in rows]


def _pairs(title: str) -> set[str]:
    text = title.removeprefix("关于").removesuffix("的建议")
    return {text[at : at + 2] for at in range(len(text) - 1)}
