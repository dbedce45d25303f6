"""The private link of a representative without an account: whichever message brought it, it opens all that waits for
the person until its day (docs/domain.md § 12). Each app says which of its links there are, and which pages they open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from groups.models import Representative
from office.ports import Port


@dataclass(frozen=True)
class OwnLink:
    """An open one. Local dates; `year` is the one that the message was about, else the one in which it was sent."""

    representative: Representative
    token: str
    sent_on: date
    expires_on: date
    year: int


@dataclass(frozen=True)
class OwnPage:
    """One page behind the link; `waiting` counts what the person has not answered there."""

    label: str
    url: str
    waiting: int = 0


finders: Port[Callable[[str, date], OwnLink | None]] = Port()
pages: Port[Callable[[OwnLink, date], Iterable[OwnPage]]] = Port()


def opened_by(token: str, on: date) -> OwnLink | None:
    """What the token opens on that local date; None once it is too old, of a former number, or of who has left."""
    found = (finder(token, on) for finder in finders)
    return next((link for link in found if link is not None), None)


def pages_of(link: OwnLink, on: date) -> list[OwnPage]:
    return [page for of_app in pages for page in of_app(link, on)]
