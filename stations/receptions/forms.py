"""What a visitor types to book a reception, to move a booking, and to find it again."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from office.form_fields import CleanedTextField, LineField, PhoneField
from office.form_stamps import Stamp
from office.models.notices import Channel
from office.notifications.hints import if_set_up
from office.numbers import is_damm_valid
from office.typed import phones
from stations import requester_fields
from stations.models import Slot
from stations.models.requesters import RequesterKind
from stations.receptions import about
from stations.receptions.booking import Visit
from stations.receptions.keys import CODE_DIGITS
from stations.requester_fields import NAME_MISSING

MATTER_AT_MOST = 300
ONE_AT_A_TIME = "同一号码一次约一个时段。"
NO_SLOT = "请选择时段"
STALE = "页面打开的时间较长，请核对后再提交一次"


class MatterField(CleanedTextField):
    """What is too long is said, not cut off by the browser."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > MATTER_AT_MOST:
            raise forms.ValidationError(
                f"内容超过 {MATTER_AT_MOST} 字，请删减 {len(value) - MATTER_AT_MOST} 个字"
            )


class SlotField(forms.CharField):
    """The code of a slot, whether it is still free or not: that the verb says."""

    def to_python(self, value: Any) -> Any:
        code = super().to_python(value)
        if not code:
            return None
        slot = (
            Slot.objects.filter(code=str(code)[:32].replace("\x00", ""))
            .select_related("sitting__representative", "sitting__reception__station")
            .first()
        )
        if slot is None:
            raise forms.ValidationError(NO_SLOT)
        return slot

    def validate(self, value: Any) -> None:
        if value is None:
            raise forms.ValidationError(NO_SLOT)


class BookingForm(forms.Form):
    """One POST: which slot, who comes, about what. `stamp` is the form's key and the time it was opened."""

    slot = SlotField(label="时段", required=False)
    requester_kind = requester_fields.requester_kind()
    matter = MatterField(
        label="想谈什么",
        help_text="一两句话就行，代表会提前了解。请勿填写涉密信息。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写一句想谈什么"},
    )
    enterprise_name = requester_fields.enterprise_name()
    contact = requester_fields.contact()
    phone = PhoneField(
        label="联系电话",
        help_text=if_set_up(Channel.SMS, f"前一天短信提醒到这个号码。{ONE_AT_A_TIME}", ONE_AT_A_TIME),
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": "请填写 11 位手机号，或带区号的固定电话"},
    )
    consent = forms.BooleanField(
        label="同意将以上信息交给接待代表，仅用于安排这次接待。",
        error_messages={"required": "请先同意，才能安排接待"},
    )

    # The mark of the request from whose page the visitor came; one that is not ours is left out.
    about = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: MultiValueDict[str, Any] | None = None, *, stamp: Stamp, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.stamp = stamp
        self.is_stale = False

    @classmethod
    def received(
        cls, data: MultiValueDict[str, Any], at: datetime, *, waits_for: Slot | None = None
    ) -> BookingForm:
        """As it came back. A stamp that is missing, forged or a week old is replaced, and said.

        `waits_for` is the slot of the button 候补, which stands for the one that is ticked.
        """
        if waits_for is not None:
            data = data.copy()
            data["slot"] = waits_for.code
        stamp = Stamp.read(data.get("stamp", ""), at)
        form = cls(data, stamp=stamp or Stamp.fresh(at))
        form.is_stale = stamp is None
        return form

    @classmethod
    def resumed(cls, stamp: Stamp, typed: MultiValueDict[str, str]) -> BookingForm:
        """The form under its own key again, with what was typed and not sent."""
        return cls(stamp=stamp, initial=typed.dict())

    def clean_about(self) -> str:
        return about.read(self.cleaned_data["about"])

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.is_stale:
            self.add_error(None, STALE)
        if self.data.get("website"):
            self.add_error(None, "没有提交：请把“网址”一栏留空")
        is_enterprise = cleaned.get("requester_kind") == RequesterKind.ENTERPRISE
        if is_enterprise and "enterprise_name" in cleaned and not cleaned["enterprise_name"]:
            self.add_error("enterprise_name", NAME_MISSING)
        return cleaned

    @property
    def is_confirmed(self) -> bool:
        """仍要预约: the page that said where the matter is at home was answered."""
        return self.stamp.is_confirmed_by(self.data.get("confirmed", ""))

    @property
    def visit(self) -> Visit:
        said = self.cleaned_data
        return Visit(
            requester_kind=said["requester_kind"],
            matter=said["matter"],
            contact=said["contact"],
            phone=said["phone"],
            enterprise_name=said["enterprise_name"],
            about=said["about"],
        )


# The page says to whom it concerns.
BookingForm.base_fields["enterprise_name"].conditional = True  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    slot = SlotField(label="时段", required=False)


class FindForm(forms.Form):
    """预约码 and the last four digits of the telephone."""

    code = LineField(
        label="预约码",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填写 8 位预约码", "max_length": "请填写 8 位预约码"},
    )
    last_four = LineField(
        label="联系电话后四位",
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": phones.ENDING_MESSAGE, "max_length": phones.ENDING_MESSAGE},
    )

    def clean_code(self) -> str:
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"]).replace(" ", "").replace("-", "")
        if len(code) != CODE_DIGITS or not is_damm_valid(code):
            raise forms.ValidationError("预约码有误，请核对 8 位数字")
        return code

    def clean_last_four(self) -> str:
        """Four digits, or the whole number."""
        try:
            return phones.ending(self.cleaned_data["last_four"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
