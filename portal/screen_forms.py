"""What is typed about a lobby screen: its scenes, and a notice between dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from office.form_fields import DayField, LineField
from portal.board_scenes.registry import Choice
from stations.boards import ChosenScene
from stations.models.boards import SECONDS_AT_LEAST, SECONDS_AT_MOST

PACE = f"填 {SECONDS_AT_LEAST} 至 {SECONDS_AT_MOST} 之间的整数"


@dataclass(frozen=True)
class SceneRow:
    label: str
    shown: BoundField
    order: BoundField
    seconds: BoundField


class ScenesForm(forms.Form):
    """A row of three fields for each kind of scene; equal numbers keep the order in which they stood."""

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        for place, choice in enumerate(choices, start=1):
            key, label = choice.kind.key, choice.kind.label
            self.fields[f"shown_{key}"] = forms.BooleanField(
                label=f"显示{label}", required=False, initial=choice.is_shown
            )
            self.fields[f"order_{key}"] = _number(f"{label}的顺序", place, 1, 99, "填 1 至 99 之间的整数")
            self.fields[f"seconds_{key}"] = _number(
                f"{label}每页停留秒数", choice.seconds, SECONDS_AT_LEAST, SECONDS_AT_MOST, PACE
            )

    @property
    def rows(self) -> list[SceneRow]:
        return [
            SceneRow(
                choice.kind.label,
                *(self[f"{name}_{choice.kind.key}"] for name in ("shown", "order", "seconds")),
            )
            for choice in self.choices
        ]

    @property
    def chosen(self) -> list[ChosenScene]:
        given = self.cleaned_data
        keys = sorted((each.kind.key for each in self.choices), key=lambda key: given[f"order_{key}"])
        return [ChosenScene(key, given[f"seconds_{key}"], given[f"shown_{key}"]) for key in keys]


def _number(label: str, initial: int, least: int, most: int, message: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput({"class": "short"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), message),
    )


class NoticeForm(forms.Form):
    text = LineField(
        label="通知内容",
        max_length=80,
        help_text="大屏上用大字显示，一句话说清。",
        error_messages={"required": "请写通知内容", "max_length": "超过 80 字，请删减"},
    )
    since = DayField(
        label="开始日期",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "请选择开始日期", "invalid": "请写成 2026-12-01 这样的日期"},
    )
    last_on = DayField(
        label="最后一天",
        widget=forms.DateInput({"type": "date"}),
        help_text="当天还显示。",
        error_messages={"required": "请选择最后一天", "invalid": "请写成 2026-12-01 这样的日期"},
    )
