"""What of a text is stored and searched: personal data masked, the original as one encrypted field.

Also says when a text reads like an accusation of an official (检举控告) or tells several matters: proposals for
triage only. Some milliseconds for the longest text, so intake does it in the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from office.privacy import masking
from office.privacy.masking import Kind
from requests_app.texts import accusations, matters

# The unified code is in a public register, and says whose matter it is; public wording refuses it all the same.
LEFT = frozenset({Kind.USCC})


@dataclass(frozen=True)
class Masked:
    """The text as it is stored, and marks for whoever triages it."""

    text: str
    marks: tuple[str, ...]


def mask(text: str, names: Iterable[str] = ()) -> Masked:
    """`names`: of the contact; telephones, identity, card and plate numbers, addresses and persons go by themselves."""
    hits = [hit for hit in masking.find(text, names) if hit.kind not in LEFT]
    found = []
    if hits:
        found.append("masked")
    if accusations.signs(text):
        found.append("accusation")
    if len(matters.matters_in(text)) > 1:
        found.append("several")
    return Masked(masking.masked(text, hits), tuple(found))


def restored(text: str, original: str, names: Iterable[str] = ()) -> str:
    """`text`, which somebody wrote over the masked `original`: what still stands there masked as it was before.

    A masked piece that was removed or written over stays so. "" as original leaves the text.
    """
    at = 0
    for hit in masking.find(original, names):
        kept, shown = original[hit.start : hit.end], masking.shown(hit)
        found = text.find(shown, at) if hit.kind not in LEFT and shown != kept else -1
        if found >= 0:
            text = f"{text[:found]}{kept}{text[found + len(shown) :]}"
            at = found + len(kept)
    return text
