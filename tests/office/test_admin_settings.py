"""Settings by date, holidays and the records in the admin."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from office import events, options, ports
from office.actors import Actor
from office.events import Fact
from office.models import CalendarDay, Event, Setting, User
from office.ports import DateMove
from tests.office.admin_pages import DAY, words
from tests.people import SignIn

pytestmark = pytest.mark.django_db


def test_every_setting_is_listed_with_its_value_today(keeper: Client, now: datetime) -> None:
    by = Actor.system("test")
    later = now.date() + timedelta(days=8)
    options.change("day_closes_at", "17:30", effective_on=later, by=by, at=now)
    page = words(keeper.get("/admin/office/setting/"))
    assert "每日截止时间" in page
    assert "18:00" in page
    assert "2026年12月1日（周二） 起：17:30" in page
    assert "系统设置" in page


def test_a_setting_is_changed_from_a_day_on(keeper: Client, today: date, administrator: User) -> None:
    form = words(keeper.get("/admin/office/setting/add/?key=forms_per_address"))
    assert "同一网络地址每小时提交（次）" in form
    assert "现在：60 次" in form
    typed = {"key": "forms_per_address", "value": "80", "effective_on": "2026-11-23"}
    answer = keeper.post("/admin/office/setting/add/", typed)
    assert answer.status_code == 302, words(answer)
    row = Setting.objects.get()
    assert (row.key, row.value, row.effective_on, row.by) == ("forms_per_address", 80, today, administrator)
    assert options.value("forms_per_address", today) == 80
    assert [event.action for event in events.timeline("setting:forms_per_address")] == ["setting_changed"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"effective_on": "2026-11-22"}, "生效日期不能早于今天"),
        ({"value": "abc"}, "整数"),
        ({"value": "60"}, "已生效的值相同"),
        ({"effective_on": "9999-99-99"}, "请填写日期"),
    ],
)
def test_a_wrong_change_of_a_setting_is_said_in_the_form(
    given: dict[str, str], says: str, keeper: Client
) -> None:
    typed = {"key": "forms_per_address", "value": "80", "effective_on": "2026-11-23"}
    assert says in words(keeper.post("/admin/office/setting/add/", typed | given))
    assert not Setting.objects.exists()


@pytest.mark.parametrize("key", sorted(options.DECLARED))
def test_every_declared_setting_has_its_form(key: str, keeper: Client) -> None:
    answer = keeper.get(f"/admin/office/setting/add/?key={key}")
    assert answer.status_code == 200
    assert options.DECLARED[key].label in words(answer)


def test_a_row_of_a_setting_is_never_rewritten(keeper: Client, today: date, now: datetime) -> None:
    row = options.change("forms_per_address", 80, effective_on=today, by=Actor.system("test"), at=now)
    assert keeper.post(f"/admin/office/setting/{row.pk}/change/", {"value": "1"}).status_code == 403
    assert "修改设置" in words(keeper.get(f"/admin/office/setting/{row.pk}/history/"))


def test_staff_read_settings_and_change_none(staff: User, sign_in: SignIn) -> None:
    client = sign_in(staff)
    page = words(client.get("/admin/office/setting/"))
    assert "每日截止时间" in page
    assert "add/?key=" not in page
    assert client.get("/admin/office/setting/add/?key=forms_per_address").status_code == 403


def test_a_holiday_asks_for_a_look_at_the_dates_it_moves(
    staff: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dependent:
        applied = False

        def moves(self, *args: object, **kwargs: object) -> list[DateMove]:
            return [DateMove("case:7", "2026-00007", date(2026, 11, 25), date(2026, 11, 26))]

        def apply(self, *args: object, **kwargs: object) -> list[Fact]:
            self.applied = True
            return []

    dependent = Dependent()
    monkeypatch.setattr(ports.calendar_dependents, "_entries", [dependent])
    client = sign_in(staff)
    page = words(client.post("/admin/office/calendarday/add/", DAY))
    assert "1 件诉求的 1 个期限将顺延" in page
    assert "2026-00007" in page
    assert "2026年11月25日" in page
    assert not dependent.applied
    seen = page.split('name="seen" value="')[1].split('"')[0]
    again = words(client.post("/admin/office/calendarday/add/", DAY | {"seen": "another list"}))
    assert "您核对期间，受影响的期限有变化" in again
    assert not dependent.applied
    assert client.post("/admin/office/calendarday/add/", DAY | {"seen": seen}).status_code == 302
    assert dependent.applied
    assert CalendarDay.objects.get().name == "测试假"
    assert [event.by_user for event in events.timeline("calendar:2026")] == [staff]


def test_a_holiday_is_changed_but_keeps_its_date(staff: User, sign_in: SignIn) -> None:
    row = CalendarDay.objects.create(date=date(2027, 1, 1), kind="holiday", name="元旦", provisional=True)
    typed = {"date": "2027-01-02", "kind": "holiday", "name": "元旦"}
    answer = sign_in(staff).post(f"/admin/office/calendarday/{row.pk}/change/", typed)
    assert answer.status_code == 302, words(answer)
    row.refresh_from_db()
    assert (row.date, row.provisional) == (date(2027, 1, 1), False)


def test_the_auditor_reads_events_anchors_and_the_queue(
    auditor: User, sign_in: SignIn, now: datetime
) -> None:
    client = sign_in(auditor)
    events.anchor(at=now)
    for name in ("event", "anchor", "message", "job", "setting", "calendarday", "user", "apitoken"):
        assert client.get(f"/admin/office/{name}/").status_code == 200, name
    event = Event.objects.latest("pk")
    assert "登录" in words(client.get(f"/admin/office/event/{event.pk}/change/"))
    assert client.post(f"/admin/office/event/{event.pk}/delete/").status_code == 403
    assert client.get("/admin/office/event/add/").status_code == 403
