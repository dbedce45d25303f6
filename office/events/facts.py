"""One thing to record: codes and dates for the chain, personal values and free text beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, Union

import structlog

JSON: TypeAlias = Union[str, float, date, "Mapping[str, JSON]", "list[JSON]", "tuple[JSON, ...]", None]

# What may stand in the payload for ever: identifiers, codes, dates. A sentence, a name or a telephone may not.
CODE = re.compile(r"[\x21-\x7e]{0,100}")
TELEPHONE_LIKE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{15,}")
# A SHA-256 in hexadecimal: fifteen digits in a row, or eleven like a telephone, stand in one of fifty by chance.
DIGEST = re.compile(r"[0-9a-f]{64}")
# Names of values that are read from a column of codes. An office may give a unit the 18 digits of its unified code.
CODES = frozenset(
    {
        "category", "co", "code", "department", "group", "lead", "number", "policy", "representative", "right",
        "slug", "station", "through", "unit", "units",
    }
)  # fmt: skip
WITHHELD = "withheld"
SUBJECT = re.compile(r"[a-z_]+:[A-Za-z0-9_.\-]{1,48}")


log = structlog.get_logger(__name__)


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


def plain(value: JSON, name: str = "") -> object:
    """The JSON form of a payload's value; `name` is the name that it stands under.

    A whole digest, and a code under one of `CODES`, may hold any run of digits. Every other text that is no code, or
    that reads like a telephone or an identity number, becomes `WITHHELD` and is reported: the chain keeps what it is
    given for ever, and whoever happened to take the step cannot help what the value looks like.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value if _is_code(value, name) else _withheld(value, name)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key, name)): plain(item, str(key)) for key, item in value.items()}
    return [plain(item, name) for item in value]


def _is_code(value: str, name: str) -> bool:
    if DIGEST.fullmatch(value):
        return True
    return bool(CODE.fullmatch(value)) and (name in CODES or not TELEPHONE_LIKE.search(value))


def _withheld(value: str, name: str) -> str:
    """The value itself is not reported: it may be personal."""
    log.error("event_value_withheld", name=name, length=len(value))
    return WITHHELD
