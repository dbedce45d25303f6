"""Forms of the desk about stations."""

from django import forms

from office.numbers import clean_text


class ReplacementForm(forms.Form):
    """Why a printed code is replaced."""

    reason = forms.CharField(
        label="更换原因",
        max_length=100,
        help_text="例如：海报污损、被他人覆盖。只作内部记录。",
        error_messages={"required": "请写明更换原因"},
    )

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])
