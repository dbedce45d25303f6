"""Serializers whose checks across fields run beside those of the fields: a caller reads of all mistakes at once."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Generic, TypeVar

from rest_framework import serializers
from rest_framework.fields import SkipField

T = TypeVar("T")


class CrossCheckedSerializer(serializers.Serializer[T], Generic[T]):
    """A subclass says in `across` what the sound values lack, by field."""

    def across(self, values: dict[str, Any]) -> dict[str, str]:
        """Messages by field, for values of the fields that have no mistake of their own."""
        return {}

    def to_internal_value(self, data: Any) -> Any:
        """The values. Raises `ValidationError` with the mistakes of fields and those across fields."""
        errors: dict[str, Any] = {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as invalid:
            if not isinstance(data, dict) or not isinstance(invalid.detail, dict):
                raise
            errors = dict(invalid.detail)
            values = self._sound(data, errors)
        found = {name: [message] for name, message in self.across(values).items() if name not in errors}
        if errors or found:
            raise serializers.ValidationError(found | errors)
        return values

    def _sound(self, data: dict[str, Any], errors: dict[str, Any]) -> dict[str, Any]:
        sound: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name not in errors and not field.read_only:
                with suppress(SkipField, serializers.ValidationError):
                    sound[name] = field.run_validation(field.get_value(data))
        return sound
