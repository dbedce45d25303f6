"""Fields of a list's filter: values are codes, and what cannot be read is named beside its field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from office.form_fields import DayField

NUMBER = re.compile(r"[0-9A-Z-]{1,20}", re.ASCII)


class CodeField(forms.ModelChoiceField[Any]):
    """A row by its code; the choices themselves are drawn by the template from a kept fragment."""

    def __init__(self, rows: QuerySet[Any], label: str) -> None:
        super().__init__(rows, required=False, to_field_name="code", label=label, empty_label="全部")
        self.error_messages["invalid_choice"] = f"没有这个{label}"


def choice_field(label: str, choices: Any) -> forms.ChoiceField:
    """One of the choices, or 全部 for an empty value."""
    field = forms.ChoiceField(choices=[("", "全部"), *choices], required=False, label=label)
    field.error_messages["invalid_choice"] = f"没有这个{label}"
    return field


def day_field(label: str) -> DayField:
    """A local date as `2026-12-31`."""
    field = DayField(required=False, label=label)
    field.error_messages["invalid"] = "请填写日期，如 2026-12-31"
    return field


class NumbersField(forms.MultipleChoiceField):
    """Numbers of ticked rows; whether each may be seen or acted on is not the field's to say."""

    def valid_value(self, value: str) -> bool:
        """Whatever is written like a number: nothing that was typed freely is recorded of a filter."""
        return bool(NUMBER.fullmatch(value))
