"""Form fields that read what people type, the same on every form: each kind by its module of `office/typed`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from office.numbers import clean_text
from office.refusals import Refused
from office.typed import credit_codes, emails, names, phones


class CleanedTextField(forms.CharField):
    """NFC, without control and direction marks; NUL is refused in words."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return clean_text(text).strip()
        except ValueError:
            raise forms.ValidationError("内容含有无法识别的字符，请删去后重试") from None


class LineField(CleanedTextField):
    """One line of a given length; spaces of any kind become one."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class ReadField(CleanedTextField):
    """What `read` makes of the text; its ValueError stands beside the field."""

    read: Callable[[str], str]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        try:
            return type(self).read(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class PhoneField(ReadField):
    """A telephone with or without an extension, as `str(phones.Phone)` stores it."""

    read = staticmethod(lambda text: str(phones.read(text)))


class EmailField(ReadField):
    read = staticmethod(emails.read)


class NameField(ReadField):
    """Of a body."""

    read = staticmethod(names.body)


class PersonNameField(ReadField):
    read = staticmethod(names.person)


class TypedCode(str):
    """What was typed as a code; `anyway`: the code for which 仍然使用 was ticked."""

    anyway = ""


class CreditCodeInput(forms.TextInput):
    """The text, and under an odd code the tick 仍然使用 (`<name>_anyway`, its value is that code)."""

    template_name = "components/credit_code.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedCode:
        typed = TypedCode(data.get(name) or "")
        typed.anyway = data.get(f"{name}_anyway") or ""
        return typed

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> Any:
        return value if isinstance(value, TypedCode) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"odd": odd(value or ""), "is_meant": is_meant(value)}
        return context


class HiddenCreditCode(CreditCodeInput):
    """The same, carried along by a page that asks something else."""

    input_type = "hidden"
    template_name = "components/credit_code_hidden.html"


class CreditCodeField(CleanedTextField):
    """统一社会信用代码. What is odd about a code is said once; 仍然使用 for this very code lets it pass."""

    hidden_widget = HiddenCreditCode

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", CreditCodeInput())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            code = credit_codes.read(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if code.advice and getattr(value, "anyway", "") != code.code:
            raise forms.ValidationError(code.advice)
        return code.code


def odd(typed: str) -> str:
    """The code as it would be stored, where something about it is advised."""
    try:
        code = credit_codes.read(typed)
    except ValueError:
        return ""
    return code.code if code.advice else ""


def is_meant(value: Any) -> bool:
    """Said so on this form, or stored already."""
    return value.anyway == odd(value) if isinstance(value, TypedCode) else True


def refuse(form: forms.BaseForm, refused: Refused) -> None:
    """Put all that a verb refuses beside the fields of a bound form, or above it."""
    for each in refused.all:
        form.add_error(each.field if each.field in form.fields else None, each.message)
