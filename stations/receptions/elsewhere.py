"""What a visitor is told once before a matter of another place is booked; the app that knows the places registers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from office.ports import Port


@dataclass(frozen=True)
class Elsewhere:
    """`looks`: 像是检举控告公职人员; `guidance` says where it is at home."""

    looks: str
    guidance: str


places: Port[Callable[[str], Elsewhere | None]] = Port()


def told(text: str) -> Elsewhere | None:
    """Where a matter in these words is at home; None for what a representative may be spoken to about."""
    return next((found for place in places if (found := place(text)) is not None), None)
