"""What narrows the crossing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from fieldwork.crossing.counting import Asked
from fieldwork.models.activities import CountyAction
from groups.models import RegionalGroup, Term

FIRST_YEAR = 2026
ONLY = [("", "全部"), ("doing", "还没联合活动"), ("done", "已联合活动"), ("none", "没有成员")]


class CrossingForm(forms.Form):
    year = forms.TypedChoiceField(label="年份", coerce=int, required=False)
    action = forms.ChoiceField(
        label="行动", choices=[("", "七大行动，全部"), *CountyAction.choices], required=False
    )
    level = forms.ChoiceField(label="代表层级", choices=[("", "各级"), *Term.Level.choices], required=False)
    kind = forms.ChoiceField(
        label="小组类型", choices=[("", "地域和领域"), *RegionalGroup.Kind.choices], required=False
    )
    only = forms.ChoiceField(label="只看", choices=ONLY, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        years: Any = self.fields["year"]
        years.choices = [
            (year, f"{year} 年") for year in range(today.year, min(FIRST_YEAR, today.year) - 1, -1)
        ]
        years.empty_value = today.year

    @property
    def asked(self) -> Asked:
        """What was chosen; a value that is no choice is as good as none, and said beside its field."""
        self.is_valid()
        chosen = self.cleaned_data
        year = chosen.get("year") or self.today.year
        on = self.today if year == self.today.year else date(year, 12, 31)
        names = ("action", "level", "kind", "only")
        return Asked(year=year, on=on, **{name: chosen.get(name) or "" for name in names})
