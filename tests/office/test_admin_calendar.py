"""The office's calendar by the year: what the notice says is typed once, looked at, entered; November reminds of it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from office import calendar, events, workdays
from office.actors import Actor
from office.calendar import SpecialDay
from office.models import CalendarDay, Notice, User
from tests.conftest import SHANGHAI

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
YEAR = "/admin/office/calendarday/year/2027/"
ROWS = [
    ("元旦", "2027-01-01", "2027-01-03", ""),
    ("春节", "2027-02-05", "2027-02-11", "2027-01-31，2027-02-20"),
    ("国庆节", "2027-10-01", "2027-10-07", "2027-09-26 2027-10-09"),
    ("中秋节", "", "", ""),
]


def typed(rows: list[tuple[str, str, str, str]] = ROWS, **more: str) -> dict[str, str]:
    body = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": str(len(rows)), "published": "on"}
    for number, row in enumerate(rows):
        for field, value in zip(("name", "first", "last", "worked"), row, strict=True):
            body[f"form-{number}-{field}"] = value
    return body | more


def entered(client: Client, body: dict[str, str]) -> Any:
    page = client.post(YEAR, body).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    return client.post(YEAR, body | {"seen": seen}, follow=True)


def test_a_year_is_shown_as_it_would_be_before_it_is_entered(staff: User, sign_in: SignIn) -> None:
    page = sign_in(staff).post(YEAR, typed()).content.decode()
    assert "春节：2月5日至2月11日放假 7 天，1月31日、2月20日上班" in page
    assert "全年 " in page
    assert "没有期限因此顺延" in page
    assert not CalendarDay.objects.exists()


def test_once_looked_at_it_is_entered_and_recorded(staff: User, sign_in: SignIn) -> None:
    answer = entered(sign_in(staff), typed())
    assert "2027 年放假安排已保存" in answer.content.decode()
    assert CalendarDay.objects.filter(kind="holiday").count() == 17
    assert CalendarDay.objects.filter(kind="working").count() == 4
    assert workdays.is_settled(2027)
    assert not calendar.load().is_working(date(2027, 10, 7))
    assert calendar.load().is_working(date(2027, 10, 9))
    assert [event.by_user for event in events.timeline("calendar:2027")] == [staff]


def test_what_was_provisional_and_is_not_in_the_notice_is_a_common_day_again(
    staff: User, sign_in: SignIn
) -> None:
    for day, kind in ((date(2027, 2, 4), "holiday"), (date(2027, 2, 13), "working")):
        CalendarDay.objects.create(date=day, kind=kind, name="春节", provisional=True)
    entered(sign_in(staff), typed())
    assert calendar.load().is_working(date(2027, 2, 4))  # a Thursday
    assert not calendar.load().is_working(date(2027, 2, 13))  # a Saturday
    assert workdays.is_settled(2027)


def test_the_page_begins_with_what_is_known(staff: User, sign_in: SignIn) -> None:
    for day in (1, 2, 3):
        CalendarDay.objects.create(date=date(2027, 10, day), kind="holiday", name="国庆节", provisional=True)
    page = sign_in(staff).get(YEAR).content.decode()
    assert 'value="2027-10-01"' in page
    assert 'value="2027-10-03"' in page
    assert all(name in page for name in ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节"))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("元旦", "2027-01-03", "2027-01-01", ""), "结束日期不能早于开始日期"),
        (("元旦", "2027-01-01", "", ""), "请填写完整的起止日期"),
        (("元旦", "2026-01-01", "2026-01-03", ""), "请填写 2027 年的日期"),
        (("元旦", "2027-01-01", "2027-03-01", ""), "不会超过 15 天"),
        (("", "2027-01-01", "2027-01-03", ""), "请填写节日名称"),
        (("元旦", "2027-13-01", "2027-01-03", ""), "请按 2027-10-01 的格式"),
        (("元旦", "2027-01-01", "2027-01-03", "一月三十一"), "不是日期"),
        (("元旦", "2027-01-01", "2027-01-03", "2027-01-04"), "不是周六或周日"),
    ],
)
def test_what_is_wrong_is_said_in_its_row_and_kept(
    staff: User, sign_in: SignIn, row: tuple[str, str, str, str], words: str
) -> None:
    answer = sign_in(staff).post(YEAR, typed([row]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert not CalendarDay.objects.exists()


def test_going_back_keeps_what_was_typed(staff: User, sign_in: SignIn) -> None:
    answer = sign_in(staff).post(YEAR, typed(back="返回修改"))
    assert answer.status_code == 200
    assert 'value="2027-02-05"' in answer.content.decode()


@pytest.mark.parametrize("year", [1999, 2035])
def test_a_year_that_nobody_enters_does_not_exist(staff: User, sign_in: SignIn, year: int) -> None:
    assert sign_in(staff).get(f"/admin/office/calendarday/year/{year}/").status_code == 404


def test_who_only_reads_enters_no_year(auditor: User, sign_in: SignIn) -> None:
    client = sign_in(auditor)
    assert client.get(YEAR).status_code == 403
    assert client.post(YEAR, typed()).status_code == 403
    assert "年放假安排" not in client.get("/admin/office/calendarday/").content.decode()


def test_the_list_says_which_year_is_not_entered(staff: User, sign_in: SignIn) -> None:
    CalendarDay.objects.create(date=date(2026, 10, 1), kind="holiday", name="国庆节")
    page = sign_in(staff).get("/admin/office/calendarday/").content.decode()
    assert "2027 年放假安排（待录入）" in page
    assert "2026 年放假安排（待录入）" not in page
    assert "录入 2027 年放假安排" in sign_in(staff).get("/admin/").content.decode()


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time().replace(hour=9), tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "reminded"),
    [(date(2026, 10, 30), 0), (date(2026, 11, 1), 0), (date(2026, 11, 2), 2), (date(2026, 12, 31), 2)],
)
def test_november_reminds_staff_of_the_next_year(
    staff: User, approver: User, auditor: User, day: date, reminded: int
) -> None:
    workdays.remind_of_next_year(at(day))
    assert Notice.objects.inapp().filter(title="请录入 2027 年放假安排").count() == reminded


def test_it_reminds_once_a_week_and_no_more_once_the_year_is_entered(staff: User) -> None:
    for day in (2, 3, 6, 9, 10):
        workdays.remind_of_next_year(at(date(2026, 11, day)))
    assert Notice.objects.inapp().count() == 2
    workdays.enter(
        {date(2027, 1, 1): SpecialDay("holiday", "元旦")}, by=Actor.of(staff), at=at(date(2026, 11, 11))
    )
    assert not Notice.objects.unread().exists()
    assert workdays.remind_of_next_year(at(date(2026, 11, 16))) == 0


# --- what contradicts itself is asked about -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [("国庆节", "2027-10-01", "2027-10-07", "2027-10-02")],
            "写成国庆节放假，又写成国庆节调休上班：对吗",
        ),
        (
            [("中秋节", "2027-09-15", "2027-09-17", ""), ("国庆节", "2027-09-17", "2027-09-20", "")],
            "写成中秋节放假，又写成国庆节放假：对吗",
        ),
        (
            [("春节", "2027-02-05", "2027-02-11", ""), ("元旦", "2027-01-01", "2027-01-03", "2027-02-06")],
            "写成春节放假，又写成元旦调休上班：对吗",
        ),
        (
            [
                ("春节", "2027-02-05", "2027-02-11", "2027-01-31"),
                ("元旦", "2027-01-01", "2027-01-03", "2027-01-31"),
            ],
            "写成春节调休上班，又写成元旦调休上班：对吗",
        ),
    ],
)
def test_days_that_contradict_each_other_are_asked_about(
    staff: User, sign_in: SignIn, rows: list[tuple[str, str, str, str]], words: str
) -> None:
    client = sign_in(staff)
    page = client.post(YEAR, typed(rows)).content.decode()
    assert words in page
    assert "无误，仍这样保存" in page
    assert not CalendarDay.objects.exists()
    assert "已保存" in entered(client, typed(rows)).content.decode()


def test_a_confirmation_of_other_days_does_not_answer_a_new_question(staff: User, sign_in: SignIn) -> None:
    client = sign_in(staff)
    page = client.post(YEAR, typed()).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    changed = [*ROWS[:2], ("国庆节", "2027-10-01", "2027-10-07", "2027-10-02")]
    assert "对吗？" in client.post(YEAR, typed(changed, seen=seen)).content.decode()
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2027-10-02", "这一天在假期之内，却写成调休上班"),
        ("2027-10-13", "不是周六或周日，本来就要上班"),
    ],
)
def test_a_single_make_up_day_that_makes_no_sense_is_asked_about(
    staff: User, sign_in: SignIn, day: str, words: str
) -> None:
    for number in (1, 3):
        CalendarDay.objects.create(date=date(2027, 10, number), kind="holiday", name="国庆节")
    client, url = sign_in(staff), "/admin/office/calendarday/add/"
    body = {"date": day, "kind": "working", "name": "国庆节调休"}
    page = client.post(url, body).content.decode()
    assert words in page
    assert CalendarDay.objects.count() == 2
    seen = page.split('name="seen" value="')[1].split('"')[0]
    client.post(url, body | {"seen": seen})
    assert CalendarDay.objects.count() == 3


def test_a_holiday_that_becomes_a_working_day_is_asked_about(staff: User, sign_in: SignIn) -> None:
    row = CalendarDay.objects.create(date=date(2027, 10, 2), kind="holiday", name="国庆节")
    url = f"/admin/office/calendarday/{row.pk}/change/"
    page = sign_in(staff).post(url, {"kind": "working", "name": "国庆节"}).content.decode()
    assert "原来是国庆节放假，现在改为上班" in page
    row.refresh_from_db()
    assert row.kind == "holiday"
