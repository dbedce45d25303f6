"""The counter's form: a matter told face to face, by telephone or on paper, entered by a clerk, liaison or staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from casework.forms.choices import Cards
from groups.namesakes import RepresentativeField
from office.calendar import LOCAL, local_date
from office.form_fields import CleanedTextField, MomentField
from requests_app.intake.intake import Intake
from requests_app.models import Category
from requests_app.models.requests import FACE_TO_FACE, Source
from requests_app.public.forms.intake import CONSENT, IntakeForm
from stations import same_enterprise
from stations.models import Station
from stations.models.requesters import RequesterKind

SOURCES = [(source.value, source.label) for source in FACE_TO_FACE]
LONGEST_AGO = timedelta(days=366)
MINUTES = "%Y-%m-%dT%H:%M"
ORDER = (
    "station",
    "source",
    "occurred_at",
    "representative",
    "requester_kind",
    "enterprise_name",
    "uscc",
    "anonymous",
    "contact",
    "phone",
    "email",
    "share_contact",
    "category",
    "text",
    "contact_note",
    "files",
    "private",
)


class CounterForm(IntakeForm):
    """As the visitor's form, with where it came from and when; contact may be missing only of an anonymous one."""

    station = forms.ModelChoiceField(
        Station.objects.none(), label="服务站", to_field_name="code", empty_label=None
    )
    station.error_messages |= {"required": "请选择服务站", "invalid_choice": "请选择服务站"}
    source = forms.ChoiceField(
        label="怎样反映的",
        choices=SOURCES,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样反映的", "invalid_choice": "请选择怎样反映的"},
    )
    occurred_at = MomentField(
        label="发生时间",
        required=False,
        help_text="不是现在的，填实际时间；隔一个工作日以上的，期限从登记时起算，并标“补录”。",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
        error_messages={"invalid": "请填写日期和时间，如 2026-11-23 09:30"},
    )
    representative = RepresentativeField(
        label="听取意见的代表",
        required=False,
        empty_label="没有代表在场",
    )
    representative.error_messages["invalid_choice"] = "请选择在任的代表"
    anonymous = forms.BooleanField(
        label="匿名", required=False, help_text="不登记联系人和电话；凭回执单上的查询码到站查询。"
    )
    contact_note = CleanedTextField(
        label="当场怎样回应",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="当面或电话里已经回应的，写明说了什么，记为一次联系。",
        error_messages={"max_length": "内容超过 1000 字，请删减"},
    )

    category = forms.ChoiceField(
        label="问题类别",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择问题类别", "invalid_choice": "请选择问题类别"},
    )

    def __init__(self, categories: Iterable[Category], **given: Any) -> None:
        super().__init__(categories, **given)
        self.fields["share_contact"].required = True
        for name in ("contact", "phone"):
            self.fields[name].required = False
            self.fields[name].conditional = True  # type: ignore[attr-defined]
        consent: Any = self.fields["share_contact"]
        consent.label, consent.help_text = "问过本人：是否同意提供联系方式", "请照本人的话选。"
        consent.widget = Cards(columns="two")
        consent.choices = [CONSENT[0], ("no", "不同意，或没有问到")]
        same_enterprise.offer(self, "enterprise_name")
        self.fields["files"].label = "登记表照片或材料"
        self.fields["requester_kind"].label = "反映人是"
        self.order_fields(ORDER)

    def limit(self, stations: Sequence[Station], at: datetime) -> CounterForm:
        """The stations at which this person may enter, and the representatives in office at the instant `at`."""
        self.at, self.on = at, local_date(at)
        on = self.on
        station: Any = self.fields["station"]
        station.queryset = Station.objects.filter(pk__in=[one.pk for one in stations]).open(on)
        if len(stations) == 1:
            station.widget = forms.HiddenInput()
            station.initial = stations[0].code
        representative: Any = self.fields["representative"]
        representative.limit(on)
        return self

    def clean_occurred_at(self) -> datetime | None:
        occurred_at: datetime | None = self.cleaned_data["occurred_at"]
        if occurred_at is None:
            return None
        day = occurred_at.astimezone(LOCAL).date()
        if not self.on - LONGEST_AGO <= day <= self.on:
            raise forms.ValidationError("发生时间应在一年之内，不能在今天之后")
        if occurred_at > self.at:
            raise forms.ValidationError("发生时间不能在现在之后")
        return occurred_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("requester_kind") == RequesterKind.ENTERPRISE:
            same_enterprise.ask(self, "enterprise_name")
        if cleaned.get("anonymous"):
            cleaned["contact"] = cleaned["phone"] = cleaned["email"] = ""
            cleaned["share_contact"] = "no"
            self.errors.pop("share_contact", None)
        elif "contact" in cleaned and not cleaned["contact"]:
            self.add_error("contact", "请填写联系人；本人不愿留的，请勾选“匿名”")
        return cleaned

    def to_submit(self) -> Intake:
        said = self.cleaned_data
        return Intake(
            station=said["station"],
            source=Source(said["source"]),
            representative=said["representative"],
            anonymous=said["anonymous"],
            occurred_at=said["occurred_at"],
            contact_note=said["contact_note"],
            **self.said(),
        )
