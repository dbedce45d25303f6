"""The form of a step, built on the dataclass that the step must be given.

`form_for` gives an unbound or bound form; `given()` turns a valid one into the dataclass for `engine.take`.
What is allowed is the verb's to say: its `Refused` is put beside its field with `refuse`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from casework import engine
from casework.engine import Step
from casework.forms.files import FileTicksField, ManyFilesField
from casework.inputs import MANY_UNITS, InputField, PartialInputs, faults_of, gaps, input_fields
from groups.models import Department, ProfessionalGroup
from groups.namesakes import RepresentativeField
from office.actors import Actor
from office.calendar import local_date
from office.examination.budgets import Budget
from office.files import store
from office.form_fields import CleanedTextField, DayField, MomentField, PhoneField, refuse
from office.models import StoredFile
from office.refusals import Refused

MINUTES = "%Y-%m-%dT%H:%M"
# Builds the form field of one input for a subject on a local date.
Build = Callable[[InputField, Any, date], forms.Field]


class StepForm(forms.Form):
    """Fields come from the step; use `form_for`."""

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.declared = input_fields(step.inputs)
        # Inputs that a page asks for in several fields: from all cleaned values the one that the step is given.
        self.composed: dict[str, Callable[[dict[str, Any]], str]] = {}

    def clean(self) -> dict[str, Any]:
        """Puts together what is composed; the whole is held to what its input declares."""
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        for name, compose in self.composed.items():
            values[name] = compose(values)
            for refused in faults_of(self.declared[name], name, values[name]):
                self.refuse(refused)
        return values

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed or chosen, by its label and in words, to be read again and copied."""
        return [
            (str(field.label), words)
            for name, field in self.fields.items()
            if name not in self._about_files and (words := _in_words(field, _values(self.data, name)))
        ]

    @property
    def _about_files(self) -> set[str]:
        return {name for name, asked in self.declared.items() if asked.kind in ("files", "file_ticks")}

    def inputs(self, *, by: Actor, at: datetime) -> Any:
        """The step's dataclass from cleaned values; call it on a valid form.

        Files are checked, re-encoded and stored here. `at` is the instant that stored files carry. Raises
        `Refused` with the field's name when a file is not acceptable.
        """
        values = {name: value for name, value in self.cleaned_data.items() if name in self.declared}
        budget = Budget()
        for name, declared in self.declared.items():
            if declared.kind == "files":
                uploads = values.get(name) or ()
                values[name] = tuple(store(upload, by=by.user, at=at, budget=budget) for upload in uploads)
            elif declared.kind in MANY_UNITS:
                values[name] = tuple(values.get(name) or ())
        return self.step.inputs(**values)

    def refuse(self, refused: Refused) -> None:
        """Put all that a verb refuses beside its fields, or above the form."""
        refuse(self, refused)

    def add_gaps(self, subject: Any, *, by: Actor, at: datetime, files: tuple[StoredFile, ...] = ()) -> None:
        """Say at once what the step's checks find in the sound fields of a form that has mistakes in others.

        `files` are those that the form keeps. Nothing where `by` may not take the step: that is said first.
        """
        step, workflow = self.step, engine.workflow_of(subject)
        file = workflow.open_file(subject)
        capacity = engine.first_capacity(step, workflow.capacities(file, by, local_date(at)))
        if capacity is None or subject.status not in step.sources:
            return
        values = {name: self.cleaned_data.get(name) for name in self.declared if name in self.fields}
        unsound = [name for name in self.errors if name in values]
        given = PartialInputs(step.inputs, values | {"files": files}, unsound)
        context = engine.context_of(step, subject, file, capacity, at, given)
        if step.guard(context) is None:
            for each in gaps(context):
                if each.field not in unsound:
                    self.refuse(each)


def register_kind(kind: str, build: Build) -> None:
    """Teach step forms a kind of input: `build` gets the input, the subject and the local date."""
    _BUILDERS[kind] = build


def form_for(
    step: Step,
    subject: Any,
    *,
    on: date,
    data: MultiValueDict[str, str] | None = None,
    files: MultiValueDict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
) -> StepForm:
    """A form with the step's fields, unbound without `data`.

    `on` is the local date: choices are what is in office or open that day. `initial` holds codes or rows by
    the names of the inputs. Raises `KeyError` for a kind of input that no app has registered.
    """
    form = StepForm(step, data, files, initial=initial, prefix=None)
    for name, declared in input_fields(step.inputs).items():
        built = _BUILDERS[declared.kind](declared, subject, on)
        built.label, built.help_text, built.required = declared.label, declared.hint, declared.required
        built.error_messages["required"] = declared.message
        form.fields[name] = built
    return form


def _text(declared: InputField, subject: Any, on: date, *, rows: int = 5) -> forms.Field:
    field = CleanedTextField(
        max_length=declared.max_length,
        min_length=declared.min_length or None,
        widget=forms.Textarea({"rows": rows}),
    )
    field.error_messages["max_length"] = f"{declared.label}超过 {declared.max_length} 字，请删减"
    field.error_messages["min_length"] = f"{declared.label}至少 {declared.min_length} 个字"
    return field


def _line(declared: InputField, subject: Any, on: date) -> forms.Field:
    field = CleanedTextField(max_length=declared.max_length)
    field.error_messages["max_length"] = f"{declared.label}超过 {declared.max_length} 字，请删减"
    return field


def _choice(declared: InputField, subject: Any, on: date) -> forms.Field:
    return forms.ChoiceField(choices=declared.choices, widget=forms.RadioSelect())


def _date(declared: InputField, subject: Any, on: date) -> forms.Field:
    widget = forms.DateInput({"type": "date", "min": "2000-01-01", "max": "2099-12-31"}, format="%Y-%m-%d")
    field = DayField(widget=widget)
    field.error_messages["invalid"] = "请填写日期，如 2026-12-31"
    return field


def _datetime(declared: InputField, subject: Any, on: date) -> forms.Field:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES)
    field = MomentField(widget=widget)
    field.error_messages["invalid"] = "请填写日期和时间，如 2026-11-23 09:30"
    return field


def _files(declared: InputField, subject: Any, on: date) -> forms.Field:
    return ManyFilesField()


def _group(declared: InputField, subject: Any, on: date) -> forms.Field:
    return forms.ModelChoiceField(ProfessionalGroup.objects.order_by("order"), to_field_name="code")


def _representative(declared: InputField, subject: Any, on: date) -> forms.Field:
    return RepresentativeField(on, empty_label="请选择")


def _department(declared: InputField, subject: Any, on: date) -> forms.Field:
    return forms.ModelChoiceField(_units(on), to_field_name="code", empty_label="请选择")


def _departments(declared: InputField, subject: Any, on: date) -> forms.Field:
    return forms.ModelMultipleChoiceField(_units(on), to_field_name="code")


def _any_department(declared: InputField, subject: Any, on: date) -> forms.Field:
    rows = Department.objects.open().by_name()
    return forms.ModelChoiceField(rows, to_field_name="code", empty_label="请选择")


def _any_departments(declared: InputField, subject: Any, on: date) -> forms.Field:
    rows = Department.objects.open().by_name()
    return forms.ModelMultipleChoiceField(rows, to_field_name="code", widget=forms.CheckboxSelectMultiple())


def _units(on: date) -> Any:
    return Department.objects.assignable().by_name()


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
    "phone": lambda declared, subject, on: PhoneField(max_length=declared.max_length),
    "choice": _choice,
    "date": _date,
    "datetime": _datetime,
    "files": _files,
    "file_ticks": lambda declared, subject, on: FileTicksField(),
    "group": _group,
    "representative": _representative,
    "department": _department,
    "departments": _departments,
    "any_department": _any_department,
    "any_departments": _any_departments,
}
