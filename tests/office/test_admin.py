"""The admin writes as everything else: by verb or recorded, in one transaction, and never deletes."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from office import events
from office.admin import ReadOnlyAdmin, RecordedAdmin, Step
from office.models import CalendarDay, Event, User
from office.refusals import Refused
from tests.office.admin_pages import DAY, words

pytestmark = pytest.mark.django_db


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
