"""更正: the one field that is corrected, holding what stands there now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from casework.forms.steps import StepForm
from office.form_fields import CleanedTextField
from requests_app.models import Category, EnterpriseRequest
from requests_app.steps.corrections import CHOICES, FIELDS, LONGEST, current_value

NOT_SHOWN = ("contact", "phone")
TELEPHONE_HINT = "更正联系电话后，新的链接和查询码会发到新号码，原来的随即失效。"
PROTECTED = "为保护个人信息，这里不显示原来的。"


def chosen_in(form: StepForm, open_names: Sequence[str], *, asked: str = "") -> str:
    """Which field is corrected: what the form brought, what was asked for, else the first that is open; "" for none."""
    first = next(iter(open_names), "")
    named = str(form.data.get("field", "")) if form.is_bound else asked or form.initial.get("field") or first
    return named if named in open_names else ""


def ask_for(form: StepForm, chosen: str, case: EnterpriseRequest, rows: Sequence[Category]) -> None:
    """Make the form one of the field `chosen`; `rows` are the categories that may be chosen."""
    field: Any = form.fields["field"]
    field.widget, form.initial["field"] = forms.HiddenInput(), chosen
    former = form.fields["value"]
    value = _value_field(chosen, rows)
    value.label = f"更正后的{FIELDS[chosen]}"
    value.error_messages["required"] = former.error_messages["required"]
    form.fields["value"] = value
    if chosen not in NOT_SHOWN:
        form.initial.setdefault("value", current_value(case, chosen))


def _value_field(chosen: str, rows: Sequence[Category]) -> forms.Field:
    if chosen == "category":
        return forms.ChoiceField(choices=[(row.code, row.name) for row in rows], widget=forms.RadioSelect)
    if chosen in CHOICES:
        return forms.ChoiceField(choices=CHOICES[chosen], widget=forms.RadioSelect)
    if chosen == "text":
        return _line(chosen, widget=forms.Textarea({"rows": 6}))
    hint = f"{PROTECTED}{TELEPHONE_HINT if chosen == 'phone' else ''}" if chosen in NOT_SHOWN else ""
    return _line(chosen, help_text=hint)


def _line(chosen: str, **kwargs: Any) -> forms.Field:
    most = LONGEST.get(chosen, 40)
    field = CleanedTextField(max_length=most, **kwargs)
    field.error_messages["max_length"] = f"更正内容过长，{FIELDS[chosen]}最多 {most} 字"
    return field
