"""What an editor types of a policy; what is allowed, the verbs check."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.forms import date_field
from groups.models import Department
from office.form_fields import CleanedTextField, PublicPhoneField
from office.word_fields import LinesField, WordsField
from policies import content as contents
from policies.audience import Mark, Need, Sector, Size
from policies.content import Content
from policies.formulas import FORMULA_FIELDS
from policies.models import Policy, PolicyVersion
from policies.pasting import PastedField
from policies.slugs import slug_of

LINES = {"rows": 5}


class VersionForm(forms.Form):
    """All that a version says. Lists are typed one a line, words parted by 、."""

    title = CleanedTextField(
        label="标题",
        max_length=80,
        help_text="企业习惯的叫法，例如：无还本续贷（到期不用先还本金）",
        error_messages={"required": "请填写标题"},
    )
    plain = PastedField(
        label="白话解读",
        max_length=contents.PLAIN_AT_MOST,
        help_text="80 至 200 字，说清谁、能得到什么、怎样办，不用文件话。",
        error_messages={"required": "请填写白话解读"},
    )
    benefit = CleanedTextField(
        label="一句话好处", max_length=300, error_messages={"required": "请填写一句话好处"}
    )
    who = CleanedTextField(
        label="适用对象",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写适用对象"},
    )
    industries = WordsField(label="行业", required=False, help_text="用顿号分开，例如：制造业、农产品加工")
    key_points = LinesField(
        label="原文要点",
        required=False,
        help_text="每行一条，3 至 5 条，用自己的话。",
        widget=forms.Textarea(attrs=LINES),
    )
    how_to_apply = LinesField(
        label="办理步骤", required=False, help_text="每行一步。", widget=forms.Textarea(attrs=LINES)
    )
    materials = LinesField(
        label="材料", required=False, help_text="每行一样。", widget=forms.Textarea(attrs=LINES)
    )
    where = CleanedTextField(label="在哪办", required=False, max_length=200)
    hotline = PublicPhoneField(
        label="热线", required=False, max_length=20, help_text="只写确实在用的，例如：12366"
    )
    document_title = CleanedTextField(label="文件标题", required=False, max_length=200)
    document_number = CleanedTextField(
        label="文号", required=False, max_length=120, help_text="没有核到就留空，不要编。"
    )
    issuer = WordsField(label="发文机关", required=False, help_text="用顿号分开")
    level = forms.ChoiceField(
        label="级别",
        choices=[("", "请选择"), *PolicyVersion.Level.choices],
        error_messages={"required": "请选择级别"},
    )
    published_on = date_field("发布日期", required=False)
    effective_from = date_field("生效日期")
    expires_on = date_field("到期日", required=False, help_text="当天仍有效。没有规定的留空。")
    status_note = CleanedTextField(
        label="期限说明",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会显示在页面上：是否延续、与旧政策怎样衔接。",
    )
    keywords = WordsField(label="检索词", required=False, help_text="企业会怎么搜，用顿号分开")
    sizes = forms.MultipleChoiceField(
        label="适合的规模",
        required=False,
        choices=Size.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选表示不限。",
    )
    sectors = forms.MultipleChoiceField(
        label="适合的行业大类",
        required=False,
        choices=Sector.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选表示不限。",
    )
    needs = forms.MultipleChoiceField(
        label="解决什么事", required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )
    marks = forms.MultipleChoiceField(
        label="须具备其中之一",
        required=False,
        choices=Mark.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选表示没有这类条件。",
    )
    formula = CleanedTextField(
        label="测算公式",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="没有就留空。每行一项：问什么、单位、百分比（或每人）、上限、结果、算法。例如“问什么：贷款金额”。",
    )
    source_note = CleanedTextField(
        label="事实来源",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="从哪里看到的，核到什么程度。",
    )
    confidence = forms.ChoiceField(
        label="可信度",
        choices=[("", "请选择"), *PolicyVersion.Confidence.choices],
        error_messages={"required": "请选择可信度"},
        help_text="高：文号、日期、金额有出处；中：个别没有核到；低：没有把握，核对之前不会公开。",
    )

    def clean_formula(self) -> dict[str, str]:
        return FORMULA_FIELDS.read(self.cleaned_data["formula"])

    @property
    def content(self) -> Content:
        values = {name: self.cleaned_data[name] for name in contents.NAMES if name != "fit"}
        fit = {part: self.cleaned_data[part] for part in ("sizes", "sectors", "needs", "marks")}
        return Content(**values, fit=fit)

    @classmethod
    def initial_of(cls, version: PolicyVersion) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(version, name) for name in contents.NAMES if name != "fit"}
        values["formula"] = FORMULA_FIELDS.write(version.formula)
        return values | {part: version.fit.get(part, []) for part in ("sizes", "sectors", "needs", "marks")}


class BeginForm(VersionForm):
    """A new policy: also its address, category and whose it is."""

    field_order = ("slug", "category", "department")
    slug = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label="代码",
        max_length=60,
        required=False,
        help_text="用于网址和二维码，小写字母、数字和连字符，例如 wuhuanben-xudai。不填就按标题的拼音起；发布后不再改动。",
        error_messages={"invalid": "代码只能用小写字母、数字和中间的连字符"},
    )
    category = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *Policy.Category.choices],
        error_messages={"required": "请选择类别"},
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label="责任单位", required=False, empty_label="没有责任单位"
    )

    def __init__(
        self, *args: Any, departments: QuerySet[Department], must_choose: bool, on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = departments
        field.required = must_choose
        if must_choose:
            field.empty_label = None
        field.error_messages["required"] = "请选择责任单位"
        self.fields["effective_from"].initial = on

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("slug") and "slug" not in self.errors and values.get("title"):
            values["slug"] = slug_of(
                values["title"], is_taken=lambda slug: Policy.objects.filter(slug=slug).exists()
            )
        return values
