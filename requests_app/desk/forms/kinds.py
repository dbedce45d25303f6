"""Kinds of inputs that only this app knows: a category, a unit's part in the case, another case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from casework.forms.steps import register_kind
from casework.inputs import InputField
from office.form_fields import CleanedTextField
from requests_app.models import Assignment, Category, EnterpriseRequest
from requests_app.models.category_table import categories


class CategoryField(forms.ChoiceField):
    """One of these categories, by its code."""

    def __init__(self, rows: Sequence[Category]) -> None:
        super().__init__(choices=[("", "请选择"), *((row.code, row.name) for row in rows)])
        self.error_messages["invalid_choice"] = str(
            forms.ModelChoiceField.default_error_messages["invalid_choice"]
        )
        self._rows = {row.code: row for row in rows}

    def clean(self, value: Any) -> Category | None:
        code = super().clean(value)
        return self._rows[code] if code else None

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Category) else value


class CaseField(CleanedTextField):
    """Another case by its 受理编号; whether the person may see it is the verb's to say."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, EnterpriseRequest):
            return value
        number = super().to_python(value)
        if not number:
            return None
        found = EnterpriseRequest.objects.filter(ledger_number=number[:10]).first()
        if found is None or found.ledger_number != number:
            raise forms.ValidationError("没有这个受理编号，或您看不到这一件")
        return found

    def run_validators(self, value: Any) -> None:
        """They measure the number that was typed, not the case that it stands for."""
        super().run_validators(self.prepare_value(value))

    def prepare_value(self, value: Any) -> Any:
        return value.ledger_number if isinstance(value, EnterpriseRequest) else value


def register() -> None:
    register_kind("category", _category)
    register_kind("assignment", _assignment)
    register_kind("case", _case)


def _category(declared: InputField, case: EnterpriseRequest, on: date) -> forms.Field:
    return CategoryField(categories().open(on))


def _assignment(declared: InputField, case: EnterpriseRequest, on: date) -> forms.Field:
    rows = Assignment.objects.current().filter(case=case).select_related("department")
    return forms.ModelChoiceField(rows, empty_label=None)


def _case(declared: InputField, case: EnterpriseRequest, on: date) -> forms.Field:
    return CaseField(max_length=10)
