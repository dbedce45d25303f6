"""The one exception by which a verb says no: a page shows it beside the form, the API as problem+json."""

from collections.abc import Sequence


class Refused(Exception):
    """`code` is for programs, `message` for the reader, `field` names the input, `possible` what may be done now."""

    def __init__(self, code: str, message: str, *, field: str = "", possible: Sequence[str] = ()) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.field = field
        self.possible = tuple(possible)

    def __str__(self) -> str:
        return self.message
