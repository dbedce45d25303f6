"""The words of notifications that steps declare, as format strings over what the step has made."""

from __future__ import annotations

from string import Formatter
from typing import Any

from office.templatetags.wording import short_day, short_deadline_day

DATES = {"day": short_day, "deadline": short_deadline_day}


class Templates(Formatter):
    """Format strings with `:day`, a date in words, and `:deadline`, one that was counted and may still move (暂定)."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in DATES:
            return DATES[format_spec](value)
        return str(super().format_field(value, format_spec))


TEMPLATES = Templates()
