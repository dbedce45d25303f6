"""Public codes of representatives: short, and telling nothing about the person or the certificate."""

import base64
from itertools import count

from office.crypto import derive

LENGTH = 8


def new_code(certificate_number: str, taken: set[str]) -> str:
    """The same certificate number gives the same code wherever the key is the same; `taken` gains the code."""
    candidates = (_candidate(certificate_number, attempt) for attempt in count())
    code = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(code)
    return code


def _candidate(certificate_number: str, attempt: int) -> str:
    digest = derive("representative-code", f"{certificate_number}\x00{attempt}")
    return base64.b32encode(digest).decode().lower()[:LENGTH]
