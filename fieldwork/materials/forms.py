"""What is typed about papers."""

from __future__ import annotations

from django import forms

from office.form_fields import DayField, LineField


class HandOutForm(forms.Form):
    title = LineField(
        label="资料",
        max_length=80,
        error_messages={"required": "请填写资料名称", "max_length": "超过 80 字，请删减"},
    )
    copies = forms.IntegerField(
        label="份数",
        min_value=1,
        max_value=100_000,
        error_messages={
            "required": "请填写份数",
            "invalid": "请填写整数",
            "min_value": "至少 1 份",
            "max_value": "最多 100000 份",
        },
    )
    handed_on = DayField(
        label="发放日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写发放日期", "invalid": "请按 2026-12-01 的格式填写日期"},
    )
    to_whom = LineField(
        label="发给谁",
        max_length=80,
        error_messages={"required": "请填写发给谁", "max_length": "超过 80 字，请删减"},
    )
    activity = LineField(
        label="用于哪项活动",
        required=False,
        max_length=80,
        error_messages={"max_length": "超过 80 字，请删减"},
    )


class AskForm(forms.Form):
    what = LineField(
        label="要什么资料",
        max_length=200,
        error_messages={"required": "请写明要什么资料", "max_length": "超过 200 字，请删减"},
    )


class AnswerForm(forms.Form):
    answer = LineField(
        label="答复",
        help_text="给了什么、在哪里取；没有的写明原因。",
        max_length=300,
        error_messages={"required": "请写明答复", "max_length": "超过 300 字，请删减"},
    )
