"""What is typed about money: sums in 元 with at most two decimals, kept as 分."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from casework.forms.files import FILES_HINT, ManyFilesField
from fieldwork.models import Budget
from office.form_fields import LineField

YUAN_AT_MOST = Decimal(100_000_000)
WRONG = "请填写金额，如 2400 或 2400.50"


class YuanField(forms.DecimalField):
    """Cleans to an integer of 分."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": WRONG,
            "invalid": WRONG,
            "min_value": "金额须大于 0",
            "max_value": "金额不能超过 1 亿元",
            "max_decimal_places": "金额最多到分",
            "max_digits": "金额不能超过 1 亿元",
            "max_whole_digits": "金额不能超过 1 亿元",
        }
        super().__init__(
            min_value=Decimal("0.01"),
            max_value=YUAN_AT_MOST,
            decimal_places=2,
            max_digits=12,
            error_messages=messages,
            help_text=kwargs.pop("help_text", "单位：元。"),
            widget=forms.TextInput({"inputmode": "decimal", "class": "input short"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """With commas or without."""
        return super().to_python(
            value.replace(",", "").replace("，", "") if isinstance(value, str) else value
        )

    def clean(self, value: Any) -> int:
        return int(super().clean(value) * 100)


class AmountForm(forms.Form):
    amount = YuanField(label="全年预算")


class ChangeForm(forms.Form):
    amount = YuanField(label="调整后的预算")
    document = LineField(
        label="依据文件",
        max_length=120,
        error_messages={"required": "请写明依据文件", "max_length": "超过 120 字，请删减"},
    )


class MoveForm(forms.Form):
    target = forms.ModelChoiceField(
        Budget.objects.none(),
        label="调给哪个小组",
        empty_label="请选择",
        error_messages={"required": "请选择小组", "invalid_choice": "请选择小组"},
    )
    amount = YuanField(label="调出金额")
    document = ChangeForm.base_fields["document"]

    def __init__(self, *args: Any, budgets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target: Any = self.fields["target"]
        target.queryset = budgets


class AskForm(forms.Form):
    purpose = LineField(
        label="用途",
        max_length=80,
        error_messages={"required": "请写明用途", "max_length": "超过 80 字，请删减"},
    )
    activity = LineField(
        label="用于哪项活动",
        required=False,
        max_length=80,
        error_messages={"max_length": "超过 80 字，请删减"},
    )
    amount = YuanField(label="金额")


class SpendForm(forms.Form):
    amount = YuanField(label="实际支出")
    receipts = ManyFilesField(label="票据", help_text=FILES_HINT, error_messages={"required": "请上传票据"})
