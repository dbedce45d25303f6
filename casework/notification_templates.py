"""The words of notifications that steps declare, as format strings over what the step has made."""

from __future__ import annotations

from string import Formatter
from typing import Any

from office.templatetags.wording import short_day


class Templates(Formatter):
    """Format strings with the format `:day`: a date in words, with its year where that is not this one."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return short_day(value) if format_spec == "day" else str(super().format_field(value, format_spec))


TEMPLATES = Templates()
