"""The form of a step, built on the dataclass that the step must be given.

`form_for` gives an unbound or bound form; `given()` turns a valid one into the dataclass for `engine.take`.
What is allowed is the verb's to say: its `Refused` is put beside its field with `refuse`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.datastructures import MultiValueDict

from groups.models import Department, ProfessionalGroup, Representative
from office.actors import Actor
from office.files import store
from office.numbers import clean_text, normalise_phone
from office.refusals import Refused
from requests_app.forms.files import ManyFilesField
from requests_app.models import Assignment, Category, EnterpriseRequest
from requests_app.workflow.engine import Step
from requests_app.workflow.given import Asked, fields_of

MINUTES = "%Y-%m-%dT%H:%M"
Build = Callable[[Asked, EnterpriseRequest, date], forms.Field]


class StepForm(forms.Form):
    """Fields come from the step; use `form_for`."""

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.asked = fields_of(step.given)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed or chosen, by its label and in words, to be read again and copied."""
        return [
            (str(field.label), words)
            for name, field in self.fields.items()
            if name != "files" and (words := _in_words(field, _values(self.data, name)))
        ]

    def given(self, *, by: Actor, at: datetime) -> Any:
        """The step's dataclass from cleaned values; files are checked, re-encoded and stored here.

        Raises `Refused` with the field's name when a file is not acceptable.
        """
        values = {name: value for name, value in self.cleaned_data.items() if name in self.asked}
        for name, asked in self.asked.items():
            if asked.kind == "files":
                values[name] = tuple(store(upload, by=by.user, at=at) for upload in values.get(name) or ())
            elif asked.kind == "departments":
                values[name] = tuple(values.get(name) or ())
        return self.step.given(**values)

    def refuse(self, refused: Refused) -> None:
        """Put a verb's refusal beside its field, or above the form."""
        field = refused.field if refused.field in self.fields else NON_FIELD_ERRORS
        self.add_error(None if field == NON_FIELD_ERRORS else field, refused.message)


def form_for(
    step: Step,
    case: EnterpriseRequest,
    *,
    on: date,
    data: MultiValueDict[str, str] | None = None,
    files: MultiValueDict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
) -> StepForm:
    """A form with the step's fields; `on` limits choices to what is in office or open that day."""
    form = StepForm(step, data, files, initial=initial, prefix=None)
    for name, asked in fields_of(step.given).items():
        built = _BUILDERS[asked.kind](asked, case, on)
        built.label, built.help_text, built.required = asked.label, asked.hint, asked.required
        built.error_messages["required"] = asked.message
        form.fields[name] = built
    return form


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


def _text(asked: Asked, case: EnterpriseRequest, on: date, *, rows: int = 5) -> forms.Field:
    field = CleanedTextField(
        max_length=asked.max_length,
        min_length=asked.min_length or None,
        widget=forms.Textarea({"rows": rows}),
    )
    field.error_messages["max_length"] = f"{asked.label}超过 {asked.max_length} 字，请删减"
    field.error_messages["min_length"] = f"{asked.label}至少 {asked.min_length} 个字"
    return field


def _line(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    field = CleanedTextField(max_length=asked.max_length)
    field.error_messages["max_length"] = f"{asked.label}超过 {asked.max_length} 字，请删减"
    return field


def _choice(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    return forms.ChoiceField(choices=asked.choices, widget=forms.RadioSelect())


def _date(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    widget = forms.DateInput({"type": "date", "min": "2000-01-01", "max": "2099-12-31"}, format="%Y-%m-%d")
    field = forms.DateField(widget=widget, input_formats=["%Y-%m-%d"])
    field.error_messages["invalid"] = "请填写日期，如 2026-12-31"
    return field


def _datetime(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES)
    field = forms.DateTimeField(widget=widget, input_formats=[MINUTES, "%Y-%m-%d %H:%M"])
    field.error_messages["invalid"] = "请填写日期和时间，如 2026-11-23 09:30"
    return field


def _files(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    return ManyFilesField()


def _category(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    return forms.ModelChoiceField(
        Category.objects.for_choosing(on), to_field_name="code", empty_label="请选择"
    )


def _group(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    return forms.ModelChoiceField(ProfessionalGroup.objects.order_by("order"), to_field_name="code")


def _representative(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    rows = Representative.objects.in_office(on).by_name()
    return forms.ModelChoiceField(rows, to_field_name="code", empty_label="请选择")


def _department(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    return forms.ModelChoiceField(_units(on), to_field_name="code", empty_label="请选择")


def _departments(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    return forms.ModelMultipleChoiceField(_units(on), to_field_name="code")


def _units(on: date) -> Any:
    return Department.objects.assignable().order_by("name")


def _assignment(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    rows = Assignment.objects.current().filter(case=case).select_related("department")
    return forms.ModelChoiceField(rows, empty_label=None)


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


def _case(asked: Asked, case: EnterpriseRequest, on: date) -> forms.Field:
    return CaseField(max_length=10)


def _values(data: Any, name: str) -> list[str]:
    return [
        str(value) for value in (data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""])
    ]


def _in_words(field: forms.Field, values: list[str]) -> str:
    """The labels of what was chosen; what is no choice (any more) as it came."""
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return "、".join(labels.get(value, value) for value in values if value)


_BUILDERS: dict[str, Build] = {
    "text": _text,
    "line": _line,
    "phone": lambda asked, case, on: PhoneField(max_length=asked.max_length),
    "choice": _choice,
    "date": _date,
    "datetime": _datetime,
    "files": _files,
    "category": _category,
    "group": _group,
    "representative": _representative,
    "department": _department,
    "departments": _departments,
    "assignment": _assignment,
    "case": _case,
}
