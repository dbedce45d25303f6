"""The signed stamp inside a public form: which form it is (its key) and when it was opened.

The key makes a double tap, a retry and the back button one submission; the time tells a person from a script.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

# As long as drafts of files and acknowledged submissions are remembered.
LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Stamp:
    """A form's key, and the instant at which it was opened."""

    key: str
    opened_at: datetime

    @classmethod
    def fresh(cls, at: datetime) -> Self:
        """For a form that is opened at the instant `at`; the key has 128 random bits."""
        return cls(secrets.token_urlsafe(16), at)

    @classmethod
    def read(cls, text: str, at: datetime) -> Self | None:
        """The stamp behind what came back; None when it is not ours, or older than a week."""
        try:
            key, _, seconds = _signer().unsign(text).rpartition(".")
            opened_at = datetime.fromtimestamp(int(seconds), UTC)
        except (BadSignature, ValueError, OverflowError):
            return None
        return cls(key, opened_at) if opened_at > at - LASTS else None

    @property
    def text(self) -> str:
        """As the form carries it, signed."""
        return _signer().sign(f"{self.key}.{int(self.opened_at.timestamp())}")

    @property
    def confirmation(self) -> str:
        """What only the page that asked 请确认这是一件新的诉求 could have sent along."""
        return _signer().signature(f"confirmed.{self.key}")

    @property
    def repetition(self) -> str:
        """What only the page that said 您刚才已提交 could have sent along."""
        return _signer().signature(f"again.{self.key}")

    def is_repeated_by(self, text: str) -> bool:
        return constant_time_compare(text, self.repetition)

    def is_confirmed_by(self, text: str) -> bool:
        """Whether the page that asks for confirmation of this very form has sent `text`."""
        return constant_time_compare(text, self.confirmation)

    def age(self, at: datetime) -> timedelta:
        """How long the form was open at the instant `at`."""
        return at - self.opened_at


def _signer() -> Signer:
    # As before the move: forms that are open over an update are still known.
    return Signer(salt="requests_app.stamps")
