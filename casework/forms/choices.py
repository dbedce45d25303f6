"""Radio buttons that say more than a word: each option with a hint under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class Cards(forms.RadioSelect):
    """Rendered as option cards by templates/components/field.html; `hints` by value."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        hints: Mapping[str, str] | None = None,
        columns: str = "",
    ) -> None:
        super().__init__(attrs)
        self.hints = dict(hints or {})
        self.columns = columns

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's, with the value's `hint`."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option
