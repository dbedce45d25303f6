"""The days of a term as cells of a calendar: a template takes longer over fifty of them than the rest of a case's page."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join

from office.calendar import CountedDay

register = template.Library()


@register.simple_tag
def calendar_cells(days: Sequence[CountedDay], today: date | None, start_word: str) -> str:
    """The <li> elements of components/counted_days.html; `start_word` stands in the first day of the count."""
    cells = (
        _cell(day, is_first=not place, is_today=day.date == today, start_word=start_word)
        for place, day in enumerate(days)
    )
    return format_html_join("\n", "{}", ((cell,) for cell in cells))


@lru_cache(maxsize=4096)
def _cell(day: CountedDay, *, is_first: bool, is_today: bool, start_word: str) -> str:
    """Kept, as the same days stand in the terms of many cases."""
    begins = is_first or day.date.day == 1
    month = format_html("<i>{}月</i>", day.date.month) if begins else ""
    looks: list[str] = ["counted-day" if day.kind == "counted" else day.kind]
    looks += ["today"] if is_today else []
    looks += [f"from-{day.date.isoweekday()}"] if is_first else []
    note = format_html('<span class="vh">{}</span>', "，今天") if is_today else ""
    return format_html(
        '<li class="{}">{}<span>{}</span>{}{}</li>',
        " ".join(looks),
        month,
        day.date.day,
        _said(day, start_word),
        note,
    )


def _said(day: CountedDay, start_word: str) -> str:
    """Its number in the count, or why it has none."""
    match day.kind:
        case "counted" | "makeup" | "due":
            label = "" if day.kind == "counted" else f"，{day.label}"
            return format_html(
                '<i><span class="vh">第 </span>{}</i><span class="vh">个工作日{}</span>', day.number, label
            )
        case "start":
            return format_html("<i>{}</i>", start_word or "起算")
        case "paused":
            return format_html("<i>{}</i>", "停")
        case "holiday":
            why = f"{day.name}{day.label}"
            return format_html('<i aria-hidden="true">{}</i><span class="vh">{}</span>', "假", why)
    return format_html('<span class="vh">{}</span>', day.label)
