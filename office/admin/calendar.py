"""Holidays and make-up working days, one by one or a year at once; what moves is shown before it is applied."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from office import workdays
from office.actors import Actor
from office.admin.recorded import VerbAdmin, actor_of
from office.admin.year import HolidayFormSet, initial_of, question_of_day, questions, whole_year
from office.calendar import SpecialDay
from office.models import CalendarDay
from office.ports import DateMove
from office.templatetags.wording import in_its_year

MOVES_SHOWN = 200
SEEN = "seen"


@dataclass(frozen=True)
class Preview:
    """What a change would move, and what in it contradicts itself or the table.

    `mark` is that of this very list, so that another one is shown again.
    """

    moves: list[DateMove]
    questions: list[str]

    @classmethod
    def of(cls, days: Mapping[date, SpecialDay], on: date, questions: list[str]) -> "Preview":
        return cls(workdays.moves(days, on=on), questions)

    @property
    def is_asked(self) -> bool:
        return bool(self.moves or self.questions)

    @property
    def cases(self) -> int:
        return len({move.subject for move in self.moves})

    @property
    def shown(self) -> list[DateMove]:
        return self.moves[:MOVES_SHOWN]

    @property
    def beyond(self) -> int:
        return max(0, len(self.moves) - MOVES_SHOWN)

    @property
    def mark(self) -> str:
        lines = sorted(f"{move.subject} {move.label} {move.was} {move.becomes}" for move in self.moves)
        return hashlib.sha256("\n".join([*self.questions, *lines]).encode()).hexdigest()[:20]


class CalendarDayForm(forms.ModelForm[CalendarDay]):
    class Meta:
        model = CalendarDay
        fields = ["date", "kind", "name", "provisional"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who only reads gets a form without fields.
        if self.instance.pk and "date" in self.fields:
            self.fields["date"].disabled = True


class YearForm(forms.Form):
    published = forms.BooleanField(
        label="国务院办公厅已发通知",
        required=False,
        help_text="没有发布的按法定节假日暂定，涉及的期限注明可能顺延。",
    )


@admin.register(CalendarDay)
class CalendarDayAdmin(VerbAdmin[CalendarDay]):
    form = CalendarDayForm
    list_display = ["date", "name", "kind", "provisional"]
    list_filter = ["kind", "provisional"]
    search_fields = ["name"]
    ordering = ["-date"]
    fields = ["date", "kind", "name", "provisional"]
    change_list_template = "admin/office/calendarday/list.html"

    def subject(self, obj: CalendarDay) -> str:
        return f"calendar:{obj.date.year}"

    def write(self, form: Any, *, changes: CalendarDay | None, by: Actor, at: datetime) -> CalendarDay:
        day = form.cleaned_data["date"]
        workdays.enter({day: special_day(form.cleaned_data)}, by=by, at=at)
        return CalendarDay.objects.get(date=day)

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "year/<int:year>/", self.admin_site.admin_view(self.year_view), name="office_calendarday_year"
        )
        return [own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        on = timezone.localdate()
        years = [(year, workdays.is_settled(year)) for year in (on.year, on.year + 1)]
        context = {"years": years, "may_enter": self.has_add_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A change that moves told dates, or contradicts the table, is shown first and applied when it was confirmed."""
        days = self._days_of(request, object_id)
        if days:
            asked = [question for day, one in days.items() if (question := question_of_day(day, one))]
            preview = Preview.of(days, timezone.localdate(), asked)
            if preview.is_asked and request.POST.get(SEEN) != preview.mark:
                return self._preview(request, preview, [])
        return super().changeform_view(request, object_id, form_url, extra_context)

    def year_view(self, request: HttpRequest, year: int) -> HttpResponse:
        """All holidays of a year on one page: shown as they would be, then entered in one go."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not 2020 <= year <= timezone.localdate().year + 2:
            raise Http404
        data = request.POST if request.method == "POST" else None
        form = YearForm(data, initial={"published": workdays.is_settled(year)})
        rows = HolidayFormSet(data, initial=initial_of(year), form_kwargs={"year": year})
        if data is not None and form.is_valid() and rows.is_valid() and "back" not in data:
            return self._enter(request, year, form, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{year} 年放假安排",
            "opts": self.opts,
            "form": form,
            "rows": rows,
            "year": year,
        }
        wrong = data is not None and "back" not in data
        template = "admin/office/calendarday/year.html"
        return TemplateResponse(request, template, context, status=422 if wrong else 200)

    def _enter(self, request: HttpRequest, year: int, form: YearForm, rows: Any) -> HttpResponse:
        provisional = not form.cleaned_data["published"]
        entered = dict(day for row in rows for day in row.days(provisional=provisional))
        days = whole_year(year, entered)
        preview = Preview.of(days, timezone.localdate(), questions(rows))
        if request.POST.get(SEEN) != preview.mark:
            working = workdays.with_days(days).count(date(year - 1, 12, 31), date(year, 12, 31))
            lines = [
                f"{row.cleaned_data['name']}：{_span(row.cleaned_data)}"
                for row in rows
                if row.cleaned_data.get("first")
            ]
            return self._preview(request, preview, [*lines, f"全年 {working} 个工作日"])
        workdays.enter(days, by=actor_of(request), at=timezone.now())
        moved = f"，{len(preview.moves)} 个期限已顺延并通知" if preview.moves else ""
        messages.success(request, f"{year} 年放假安排已保存{moved}")
        return HttpResponseRedirect(reverse("admin:office_calendarday_changelist"))

    def _days_of(self, request: HttpRequest, object_id: str | None) -> dict[date, SpecialDay]:
        """The day that a valid form would enter; empty where there is nothing to preview."""
        if request.method != "POST":
            return {}
        stored = self.get_object(request, object_id) if object_id else None
        allowed = (
            self.has_change_permission(request, stored) if object_id else self.has_add_permission(request)
        )
        form = CalendarDayForm(request.POST, instance=stored)
        if not allowed or (object_id and stored is None) or not form.is_valid():
            return {}
        return {form.cleaned_data["date"]: special_day(form.cleaned_data)}

    def _preview(self, request: HttpRequest, preview: Preview, lines: list[str]) -> HttpResponse:
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in ("csrfmiddlewaretoken", SEEN, "back")
            for value in values
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "核对受影响的期限",
            "opts": self.opts,
            "preview": preview,
            "lines": lines,
            "typed": typed,
            "changed_meanwhile": SEEN in request.POST,
            # A year's page is opened again with all its rows by a button.
            "back_url": "" if lines else f"{request.path}?{urlencode(typed)}",
        }
        return TemplateResponse(request, "admin/office/calendarday/preview.html", context)


def special_day(given: dict[str, Any]) -> SpecialDay:
    return SpecialDay(given["kind"], given["name"].strip(), bool(given.get("provisional")))


def _span(given: dict[str, Any]) -> str:
    days = (given["last"] - given["first"]).days + 1
    worked = "、".join(in_its_year(day) for day in given["worked"])
    return f"{in_its_year(given['first'])}至{in_its_year(given['last'])}放假 {days} 天" + (
        f"，{worked}上班" if worked else ""
    )
