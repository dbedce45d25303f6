"""What is told of a step, and to whom, as the engine knows it; apps declare their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Notification(Protocol):
    def write(self, context: Any, row: Any, values: Mapping[str, object]) -> None:
        """Write the outbox rows.

        `context` is the `StepContext`, `row` what the effect has created or decided, `values` what it adds.
        """
