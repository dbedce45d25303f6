"""The one exception by which a verb says no: a page shows it beside the form, the API as problem+json."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """`code` is for programs, `message` for the reader, `field` names the input, `possible` what may be done now."""

    def __init__(self, code: str, message: str, *, field: str = "", possible: Sequence[str] = ()) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.field = field
        self.possible = tuple(possible)
        # Found at the same time: whoever puts it right reads of all at once.
        self.others: tuple[Refused, ...] = ()

    @property
    def all(self) -> tuple[Refused, ...]:
        """This one and what was found beside it, each field and message once."""
        found = {(each.field, each.message): each for each in (self, *self.others)}
        return tuple(found.values())

    def __str__(self) -> str:
        return self.message


def together(refusals: Sequence[Refused]) -> Refused:
    """The first of some refusals, carrying the others."""
    first, *others = refusals
    first.others = tuple(others)
    return first
