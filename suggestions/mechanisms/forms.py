"""What is typed about a service mechanism. What is allowed, the verbs check."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from groups.models import Department
from office.form_fields import LineField
from requests_app.models import EnterpriseRequest
from suggestions.models.mechanisms import MechanismField
from suggestions.opinions.forms import CategoryField, day_field, line_field, text_field

NUMBER = re.compile(r"\d{4}-\d{1,6}")
CASES_AT_MOST = 50


class CasesField(LineField):
    """Numbers of requests that this person sees, with spaces or commas between them."""

    seen: Any = None

    def clean(self, value: Any) -> list[EnterpriseRequest]:
        typed = [each for each in re.split(r"[\s,，、;；]+", super().clean(value)) if each]
        if len(typed) > CASES_AT_MOST:
            raise forms.ValidationError(f"最多写 {CASES_AT_MOST} 件")
        if wrong := [each for each in typed if not NUMBER.fullmatch(each)]:
            raise forms.ValidationError(f"受理编号写成 2026-00123 这样：{wrong[0]}")
        found = {case.ledger_number: case for case in self.seen.filter(ledger_number__in=typed)}
        if missing := [each for each in typed if each not in found]:
            raise forms.ValidationError(f"没有找到 {missing[0]}，请核对受理编号")
        return list(found.values())


class ProposalForm(forms.Form):
    title = line_field("名称", 60, help_text="例如：园区用工共享专员")
    field = forms.ChoiceField(
        label="领域",
        choices=MechanismField.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择领域"),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label="建立单位",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择建立单位"),
    )
    category = CategoryField("解决哪类诉求")
    text = text_field("做什么", 1000, help_text="怎么找、几天办好、谁负责。会公开。")
    for_whom = line_field("服务对象", 100)
    telephone = line_field("联系电话", 40, help_text="单位的公开电话。")
    document_number = line_field("文号", 40, required=False, help_text="有文件的填写，核对时必填。")
    sources = CasesField(
        label="来自哪些诉求",
        max_length=600,
        required=False,
        help_text="受理编号，用空格隔开。公开页只写件数。",
        error_messages={"max_length": "超过 600 字，请删减"},
    )

    def __init__(self, *args: Any, units: Any, seen: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["department"].queryset = units
        fields["category"].offer(on)
        fields["sources"].seen = seen


class InForceForm(forms.Form):
    in_force_on = day_field("起始日期")
    document_number = line_field("文号", 40)


class ReportForm(forms.Form):
    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput({"class": "short"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "填 2026 这样的年份"),
    )
    uses = forms.IntegerField(
        label="使用次数",
        min_value=0,
        max_value=10_000_000,
        help_text="一次也没有，填 0。",
        widget=forms.NumberInput({"class": "short"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "填 0 或以上的整数"),
    )
    evidence = line_field("依据", 500, help_text="登记簿、系统记录或材料名称。")


class EndForm(forms.Form):
    ended_on = day_field("终止日期")
    reason = line_field("为什么终止", 300, help_text="会公开。")
