"""Choices that say more than a word: radio buttons with a hint under each, and the one answer that a tick gives."""

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


class Tick(forms.CheckboxInput):
    """One value of a choice as a check box, never ticked beforehand; unticked nothing is said.

    Only that very value ticks it: an answer that says “no” in a word stays a no.
    """

    def __init__(self, value: str) -> None:
        super().__init__(check_test=lambda given: given == value)
        self.value = value

    def format_value(self, value: Any) -> str:
        """What the ticked box sends, whatever stands in the field now."""
        return self.value

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """As it was sent, in words, for the field to read."""
        return str(data.get(name, ""))
