"""A visit in some forty seconds: most of it is a tap, the day is today unless said otherwise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from fieldwork.models.visits import How, Result, VisitKind
from fieldwork.pairings.forms import enterprise_field
from fieldwork.visits.recording import Said
from groups.namesakes import RepresentativesField
from office.calendar import LOCAL
from office.form_fields import CleanedTextField, DayField, HourField, LineField
from office.form_stamps import Stamp

CHOOSE = {"required": "请选择一项", "invalid_choice": "请选择一项"}
STALE = "页面打开的时间较长，请核对后再保存一次"


class VisitForm(forms.Form):
    enterprise = enterprise_field()
    people = RepresentativesField(
        label="到场的代表",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一位到场的代表", "invalid_choice": "请从列表中选择代表"},
    )
    how = forms.ChoiceField(
        label="怎么联系的", choices=How.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    kind = forms.ChoiceField(
        label="做了什么", choices=VisitKind.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    words = CleanedTextField(
        label="一句话记下来",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写一句谈了什么", "max_length": "超过 300 字，请删减"},
    )
    result = forms.ChoiceField(
        label="形成什么",
        choices=Result.choices,
        widget=forms.RadioSelect,
        initial=Result.NOTHING,
        error_messages=CHOOSE,
    )
    met = LineField(
        label="见到谁", required=False, max_length=60, error_messages={"max_length": "不超过 60 字"}
    )
    day = DayField(
        label="哪一天",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择日期", "invalid": "请按 2026-11-23 的格式填写日期"},
    )
    time = HourField(
        label="几点",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "请填写时间", "invalid": "请填写几点几分"},
    )

    def __init__(
        self, *args: Any, people: Any, stamp: Stamp, today: date, is_stale: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stamp, self.is_stale = stamp, is_stale
        self.fields["people"].offer(people, today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.is_stale:
            self.add_error(None, STALE)
        return self.cleaned_data

    @property
    def said(self) -> Said:
        values = self.cleaned_data
        return Said(
            met_at=datetime.combine(values["day"], values["time"], tzinfo=LOCAL),
            how=values["how"],
            kind=values["kind"],
            result=values["result"],
            met=values["met"],
            words=values["words"],
        )


class SourceForm(forms.Form):
    """A second source says what it rests on."""

    basis = LineField(
        label="依据",
        help_text="例如企业来电、门岗登记、现场照片、同行单位。",
        max_length=100,
        error_messages={"required": "请写明依据", "max_length": "不超过 100 字"},
    )
