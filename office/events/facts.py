"""One thing to record: codes and dates for the chain, personal values and free text beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, Union

JSON: TypeAlias = Union[str, float, date, "Mapping[str, JSON]", "list[JSON]", "tuple[JSON, ...]", None]

# What may stand in the payload for ever: identifiers, codes, dates. A sentence, a name or a telephone may not.
CODE = re.compile(r"[\x21-\x7e]{0,100}")
TELEPHONE_LIKE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{15,}")
SUBJECT = re.compile(r"[a-z_]+:[A-Za-z0-9_.\-]{1,48}")


@dataclass(frozen=True)
class Fact:
    """`subject` is "kind:key" ("case:12"), `action` a snake_case word; `data` holds codes, dates and numbers only.

    Names, telephones, reasons and every other free text go into `private`: the chain keeps a salted hash of them.
    `begins` says that the subject was made in this transaction, so that its chain need not be looked for.
    """

    subject: str
    action: str
    data: Mapping[str, JSON] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    begins: bool = False

    def __post_init__(self) -> None:
        if not SUBJECT.fullmatch(self.subject):
            raise ValueError(f"Not a subject key: {self.subject!r}")
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", self.action):
            raise ValueError(f"Not the name of an action: {self.action!r}")


def plain(value: JSON) -> object:
    """The JSON form of a payload's value. Raises ValueError for what must not enter the chain."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        if not CODE.fullmatch(value) or TELEPHONE_LIKE.search(value):
            raise ValueError(f"Free text belongs into `private`, not into an event's data: {value!r}")
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    return [plain(item) for item in value]
