from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from office.admin import RecordedAdmin
from office.word_fields import WordsField
from policies.models import Synonym


class SynonymForm(forms.ModelForm[Synonym]):
    means = WordsField(label="文件里的说法", help_text="用顿号、逗号或空格分开，例如：稳岗返还、社会保险补贴")


@admin.register(Synonym)
class SynonymAdmin(RecordedAdmin[Synonym]):
    form = SynonymForm
    list_display = ["word", "meaning"]
    search_fields = ["word"]
    search_help_text = "按群众的说法搜索"
    fields = ["word", "means"]

    @admin.display(description="文件里的说法")
    def meaning(self, synonym: Synonym) -> str:
        return "、".join(synonym.means)

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)
