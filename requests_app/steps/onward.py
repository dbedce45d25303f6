"""Where a request goes on beyond this app: a suggestion that grew from it. Higher apps fill the port in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from office.models import User
from office.ports import Port
from requests_app.models import EnterpriseRequest


@dataclass(frozen=True)
class Onward:
    """One kind of what a request may become.

    `is_number` recognises the form of its numbers, `grew_from` says whether the one of that number is registered and
    names the case; `links` are label and address of what this reader finds of it on a local date, and of how it begins.
    """

    is_number: Callable[[str], bool]
    grew_from: Callable[[EnterpriseRequest, str], bool]
    links: Callable[[EnterpriseRequest, User, date], Sequence[tuple[str, str]]]


onward: Port[Onward] = Port()


def links_of(case: EnterpriseRequest, user: User, on: date) -> list[tuple[str, str]]:
    """All that this reader finds; nothing of a sealed case."""
    return [] if case.sealed else [link for kind in onward for link in kind.links(case, user, on)]


def is_unfounded(case: EnterpriseRequest, number: str) -> bool:
    """Whether the number is one of ours that does not stand for what grew from this case."""
    return any(kind.is_number(number) and not kind.grew_from(case, number) for kind in onward)
