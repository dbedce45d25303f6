"""What is typed into a plan."""

from __future__ import annotations

from typing import Any

from django import forms

from fieldwork.models.activity_kinds import ActivityKind, CountyAction
from fieldwork.plans.proposing import Line
from office.form_fields import LineField

MONTHS = [(month, f"{month}月") for month in range(1, 13)]


class ItemForm(forms.Form):
    month = forms.TypedChoiceField(
        label="月份",
        choices=[("", "请选择"), *MONTHS],
        coerce=int,
        error_messages={"required": "请选择月份", "invalid_choice": "请选择月份"},
    )
    kind = forms.ChoiceField(
        label="类型",
        choices=ActivityKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择类型", "invalid_choice": "请选择类型"},
    )
    theme = LineField(
        label="主题",
        max_length=80,
        error_messages={"required": "请写一句主题", "max_length": "超过 80 字，请删减"},
    )
    action = forms.ChoiceField(
        label="七大行动",
        choices=[("", "不属于"), *CountyAction.choices],
        required=False,
        error_messages={"invalid_choice": "请选择一个行动"},
    )

    @property
    def line(self) -> Line:
        said: dict[str, Any] = self.cleaned_data
        return Line(said["month"], said["kind"], said["theme"], said["action"])


class ReasonForm(forms.Form):
    reason = LineField(
        label="原因",
        max_length=100,
        error_messages={"required": "请写明原因", "max_length": "超过 100 字，请删减"},
    )
