"""What the person types of the own duty file: an objection to a line, a record that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from evaluation.models.duty_files import EntryKind
from office.form_fields import CleanedTextField, DayField, LineField


class SheetForm(forms.Form):
    """`on_behalf` asks for the scan of what the person signed, who has no account."""

    def __init__(self, *args: Any, on_behalf: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if on_behalf:
            self.fields["sheet"] = forms.FileField(
                label="本人签字件",
                help_text="拍照或扫描，图片或 PDF。",
                error_messages={"required": "请附本人签字件"},
            )


class DutyEntryForm(SheetForm):
    """补记: what the person did and no record shows."""

    kind = forms.ChoiceField(
        label="类别",
        choices=EntryKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择类别", "invalid_choice": "请选择列出的类别"},
    )
    on = DayField(label="日期")
    words = LineField(
        label="做了什么",
        max_length=200,
        help_text="写明地点、单位、同行的人，便于核实。",
        error_messages={"required": "请写明做了什么", "max_length": "超过 200 字，请删减"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Beside the form of an exemption, whose fields have the same names.
        super().__init__(*args, **kwargs | {"auto_id": "entry-%s"})


class ObjectionForm(SheetForm):
    """An objection to one line of the duty file, or of a score; `lines` are those of the year."""

    line = forms.ChoiceField(
        label="哪一条",
        error_messages={"required": "请选择对哪一条有异议", "invalid_choice": "请选择列出的一条"},
    )
    text = CleanedTextField(
        label="哪里不对",
        min_length=5,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "请写明哪里不对",
            "min_length": "请写明哪里不对，5 到 500 字",
            "max_length": "超过 500 字，请删减",
        },
    )

    def __init__(self, *args: Any, lines: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["line"]).choices = [("", "请选择"), *lines.items()]
