"""What is typed of a standard answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.forms import date_field
from groups.models import Department
from office.form_fields import CleanedTextField
from policies.models import StandardAnswer
from policies.standard_answers.editing import LIMITS, Entry


class AnswerForm(forms.Form):
    """`departments` are those that may be chosen; the unit of a later text stays."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        label="单位",
        empty_label="请选择",
        error_messages={"required": "请选择单位"},
    )
    question = CleanedTextField(
        label="问题",
        max_length=LIMITS["question"],
        help_text="用企业会问的话，如：用工备案要带什么材料。",
        error_messages={"required": "请填写问题"},
    )
    text = CleanedTextField(
        label="答复",
        max_length=LIMITS["text"],
        help_text="先说结果，再说谁办、到哪里办、带什么。不写企业名称和个人信息。",
        error_messages={"required": "请填写答复"},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    valid_until = date_field("有效期至", help_text="当天仍有效；到期后不能再引用，改好重新核对才能接着用。")

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = departments
        self.fields["valid_until"].error_messages["required"] = "请填写有效期"

    @property
    def entry(self) -> Entry:
        return Entry(**{name: self.cleaned_data[name] for name in self.fields})

    @classmethod
    def initial_of(cls, answer: StandardAnswer) -> dict[str, Any]:
        return {name: getattr(answer, name) for name in ("question", "text", "valid_until")} | {
            "department": answer.department_id
        }
