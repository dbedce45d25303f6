"""Forms of the desk about stations and enterprises."""

from django import forms

from office.form_fields import CleanedTextField
from stations import likeness
from stations.models import Enterprise


class ReplacementForm(forms.Form):
    """Why a printed code is replaced."""

    reason = CleanedTextField(
        label="更换原因",
        max_length=100,
        help_text="例如：海报污损、被他人覆盖。只作内部记录。",
        error_messages={"required": "请写明更换原因"},
    )


class MergerForm(forms.Form):
    """The enterprise that stays, by its full name or its code."""

    name = CleanedTextField(
        label="合并到",
        max_length=60,
        help_text="填写保留的那家企业的全称或统一社会信用代码。",
        error_messages={"required": "请填写企业全称或统一社会信用代码"},
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("name")
        found = list(Enterprise.objects.leading().called(typed)[:2]) if typed else []
        if typed and not found:
            words = ("没有这家企业，请核对全称或代码", likeness.question(str(typed)))
            self.add_error("name", "；".join(filter(None, words)))
        elif len(found) > 1:
            self.add_error("name", "有几家同名企业，请改填统一社会信用代码")
        elif found:
            cleaned["into"] = found[0]
        return cleaned


class UndoForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
