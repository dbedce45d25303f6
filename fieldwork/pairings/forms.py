"""What is typed to propose a pairing, to change its contact, to agree, to end it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from fieldwork.pairings.pairing import Proposal
from groups.namesakes import RepresentativeField
from office.form_fields import LineField, PersonNameField, PhoneField
from stations import likeness
from stations.models import Enterprise, PostingFunction


class EnterpriseField(LineField):
    """An enterprise on record, by its full name or its 统一社会信用代码."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = Enterprise.objects.called(typed).select_related("same_as").first()
        if found is None:
            missing = "没有登记这家企业，请核对全称或统一社会信用代码"
            raise forms.ValidationError("；".join(filter(None, (missing, likeness.question(typed)))))
        return found.leading


def enterprise_field() -> EnterpriseField:
    return EnterpriseField(
        label="企业",
        help_text="全称，或统一社会信用代码。",
        max_length=60,
        error_messages={"required": "请填写企业全称", "max_length": "企业名称不超过 60 字"},
        widget=forms.TextInput({"list": "enterprises", "autocomplete": "off"}),
    )


def phone_field(**given: Any) -> PhoneField:
    return PhoneField(
        required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        **given,
    )


class ProposalForm(forms.Form):
    representative = RepresentativeField(
        to_field_name=None,
        label="代表",
        empty_label="请选择",
        error_messages={"required": "请选择代表", "invalid_choice": "请从列表中选择代表"},
    )
    enterprise = enterprise_field()
    function = forms.ModelChoiceField(
        PostingFunction.objects.all(), label="按哪项职能", required=False, empty_label="不限"
    )
    industry = LineField(label="行业", required=False, max_length=40)
    reason = LineField(
        label="为什么结对",
        max_length=100,
        error_messages={"required": "请写一句为什么结对", "max_length": "不超过 100 字"},
    )
    contact = PersonNameField(label="企业联系人", required=False)
    phone = phone_field(label="企业联系电话", help_text="发给企业：是否同意结对，走访后核实来过没来过。")

    def __init__(self, *args: Any, people: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["representative"].offer(people, today)  # type: ignore[attr-defined]
        if len(only := people[:2]) == 1:
            # Whoever enters for one person alone chooses nobody by accident.
            self.initial.setdefault("representative", only[0].pk)

    @property
    def proposal(self) -> Proposal:
        said = self.cleaned_data
        return Proposal(
            reason=said["reason"],
            function=said["function"],
            industry=said["industry"],
            contact=said["contact"],
            phone=said["phone"],
        )


class ContactForm(forms.Form):
    contact = PersonNameField(label="企业联系人", required=False)
    phone = phone_field(label="新的联系电话", help_text="不填就不改。")


class ConsentForm(forms.Form):
    """Behind the enterprise's link: whom to reach, in its own words."""

    contact = PersonNameField(label="以后找谁", required=False)
    phone = phone_field(
        label="联系电话", help_text="走访后发到这个号码请您核实。不填就用现在收到消息的号码。"
    )


class ReasonForm(forms.Form):
    reason = LineField(
        label="原因",
        max_length=100,
        error_messages={"required": "请写明原因", "max_length": "不超过 100 字"},
    )


class SheetForm(forms.Form):
    """A signed paper as a file."""

    file = forms.FileField(
        label="签字件", help_text="拍照或扫描，图片或 PDF。", error_messages={"required": "请选择文件"}
    )
