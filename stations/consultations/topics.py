"""What a consultation may be about and which public item may answer it: the floor of policies fills these lists.

A consultation keeps codes and titles, no foreign key: kinds and items of information stand on a higher floor, an item
is a new row with each edition, and what was quoted stays as it was said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from office.ports import Port


@dataclass(frozen=True)
class Topic:
    """A kind of information. `is_open`: offered for new consultations."""

    code: str
    name: str
    is_open: bool = True


@dataclass(frozen=True)
class PublicItem:
    """A published policy or item of information. `key` is `policy:<slug>` or `information:<slug>`."""

    key: str
    title: str
    url: str


topic_lists: Port[Callable[[], Sequence[Topic]]] = Port()
item_lists: Port[Callable[[], Sequence[PublicItem]]] = Port()

OTHER = "其他"


def topics() -> list[Topic]:
    return [topic for read in topic_lists for topic in read()]


def names() -> dict[str, str]:
    """By the code, closed kinds too; "" is 其他."""
    return {topic.code: topic.name for topic in topics()} | {"": OTHER}


def items() -> list[PublicItem]:
    return [item for read in item_lists for item in read()]
