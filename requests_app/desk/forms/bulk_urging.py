"""Which cases are urged together, and with which words."""

from __future__ import annotations

from django import forms

from casework.queues.fields import NumbersField
from office.form_fields import CleanedTextField
from requests_app.supervision.bulk_urging import AT_MOST


class BulkUrgeForm(forms.Form):
    case = NumbersField(
        label="催办哪些",
        error_messages={"required": "请至少选择一件"},
    )
    text = CleanedTextField(
        label="催办内容",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写进每份催办函，可以不填。",
        error_messages={"max_length": "催办内容超过 300 字，请删减"},
    )

    def clean_case(self) -> list[str]:
        numbers: list[str] = self.cleaned_data["case"]
        if len(numbers) > AT_MOST:
            raise forms.ValidationError(f"一次最多催办 {AT_MOST} 件，请分几次")
        return numbers
