"""Form fields that clean what people type, the same on every form."""

from __future__ import annotations

from typing import Any

from django import forms

from office.numbers import clean_text, normalise_phone
from office.refusals import Refused


class CleanedTextField(forms.CharField):
    """NFC, without control and direction marks; NUL is refused in words."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return clean_text(text).strip()
        except ValueError:
            raise forms.ValidationError("内容含有无法识别的字符，请删去后重试") from None


class PhoneField(CleanedTextField):
    """Mobile or landline in any common spelling, normalised."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return normalise_phone(text)
        except ValueError:
            raise forms.ValidationError("请填写 11 位手机号，或带区号的固定电话") from None


def refuse(form: forms.BaseForm, refused: Refused) -> None:
    """Put all that a verb refuses beside the fields of a bound form, or above it."""
    for each in refused.all:
        form.add_error(each.field if each.field in form.fields else None, each.message)
