"""What is typed about the agenda and an opinion. What is allowed, the verbs check."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from groups.models import ProfessionalGroup
from groups.namesakes import RepresentativesField
from office.form_fields import CleanedTextField, DayField, LineField
from requests_app.models import Category
from suggestions.models.expert_opinions import DECIDED

DATES = "请写成 2026-12-01 这样的日期"


def day_field(label: str, *, required: bool = True, **kwargs: Any) -> DayField:
    return DayField(
        label=label,
        required=required,
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": f"请选择{label}", "invalid": DATES},
        **kwargs,
    )


def line_field(label: str, at_most: int, *, required: bool = True, **kwargs: Any) -> LineField:
    messages = {"required": f"请填写{label}", "max_length": f"超过 {at_most} 字，请删减"}
    return LineField(label=label, max_length=at_most, required=required, error_messages=messages, **kwargs)


def text_field(label: str, at_most: int, **kwargs: Any) -> CleanedTextField:
    return CleanedTextField(
        label=label,
        max_length=at_most,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": f"请填写{label}", "max_length": f"超过 {at_most} 字，请删减"},
        **kwargs,
    )


class CategoryField(forms.ModelChoiceField[Category]):
    """Open categories by their whole names."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        missing = dict.fromkeys(("required", "invalid_choice"), f"请选择{label}")
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(Category.objects.none(), label=label, error_messages=missing, **kwargs)

    def offer(self, on: date) -> None:
        self.queryset = Category.objects.for_choosing(on)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class AgendaForm(forms.Form):
    meeting = line_field("会议", 60, help_text="例如：市七届人大常委会第三十一次会议")
    title = line_field("议题", 60)
    held_on = day_field("会议日期", help_text="意见在会前提交，期限按工作日自动算出。")
    groups = forms.ModelMultipleChoiceField(
        ProfessionalGroup.objects.all(),
        label="请哪些小组提意见",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "至少请一个小组提意见", "invalid_choice": "请从列出的小组中选择"},
    )
    note = line_field("请重点研究", 300, required=False, help_text="想听哪几个方面的意见。")


class DropForm(forms.Form):
    reason = line_field("取消原因", 200)


class WriteForm(forms.Form):
    text = text_field(
        "意见", 8000, help_text="情况、问题、建议。不写企业名称、人名和电话，也不照抄诉求原文。"
    )
    authors = RepresentativesField(
        label="作者",
        widget=forms.CheckboxSelectMultiple,
        help_text="每位作者都要本人确认；改了文字要重新确认。",
        error_messages={"required": "至少写一位作者", "invalid_choice": "请从本组在任代表中选择"},
    )

    def __init__(self, *args: Any, members: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["authors"]
        field.offer(members, today)


class DocumentForm(forms.Form):
    document = line_field("文件或资料", 200, help_text="名称和文号，或活动的日期和主题。")


class SpanForm(forms.Form):
    """A category and the days in which its requests were received; `until` is the first day after."""

    category = CategoryField("诉求类别")
    since = day_field("开始日期")
    until = day_field("结束日期", help_text="当天不计。")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.offer(on)


class SheetForm(forms.Form):
    sheet_number = line_field("签字表编号", 30)


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="采纳情况",
        choices=[(each.value, each.label) for each in DECIDED],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择采纳、部分采纳或供参考"),
    )
    reason = text_field("采纳了哪些、为什么", 500)
    decision_title = line_field("决议或审议意见", 100, required=False, help_text="采纳、部分采纳的必填。")
    decision_number = line_field("文号", 40, required=False)
    decision_on = day_field("文件日期", required=False)
