"""Filters of the list of disclosures."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluation.models import Disclosure
from stations.models import Station


class DisclosureFilter(forms.Form):
    """Narrows the months of the desk's list; what cannot be read counts as not given."""

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

    @property
    def chosen(self) -> dict[str, Any]:
        """Filters of the queryset."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
