"""The forms by which a suggestion begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.namesakes import RepresentativeField
from office import files
from office.form_fields import CleanedTextField, DayField
from office.refusals import Refused
from suggestions.drafting import from_word
from suggestions.models import Suggestion
from suggestions.models.suggestions import Level

TITLE_AT_MOST = 60


class NewForm(forms.Form):
    """The title is enough to begin; a request may join a draft that there is."""

    join = forms.ModelChoiceField(
        Suggestion.objects.none(),
        label="加入哪件草稿",
        required=False,
        to_field_name="token",
        empty_label="另起一件",
    )
    representative = RepresentativeField(label="领衔代表", empty_label="请选择", required=False)
    title = CleanedTextField(
        label="标题",
        max_length=TITLE_AT_MOST,
        required=False,
        help_text="一件建议只写一件事，例如：关于稳岗返还资金按时到账的建议",
    )
    word = forms.FileField(
        label="从 Word 读入",
        required=False,
        help_text="已经写好的，选 .docx 文件，按“案由、情况分析、建议”的标题读入，读入后还要核对；标题可以不填",
        widget=forms.FileInput({"accept": ".docx"}),
    )

    def __init__(self, *args: Any, drafts: QuerySet[Suggestion] | None, for_others: bool, on: date) -> None:
        super().__init__(*args)
        if drafts is None:
            del self.fields["join"]
        else:
            self.fields["join"].queryset = drafts  # type: ignore[attr-defined]
        if for_others:
            self.fields["representative"].limit(on)  # type: ignore[attr-defined]
        else:
            del self.fields["representative"]

    def clean(self) -> dict[str, Any]:
        """Without a draft to join, title and lead author are needed."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("join") and said.get("word"):
            self.add_error("word", "加入已有草稿时不读 Word；另起一件的，请选“另起一件”")
        if not said.get("join"):
            self._read_word(said)
            if not self.errors.keys() & {"title", "word"} and not said.get("title"):
                self.add_error("title", "请填写标题")
            if "representative" in self.fields and not said.get("representative"):
                self.add_error("representative", "请选择领衔代表")
        return said

    def _read_word(self, said: dict[str, Any]) -> None:
        """What the file says stands in `said["read"]`; its title counts where none was typed."""
        if not (upload := said.get("word")):
            return
        try:
            content, kind = files.examine(upload.read(files.BYTES_AT_MOST + 1))
            if files.EXTENSIONS[kind] != "docx":
                raise Refused("not_allowed", "请选择 .docx 文件")
            said["read"] = from_word.read(content)
        except Refused as refused:
            self.add_error("word", refused.message)
            return
        if not said.get("title"):
            said["title"] = said["read"].title[:TITLE_AT_MOST]
            if not said["title"]:
                self.add_error("title", "文件里没有读到案由，请填写标题")


class ElsewhereForm(forms.Form):
    """What was told of a suggestion of another level."""

    level = forms.ChoiceField(
        label="层级",
        choices=[pair for pair in Level.choices if pair[0] != "county"],
        widget=forms.RadioSelect,
    )
    representative = RepresentativeField(label="领衔代表", empty_label="请选择")
    title = CleanedTextField(label="标题", max_length=60)
    number = CleanedTextField(label="编号", max_length=40)
    body = CleanedTextField(label="承办机关", max_length=60)
    told_class = CleanedTextField(label="告知的结果", max_length=20, required=False)
    handed_in_on = DayField(
        label="提出日期", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, on: date) -> None:
        super().__init__(*args)
        self.fields["representative"].limit(on)  # type: ignore[attr-defined]
