"""Serializer fields that read as the forms do (`office/typed`), with their words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rest_framework import serializers

from office.numbers import clean_text
from office.templatetags.wording import mark_of
from office.typed import emails, names, phones


class TextField(serializers.CharField):
    """NFC, without control and direction marks; NUL is refused in words."""

    def __init__(self, *, message: str = "", **kwargs: Any) -> None:
        messages: dict[str, Any] = {
            "required": message or "请填写",
            "blank": message or "请填写",
            "null": message or "请填写",
            "invalid": "应为文字",
            "max_length": "超过 {max_length} 字，请删减",
            "min_length": message or "至少 {min_length} 个字",
        }
        super().__init__(error_messages=messages, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            if len(data) > 20_000:
                raise serializers.ValidationError("内容过长，请删减")
            try:
                data = clean_text(data)
            except ValueError:
                raise serializers.ValidationError("内容含有无法识别的字符，请删去后重试") from None
        return super().run_validation(data)


class ReadField(TextField):
    """What `read` makes of the text, as in `office.form_fields`; its ValueError is the field's error."""

    read: Callable[[str], str]

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            return type(self).read(text) if text else ""
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


class PhoneField(ReadField):
    read = staticmethod(lambda text: str(phones.read(text)))


class EmailField(ReadField):
    read = staticmethod(emails.read)


class PersonNameField(ReadField):
    read = staticmethod(names.person)


class ChoiceField(serializers.ChoiceField):
    def __init__(self, choices: Any, **kwargs: Any) -> None:
        messages: dict[str, Any] = {
            "required": "请选择",
            "null": "请选择",
            "invalid_choice": "“{input}”不在可选范围内",
        }
        super().__init__(choices, error_messages=messages, **kwargs)


class CodeField(serializers.SlugRelatedField[Any]):
    """A row by its code."""

    def __init__(self, **kwargs: Any) -> None:
        messages: dict[str, Any] = {
            "required": "请选择",
            "null": "请选择",
            "does_not_exist": "没有代码为“{value}”的记录",
            "invalid": "代码应为文字",
        }
        super().__init__(slug_field="code", error_messages=messages, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or len(data) > 40 or "\x00" in data:
            self.fail("invalid")
        return super().to_internal_value(data)


class BooleanField(serializers.BooleanField):
    def __init__(self, **kwargs: Any) -> None:
        messages: dict[str, Any] = {"required": "请选择", "null": "请选择", "invalid": "应为 true 或 false"}
        super().__init__(error_messages=messages, **kwargs)


class ProvisionalField(serializers.BooleanField):
    """Of a date that was counted in working days: whether it may still move, as its year's holidays are not told yet.

    null where there is no date.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: date) -> bool:  # type: ignore[override]
        return bool(mark_of(value))
