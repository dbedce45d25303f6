"""What is typed of an activity on its way: replies, the signed sheet, a line of record, photographs, the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms

from casework.forms.files import ACCEPT
from fieldwork.activities.plan_forms import line
from fieldwork.activities.steps.replies import ANSWERS, LEAVE
from fieldwork.models import (
    Activity,
    ActivityKind,
    ActivityPaper,
    ActivityPhoto,
    ActivityStatus,
    CountyAction,
)
from fieldwork.models.invitations import LeaveKind, RefusalKind
from groups.models import ProfessionalGroup
from groups.namesakes import RepresentativesField
from office.form_fields import CleanedTextField
from office.form_stamps import Stamp
from stations.models import Enterprise

PICTURES = forms.ClearableFileInput({"accept": "image/*"})


class FilterForm(forms.Form):
    """Narrows the list."""

    q = forms.CharField(label="名称或编号", required=False, max_length=40)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *ActivityKind.choices])
    action = forms.ChoiceField(
        label="七大行动", required=False, choices=[("", "全部"), *CountyAction.choices]
    )
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *ActivityStatus.choices])
    group = forms.ModelChoiceField(
        ProfessionalGroup.objects.order_by("order"),
        label="专业小组",
        required=False,
        to_field_name="code",
        empty_label="全部",
    )


class ReplyForm(forms.Form):
    answer = forms.ChoiceField(
        label="能否参加",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择参加或请假"},
    )
    leave_kind = forms.ChoiceField(
        label="请假原因", choices=LeaveKind.choices, widget=forms.RadioSelect, required=False
    )
    words = line("说明", 200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leave_kind"].conditional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("answer") == LEAVE and not said.get("leave_kind"):
            self.add_error("leave_kind", "请选择请假原因")
        return said


class DecideForm(forms.Form):
    granted = forms.ChoiceField(
        label="是否同意",
        choices=(("yes", "同意"), ("no", "不同意")),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否同意"},
    )
    refusal_kind = forms.ChoiceField(
        label="不同意的原因", choices=RefusalKind.choices, widget=forms.RadioSelect, required=False
    )
    words = line("说明", 200, required=False)

    def __init__(self, *args: Any, is_leave: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_leave:
            del self.fields["refusal_kind"]


class PeopleForm(forms.Form):
    """Of those who are called, who was there by the signed sheet; its picture stays with the activity."""

    people = RepresentativesField(
        label="签到表上签了名的代表",
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选签了名的代表"},
    )
    signed = forms.FileField(
        label="签到表照片或扫描件",
        required=False,
        widget=forms.ClearableFileInput({"accept": ACCEPT}),
        help_text="附上以后，确认出席的人可以对着看",
    )

    def __init__(self, *args: Any, people: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].offer(people, today)  # type: ignore[attr-defined]


class GuestForm(forms.Form):
    came = forms.ChoiceField(choices=(("yes", "到场"), ("no", "没有到场")))
    officer = line("到场人员", 60, required=False)


class NoteForm(forms.Form):
    """记一条: four things, forty seconds. `enterprises` are those that the activity visits."""

    enterprise = forms.ChoiceField(
        label="在哪里",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "请选择企业，或选别处"},
    )
    place = line("别处写地点", 60, required=False)
    met = line("见了谁", 60, required=False)
    words = CleanedTextField(
        label="说了什么，一句话",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="点输入框，用键盘上的话筒说也行",
        error_messages={"required": "请写一句说了什么", "max_length": "超过 300 字，请删减"},
    )
    photo = forms.FileField(label="照片", required=False, widget=PICTURES)

    def __init__(self, *args: Any, enterprises: Iterable[Enterprise], stamp: Stamp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stamp = stamp
        self.enterprises = {str(row.pk): row for row in enterprises}
        field: Any = self.fields["enterprise"]
        field.choices = [*((key, row.name) for key, row in self.enterprises.items()), ("", "别处")]
        if not self.enterprises:
            del self.fields["enterprise"]
            self.fields["place"].label = "在哪里"

    @classmethod
    def received(cls, data: Any, files: Any, *, enterprises: Iterable[Enterprise], at: datetime) -> NoteForm:
        stamp = Stamp.read(data.get("stamp", ""), at) or Stamp.fresh(at)
        return cls(data, files, enterprises=enterprises, stamp=stamp)

    @property
    def visited(self) -> Enterprise | None:
        return self.enterprises.get(self.cleaned_data.get("enterprise", ""))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.visited and not said.get("place") and "place" not in self.errors:
            self.add_error("place", "请选择企业，或写地点")
        return said


class PhotoForm(forms.Form):
    photo = forms.FileField(label="照片", widget=PICTURES, error_messages={"required": "请选择照片"})
    caption = line("说明", 60, required=False)
    basis = forms.ChoiceField(
        label="可否公开",
        choices=ActivityPhoto.Basis.choices,
        initial=ActivityPhoto.Basis.INTERNAL,
        widget=forms.RadioSelect,
        help_text="公开须由另一个人确定",
    )


class PaperForm(forms.Form):
    file = forms.FileField(
        label="文件",
        widget=forms.ClearableFileInput({"accept": ACCEPT}),
        error_messages={"required": "请选择文件"},
        help_text="图片、PDF 或 Office 文件，不超过 10 MB",
    )
    title = line("名称", 60, required=False)
    kind = forms.ChoiceField(
        label="类别",
        choices=ActivityPaper.Kind.choices,
        initial=ActivityPaper.Kind.PAPER,
        widget=forms.RadioSelect,
        help_text="会议材料给受邀的代表和单位看，签到表只给组织者和参加的代表看",
    )


class ReportForm(forms.Form):
    report = CleanedTextField(
        label="报告正文",
        max_length=8000,
        min_length=20,
        widget=forms.Textarea({"rows": 24}),
        error_messages={
            "required": "请写报告",
            "max_length": "报告超过 8000 字，请删减",
            "min_length": "报告至少 20 个字",
        },
    )


def enterprises_of(activity: Activity) -> list[Enterprise]:
    """Those that the activity visits, in the order in which they were invited."""
    rows = activity.invitations.called().filter(enterprise__isnull=False)
    return [row.enterprise for row in rows.select_related("enterprise").order_by("pk") if row.enterprise]
