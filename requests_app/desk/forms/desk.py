"""Small forms of the desk: why a contact is looked at, how a code is issued anew, the name of a view."""

from __future__ import annotations

from django import forms

from casework.forms.choices import Cards
from office.form_fields import CleanedTextField
from requests_app.access.access_log import RevealReason


class RevealForm(forms.Form):
    reason = forms.ChoiceField(
        label="为什么查看",
        choices=RevealReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择查看联系方式的原因"},
    )
    note = CleanedTextField(
        label="说明",
        required=False,
        max_length=200,
        help_text="选“其他”时必填。",
        error_messages={"max_length": "说明超过 200 字，请删减"},
    )


class ReissueForm(forms.Form):
    to = forms.ChoiceField(
        label="怎样给企业",
        choices=[("phone", "发到登记电话"), ("slip", "打印回执单")],
        widget=Cards(
            hints={
                "phone": "能查进度、补充、申诉；评价链接另发，不受影响",
                "slip": "能查进度、补充、申诉，不能评价；登记电话会收到通知",
            },
            columns="two",
        ),
        error_messages={"required": "请选择怎样给企业"},
    )
    reason = CleanedTextField(
        label="怎样核对了身份",
        max_length=200,
        help_text="如：查看营业执照和经办人工作证。",
        error_messages={"required": "请写明怎样核对了来人身份", "max_length": "内容超过 200 字，请删减"},
    )

    def __init__(self, *args: object, has_phone: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not has_phone:
            self.fields["to"].choices = [("slip", "打印回执单")]  # type: ignore[attr-defined]
            self.initial.setdefault("to", "slip")


class PersonalCopyForm(forms.Form):
    checked = CleanedTextField(
        label="怎样核对了来人身份",
        max_length=200,
        help_text="如：查看身份证和营业执照；本人从登记的电话打来。",
        error_messages={"required": "请写明怎样核对了来人身份", "max_length": "内容超过 200 字，请删减"},
    )


class SavedViewForm(forms.Form):
    name = CleanedTextField(
        label="视图名称",
        max_length=20,
        error_messages={"required": "请填写视图名称", "max_length": "视图名称超过 20 字，请删减"},
    )
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
