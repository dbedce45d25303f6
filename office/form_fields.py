"""Form fields that read what people type, the same on every form: each kind by its module of `office/typed`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms

from office.numbers import clean_text
from office.refusals import Refused
from office.typed import credit_codes, days, emails, names, phones, public_phones


class CleanedTextField(forms.CharField):
    """NFC, without control and direction marks; NUL is refused in words."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            # None where the column takes it.
            return clean_text(text).strip() or self.empty_value  # type: ignore[return-value]
        except ValueError:
            raise forms.ValidationError("内容含有无法识别的字符，请删去后重试") from None


class LineField(CleanedTextField):
    """One line of a given length; spaces of any kind become one."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split()) or self.empty_value  # type: ignore[return-value]


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


class PublicPhoneField(ReadField):
    """Telephones that everybody may call, kept as they are written."""

    read = staticmethod(public_phones.read)


class EmailField(ReadField):
    read = staticmethod(emails.read)


class NameField(ReadField):
    """Of a body."""

    read = staticmethod(names.body)


class PersonNameField(ReadField):
    read = staticmethod(names.person)


class DayField(forms.DateField):
    """A local date, in any usual spelling; what no clock can reckon with is refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.error_messages = {
            "required": "请填写日期",
            "invalid": days.INVALID,
            **(kwargs.get("error_messages") or {}),
        }
        if isinstance(self.widget, forms.DateInput) and self.widget.input_type == "date":
            # Browsers read no other.
            self.widget.format = "%Y-%m-%d"

    def to_python(self, value: Any) -> date | None:
        given: date | None = _read(self, value, (date,), days.day)
        return given


class HourField(forms.TimeField):
    """A time of day to the minute, in any usual spelling."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput({"type": "time"}, format="%H:%M"))
        super().__init__(**kwargs)
        self.error_messages = {
            "required": "请填写时间",
            "invalid": days.INVALID_HOUR,
            **(kwargs.get("error_messages") or {}),
        }

    def to_python(self, value: Any) -> time | None:
        given: time | None = _read(self, value, (time,), days.hour)
        return given


class MomentField(forms.DateTimeField):
    """A day and an hour of the office's clock, as an instant."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**kwargs)
        self.error_messages = {
            "required": "请填写日期和时间",
            "invalid": days.INVALID_MOMENT,
            **(kwargs.get("error_messages") or {}),
        }

    def to_python(self, value: Any) -> datetime | None:
        given = _read(self, value, (datetime,), days.moment)
        return super().to_python(given) if given is not None else None


def _read(field: forms.Field, value: Any, kinds: tuple[type, ...], read: Callable[[str], Any]) -> Any:
    """A value of the kind as it is; a text as `read` makes of it. What the field says of no date goes before ours."""
    if value in field.empty_values:
        return None
    if isinstance(value, kinds):
        return value.date() if isinstance(value, datetime) and kinds == (date,) else value
    try:
        return read(str(value))
    except ValueError as error:
        words = str(error) if str(error) == days.FAR_OFF else field.error_messages["invalid"]
        raise forms.ValidationError(words) from None


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
