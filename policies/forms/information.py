"""What an editor types of an item of information."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.forms import date_field
from groups.models import Department
from office.form_fields import CleanedTextField
from policies.informing import BODY_AT_MOST, Entry
from policies.models import InformationItem, InformationKind
from policies.pasting import PastedField
from policies.slugs import LONGEST, slug_of


class ItemForm(forms.Form):
    kind = forms.ModelChoiceField(
        InformationKind.objects.open(),
        label="类别",
        empty_label="请选择",
        error_messages={"required": "请选择类别"},
    )
    title = CleanedTextField(label="标题", max_length=80, error_messages={"required": "请填写标题"})
    summary = CleanedTextField(
        label="摘要",
        max_length=200,
        help_text="一句话，显示在列表里。",
        error_messages={"required": "请填写摘要"},
    )
    body = PastedField(
        label="正文",
        max_length=BODY_AT_MOST,
        help_text="可以从 Word 粘贴，只保留标题、列表和表格；超过 5 万字的，请分成几份，或作为附件上传。",
        error_messages={"required": "请填写正文"},
        widget=forms.Textarea(attrs={"rows": 16, "data-paste": "rich"}),
    )
    source = CleanedTextField(label="来源", required=False, max_length=200)
    valid_from = date_field("开始日期", required=False)
    valid_until = date_field("有效期至", required=False, help_text="当天仍有效。没有规定的留空。")
    department = forms.ModelChoiceField(
        Department.objects.none(), label="责任单位", required=False, empty_label="没有责任单位"
    )
    attachment = forms.FileField(
        label="附件", required=False, help_text="申请表、通知等；图片、PDF 或 Office 文件，不超过 10 MB。"
    )
    drop_files = forms.BooleanField(label="去掉原来的附件", required=False)

    def __init__(
        self, *args: Any, departments: QuerySet[Department], must_choose: bool, has_files: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset, field.required = departments, must_choose
        field.error_messages["required"] = "请选择责任单位"
        if must_choose:
            field.empty_label = None
        if not has_files:
            del self.fields["drop_files"]

    @property
    def entry(self) -> Entry:
        names = ("kind", "title", "summary", "body", "source", "valid_from", "valid_until", "department")
        return Entry(**{name: self.cleaned_data[name] for name in names})

    @classmethod
    def initial_of(cls, item: InformationItem) -> dict[str, Any]:
        names = ("title", "summary", "body", "source", "valid_from", "valid_until")
        return {name: getattr(item, name) for name in names} | {
            "kind": item.kind_id,
            "department": item.department_id,
        }


class BeginItemForm(ItemForm):
    field_order = ("slug",)
    slug = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label="代码",
        max_length=LONGEST,
        required=False,
        help_text="用于网址，小写字母、数字和连字符，例如 gongshang-rending。不填就按标题的拼音起；发布后不再改动。",
        error_messages={"invalid": "代码只能用小写字母、数字和中间的连字符"},
    )

    def clean(self) -> dict[str, Any]:
        entry = super().clean() or self.cleaned_data
        if not entry.get("slug") and "slug" not in self.errors and entry.get("title"):
            entry["slug"] = slug_of(
                entry["title"], is_taken=lambda slug: InformationItem.objects.filter(slug=slug).exists()
            )
        return entry
