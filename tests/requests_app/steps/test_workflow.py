"""The engine on real cases: who may, when, what follows, and what is refused."""

import pytest

from casework import engine
from groups.models import Department
from groups.models.departments import WITHOUT_REQUESTS
from office.models import Event, Notice
from office.refusals import Refused
from requests_app.models import Clock, Verdict
from requests_app.models.clocks import ClockKind
from tests.stories import Story


def test_a_case_goes_from_scan_to_settled(story: Story) -> None:
    story.answered().work(1).rate()
    assert (story.case.status, story.case.outcome) == ("closed", "settled")
    steps = list(
        Event.objects.filter(subject=story.case.subject).order_by("seq").values_list("action", flat=True)
    )
    assert steps == ["submit", "accept", "contact", "assign", "sign", "reply", "answer", "rate"]
    assert not Clock.objects.running().filter(case=story.case).exists()


def test_the_enterprise_has_one_date_and_the_unit_its_own(story: Story) -> None:
    story.submit().wait(hours=2).accept().wait(hours=3).assign()
    clocks = {
        clock.kind: clock.due_on.isoformat() for clock in Clock.objects.running().filter(case=story.case)
    }
    assert clocks[ClockKind.ANSWER] == "2026-11-23"
    assert clocks[ClockKind.REPLY] == "2026-11-18"
    assert clocks[ClockKind.SIGN] == "2026-11-03"
    assert story.case.first_due_on.isoformat() == "2026-11-23"


def test_courts_party_and_congress_neither_lead_a_request_nor_help(story: Story) -> None:
    """They answer suggestions of representatives; no form of a request offers them either."""
    story.submit().wait(hours=2).accept()
    for place, kind in enumerate(sorted(WITHOUT_REQUESTS)):
        name = f"机关{place}"
        body = Department.objects.create(code=f"b{place}", name=name, short_name=name, kind=kind)
        with pytest.raises(Refused, match="不承办具体诉求") as lead:
            story.assign(lead=body)
        with pytest.raises(Refused, match="不承办具体诉求") as co:
            story.assign(body)
        assert (lead.value.field, co.value.field) == ("lead", "co")
        assert body not in Department.objects.assignable()


def test_an_illegal_step_says_what_is_possible_now(story: Story) -> None:
    story.submit()
    with pytest.raises(Refused) as refused:
        story.take("assign", "staff", lead=story.lead)
    assert refused.value.code == "illegal_step"
    assert "accept" in refused.value.possible
    assert "受理" in str(refused.value)


@pytest.mark.parametrize(
    "who", ["colleague", "stranger", "handler", "head", "clerk", "auditor", "representative"]
)
def test_nobody_but_liaison_and_staff_accepts(story: Story, who: str) -> None:
    story.submit()
    assert "accept" not in story.possible(who)
    with pytest.raises(Refused) as refused:
        story.take("accept", who)
    assert refused.value.code == "not_yours"


@pytest.mark.parametrize(
    "who",
    [
        "staff",
        "approver",
        "auditor",
        "liaison",
        "representative",
        "colleague",
        "handler",
        "head",
        "clerk",
        "slip",
    ],
)
def test_no_desk_role_and_no_slip_can_rate(story: Story, who: str) -> None:
    story.answered()
    with pytest.raises(Refused) as refused:
        story.rate(who=who)
    assert refused.value.code == "not_yours"
    assert not Verdict.objects.exists()


def test_a_refusal_reopens_once_with_half_the_clock_then_goes_to_settling(story: Story) -> None:
    story.answered().work(1).rate("dissatisfied", "no", "没有解决")
    assert (story.case.status, story.case.round) == ("handling", 2)
    answer = Clock.objects.running().get(case=story.case, kind=ClockKind.ANSWER)
    assert answer.days == 7
    story.work(1).reply().work(1).answer().work(1).rate("dissatisfied", "no", "还是没有解决")
    assert story.case.status == "answered"
    assert Clock.objects.running().get(case=story.case).kind == ClockKind.SETTLE
    with pytest.raises(Refused, match="参与过办理"):
        story.take("settle", "staff", choice="uphold", reason="已尽力，请理解")
    story.take("settle", "second_staff", choice="uphold", reason="已尽力，请理解")
    assert (story.case.status, story.case.outcome) == ("closed", "upheld")


def test_a_question_stops_both_clocks_and_the_answer_moves_them(story: Story) -> None:
    story.submit().accept().assign().sign()
    story.work(5).take("ask", "handler", text="请补充借款合同")
    assert story.case.waiting_since is not None
    story.work(3).take("supplement", "requester", text="合同见附件")
    moved = {
        clock.kind: clock.due_on.isoformat() for clock in Clock.objects.running().filter(case=story.case)
    }
    assert moved[ClockKind.ANSWER] == "2026-11-26"
    assert moved[ClockKind.REPLY] == "2026-11-23"
    assert story.case.waiting_since is None
    assert story.case.first_due_on.isoformat() == "2026-11-23"


def test_a_stale_page_is_told_and_changes_nothing(story: Story) -> None:
    story.submit().accept()
    events = Event.objects.count()
    with pytest.raises(Refused) as refused:
        story.accept()
    assert refused.value.code == "illegal_step"
    assert Event.objects.count() == events


def test_a_failing_notice_undoes_the_step(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.submit()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("outbox")

    monkeypatch.setattr("requests_app.notifications.messages.notify", broken)
    with pytest.raises(RuntimeError):
        story.accept()
    story.case.refresh_from_db()
    assert story.case.status == "submitted"
    assert not Clock.objects.filter(kind=ClockKind.ANSWER).exists()


def test_every_step_of_the_table_is_reachable_or_declared_not_a_button(story: Story) -> None:
    workflow = engine.workflow_of(story.submit().case)
    assert all(step.sources or not step.is_button for step in workflow.steps.values())
    assert all(step.who or step.name in ("submit", "record_finding") for step in workflow.steps.values())


def test_the_handover_tells_the_unit_and_the_answer_tells_the_enterprise(story: Story) -> None:
    story.answered()
    titles = set(Notice.objects.values_list("title", flat=True))
    assert "有一件诉求交办给财政局（主办），请签收" in titles
    assert "您的诉求已答复，请评价" in titles


def test_buttons_stand_in_the_order_of_their_importance(story: Story) -> None:
    story.submit().accept()
    offered = engine.possible(story.case, by=story.actor("liaison"), at=story.at)
    assert [step.name for step in offered if step.is_button] == [
        "contact",
        "answer_on_the_spot",
        "ask",
        "consult",
        "urge",
        "propose_decline",
        "name_helper",
        "note",
        "name_complained",
        "merge",
        "split",
        "undo_accept",
    ]
    assert [step.importance for step in offered] == sorted(step.importance for step in offered)
