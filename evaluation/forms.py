"""What is typed and chosen on the desk: filters, exemptions of duties, objections to a score."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from evaluation.accounts.entering import Told
from evaluation.models import Disclosure, Exemption, Report
from evaluation.models.accounts import LEVELS, QUESTIONS
from evaluation.models.reports import SPANS
from groups.models.representatives import RepresentativeQuerySet
from groups.namesakes import AccountField, RepresentativeField
from groups.year_records import DutyKind
from office.form_fields import CleanedTextField, DayField, LineField
from office.models import User
from stations.models import Station


class ListFilter(forms.Form):
    """Narrows a list of the desk; what cannot be read counts as not given."""

    @property
    def chosen(self) -> dict[str, Any]:
        """Filters of the queryset."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DisclosureFilter(ListFilter):
    """Which months of the desk's list are shown."""

    station = forms.ModelChoiceField(
        Station.objects.order_by("-is_default", "code"),
        required=False,
        to_field_name="code",
        label="服务站",
        empty_label="全部服务站",
        error_messages={"invalid_choice": "没有这个服务站，这一项没有用于筛选"},
    )
    status = forms.ChoiceField(
        choices=[("", "全部"), *Disclosure.Status.choices],
        required=False,
        label="状态",
        error_messages={"invalid_choice": "没有这个状态，这一项没有用于筛选"},
    )


class ReportFilter(ListFilter):
    """Which reports of the desk's list are shown."""

    months = forms.TypedChoiceField(
        choices=[("", "全部"), *((str(months), label) for months, label in SPANS.items())],
        coerce=int,
        empty_value=None,
        required=False,
        label="种类",
        error_messages={"invalid_choice": "没有这种报告，这一项没有用于筛选"},
    )
    scope = forms.ChoiceField(
        choices=[("", "全部"), *Report.Scope.choices],
        required=False,
        label="范围",
        error_messages={"invalid_choice": "没有这个范围，这一项没有用于筛选"},
    )
    status = forms.ChoiceField(
        choices=[("", "全部"), *Report.Status.choices],
        required=False,
        label="状态",
        error_messages={"invalid_choice": "没有这个状态，这一项没有用于筛选"},
    )


class ReaderForm(forms.Form):
    """A further reader of reports: an active account."""

    user = AccountField(
        User.objects.filter(is_active=True).order_by("name", "pk"),
        to_field_name="username",
        label="增加收件人",
        empty_label="请选择",
        error_messages={"required": "请选择收件人", "invalid_choice": "没有这个账号，或已停用"},
    )


class YearFilter(forms.Form):
    """Which year is shown; what cannot be read counts as not given, and is said."""

    year = forms.IntegerField(
        required=False,
        min_value=2020,
        max_value=2099,
        label="年度",
        error_messages={
            "invalid": "年度写作 2026，这里显示的是今年",
            "min_value": "年度写作 2026，这里显示的是今年",
            "max_value": "年度写作 2026，这里显示的是今年",
        },
    )

    def chosen(self, on: date) -> int:
        """The year asked for, else that of the local date."""
        self.is_valid()
        return self.cleaned_data.get("year") or on.year


class ExemptionForm(forms.Form):
    """免除履职任务: which, from when to when (both days included), why."""

    kind = forms.ChoiceField(
        choices=[("", "全部任务"), *DutyKind.choices], required=False, label="免除哪一项"
    )
    since = DayField(label="开始日期", widget=forms.DateInput({"type": "date"}))
    until = DayField(label="结束日期", widget=forms.DateInput({"type": "date"}))
    reason = forms.ChoiceField(
        choices=Exemption.Reason.choices, label="原因", widget=forms.RadioSelect, initial="sick"
    )
    note = LineField(
        label="说明",
        max_length=200,
        required=False,
        help_text="原因选“其他”时请写明。",
        error_messages={"max_length": "超过 200 字，请删减"},
    )


class StarForm(forms.Form):
    """推荐专业履职之星: who, for which quarter, with which facts."""

    representative = RepresentativeField(
        label="代表",
        empty_label="请选择",
        error_messages={"required": "请选择代表", "invalid_choice": "请选择列出的代表"},
    )
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2099)
    quarter = forms.TypedChoiceField(
        label="季度",
        coerce=int,
        choices=[(number, f"第 {number} 季度") for number in range(1, 5)],
        widget=forms.RadioSelect,
    )
    reason = LineField(
        label="事迹（公开）",
        max_length=200,
        help_text="只写事实，不点企业名称。",
        error_messages={"required": "请写明事迹", "max_length": "超过 200 字，请删减"},
    )

    def __init__(self, *args: Any, people: RepresentativeQuerySet, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(RepresentativeField, self.fields["representative"]).offer(people, today)


class SurveyForm(forms.Form):
    """A year's survey and its last day."""

    year = forms.IntegerField(label="年度", min_value=2020, max_value=2099)
    closes_on = DayField(label="截止日期")


class AccountForm(forms.Form):
    """述职 of a year and the voters' sheets: a number for each question and level."""

    held_on = DayField(label="述职日期")
    place = LineField(label="地点", max_length=80)
    text = CleanedTextField(
        label="述职内容",
        max_length=3000,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text="可以不填",
    )
    handed_out = forms.IntegerField(label="发出测评表", min_value=0, max_value=2000)
    returned = forms.IntegerField(label="收回测评表", min_value=0, max_value=2000)
    HEAD = ("held_on", "place", "text", "handed_out", "returned")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question, words in enumerate(QUESTIONS):
            for level, label in enumerate(LEVELS):
                self.fields[f"q{question}_{level}"] = forms.IntegerField(
                    label=f"{words}，{label}", min_value=0, max_value=2000, initial=0
                )

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in self.HEAD]

    @property
    def table(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(question, a field for each level)."""
        return [
            (words, [self[f"q{question}_{level}"] for level in range(len(LEVELS))])
            for question, words in enumerate(QUESTIONS)
        ]

    def told(self) -> Told:
        """Of a valid form."""
        given = self.cleaned_data
        counts = tuple(
            tuple(given[f"q{question}_{level}"] for level in range(len(LEVELS)))
            for question in range(len(QUESTIONS))
        )
        return Told(**{name: given[name] for name in self.HEAD}, counts=counts)
