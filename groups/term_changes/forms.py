"""What is typed of a change of term. What is allowed, the verbs check."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from groups.forms import date_field
from groups.models import Term
from groups.models.representatives import RepresentativeQuerySet
from groups.namesakes import RepresentativeField
from office.form_fields import CleanedTextField


def _term(label: str) -> forms.ModelChoiceField[Term]:
    return forms.ModelChoiceField(
        Term.objects.all(), label=label, empty_label="请选择", error_messages={"required": f"请选择{label}"}
    )


class ChangeForm(forms.Form):
    old_term = _term("原届次")
    new_term = _term("新一届")
    changes_on = date_field("换届日期", help_text="当天起原届次不再任职。到这一天才能执行。")
    document = CleanedTextField(
        label="依据文件", max_length=120, error_messages={"required": "请填写依据文件"}
    )


class SuccessorForm(forms.Form):
    """Who takes over from one person; nobody: the liaison."""

    representative = RepresentativeField(to_field_name=None, widget=forms.HiddenInput)
    successor = RepresentativeField(
        to_field_name=None,
        label="接任代表",
        required=False,
        empty_label="不指定，转联络员",
        error_messages={"invalid_choice": "请从名单里选一位在任代表"},
    )

    def __init__(
        self,
        *args: Any,
        people: RepresentativeQuerySet,
        leaving: RepresentativeQuerySet,
        on: date,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        for name, rows in (("successor", people), ("representative", leaving)):
            field: Any = self.fields[name]
            field.offer(rows, on)
