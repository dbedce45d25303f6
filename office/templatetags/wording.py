"""Dates and numbers as the screens write them: 11月23日（周一） 16:40; a date of another year than this one with its year."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, FileField
from django.utils import timezone

from office import calendar, options
from office.typed import public_phones

register = template.Library()

WEEKDAYS = "一二三四五六日"


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """11月23日（周一）; 2027年1月8日（周五） where that is not this year."""
    return f"{short_day(value)}（周{WEEKDAYS[value.weekday()]}）" if value else ""


@register.filter(expects_localtime=True)
def weekday(value: date | None) -> str:
    """周一"""
    return f"周{WEEKDAYS[value.weekday()]}" if value else ""


@register.filter(expects_localtime=True)
def full_day(value: date | None) -> str:
    """2026年11月23日（周一）"""
    return f"{paper_day(value)}（周{WEEKDAYS[value.weekday()]}）" if value else ""


@register.filter(expects_localtime=True)
def short_day(value: date | None) -> str:
    """11月23日; 2027年1月8日 where that is not this year: the one place that decides it."""
    if not value:
        return ""
    return in_its_year(value) if value.year == timezone.localdate().year else paper_day(value)


@register.filter
def deadline_day(value: date | None) -> str:
    """`day` of a date that was counted in working days, with what `mark_of` says of it."""
    return f"{day(value)}{mark_of(value)}" if value else ""


@register.filter
def short_deadline_day(value: date | None) -> str:
    """`short_day` of a date that was counted in working days, with what `mark_of` says of it."""
    return f"{short_day(value)}{mark_of(value)}" if value else ""


@register.filter(name="may_move", expects_localtime=True)
def mark_of(value: date) -> str:
    """（暂定） of a date to come in a year whose holidays are not told yet, and which may still move; else nothing."""
    day_of = value.date() if isinstance(value, datetime) else value
    return calendar.load().mark(day_of) if day_of > timezone.localdate() else ""


def paper_day(value: date) -> str:
    """2026年11月23日, as papers write a date."""
    return f"{value.year}年{in_its_year(value)}"


def in_its_year(value: date) -> str:
    """11月23日, where the year stands beside it."""
    return f"{value.month}月{value.day}日"


def coded_day(text: object) -> str:
    """11月23日 of 2026-11-23, as payloads of events write a date; empty for anything else."""
    try:
        return str(short_day(date.fromisoformat(str(text))))
    except ValueError:
        return ""


@register.filter(expects_localtime=True)
def month(value: date | None) -> str:
    """2026年11月"""
    return f"{value.year}年{value.month}月" if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """11月23日（周一） 16:40"""
    return f"{day(value)} {hour(value)}" if value else ""


@register.filter(expects_localtime=True)
def full_moment(value: datetime | None) -> str:
    """2026年11月23日（周一） 16:40"""
    return f"{full_day(value)} {hour(value)}" if value else ""


@register.filter(expects_localtime=True)
def hour(value: datetime | None) -> str:
    """16:40"""
    return f"{value.hour}:{value.minute:02}" if value else ""


@register.filter(expects_localtime=True)
def plain_moment(value: datetime | None) -> str:
    """11月23日 16:40"""
    return f"{short_day(value)} {hour(value)}" if value else ""


@register.filter(expects_localtime=True)
def board_day(value: date | None) -> str:
    """11月23日 星期一"""
    return f"{short_day(value)} 星期{WEEKDAYS[value.weekday()]}" if value else ""


@register.filter
def grouped(digits: str) -> str:
    """A 查询码 in fours: 1234 5678 9012"""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


@register.filter
def dialled(line: str) -> str:
    """What `tel:` dials for a telephone as the office writes it; "" where it cannot be dialled."""
    return public_phones.dialled(line or "")


@register.filter
def mistakes(form: BaseForm) -> int:
    """How many mistakes a form lists: one field may have several."""
    return sum(len(messages) for messages in form.errors.values())


@register.filter
def to_choose_again(form: BaseForm) -> list[str]:
    """Names of the files that came with a refused form and are gone: no page can put a file back into its field.

    A field that keeps its files on the server says so by `keeps_files`.
    """
    return [
        upload.name or ""
        for name, field in form.fields.items()
        if isinstance(field, FileField) and not getattr(field, "keeps_files", False)
        for upload in form.files.getlist(form.add_prefix(name))
    ]


@register.simple_tag
def setting(key: str) -> Any:
    """`{% setting "objection_days" as days %}`: the office's value of today, for a sentence that states it."""
    return options.value(key, timezone.localdate())
