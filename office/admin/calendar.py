"""Holidays and make-up working days. Before a change is applied the form names every told date that it moves."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from office import workdays
from office.actors import Actor
from office.admin.recorded import VerbAdmin
from office.calendar import SpecialDay
from office.models import CalendarDay
from office.ports import DateMove

MOVES_SHOWN = 50


class CalendarDayForm(forms.ModelForm[CalendarDay]):
    confirmed = forms.BooleanField(
        label="已核对受影响的期限", required=False, help_text="有期限因此顺延时，须核对后勾选。"
    )

    class Meta:
        model = CalendarDay
        fields = ["date", "kind", "name", "provisional"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["date"].disabled = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if {"date", "kind", "name"} <= given.keys() and not given.get("confirmed"):
            moves = workdays.moves({given["date"]: special_day(given)}, on=timezone.localdate())
            if moves:
                self.add_error("confirmed", ValidationError(_sentences(moves)))
        return dict(given)


@admin.register(CalendarDay)
class CalendarDayAdmin(VerbAdmin[CalendarDay]):
    form = CalendarDayForm
    list_display = ["date", "name", "kind", "provisional"]
    list_filter = ["kind", "provisional"]
    search_fields = ["name"]
    ordering = ["-date"]
    fields = ["date", "kind", "name", "provisional", "confirmed"]

    def subject(self, obj: CalendarDay) -> str:
        return f"calendar:{obj.date.year}"

    def get_fields(self, request: HttpRequest, obj: CalendarDay | None = None) -> Any:
        readable = ["date", "kind", "name", "provisional"]
        return self.fields if self.has_change_permission(request, obj) else readable

    def write(self, form: Any, *, changes: CalendarDay | None, by: Actor, at: datetime) -> CalendarDay:
        day = form.cleaned_data["date"]
        workdays.enter({day: special_day(form.cleaned_data)}, by=by, at=at)
        return CalendarDay.objects.get(date=day)


def special_day(given: dict[str, Any]) -> SpecialDay:
    return SpecialDay(given["kind"], given["name"].strip(), bool(given.get("provisional")))


def _sentences(moves: list[DateMove]) -> list[str]:
    shown = [f"{move.label}：{_day(move.was)} → {_day(move.becomes)}" for move in moves[:MOVES_SHOWN]]
    return [f"这一改动使 {len(moves)} 个已告知的期限顺延：", *shown]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
