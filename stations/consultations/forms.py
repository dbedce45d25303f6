"""What is typed of a consultation: a line, three taps, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms

from office.form_fields import LineField, MomentField, NameField, PersonNameField, PhoneField
from office.form_stamps import Stamp
from stations import same_enterprise
from stations.consultations import sheets, topics
from stations.consultations.register import ENDINGS, LONGEST_AGO, NEEDS_SOURCE, Said
from stations.models import Consultation, Station
from stations.models.bookings import Basis, Ending
from stations.models.consultations import How
from stations.models.requesters import RequesterKind

WORDS_AT_MOST = 100
# The code of a kind of information is letters and digits.
NO_TOPIC = "-"
MINUTES = "%Y-%m-%dT%H:%M"
NOT_FOUND = "没有找到这条公开的政策或资料，请从提示里选；工作人员当场说的写在下面一栏"


def _chips(label: str, choices: Any, **given: Any) -> forms.ChoiceField:
    missing = f"请选择{label}"
    messages = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages=messages, **given
    )


class ConsultationForm(forms.Form):
    """`turns`: the button 登记并转为诉求, which needs no other result."""

    station = forms.ModelChoiceField(
        Station.objects.none(), label="服务站", to_field_name="code", empty_label=None
    )
    words = LineField(
        label="咨询了什么，一句话",
        max_length=WORDS_AT_MOST,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "请写一句咨询了什么",
            "max_length": f"超过 {WORDS_AT_MOST} 字，请删减",
        },
    )
    topic = _chips("事项", ())
    how = _chips("方式", How.choices, initial=How.VISIT)
    requester_kind = _chips("咨询人", RequesterKind.choices, initial=RequesterKind.ENTERPRISE)
    ending = _chips("结果", [(value, Ending(value).label) for value in ENDINGS], required=False)
    item = LineField(
        label="依据哪条政策或资料",
        help_text="写几个字，从提示里选。",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "list": "public-items"}),
        error_messages={"max_length": NOT_FOUND},
    )
    officer = LineField(
        label="在场工作人员",
        help_text="单位的人当场说的，写哪个单位的谁。",
        required=False,
        max_length=120,
        error_messages={"max_length": "超过 120 字，请删减"},
    )
    enterprise_name = NameField(label="企业", required=False)
    contact = PersonNameField(label="联系人", required=False)
    phone = PhoneField(
        label="联系电话", required=False, widget=forms.TextInput({"type": "tel", "inputmode": "tel"})
    )
    consulted_at = MomentField(
        label="咨询时间",
        required=False,
        help_text="不是现在的才填。隔一个工作日以上的标“补录”。",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
        error_messages={"invalid": "请填写日期和时间，如 2026-11-23 09:30"},
    )
    line = LineField(
        label="纸质登记表编号",
        help_text="照纸上这一行印的写，如 Z2026003-05。",
        required=False,
        max_length=20,
        error_messages={"max_length": sheets.UNKNOWN},
    )

    FOLDED = ("enterprise_name", "contact", "phone", "consulted_at", "line")

    def __init__(
        self,
        *args: Any,
        stations: Sequence[Station],
        items: Sequence[topics.PublicItem],
        at: datetime,
        stamp: Stamp | None = None,
        turns: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.at, self.turns = items, at, turns
        self.stamp = stamp or Stamp.fresh(at)
        station: Any = self.fields["station"]
        station.queryset = Station.objects.filter(pk__in=[each.pk for each in stations])
        if len(stations) == 1:
            station.widget = forms.HiddenInput()
        if stations:
            station.initial = stations[0].code
        kept = self.initial.get("topic")
        offered = [(each.code, each.name) for each in topics.topics() if each.is_open or each.code == kept]
        self.fields["topic"].choices = [*offered, (NO_TOPIC, topics.OTHER)]  # type: ignore[attr-defined]
        self.fields["words"].widget.attrs["autofocus"] = True
        same_enterprise.offer(self, "enterprise_name")

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOLDED]

    @property
    def is_fold_open(self) -> bool:
        return any(self.errors.get(name) or self[name].value() for name in self.FOLDED)

    def clean_topic(self) -> str:
        topic: str = self.cleaned_data["topic"]
        return "" if topic == NO_TOPIC else topic

    def clean_consulted_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["consulted_at"]
        if moment and not self.at - LONGEST_AGO <= moment <= self.at + timedelta(minutes=1):
            raise forms.ValidationError("咨询时间应在一年之内，不能在现在之后")
        return min(moment, self.at) if moment else None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if typed := said.get("line"):
            try:
                said["line"] = sheets.line_of(typed, said["station"]) if "station" in said else None
            except ValueError as error:
                self.add_error("line", str(error))
        if self.turns and said.get("requester_kind") == RequesterKind.ENTERPRISE:
            if "enterprise_name" in said and not said["enterprise_name"]:
                self.add_error("enterprise_name", "转为诉求的，请填写企业名称")
        elif not self.turns and "ending" in self.fields:
            self._clean_ending(said)
        if said.get("requester_kind") == RequesterKind.ENTERPRISE:
            same_enterprise.ask(self, "enterprise_name")
        return said

    def _clean_ending(self, said: dict[str, Any]) -> None:
        """What is explained or answered rests on a public item that is there, or on an officer."""
        if "ending" in said and not said["ending"]:
            self.add_error("ending", "请选择结果")
        typed = said.get("item", "")
        if said.get("ending") not in NEEDS_SOURCE:
            return
        if typed and self.found_item is None:
            self.add_error("item", NOT_FOUND)
        elif "item" in said and not typed and not said.get("officer"):
            self.add_error("item", "解释和答复都要写依据：哪条政策或资料，或在场哪个单位的谁")

    @property
    def found_item(self) -> topics.PublicItem | None:
        """The one of that title; of several words the only one that has them all."""
        typed = self.cleaned_data.get("item", "")
        named = [item for item in self.items if item.title == typed]
        holding = [item for item in self.items if typed and all(word in item.title for word in typed.split())]
        return named[0] if named else holding[0] if len(holding) == 1 else None

    @property
    def said(self) -> Said:
        said, item = self.cleaned_data, self.found_item
        names = ("how", "requester_kind", "topic", "words", "enterprise_name", "contact", "phone")
        values = {name: said[name] for name in (*names, "consulted_at")}
        # What is to become a request is written down as 仅反映 first, and says no more of itself.
        ending = Ending.NOTED if self.turns else said.get("ending", "")
        basis, source, key = "", "", ""
        if item is not None:
            basis, source, key = Basis.PUBLIC, item.title, item.key
        elif said.get("officer"):
            basis, source = Basis.OFFICER, said["officer"]
        return Said(**values, ending=ending, basis=basis, source=source, item=key, line=said["line"] or None)


class CorrectionForm(ConsultationForm):
    """更正: all of it again, with the reason on a later day."""

    reason = LineField(
        label="更正原因",
        max_length=100,
        error_messages={"required": "请写明更正原因", "max_length": "超过 100 字，请删减"},
    )

    def __init__(self, *args: Any, consultation: Consultation, is_later: bool, **kwargs: Any) -> None:
        stored = {name: getattr(consultation, name) for name in ("words", "how", "requester_kind", "ending")}
        stored |= {name: getattr(consultation, name) for name in ("enterprise_name", "contact")}
        stored |= {"topic": consultation.topic or NO_TOPIC, "consulted_at": consultation.consulted_at}
        is_public = consultation.basis == Basis.PUBLIC
        stored["item"], stored["officer"] = (
            (consultation.source, "") if is_public else ("", consultation.source)
        )
        if consultation.sheet:
            stored["line"] = f"{consultation.sheet.code}-{consultation.sheet_line:02}"
        items = list(kwargs.pop("items"))
        if is_public and consultation.source not in [item.title for item in items]:
            # Withdrawn since: what was quoted then may stay.
            items.append(topics.PublicItem(consultation.item, consultation.source, ""))
        self.kept_phone = consultation.phone
        super().__init__(*args, initial=stored, stations=[consultation.station], items=items, **kwargs)
        if consultation.request_number:
            for name in ("ending", "item", "officer"):
                del self.fields[name]
        if not is_later:
            del self.fields["reason"]
        # No page shows a telephone.
        if ending := consultation.phone_ending:
            self.fields["phone"].help_text = f"已登记尾号 {ending}，不改就空着。"

    @property
    def said(self) -> Said:
        said = super().said
        return replace(said, phone=said.phone or self.kept_phone)


class VoidForm(forms.Form):
    reason = LineField(
        label="作废原因",
        max_length=100,
        error_messages={"required": "请写明为什么作废", "max_length": "超过 100 字，请删减"},
    )


class PageForm(forms.Form):
    """A photograph of a paper form that was filled in."""

    file = forms.FileField(
        label="登记表照片",
        help_text="照片或 PDF，不超过 10 MB。",
        widget=forms.FileInput({"accept": "image/*,application/pdf"}),
        error_messages={"required": "请选择照片", "empty": "文件是空的，请重新选择"},
    )
