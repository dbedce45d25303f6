"""A year's holidays as the notice of the State Council's General Office tells them: entered at once, with a preview."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from office.calendar import ONE_DAY, SpecialDay
from office.form_fields import DayField, LineField
from office.models import CalendarDay
from office.templatetags.wording import full_day
from office.typed import days

NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_KINDS = {"holiday": "放假", "working": "上班"}
LONGEST = timedelta(days=15)
DATE = {"invalid": "请按 2027-10-01 的格式填写日期"}


def _day(label: str) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=False, widget=widget, error_messages=DATE)


class HolidayForm(forms.Form):
    """One holiday: from, to, and the weekend days that are worked for it."""

    name = LineField(label="节日", max_length=20, required=False)
    first = _day("放假从")
    last = _day("到（含）")
    worked = LineField(
        label="调休上班日", max_length=100, required=False, help_text="多个日期用逗号或空格隔开"
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_worked(self) -> list[date]:
        found = []
        for word in (
            self.cleaned_data["worked"].replace("，", " ").replace(",", " ").replace("、", " ").split()
        ):
            try:
                found.append(days.day(word))
            except ValueError:
                raise forms.ValidationError(
                    f"“{word[:20]}”不是日期，请按 {self.year}-10-10 的格式填写"
                ) from None
        for day in found:
            if day.weekday() < 5:
                raise forms.ValidationError(f"{day} 不是周六或周日，本来就要上班")
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "结束日期不能早于开始日期")
        elif first and last and last - first > LONGEST:
            self.add_error("last", "一次放假不会超过 15 天，请核对")
        elif bool(first) != bool(last) and not self.errors.keys() & {"first", "last"}:
            self.add_error("last" if first else "first", "请填写完整的起止日期")
        if first and first.year != self.year and (not last or last.year != self.year):
            self.add_error("first", f"请填写 {self.year} 年的日期")
        if first and not given.get("name"):
            self.add_error("name", "请填写节日名称")
        return dict(given)

    def days(self, *, provisional: bool) -> Iterator[tuple[date, SpecialDay]]:
        """The holidays and worked days of this row."""
        given = self.cleaned_data
        day, last = given.get("first"), given.get("last")
        while day and last and day <= last:
            yield day, SpecialDay("holiday", given["name"], provisional)
            day += ONE_DAY
        for worked in given.get("worked") or ():
            yield worked, SpecialDay("working", f"{given['name']}调休", provisional)


def questions(rows: Iterable[HolidayForm]) -> list[str]:
    """What the rows say twice of one day, and what is entered if they stay as they are; one sentence a day."""
    told: dict[date, list[SpecialDay]] = {}
    for row in rows:
        for day, special in row.days(provisional=False):
            told.setdefault(day, []).append(special)
    return [_question(day, said) for day, said in sorted(told.items()) if len(said) > 1]


def _question(day: date, said: list[SpecialDay]) -> str:
    words = "，又写成".join(f"{special.name}{_KINDS[special.kind]}" for special in said)
    return f"{full_day(day)}写成{words}：对吗？不改就按“{said[-1].name}{_KINDS[said[-1].kind]}”录入"


def question_of_day(day: date, entered: SpecialDay) -> str:
    """What one day contradicts in the table; "" where nothing."""
    near = CalendarDay.objects.filter(date__range=(day - ONE_DAY, day + ONE_DAY)).in_bulk(field_name="date")
    before = near.pop(day, None)
    if before is not None and before.kind != entered.kind:
        was, becomes = f"{before.name}{_KINDS[before.kind]}", _KINDS[entered.kind]
        return f"{full_day(day)}原来是{was}，现在改为{becomes}：对吗？"
    if entered.kind != CalendarDay.Kind.WORKING or before is not None:
        return ""
    if len([row for row in near.values() if row.kind == CalendarDay.Kind.HOLIDAY]) == 2:
        return f"{full_day(day)}的前一天和后一天都放假，这一天在假期之内，却写成调休上班：对吗？"
    return f"{full_day(day)}不是周六或周日，本来就要上班：对吗？" if day.weekday() < 5 else ""


HolidayFormSet: Any = forms.formset_factory(HolidayForm, extra=0, max_num=12, absolute_max=12)


def initial_of(year: int) -> list[dict[str, Any]]:
    """A row for each run of days off that the table has of the year, and for those of the seven it has not."""
    rows = list(CalendarDay.objects.in_year(year).order_by("date"))
    worked = [row for row in rows if row.kind == CalendarDay.Kind.WORKING]
    runs = _runs([row for row in rows if row.kind == CalendarDay.Kind.HOLIDAY])
    found = [_row(run[0].name, run[0].date, run[-1].date, worked) for run in runs]
    missing = [name for name in NAMES if name not in {row["name"] for row in found}]
    return found + [_row(name, None, None, worked) for name in missing]


def _runs(days: list[CalendarDay]) -> list[list[CalendarDay]]:
    """Days that follow each other under one name."""
    runs: list[list[CalendarDay]] = []
    for day in days:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.name, last.date) == (day.name, day.date - ONE_DAY):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _row(name: str, first: date | None, last: date | None, worked: list[CalendarDay]) -> dict[str, Any]:
    days = [row.date.isoformat() for row in worked if row.name.startswith(name)]
    return {"name": name, "first": first, "last": last, "worked": " ".join(days)}


def whole_year(year: int, entered: Mapping[date, SpecialDay]) -> dict[date, SpecialDay]:
    """What is entered, and every other special day of the year turned back: nothing is ever taken out."""
    days = dict(entered)
    for row in CalendarDay.objects.in_year(year).exclude(date__in=list(entered)):
        kind = "working" if row.date.weekday() < 5 else "holiday"
        days[row.date] = SpecialDay(kind, row.name)
    return days
