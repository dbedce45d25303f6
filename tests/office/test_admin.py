"""The admin writes as everything else: by verb or recorded, in one transaction, and never deletes."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory

from office import accounts, events, options, ports
from office.access import Role, roles_of
from office.actors import Actor
from office.admin import ReadOnlyAdmin, RecordedAdmin, Step
from office.models import CalendarDay, Event, RoleGrant, Setting, User
from office.ports import DateMove, OpenWork
from office.refusals import Refused
from tests.people import SignIn

pytestmark = pytest.mark.django_db

DAY = {"date": "2026-11-24", "kind": "holiday", "name": "测试假"}


def words(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


# --- the base ---------------------------------------------------------------------------------------------


class DayPage(RecordedAdmin[CalendarDay]):
    """Reference data edited by form, without a verb of its own."""

    fields = ["date", "kind", "name", "provisional"]

    def steps(self, request: HttpRequest, obj: CalendarDay) -> list[Step]:
        return [Step("去办理", "/desk/somewhere/")]


@pytest.fixture
def page() -> DayPage:
    return DayPage(CalendarDay, admin.site)


@pytest.fixture
def post(rf: RequestFactory, staff: User) -> object:
    def made(data: dict[str, str] | None = None) -> HttpRequest:
        request = rf.post("/", data) if data else rf.get("/")
        request.user = staff
        request.session = {}  # type: ignore[assignment]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
        return request

    return made


def test_a_saved_form_is_an_event_and_no_log_entry(page: DayPage, post: object, staff: User) -> None:
    answer = page.changeform_view(post(DAY))  # type: ignore[operator]
    assert answer.status_code == 302
    row = CalendarDay.objects.get()
    event = events.timeline(f"calendarday:{row.pk}").get()
    assert (event.action, event.by_user) == ("added", staff)
    assert event.data == {"date": {"after": "2026-11-24"}, "kind": {"after": "holiday"}, "name": {}}
    assert event.private("name.after") == "测试假"
    assert not LogEntry.objects.exists()


def test_a_change_tells_before_and_after_and_no_change_tells_nothing(page: DayPage, post: object) -> None:
    row = CalendarDay.objects.create(date=date(2026, 11, 24), kind="holiday", name="测试假")
    page.changeform_view(post(DAY), str(row.pk))  # type: ignore[operator]
    assert not Event.objects.of(f"calendarday:{row.pk}").exists()
    page.changeform_view(post(DAY | {"kind": "working", "name": "补班"}), str(row.pk))  # type: ignore[operator]
    event = events.timeline(f"calendarday:{row.pk}").get()
    assert event.action == "changed"
    assert event.data == {"kind": {"before": "holiday", "after": "working"}, "name": {}}
    assert (event.private("name.before"), event.private("name.after")) == ("测试假", "补班")


def test_an_event_that_cannot_be_written_takes_the_row_back(
    page: DayPage, post: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*facts: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(events, "record", broken)
    with pytest.raises(RuntimeError):
        page.changeform_view(post(DAY))  # type: ignore[operator]
    assert not CalendarDay.objects.exists()


def test_a_refusal_stands_in_the_form_with_what_was_typed(
    page: DayPage, post: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise Refused("no", "这一天已有期限到期。", field="date")

    monkeypatch.setattr(page, "save_model", refuse)
    answer = page.changeform_view(post(DAY))  # type: ignore[operator]
    html = words(answer.render())  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "这一天已有期限到期。" in html
    assert "测试假" in html
    assert not CalendarDay.objects.exists()


def test_steps_stand_as_buttons_on_the_objects_page(page: DayPage, post: object) -> None:
    row = CalendarDay.objects.create(date=date(2026, 11, 24), kind="holiday", name="测试假")
    answer = page.changeform_view(post(), str(row.pk))  # type: ignore[operator]
    assert '<a href="/desk/somewhere/">去办理</a>' in words(answer.render())  # type: ignore[attr-defined]


def test_nothing_is_deleted(page: DayPage, post: object) -> None:
    request = post()  # type: ignore[operator]
    assert not page.has_delete_permission(request)
    assert "delete_selected" not in page.get_actions(request)
    with pytest.raises(PermissionDenied):
        page.log_deletions(request, CalendarDay.objects.all())


def test_what_is_read_only_is_neither_added_nor_changed(post: object) -> None:
    page = ReadOnlyAdmin(CalendarDay, admin.site)
    request = post()  # type: ignore[operator]
    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)


# --- accounts ---------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(administrator: User, sign_in: SignIn) -> Client:
    return sign_in(administrator)


@pytest.fixture
def lin(db: None) -> User:
    return User.objects.create_user(username="lin", name="林")


def grants(user: User, *rows: dict[str, object]) -> dict[str, str]:
    """The form of an account with the rows of its roles as given."""
    form = {"name": user.name, "email": user.email, "phone": user.phone}
    form |= {"role_grants-TOTAL_FORMS": str(len(rows))}
    form |= {"role_grants-INITIAL_FORMS": str(sum("id" in row for row in rows))}
    for number, row in enumerate(rows):
        form |= {
            f"role_grants-{number}-{name}": str(value) for name, value in {"user": user.pk, **row}.items()
        }
    return form


def url(user: User, act: str = "change") -> str:
    return f"/admin/office/user/{user.pk}/{act}/"


def test_the_administrator_opens_an_account(keeper: Client) -> None:
    typed = {"username": "lin", "name": "林", "email": "lin@example.com", "phone": "138 1234 5678"}
    answer = keeper.post("/admin/office/user/add/", typed)
    user = User.objects.get(username="lin")
    assert answer.status_code == 302
    assert (user.name, user.email, user.phone) == ("林", "lin@example.com", "13812345678")
    assert [event.action for event in events.timeline(f"user:{user.pk}")] == ["account_opened"]


def test_a_taken_name_and_a_wrong_telephone_are_said_in_the_form(keeper: Client, lin: User) -> None:
    page = keeper.post("/admin/office/user/add/", {"username": "lin", "name": "另一个"})
    assert "已存在" in words(page)
    page = keeper.post("/admin/office/user/add/", {"username": "wen", "name": "文", "phone": "12"})
    assert "请填写 11 位手机号" in words(page)
    assert not User.objects.filter(username="wen").exists()


def test_roles_are_granted_and_ended_in_the_accounts_form(
    keeper: Client, lin: User, today: date, administrator: User
) -> None:
    answer = keeper.post(url(lin), grants(lin, {"role": "liaison", "since": "2026-11-23"}))
    assert answer.status_code == 302, words(answer)
    grant = RoleGrant.objects.get(user=lin)
    assert (grant.role, grant.since, grant.granted_by) == ("liaison", today, administrator)
    answer = keeper.post(url(lin), grants(lin, {"id": grant.pk, "until": "2026-11-23"}))
    assert answer.status_code == 302, words(answer)
    assert roles_of(User.objects.get(pk=lin.pk), today) == frozenset()
    assert [event.action for event in events.timeline(f"user:{lin.pk}")] == ["role_granted", "role_ended"]


def test_a_second_exclusive_duty_is_refused_in_the_form(keeper: Client, lin: User) -> None:
    keeper.post(url(lin), grants(lin, {"role": "staff", "since": "2026-11-23"}))
    held = {"id": RoleGrant.objects.get(user=lin).pk}
    page = keeper.post(url(lin), grants(lin, held, {"role": "auditor", "since": "2026-11-23"}))
    assert "只能担任业务、审计、系统管理三类职责中的一种" in words(page)
    assert RoleGrant.objects.filter(user=lin).count() == 1


def test_one_duty_is_laid_down_and_another_taken_up_in_one_save(keeper: Client, lin: User) -> None:
    keeper.post(url(lin), grants(lin, {"role": "staff", "since": "2026-11-23"}))
    ended = {"id": RoleGrant.objects.get(user=lin).pk, "until": "2026-11-23"}
    answer = keeper.post(url(lin), grants(lin, ended, {"role": "auditor", "since": "2026-11-23"}))
    assert answer.status_code == 302, words(answer)
    assert RoleGrant.objects.open().get(user=lin).role == "auditor"


def test_a_granted_role_is_not_rewritten(keeper: Client, lin: User, today: date) -> None:
    grant = RoleGrant.objects.create(user=lin, role=Role.LIAISON, since=today)
    keeper.post(url(lin), grants(lin, {"id": grant.pk, "role": "staff", "since": "2020-01-01"}))
    grant.refresh_from_db()
    assert (grant.role, grant.since) == ("liaison", today)


def test_nobody_grants_a_role_to_the_own_account(keeper: Client, administrator: User) -> None:
    held = {"id": RoleGrant.objects.get(user=administrator).pk}
    more = {"role": "liaison", "since": "2026-11-23"}
    assert "不能改动自己的账号和角色" in words(
        keeper.post(url(administrator), grants(administrator, held, more))
    )


def test_an_account_is_closed_and_reopened_after_asking(keeper: Client, lin: User) -> None:
    assert "停用账号" in words(keeper.get(url(lin)))
    assert "不能再登录" in words(keeper.get(url(lin, "close")))
    assert User.objects.get(pk=lin.pk).is_active
    keeper.post(url(lin, "close"))
    assert not User.objects.get(pk=lin.pk).is_active
    keeper.post(url(lin, "reopen"))
    assert User.objects.get(pk=lin.pk).is_active


def test_open_work_keeps_an_account_open(keeper: Client, lin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports.open_work, "_entries", [lambda user: [OpenWork("待签收", 3)]])
    assert "待签收 3 件" in words(keeper.post(url(lin, "close")))
    assert User.objects.get(pk=lin.pk).is_active


def test_the_link_for_a_first_password_is_shown_once(keeper: Client, lin: User) -> None:
    assert "first-password" not in words(keeper.get(url(lin, "password-link")))
    page = words(keeper.post(url(lin, "password-link")))
    link = re.search(r"http://testserver(/accounts/first-password/[^<]+)", page)
    assert link is not None
    assert Client().get(link[1], follow=True).status_code == 200
    assert events.timeline(f"user:{lin.pk}").get().action == "password_link_issued"


def test_history_shows_events_with_before_and_after(
    keeper: Client, lin: User, administrator: User, now: datetime
) -> None:
    by = Actor.of(administrator)
    accounts.correct_account(lin, name="林一", email="", phone="", by=by, at=now)
    accounts.grant_role(lin, Role.CLERK, since=now.date(), by=by, at=now)
    page = words(keeper.get(url(lin, "history")))
    assert "更正账号信息" in page
    assert "授予角色：服务站工作人员" in page
    assert "关理" in page
    assert "2026年11月23日" in page


@pytest.mark.parametrize("act", ["close", "reopen", "password-link"])
def test_an_auditor_sees_accounts_and_changes_nothing(
    act: str, auditor: User, sign_in: SignIn, lin: User
) -> None:
    client = sign_in(auditor)
    assert client.get(url(lin)).status_code == 200
    assert client.post(url(lin), grants(lin)).status_code == 403
    assert client.post(url(lin, act)).status_code == 403


def test_staff_do_not_see_accounts(staff: User, sign_in: SignIn, lin: User) -> None:
    assert sign_in(staff).get(url(lin)).status_code == 403


# --- settings ---------------------------------------------------------------------------------------------


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


# --- the calendar and the records -------------------------------------------------------------------------


def test_a_holiday_asks_for_a_look_at_the_dates_it_moves(
    staff: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dependent:
        applied = False

        def moves(self, *args: object, **kwargs: object) -> list[DateMove]:
            return [DateMove("case:7", "2026-00007", date(2026, 11, 25), date(2026, 11, 26))]

        def apply(self, *args: object, **kwargs: object) -> None:
            self.applied = True

    dependent = Dependent()
    monkeypatch.setattr(ports.calendar_dependents, "_entries", [dependent])
    client = sign_in(staff)
    page = words(client.post("/admin/office/calendarday/add/", DAY))
    assert "这一改动使 1 个已告知的期限顺延" in page
    assert "2026-00007：11月25日 → 11月26日" in page
    assert not dependent.applied
    assert client.post("/admin/office/calendarday/add/", DAY | {"confirmed": "on"}).status_code == 302
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
