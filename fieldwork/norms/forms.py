"""What is typed into an edition of a norm, and who signed the sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from fieldwork.models import Norm
from fieldwork.norms.editing import BODY_AT_MOST, NOTE_AT_MOST, TITLE_AT_MOST, Text
from groups.models import ProfessionalGroup
from groups.namesakes import RepresentativesField
from office.form_fields import CleanedTextField, DayField, LineField


class NormForm(forms.Form):
    title = LineField(
        label="名称",
        max_length=TITLE_AT_MOST,
        error_messages={"required": "请填写名称", "max_length": f"超过 {TITLE_AT_MOST} 字，请删减"},
    )
    group = forms.ModelChoiceField(
        ProfessionalGroup.objects.order_by("order"),
        label="适用小组",
        required=False,
        empty_label="全体代表",
        to_field_name="code",
        error_messages={"invalid_choice": "请选择小组"},
    )
    effective_on = DayField(
        label="施行日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写施行日期", "invalid": "请按 2026-12-01 的格式填写日期"},
    )
    body = CleanedTextField(
        label="正文",
        max_length=BODY_AT_MOST,
        widget=forms.Textarea({"rows": 18}),
        help_text="一行一段。某段是哪项任务或得分的依据，在段末写（对应：参加接待），那项任务就链接到这一段。",
        error_messages={"required": "请填写正文", "max_length": f"超过 {BODY_AT_MOST} 字，请删减"},
    )
    is_substantial = forms.BooleanField(
        label="实质修改，请代表重新阅读", required=False, help_text="只改文字的不用重新阅读。", initial=True
    )
    note = LineField(
        label="改了什么",
        max_length=NOTE_AT_MOST,
        required=False,
        error_messages={
            "required": "请写一句改了什么",
            "max_length": f"超过 {NOTE_AT_MOST} 字，请删减",
        },
    )

    def __init__(self, *args: Any, edition: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if edition == 1:
            del self.fields["is_substantial"], self.fields["note"]
        else:
            self.fields["note"].required = True

    @classmethod
    def initial_of(cls, norm: Norm) -> dict[str, Any]:
        names = ("title", "effective_on", "body", "is_substantial", "note")
        group = norm.group.code if norm.group else None
        return {name: getattr(norm, name) for name in names} | {"group": group}

    @property
    def text(self) -> Text:
        return Text(**{name: value for name, value in self.cleaned_data.items() if name != "code"})


class NewNormForm(NormForm):
    code = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label="代码",
        max_length=40,
        help_text="用于网址，如 finance-group。",
        error_messages={
            "required": "请填写代码",
            "invalid": "只能用小写字母、数字和中间的连字符",
            "max_length": "超过 40 个字符，请删减",
        },
    )
    field_order = ["title", "code"]


class HandBackForm(forms.Form):
    reason = LineField(
        label="退回原因",
        max_length=300,
        error_messages={"required": "请写明原因", "max_length": "超过 300 字，请删减"},
    )


class SheetForm(forms.Form):
    """签名单: who signed that the norm was read."""

    people = RepresentativesField(
        label="已在签名单上签名的代表",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选一位代表",
            "invalid_choice": "所选代表已经登记或不适用，请重新选择",
        },
    )

    def __init__(self, *args: Any, people: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.offer(people, today)
