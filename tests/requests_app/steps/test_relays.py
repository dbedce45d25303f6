"""The 转办单位 signs first for itself and passes on inside the same clock; it sees the case, may return, is not lead."""

import datetime as dt

import pytest

from groups.models import Department, DepartmentOfficer
from office.models import Event, Notice
from office.refusals import Refused
from office.roles import Role
from requests_app.deadlines.reminders import remind
from requests_app.followup.automatic import sweep
from requests_app.models import Assignment, Clock, EnterpriseRequest, Letter
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from tests.breaking import assert_refused
from tests.people import SINCE, person
from tests.stories import Story


@pytest.fixture
def routed(story: Story) -> Story:
    """财政局 through 政府办, which has a handler and a head."""
    relay = Department.objects.create(
        code="zfb", name="麻城市人民政府办公室", short_name="政府办", kind="relay"
    )
    for who, duty, role in (("relay", "handler", Role.HANDLER), ("relay_head", "head", Role.HEAD)):
        story.people[who] = person(who.replace("_", ""), f"转办{duty}", role)
        DepartmentOfficer.objects.create(user=story.people[who], department=relay, duty=duty, since=SINCE)
    Department.objects.filter(pk=story.lead.pk).update(route_through=relay)
    story.lead.refresh_from_db()
    return story.submit().accept().contact().assign(story.co)


def lead_of(story: Story) -> Assignment:
    return Assignment.objects.get(case=story.case, part="lead")


def test_the_relay_signs_first_and_the_unit_after_it(routed: Story) -> None:
    assert lead_of(routed).status == "at_relay"
    assert routed.who_may("pass_on") == {"relay"}
    assert routed.who_may("sign") == {"co_handler"}
    with pytest.raises(Refused, match="由政府办转来"):
        routed.sign()
    routed.wait(hours=2).take("pass_on", "relay", text="请财政局牵头办理")
    assert routed.case.status == "assigned"
    routed.sign()
    assert routed.case.status == "handling"


def test_the_units_clock_has_run_all_the_time(routed: Story) -> None:
    due = lead_of(routed).due_on
    routed.work(1).take("pass_on", "relay").sign()
    assert lead_of(routed).due_on == due == dt.date(2026, 11, 18)
    assert not Clock.objects.running().filter(
        kind__in=(ClockKind.RELAY, ClockKind.SIGN), assignment=lead_of(routed)
    )


def test_the_relay_is_told_first_the_unit_when_it_is_its_turn(routed: Story) -> None:
    titles = set(Notice.objects.values_list("title", flat=True))
    assert "有一件诉求请政府办签收，转财政局办理" in titles
    assert not any(title.startswith("有一件诉求交办给财政局") for title in titles)
    routed.take("pass_on", "relay")
    assert Notice.objects.filter(title="有一件诉求交办给财政局（主办），请签收（政府办转来）").exists()
    assert Letter.objects.filter(assignment=lead_of(routed)).count() == 1


def test_the_relay_sees_the_case_to_its_end_and_no_contact(routed: Story) -> None:
    routed.take("pass_on", "relay").sign().reply().answer()
    seen = EnterpriseRequest.objects.visible_to(routed.people["relay"], dt.date(2026, 11, 2))
    assert list(seen) == [routed.case]
    from requests_app.access.case_access import access_of

    access = access_of(CaseFile(routed.case), routed.people["relay"], dt.date(2026, 11, 2))
    assert (access.reads, access.is_unit, access.reveals) == (True, True, False)


def test_it_leaves_its_event(routed: Story) -> None:
    routed.take("pass_on", "relay")
    event = Event.objects.filter(subject=routed.case.subject).latest("seq")
    assert (event.action, event.data["through"], event.data["units"]) == ("pass_on", "zfb", ["czj"])


def test_the_relay_may_return_and_it_counts_as_a_bounce(routed: Story) -> None:
    routed.take("return", "relay", reason="该事项属园区管委会", right_department=routed.co)
    assert routed.case.status == "accepted"
    assert Event.objects.filter(action="return").get().data["bounced"] == 1
    assert Notice.objects.filter(title__startswith="政府办（转财政局）退回交办").exists()


def test_a_repeat_and_others_are_refused(routed: Story) -> None:
    with pytest.raises(Refused) as refused:
        routed.take("pass_on", "handler")
    assert refused.value.code == "not_yours"
    routed.take("pass_on", "relay")
    with pytest.raises(Refused, match="没有等您转办"):
        routed.take("pass_on", "relay")


def test_nobody_signs_for_another_unit_by_naming_it(routed: Story) -> None:
    routed.take("pass_on", "relay")
    own = Assignment.objects.get(case=routed.case, department=routed.co)
    with pytest.raises(Refused) as refused:
        routed.take("sign", "handler", officer_name="童欣", officer_phone="07132920011", assignment=own)
    assert refused.value.code == "no_assignment"


def test_a_relay_that_lets_its_day_pass_holds_nobody_up(routed: Story) -> None:
    routed.work(1)
    remind(routed.at)
    assert Notice.objects.filter(
        title="转办签收（财政局）今天到期", recipient=routed.people["relay"]
    ).exists()
    routed.work(1)
    sweep(routed.at)
    assert lead_of(routed).status == "sent"
    assert Clock.objects.running().filter(kind=ClockKind.SIGN, assignment=lead_of(routed)).exists()
    assert Notice.objects.filter(
        title="逾期未转办，已视同转办", recipient=routed.people["relay_head"]
    ).exists()
    sweep(routed.at)
    assert Event.objects.filter(action="deem_passed_on").count() == 1


def test_staff_write_down_what_a_paper_relay_has_done(routed: Story) -> None:
    Department.objects.filter(code="zfb").update(mode="paper")
    # Posts are remembered with the account of a page; the next page reads them again.
    routed.people["staff"].__dict__.pop("_scopes", None)
    assert routed.who_may("record_pass_on") == {"staff", "second_staff", "approver"}
    routed.take("record_pass_on", "staff", assignment=lead_of(routed), received_on=routed.on)
    assert lead_of(routed).status == "sent"


def test_a_closed_relay_is_passed_over(story: Story) -> None:
    relay = Department.objects.create(
        code="old", name="原政府办", short_name="原政府办", kind="relay", closed_on=dt.date(2026, 6, 1)
    )
    Department.objects.filter(pk=story.lead.pk).update(route_through=relay)
    story.lead.refresh_from_db()
    story.submit().accept().assign().sign()
    assert story.case.status == "handling"


def test_a_failing_notice_undoes_the_passing_on(routed: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("outbox")

    monkeypatch.setattr("requests_app.notifications.messages.notify", broken)
    with pytest.raises(RuntimeError):
        routed.take("pass_on", "relay")
    assert lead_of(routed).status == "at_relay"


def test_the_database_refuses_a_relay_that_is_none(routed: Story) -> None:
    rows = Assignment.objects.filter(pk=lead_of(routed).pk)
    assert_refused("assignment_at_relay_has_relay", lambda: rows.update(through=None))
    assert_refused("assignment_passed_on_at_on", lambda: rows.update(passed_on_at=routed.at, status="sent"))
