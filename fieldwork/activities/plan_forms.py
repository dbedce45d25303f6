"""What is typed to plan an activity: the day, the groups, whom it calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from fieldwork.activities import parties
from fieldwork.activities.planning import Called, Group, Plan
from fieldwork.models import Activity, ActivityKind, CountyAction, GroupPlan, PlanItem
from groups.models import (
    Department,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    Representative,
)
from groups.namesakes import RepresentativesField
from office.form_fields import CleanedTextField, DayField, HourField, LineField
from office.models import User
from office.word_fields import LinesField
from stations import likeness
from stations.models import Enterprise
from stations.scopes import Scopes

PROFESSIONAL, REGIONAL = "professional", "regional"


def line(label: str, most: int, **kwargs: Any) -> LineField:
    field = LineField(label=label, max_length=most, **kwargs)
    field.error_messages |= {
        "required": f"请填写{label}",
        "max_length": f"{label}超过 {most} 字，请删减",
    }
    return field


class EnterprisesField(LinesField):
    """Names or 统一社会信用代码, one a line: rows of the register."""

    def clean(self, value: Any) -> Any:
        rows = []
        for name in super().clean(value):
            found = Enterprise.objects.called(name).first()
            if found is None:
                missing = f"企业库里没有“{name[:30]}”，请核对名称，或先在企业库登记"
                raise forms.ValidationError("；".join(filter(None, (missing, likeness.question(name)))))
            rows.append(found.leading)
        return list(dict.fromkeys(rows))


class TimesForm(forms.Form):
    """When, where and what for."""

    title = line("名称", 80)
    kind = forms.ChoiceField(
        label="类型",
        choices=ActivityKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择类型"},
    )
    action = forms.ChoiceField(
        label="七大行动",
        choices=CountyAction.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    theme = line("主题", 80, required=False)
    held_on = DayField(
        label="日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择日期", "invalid": "请填写日期，如 2026-12-31"},
    )
    begins = HourField(
        label="开始",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "请填写开始时间", "invalid": "请填写几点几分"},
    )
    ends = HourField(
        label="结束",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "请填写结束时间", "invalid": "请填写几点几分"},
    )
    place = line("地点", 80)
    led_by = line("带队", 60, required=False, help_text="姓名和职务")
    seats = forms.IntegerField(
        label="名额",
        required=False,
        min_value=1,
        max_value=500,
        help_text="不限可不填",
        error_messages={
            "invalid": "名额请填数字",
            "min_value": "名额至少 1 人",
            "max_value": "名额最多 500 人",
        },
    )
    programme = CleanedTextField(
        label="日程",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text="一行一项，先写时间，再写去哪里、做什么",
        error_messages={"max_length": "日程超过 1000 字，请删减"},
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        begins, ends = said.get("begins"), said.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "结束时间须晚于开始时间")
        return said

    @property
    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in TimesForm.base_fields})


class PlanForm(TimesForm):
    """A new activity. `user` sees as hosts the groups that the account serves; staff all."""

    host = forms.ChoiceField(label="主办小组", error_messages={"required": "请选择主办的小组"})
    professional = forms.ModelMultipleChoiceField(
        ProfessionalGroup.objects.order_by("order"),
        label="一起参加的专业代表小组",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    regional = forms.ModelMultipleChoiceField(
        RegionalGroup.objects.all(),
        label="一起参加的地域（领域）代表小组",
        required=False,
        to_field_name="code",
        widget=forms.SelectMultiple({"size": 6}),
        help_text="按住 Ctrl 可多选",
    )
    plan_item = forms.ModelChoiceField(
        PlanItem.objects.none(), label="年度计划事项", required=False, empty_label="不在年度计划内"
    )
    everybody = forms.BooleanField(
        label="邀请这些小组的全体成员", required=False, initial=True, help_text="定了以后还可以增减"
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="邀请的单位",
        required=False,
        to_field_name="code",
        widget=forms.SelectMultiple({"size": 6}),
    )
    enterprises = EnterprisesField(
        label="走访的企业", required=False, widget=forms.Textarea({"rows": 2}), help_text="一行一家，写全称"
    )

    field_order = [
        "title", "kind", "action", "theme", "plan_item", "host", "professional", "regional", "everybody", "held_on", "begins",
        "ends", "place", "led_by", "programme", "departments", "enterprises", "seats",
    ]  # fmt: skip

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.hosts = {f"{_sort(group)}:{group.code}": group for group in groups_served(user, on)}
        host: Any = self.fields["host"]
        host.choices = [("", "请选择"), *((key, str(group)) for key, group in self.hosts.items())]
        units: Any = self.fields["departments"]
        units.queryset = Department.objects.by_name()
        items: Any = self.fields["plan_item"]
        items.queryset = _items(list(self.hosts.values()), on)
        items.label_from_instance = lambda item: f"{item.plan.group}：{item}"

    @property
    def plan(self) -> Plan:
        return replace(super().plan, plan_item=self.cleaned_data["plan_item"])

    @property
    def groups(self) -> list[Group]:
        """The host first."""
        said = self.cleaned_data
        host = self.hosts[said["host"]]
        return list(dict.fromkeys([host, *said["professional"], *said["regional"]]))

    @property
    def called(self) -> Called:
        said = self.cleaned_data
        people = members_of(self.groups, self.on) if said["everybody"] else []
        return Called(people, list(said["departments"]), said["enterprises"])


class InviteForm(forms.Form):
    """More people, units and enterprises for one activity: members of its groups first, anybody in office by name."""

    people = RepresentativesField(
        label="代表",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    others = RepresentativesField(
        label="其他小组的代表",
        required=False,
        to_field_name="code",
        widget=forms.SelectMultiple({"size": 8}),
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="单位",
        required=False,
        to_field_name="code",
        widget=forms.SelectMultiple({"size": 8}),
    )
    enterprises = EnterprisesField(
        label="企业", required=False, widget=forms.Textarea({"rows": 2}), help_text="一行一家，写全称"
    )

    def __init__(
        self, *args: Any, activity: Activity, groups: list[Group], called: Any, on: date, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        free = Representative.objects.in_office(on).exclude(pk__in=called)
        own = [person.pk for person in members_of(groups, on)]
        for name, rows in (("people", free.filter(pk__in=own)), ("others", free.exclude(pk__in=own))):
            field: Any = self.fields[name]
            field.offer(rows, on)
        if not own:
            del self.fields["people"]
        units: Any = self.fields["departments"]
        units.queryset = Department.objects.by_name()

    @property
    def chosen(self) -> tuple[Representative, ...]:
        said = self.cleaned_data
        return (*said.get("people", ()), *said["others"])


def groups_served(user: User, on: date) -> list[Group]:
    """Those for which the account may propose an activity: liaisons and representatives their own, staff every group."""
    scopes = Scopes.of(user, on).all
    if any(scope.is_staff for scope in scopes):
        return [*ProfessionalGroup.objects.order_by("order"), *RegionalGroup.objects.order_by("code")]
    own = {"representative__in": Scopes.of(user, on).own.representatives}
    professional = Q(pk__in=frozenset[int]().union(*(scope.groups for scope in scopes)))
    professional |= Q(pk__in=ProfessionalMembership.objects.in_force(on).filter(**own).values("group"))
    regional = Q(pk__in=frozenset[int]().union(*(parties.regional_groups_of(scope, on) for scope in scopes)))
    regional |= Q(pk__in=RegionalMembership.objects.in_force(on).filter(**own).values("group"))
    return [
        *ProfessionalGroup.objects.filter(professional).order_by("order"),
        *RegionalGroup.objects.filter(regional).order_by("code"),
    ]


def members_of(groups: list[Group], on: date) -> list[Representative]:
    """Members in office of any of the groups, each once."""
    found = [person for group in groups for person in Representative.objects.of(group, on).by_name()]
    return list(dict.fromkeys(found))


def _items(groups: list[Group], on: date) -> Any:
    """Confirmed items of the groups' plans of this year and the next."""
    of_groups = Q(pk=None)
    for sort in (PROFESSIONAL, REGIONAL):
        keys = [group.pk for group in groups if _sort(group) == sort]
        of_groups |= Q(**{f"{sort}_group__in": keys})
    plans = GroupPlan.objects.filter(of_groups, year__in=[on.year, on.year + 1])
    rows = PlanItem.objects.confirmed().filter(plan__in=plans)
    return rows.select_related("plan__professional_group", "plan__regional_group").by_month()


def _sort(group: Group) -> str:
    return PROFESSIONAL if isinstance(group, ProfessionalGroup) else REGIONAL
