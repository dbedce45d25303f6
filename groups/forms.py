"""Forms of the desk about mandates and absences. What is allowed, the verbs check."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.models import Mandate, Term
from groups.namesakes import AccountField
from office.form_fields import CleanedTextField, DayField
from office.models import User

DATE = {"required": "请填写日期", "invalid": "请按 2026-11-23 的格式填写日期"}


def date_field(label: str, **options: Any) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, error_messages=DATE, **options)


class TakeOfficeForm(forms.Form):
    term = forms.ModelChoiceField(
        Term.objects.all(), label="届次", empty_label="请选择", error_messages={"required": "请选择届次"}
    )
    since = date_field("任职开始")
    document = CleanedTextField(label="依据文件", required=False, max_length=120)


class ResumeForm(forms.Form):
    on = date_field("恢复日期", help_text="从这一天起恢复。")
    document = CleanedTextField(label="依据文件", required=False, max_length=120)


class EndForm(forms.Form):
    """End of a mandate; each reason of the law."""

    reason_kind = forms.ChoiceField(
        label="原因",
        choices=[("", "请选择"), *((value, label) for value, label in Mandate.Reason.choices if value)],
        help_text="只作内部记录，不对外公开。",
        error_messages={"required": "请选择原因"},
    )
    on = date_field("生效日期", help_text="从这一天起不再履行本届职务。")
    document = CleanedTextField(label="依据文件", required=False, max_length=120)


class SuspendForm(EndForm):
    """Suspension: its reasons alone; what ends a mandate is refused with the way to go."""

    reason_kind = forms.ChoiceField(
        label="原因",
        choices=[("", "请选择"), *((str(value), value.label) for value in Mandate.SUSPENDING)],
        help_text="只作内部记录，不对外公开。去世、届满、辞职等使任职终止的，请用“终止任职”。",
        error_messages={
            "required": "请选择原因",
            "invalid_choice": "这个原因使任职终止，请改用“终止任职”",
        },
    )


class AbsenceForm(forms.Form):
    from_on = date_field("从")
    to_on = date_field("到", help_text="含当天。")
    delegate = AccountField(
        User.objects.none(),
        label="代办人",
        required=False,
        empty_label="不选",
        help_text="不选的，任务直接转上一级。",
    )
    reason = CleanedTextField(label="事由", required=False, max_length=100)

    def __init__(self, *args: Any, delegates: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"].queryset = delegates  # type: ignore[attr-defined]


class EndAbsenceForm(forms.Form):
    on = date_field("返岗日期", help_text="从这一天起由本人办理。早于开始日期的，视为撤销。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
