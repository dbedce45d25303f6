"""活动现场发现的问题: the counter's form with what was agreed on the spot, or how it was settled there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField

from casework.forms.choices import Cards
from fieldwork.models import Activity
from fieldwork.models.activities import ActivityQuerySet
from groups.models import Department, Representative
from office.form_fields import CleanedTextField, DayField
from office.templatetags.wording import short_day
from requests_app.desk.forms.counter import CounterForm
from requests_app.intake.findings import WITHOUT_GROUP, Agreed, Settled, group_of
from requests_app.models import Category
from requests_app.models.requests import Source
from requests_app.steps.answers import SPOT_CLASSES
from stations.models import Station

LATER, AT_ONCE = "later", "at_once"
HOW = ((LATER, "与单位商定，限期办理"), (AT_ONCE, "当场解决"))
HOW_HINTS = {LATER: "明确责任单位、完成日期和预期效果", AT_ONCE: "登记为已答复，请企业评价"}
HOW_MISSING = "请选择现场怎样处理，并填写下面对应的一栏"
NEEDED = {
    LATER: {
        "department": "请选择责任单位",
        "agreed_on": "请填写商定完成日期",
        "expected_outcome": "请填写预期效果",
    },
    AT_ONCE: {
        "representative": "请选择到场的代表",
        "solution": "请写明怎样解决的，至少 10 个字",
        "result_class": "请选择结果类别",
    },
}
ORDER = (
    "station", "occasion", "activity", "occurred_at", "representative", "present", "requester_kind", "enterprise_name", "uscc",
    "anonymous", "contact", "phone", "email", "share_contact", "category", "text", "files", "how", "department",
    "agreed_on", "expected_outcome", "result_class", "solution", "private",
)  # fmt: skip

BESIDE = ("uscc", "email", "files", "private")


def _line(label: str, most: int, **kwargs: Any) -> CleanedTextField:
    field = CleanedTextField(label=label, max_length=most, **kwargs)
    field.error_messages["max_length"] = f"{label}超过 {most} 字，请删减"
    return field


class FindingForm(CounterForm):
    """`settles` says whether this person may enter what was settled at once."""

    occasion = forms.ModelChoiceField(
        Activity.objects.none(),
        label="活动",
        required=False,
        to_field_name="token",
        empty_label="不在下面，另写",
        error_messages={"invalid_choice": "这次活动不在可选范围内，请另选，或写活动名称"},
    )
    activity = _line(
        "活动名称",
        80,
        required=False,
        help_text="不在上面的写在这里，如：11月20日视察工业园污水管网",
    )
    present = _line(
        "在场人员",
        200,
        help_text="代表、单位和企业各到了谁",
        error_messages={"required": "请填写在场人员"},
    )
    how = forms.ChoiceField(
        label="现场怎样处理",
        choices=HOW,
        widget=Cards(hints=HOW_HINTS, columns="two"),
        error_messages={"required": HOW_MISSING, "invalid_choice": HOW_MISSING},
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label="责任单位",
        required=False,
        to_field_name="code",
        empty_label="请选择",
    )
    agreed_on = DayField(
        label="商定完成日期",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写日期，如 2026-12-31"},
    )
    expected_outcome = _line("预期效果", 200, required=False, help_text="办成什么样算办好")
    result_class = forms.ChoiceField(
        label="结果类别",
        choices=[(str(value), label) for value, label in SPOT_CLASSES],
        required=False,
        widget=Cards(columns="two"),
    )
    solution = CleanedTextField(
        label="怎样解决的",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="企业会看到，并请企业评价",
        error_messages={"max_length": "内容超过 2000 字，请删减"},
    )

    def __init__(self, categories: Iterable[Category], **given: Any) -> None:
        super().__init__(categories, **given)
        for name in ("source", "contact_note"):
            del self.fields[name]
        for name in {"occasion", "activity", *(name for names in NEEDED.values() for name in names)}:
            self.fields[name].conditional = True  # type: ignore[attr-defined]
        representative: Any = self.fields["representative"]
        representative.label, representative.empty_label = "到场的代表", "请选择"
        self.order_fields(ORDER)

    def limit(
        self,
        stations: Sequence[Station],
        at: datetime,
        *,
        settles: bool = True,
        activities: ActivityQuerySet | None = None,
    ) -> FindingForm:
        """Units that may be lead; a representative alone does not enter what was settled at once."""
        super().limit(stations, at)
        occasion: Any = self.fields["occasion"]
        occasion.queryset = Activity.objects.none() if activities is None else activities
        occasion.label_from_instance = lambda row: f"{short_day(row.held_on)} {row.title}"
        unit: Any = self.fields["department"]
        unit.queryset = Department.objects.assignable().by_name()
        if not settles:
            how: Any = self.fields["how"]
            how.choices, how.initial, how.widget = HOW[:1], LATER, forms.HiddenInput()
            for name in ("result_class", "solution"):
                del self.fields[name]
        return self

    @property
    def blocks(self) -> list[tuple[str, list[BoundField]]]:
        """Fields one after the other; what belongs to one way of settling stands in a box with its title."""
        boxes = {"department": "与单位商定的填写", "result_class": "当场解决的填写"}
        inside = {"agreed_on": "department", "expected_outcome": "department", "solution": "result_class"}
        found: list[tuple[str, list[BoundField]]] = []
        for field in self:
            if field.name in BESIDE:
                continue
            if field.name in inside:
                found[-1][1].append(field)
            else:
                found.append((boxes.get(field.name, ""), [field]))
        return found

    @property
    def beside(self) -> list[BoundField]:
        """What may be left out, folded away; open where something stands in it or was refused."""
        return [self[name] for name in BESIDE]

    @property
    def has_beside(self) -> bool:
        return any(field.value() or field.errors for field in self.beside)

    @property
    def is_settled(self) -> bool:
        return bool(self.cleaned_data.get("how") == AT_ONCE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            not cleaned.get("occasion")
            and not cleaned.get("activity")
            and not self.errors.keys() & {"occasion", "activity"}
        ):
            self.add_error("activity", "请选择或填写是哪次活动")
        for name, words in NEEDED.get(cleaned.get("how", ""), {}).items():
            if name in self.fields and name in cleaned and not cleaned[name]:
                self.add_error(name, words)
        if self.is_settled and 0 < len(cleaned.get("solution", "")) < 10:
            self.add_error("solution", NEEDED[AT_ONCE]["solution"])
        if not self.is_settled and cleaned.get("agreed_on") and cleaned["agreed_on"] <= self.on:
            self.add_error("agreed_on", "商定完成日期应在今天之后")
        if self.is_settled and cleaned.get("representative") and cleaned.get("category"):
            self._check_group(cleaned["representative"], self.categories[cleaned["category"]])
        return cleaned

    def _check_group(self, representative: Representative, category: Category) -> None:
        if group_of(representative, category) is None:
            self.add_error("representative", WITHOUT_GROUP)

    def to_submit(self) -> Any:
        self.cleaned_data |= {"source": Source.ACTIVITY, "contact_note": ""}
        return super().to_submit()

    def agreed(self) -> Agreed:
        said = self.cleaned_data
        return Agreed(
            said["activity"],
            said["present"],
            said["department"],
            said["agreed_on"],
            said["expected_outcome"],
            said["occasion"],
        )

    def settled(self) -> Settled:
        said = self.cleaned_data
        return Settled(
            said["activity"],
            said["present"],
            said["representative"],
            said["solution"],
            said["result_class"],
            said["occasion"],
        )
