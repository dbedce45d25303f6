"""Kinds of inputs that only suggestions know, and the forms beside the steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from casework.forms.steps import register_kind
from casework.inputs import InputField
from casework.models.assignments import AssignmentStatus
from groups.models import Department
from office.form_fields import CleanedTextField
from suggestions.models import Suggestion, SuggestionAssignment, UnsuitableKind
from suggestions.models.attachments import Purpose


class SuggestionField(CleanedTextField):
    """Another suggestion by its number."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Suggestion):
            return value
        number = super().to_python(value)
        if not number:
            return None
        found = Suggestion.objects.filter(number=number.upper()[:10]).first()
        if found is None or found.number != number.upper():
            raise forms.ValidationError("没有这个建议编号，例如 2026B013")
        return found

    def run_validators(self, value: Any) -> None:
        """They measure the number that was typed, not the suggestion that it stands for."""
        super().run_validators(self.prepare_value(value) or "")

    def prepare_value(self, value: Any) -> Any:
        return value.number if isinstance(value, Suggestion) else value


def register() -> None:
    register_kind("suggestion", lambda declared, suggestion, on: SuggestionField(max_length=10))
    register_kind("unsuitable", _unsuitable)
    register_kind("part", _part)
    register_kind("relay", _relay)
    register_kind("attachment", _attachment)
    register_kind("attachments", _attachments)
    register_kind("author", _author)


def _unsuitable(declared: InputField, suggestion: Suggestion, on: date) -> forms.Field:
    rows = UnsuitableKind.objects.filter(closed_on__isnull=True)
    return forms.ModelChoiceField(rows, to_field_name="code", empty_label="请选择")


def _relay(declared: InputField, suggestion: Suggestion, on: date) -> forms.Field:
    rows = Department.objects.relays().by_name()
    return forms.ModelChoiceField(rows, to_field_name="code", empty_label="按各单位的设置")


def _part(declared: InputField, suggestion: Suggestion, on: date) -> forms.Field:
    rows = SuggestionAssignment.objects.filter(suggestion=suggestion).exclude(
        status__in=(AssignmentStatus.RETURNED, AssignmentStatus.ENDED)
    )
    field = forms.ModelChoiceField(rows.select_related("department"), empty_label="请选择")
    if len(rows) < 2:
        # Whose part it is, is plain.
        field.widget = forms.HiddenInput()
    return field


def _attachment(declared: InputField, suggestion: Suggestion, on: date) -> forms.Field:
    rows = suggestion.attachments.filter(purpose=Purpose.TEXT).select_related("file")
    return forms.ModelChoiceField(rows, empty_label="请选择")


def _attachments(declared: InputField, suggestion: Suggestion, on: date) -> forms.Field:
    """Of the text, and of what units have sent."""
    sent = Q(reply__isnull=True) | Q(reply__sent_at__isnull=False)
    rows = suggestion.attachments.filter(sent).select_related("file")
    return forms.ModelMultipleChoiceField(rows, widget=forms.CheckboxSelectMultiple())


def _author(declared: InputField, suggestion: Suggestion, on: date) -> forms.Field:
    rows = suggestion.authors.standing().select_related("representative")
    return forms.ModelChoiceField(rows, empty_label="请选择")
