"""What is typed at the desk of a reception: a walk-in, a matter, its end, a new day, a change of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.namesakes import RepresentativeField, RepresentativesField, labels
from office.calendar import LOCAL
from office.form_fields import CleanedTextField, DayField, HourField, LineField, PhoneField
from office.form_stamps import Stamp
from office.templatetags.wording import hour
from office.typed import names
from stations import same_enterprise
from stations.models import Reception, ReceptionKind, Sitting, Slot, Station
from stations.models.bookings import Basis, Ending
from stations.models.requesters import RequesterKind
from stations.receptions.booking import Visit

FIRST_FREE = "先空的"
ENDINGS = [
    (Ending.EXPLAINED, "解释说明（代表讲公开政策）"),
    (Ending.ANSWERED, "当场答复（单位工作人员在场）"),
    (Ending.NOTED, "仅反映"),
    (Ending.GUIDED, "引导他处"),
]


class WalkInForm(forms.Form):
    """登记临时来访: who, about what, and if wanted with whom."""

    who = LineField(
        label="企业或姓名",
        max_length=60,
        error_messages={"required": "请填写企业名称或姓名", "max_length": "超过 60 字，请删减"},
    )
    requester_kind = forms.ChoiceField(
        label="来访人", choices=RequesterKind.choices, widget=forms.RadioSelect, initial="enterprise"
    )
    matter = LineField(
        label="谈什么",
        max_length=300,
        error_messages={"required": "请写一句谈什么", "max_length": "超过 300 字，请删减"},
    )
    phone = PhoneField(
        label="联系电话", required=False, widget=forms.TextInput({"type": "tel", "inputmode": "tel"})
    )
    sitting = forms.ModelChoiceField(
        Sitting.objects.none(),
        label="见谁",
        required=False,
        empty_label=FIRST_FREE,
        widget=forms.RadioSelect,
        blank=True,
    )

    def __init__(self, *args: Any, sittings: Any, stamp: Stamp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stamp = stamp
        same_enterprise.offer(self, "who")
        field: Any = self.fields["sitting"]
        field.queryset = sittings
        field.label_from_instance = lambda sitting: sitting.representative.name

    def clean(self) -> dict[str, Any]:
        """Who it is says which of both kinds of name it is."""
        said = self.cleaned_data
        is_enterprise = said.get("requester_kind") == RequesterKind.ENTERPRISE
        if "who" in said and "requester_kind" in said:
            try:
                said["who"] = (names.body if is_enterprise else names.person)(said["who"])
            except ValueError as error:
                self.add_error("who", str(error))
        if is_enterprise:
            same_enterprise.ask(self, "who")
        return said

    @property
    def visit(self) -> Visit:
        said = self.cleaned_data
        is_enterprise = said["requester_kind"] == RequesterKind.ENTERPRISE
        return Visit(
            requester_kind=said["requester_kind"],
            matter=said["matter"],
            contact="" if is_enterprise else said["who"],
            phone=said["phone"],
            enterprise_name=said["who"] if is_enterprise else "",
        )


class DeskBookingForm(WalkInForm):
    """电话预约: what a visitor says by telephone, for one of the free slots."""

    slot = forms.ChoiceField(label="时段", error_messages={"required": "请选择时段"})

    field_order = ["slot", "who", "requester_kind", "matter", "phone"]

    def __init__(self, *args: Any, slots: Iterable[Slot], **kwargs: Any) -> None:
        super().__init__(*args, sittings=Sitting.objects.none(), **kwargs)
        del self.fields["sitting"]
        self.fields["phone"].required = True
        self.slots = {slot.code: slot for slot in slots}
        field: Any = self.fields["slot"]
        # Nothing is chosen beforehand: a slot that nobody named is nobody's.
        field.choices = [("", "请选择时段")] + [
            (slot.code, f"{hour(slot.begins_at.astimezone(LOCAL))} {slot.sitting.representative.name}")
            for slot in self.slots.values()
        ]
        field.error_messages["invalid_choice"] = "这个时段刚被约走，请另选一个"


class MatterForm(forms.Form):
    """谈了什么，一句话."""

    words = CleanedTextField(
        label="谈了什么，一句话",
        max_length=300,
        error_messages={"required": "请写一句谈了什么", "max_length": "超过 300 字，请删减"},
    )


class EndingForm(forms.Form):
    """How a matter ended; an explanation and an answer name what they rest on."""

    ending = forms.ChoiceField(
        label="结果",
        choices=ENDINGS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果", "invalid_choice": "请选择结果"},
    )
    basis = forms.ChoiceField(label="依据", choices=Basis.choices, widget=forms.RadioSelect, required=False)
    source = LineField(
        label="依据说明",
        help_text="公开政策写名称；单位答复写哪个单位的谁。",
        required=False,
        max_length=120,
        error_messages={"max_length": "超过 120 字，请删减"},
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("ending") in (Ending.EXPLAINED, Ending.ANSWERED):
            if not said.get("basis"):
                self.add_error("basis", "请选择依据")
            if "source" in said and not said["source"]:
                self.add_error("source", "请写明依据")
        return said


class HoldForm(forms.Form):
    """到场接待的代表, each with the hours where they were others than the reception's."""

    present = forms.ModelMultipleChoiceField(
        Sitting.objects.none(),
        label="到场接待的代表",
        error_messages={
            "required": "请勾选到场接待的代表",
            "invalid_choice": "名单有变化，请核对后再点一次",
            "invalid_pk_value": "名单有变化，请核对后再点一次",
        },
    )

    def __init__(self, *args: Any, sittings: QuerySet[Sitting], reception: Reception, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sittings = list(sittings)
        present: Any = self.fields["present"]
        present.queryset, present.initial = sittings, [row.pk for row in self.sittings]
        begins, ends = (each.astimezone(LOCAL).time() for each in (reception.begins_at, reception.ends_at))
        for row in self.sittings:
            for name, word, initial in (("from", "从", begins), ("to", "到", ends)):
                self.fields[f"{name}_{row.pk}"] = HourField(
                    label=f"{row.representative.name}接待{word}",
                    initial=initial,
                    required=False,
                    widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
                    error_messages={"invalid": f"{row.representative.name}的时间有误，请写成“时:分”"},
                )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for row in said.get("present", ()):
            begins, ends = said.get(f"from_{row.pk}"), said.get(f"to_{row.pk}")
            if begins and ends and begins >= ends:
                self.add_error(f"to_{row.pk}", f"{row.representative.name}接待结束的时间须晚于开始的时间")
        return said

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: who was to sit, whether ticked, from when until when."""
        ticked = {str(key) for key in self["present"].value() or ()}
        return [
            {
                "sitting": row,
                "is_ticked": str(row.pk) in ticked,
                "begins": self[f"from_{row.pk}"],
                "ends": self[f"to_{row.pk}"],
            }
            for row in self.sittings
        ]

    @property
    def hours(self) -> dict[int, tuple[time, time]]:
        """Of who sat, by the sitting's key; only where both were written."""
        said = self.cleaned_data
        pairs = {row.pk: (said[f"from_{row.pk}"], said[f"to_{row.pk}"]) for row in said["present"]}
        return {key: (begins, ends) for key, (begins, ends) in pairs.items() if begins and ends}


class SheetForm(forms.Form):
    file = forms.FileField(
        label="签字页照片",
        help_text="照片或 PDF，不超过 10 MB。",
        widget=forms.FileInput({"accept": "image/*,application/pdf"}),
        error_messages={"required": "请选择照片", "empty": "文件是空的，请重新选择"},
    )


class ReceptionForm(forms.Form):
    """A day that no plan makes."""

    station = forms.ModelChoiceField(Station.objects.none(), label="服务站", empty_label=None)
    kind = forms.ChoiceField(label="类型", choices=ReceptionKind.choices, widget=forms.RadioSelect)
    topic = LineField(label="主题", required=False, max_length=40)
    held_on = DayField(label="日期", widget=forms.DateInput({"type": "date"}))
    begins = HourField(label="开始", widget=forms.TimeInput({"type": "time"}))
    ends = HourField(label="结束", widget=forms.TimeInput({"type": "time"}))
    slot_minutes = forms.IntegerField(
        label="每个时段", help_text="分钟。", min_value=5, max_value=240, initial=20
    )
    seats = forms.IntegerField(label="每个时段接待", help_text="批次。", min_value=1, max_value=20, initial=1)
    place = LineField(label="地点", max_length=80)
    people = RepresentativesField(
        label="接待代表",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一位进站代表"},
    )

    def __init__(self, *args: Any, stations: Any, people: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        self.fields["people"].offer(people, today)  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """公告、改期、取消: the reason is told to whoever booked; `held_on` for a move."""

    reason = LineField(label="原因", max_length=100, error_messages={"required": "请写明原因"})
    held_on = DayField(label="改到哪一天", required=False, widget=forms.DateInput({"type": "date"}))


class ReplaceForm(forms.Form):
    sitting = forms.ModelChoiceField(
        Sitting.objects.none(),
        label="换下",
        empty_label="请选择",
        error_messages={"required": "请选择换下哪位代表"},
    )
    successor = RepresentativeField(
        label="换成",
        empty_label="请选择",
        to_field_name=None,
        error_messages={"required": "请选择换成哪位代表"},
    )

    def __init__(self, *args: Any, sittings: Any, people: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = labels((row.representative for row in sittings), today)
        sitting: Any = self.fields["sitting"]
        sitting.queryset = sittings
        sitting.label_from_instance = lambda row: names.get(row.representative_id, str(row.representative))
        self.fields["successor"].offer(people, today)  # type: ignore[attr-defined]
