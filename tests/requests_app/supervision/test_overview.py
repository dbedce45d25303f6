"""督办: what is late, with whom, since when, and what was done about it."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office import calendar as office_calendar
from office.models import Event, Notice, User
from requests_app.deadlines import reminders
from requests_app.deadlines.escalations import escalations_of
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.models.visibility import request_filter
from requests_app.supervision import overview
from stations.scopes import Scopes
from tests.stories import SHANGHAI, Story

SignIn = Callable[[User], Client]
PAGE = "/desk/supervision/"


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Callable[[str], Client]:
    return lambda who: sign_in(story.people[who])


def read(client: Client, **query: str) -> str:
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def late_at_the_unit(story: Story) -> Story:
    """Assigned and signed on 2 November as simple: the unit's two days are long over on the 23rd."""
    return story.submit(phone="").accept("simple").contact().assign().sign()


def test_a_late_unit_stands_under_its_step_with_its_days(story: Story, desk: Callable[[str], Client]) -> None:
    late_at_the_unit(story)
    page = read(desk("staff"))
    assert "单位回复" in page
    assert "超期 13 天" in page
    assert story.case.ledger_number in page
    assert story.case.title in page


def test_beside_the_latest_stands_what_each_reader_may_do_about_it(
    story: Story, desk: Callable[[str], Client]
) -> None:
    late_at_the_unit(story)
    steps = f"/desk/requests/{story.case.ledger_number}/steps"
    for who, remedies in (
        ("approver", ("supervise", "consult", "urge")),
        ("liaison", ("consult", "urge")),
        ("auditor", ()),
    ):
        page = read(desk(who))
        offered = [name for name in ("supervise", "consult", "urge") if f'href="{steps}/{name}/"' in page]
        assert tuple(offered) == remedies, who


def test_nobody_is_late_without_a_late_clock(story: Story, desk: Callable[[str], Client]) -> None:
    story.at = dt.datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    story.submit().accept()
    page = read(desk("staff"))
    assert "现在没有超期的环节" in page
    assert "其他环节" in page


def test_what_was_done_stands_beside_with_its_dates(
    story: Story, desk: Callable[[str], Client], now: dt.datetime
) -> None:
    late_at_the_unit(story)
    assert "还没有" in read(desk("staff"))
    reminders.remind(now)
    story.at = now
    story.take("urge", "staff", text="请尽快回复。").take("urge", "requester")
    page = read(desk("staff"))
    assert "11月23日提醒" in page
    assert "催办 1 次，最近 11月23日" in page
    assert "企业催办 1 次" in page
    assert "11月23日升级到单位负责人、代表工作机构、审签人" in page


def test_what_was_told_of_a_date_that_moved_stands_there_too_and_how_often_it_was_told_again(
    story: Story, desk: Callable[[str], Client], now: dt.datetime
) -> None:
    """Every word that is sent about a late clock is told on this page, whatever its key is called."""
    late_at_the_unit(story)
    clock = story.case.clocks.get(kind=ClockKind.REPLY)
    Clock.objects.filter(pk=clock.pk).update(due_on=dt.date(2026, 11, 5))
    for days in (0, 3, 10, 14):
        reminders.remind(now + dt.timedelta(days=days))
    clock.refresh_from_db()
    sent = {key for key in Notice.objects.values_list("key", flat=True) if key.startswith(clock.topic)}
    assert {key.rpartition("@")[2] for key in sent} == {"1105"}
    row = escalations_of([clock], on=dt.date(2026, 12, 7), calendar=office_calendar.load())[clock.pk]
    assert row.reminded_on == dt.date(2026, 12, 7)
    assert [one.word for one in row.levels] == ["单位负责人", "代表工作机构", "审签人"]
    assert [one.on for one in row.again] == [dt.date(2026, 11, 26), dt.date(2026, 12, 3)]


def test_unit_step_and_group_narrow_the_list(story: Story, desk: Callable[[str], Client]) -> None:
    late_at_the_unit(story)
    staff = desk("staff")

    def rows(**query: str) -> int:
        return read(staff, **query).count('<a class="title"')

    assert rows() == 2  # the unit's reply, and the answer to the enterprise
    assert rows(step="reply") == 1
    assert rows(department=story.lead.code) == 1
    assert rows(department=story.co.code) == 0
    assert rows(group="finance") == 2
    assert rows(group="nothing", step="never") == 2
    assert "换一个单位或环节看看" in read(staff, department=story.co.code)


def test_everybody_watches_the_clocks_of_the_unsealed_cases_in_sight(story: Story) -> None:
    late_at_the_unit(story)
    late_at_the_unit(story).take("seal", "staff")
    story.submit(phone="")
    for user in story.people.values():
        scopes = Scopes.of(user, story.at.date())
        cases = EnterpriseRequest.objects.filter(request_filter(scopes), sealed=False)
        expected = Clock.objects.ticking().filter(case__in=cases, kind__in=overview.watched_kinds())
        assert set(overview.watched(scopes)) == set(expected), user.username
    assert overview.watched(Scopes.of(story.people["auditor"], story.at.date())).exists()


def test_a_liaison_sees_the_own_groups_alone(story: Story, desk: Callable[[str], Client]) -> None:
    late_at_the_unit(story)
    assert story.case.ledger_number in read(desk("liaison"))
    story.case.group = story.co.professional_group
    story.case.save()
    assert story.case.ledger_number not in read(desk("liaison"))
    assert story.case.ledger_number in read(desk("approver"))


@pytest.mark.parametrize("who", ["representative", "handler", "head", "clerk"])
def test_it_is_not_for_those_who_are_supervised(
    story: Story, desk: Callable[[str], Client], who: str
) -> None:
    assert desk(who).get(PAGE).status_code == 404
    assert desk(who).get(f"{PAGE}export.xlsx").status_code == 404


def test_sealed_and_waiting_cases_are_not_on_it(story: Story, desk: Callable[[str], Client]) -> None:
    late_at_the_unit(story)
    story.take("ask", "liaison", text="请补充合同。")
    assert story.case.ledger_number not in read(desk("staff"))
    late_at_the_unit(story).take("seal", "staff")
    assert story.case.ledger_number not in read(desk("staff"))


def test_a_case_returned_twice_is_named(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit(phone="").accept().assign()
    story.take("return", "handler", reason="不属于本单位职责")
    story.assign(lead=story.co).take("return", "co_handler", reason="应由财政局办理")
    page = read(desk("staff"))
    assert "退回 2 次" in page
    assert f"{story.lead.short_name}、{story.co.short_name}先后退回" in page


@pytest.mark.postgres
def test_thirty_late_ones_cost_no_more_queries_than_three(
    story: Story, desk: Callable[[str], Client]
) -> None:
    def cost(client: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    for _ in range(3):
        late_at_the_unit(story)
    staff = desk("staff")
    few = cost(staff)
    for _ in range(12):
        late_at_the_unit(story)
    assert cost(staff) <= few


def test_pages_go_on_by_key(
    story: Story, desk: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests_app.desk.views.supervision.PAGE_SIZE", 1)
    late_at_the_unit(story)
    page = read(desk("staff"))
    following = page.split('rel="next" href="?')[1].split("#")[0]
    second = desk("staff").get(f"{PAGE}?{following}").content.decode()
    assert second.count('<a class="title"') == 1
    assert 'rel="prev"' in second


def test_the_export_holds_the_late_ones_and_is_recorded(story: Story, desk: Callable[[str], Client]) -> None:
    late_at_the_unit(story)
    answer = desk("auditor").get(f"{PAGE}export.xlsx", {"step": "reply", "department": "财政局"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][:4] == (story.case.ledger_number, story.case.title, "单位回复", story.lead.short_name)
    event = Event.objects.get(action="export")
    assert (event.data["page"], event.data["rows"], event.data["filters"]) == (
        "supervision",
        1,
        {"step": "reply"},
    )


def test_it_is_two_clicks_from_both_start_pages(story: Story, desk: Callable[[str], Client]) -> None:
    staff = desk("staff")
    for start in ("/desk/", "/admin/"):
        assert f'href="{PAGE}"' in staff.get(start).content.decode()


def test_every_clock_is_watched_but_the_enterprises_own() -> None:
    assert set(ClockKind) - set(overview.watched_kinds()) == {ClockKind.VERDICT, ClockKind.WITHDRAWAL}


def test_key_supervision_is_counted_and_offered_once(
    story: Story, desk: Callable[[str], Client], today: dt.date
) -> None:
    late_at_the_unit(story)
    assert "steps/supervise/" in read(desk("approver"))
    story.take("supervise", "approver", reason="久拖不决，影响生产", until_on=today + dt.timedelta(days=20))
    page = read(desk("approver"))
    assert "steps/supervise/" not in page
    tally = page.split("重点督办</span>")[1]
    assert tally.startswith("<b>1</b>")
    assert "steps/supervise/" not in read(desk("staff"))
