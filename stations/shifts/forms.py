"""What is typed of shifts: a plan or a single day, a reason, a swap."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from groups.namesakes import RepresentativeField, labels
from office.calendar import LOCAL
from office.form_fields import DayField, HourField, LineField
from office.templatetags.wording import moment
from stations.models import DutyShift, ShiftPlan, Station

ONCE = "once"


class ShiftForm(forms.Form):
    """排班: `often` once on a day, or a weekday that repeats."""

    station = forms.ModelChoiceField(Station.objects.none(), label="服务站", empty_label=None)
    representative = RepresentativeField(
        to_field_name=None,
        label="代表",
        error_messages={"required": "请选择代表", "invalid_choice": "请选择本站的进站代表"},
    )
    often = forms.ChoiceField(
        label="隔多久",
        choices=[(ONCE, "只这一天"), *((str(value), label) for value, label in ShiftPlan.WEEKS)],
        widget=forms.RadioSelect,
        initial="0",
    )
    on = DayField(
        label="日期",
        help_text="重复的，从这一天起、按这一天的星期排；节假日不排。",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "请选择日期", "invalid": "请选择日期"},
    )
    begins = HourField(
        label="开始",
        widget=forms.TimeInput({"type": "time"}),
        error_messages={"required": "请填写开始时间", "invalid": "时间写作 09:00"},
    )
    ends = HourField(
        label="结束",
        widget=forms.TimeInput({"type": "time"}),
        error_messages={"required": "请填写结束时间", "invalid": "时间写作 11:00"},
    )

    def __init__(self, *args: Any, stations: Any, people: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        self.fields["representative"].offer(people, today)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = LineField(
        label="原因",
        max_length=60,
        error_messages={"required": "请写明取消的原因", "max_length": "超过 60 字，请删减"},
    )


class SwapForm(forms.Form):
    """换班: with whom, and what is sat in return."""

    successor = RepresentativeField(
        to_field_name=None,
        label="请谁替",
        error_messages={"required": "请选择代表", "invalid_choice": "请选择本站的进站代表"},
    )
    in_return = forms.ModelChoiceField(
        DutyShift.objects.none(), label="换回对方哪一次", required=False, empty_label="不换回"
    )

    def __init__(self, *args: Any, people: Any, shifts: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].offer(people, today)  # type: ignore[attr-defined]
        names = labels((row.representative for row in shifts), today)
        in_return: Any = self.fields["in_return"]
        in_return.queryset = shifts
        in_return.label_from_instance = lambda row: (
            f"{names.get(row.representative_id, row.representative)} {moment(row.begins_at.astimezone(LOCAL))}"
        )
