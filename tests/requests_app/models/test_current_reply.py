"""Which reply counts now: that of this round, by the unit that leads; every way back asks for a new one."""

from collections.abc import Callable

import pytest

from office.refusals import Refused
from requests_app.models import Answer, Reply
from requests_app.models.assignments import ReplyState
from requests_app.models.case_file import CaseFile
from requests_app.steps.reply_guards import waiting_reply
from requests_app.triage import advice
from tests.requests_app.ends import promised, settled
from tests.stories import Story

READY = (ReplyState.SENT, ReplyState.CHECKED)


def _no(story: Story) -> Story:
    return story.answered().work(1).rate("dissatisfied", "no", "没有解决")


def _reopened(story: Story) -> Story:
    return settled(story).work(1).take("reopen", reason="又出现了")


def _again(story: Story) -> Story:
    _no(story).work(1).reply().work(1).answer().work(1).rate("dissatisfied", "no", "还是没有")
    return story.take("settle", "second_staff", choice="again", reason="再办一次")


def _broken(story: Story) -> Story:
    return promised(story).work(3).take_default("break_promise")


WAYS_BACK: dict[str, Callable[[Story], Story]] = {
    "a first no": _no,
    "请继续办理": _reopened,
    "再办": _again,
    "登记承诺未兑现": _broken,
}


@pytest.mark.parametrize("way", WAYS_BACK)
def test_after_going_back_to_work_no_earlier_reply_counts(story: Story, way: str) -> None:
    WAYS_BACK[way](story)
    file = CaseFile(story.case)
    assert story.case.status == "handling"
    assert file.reply is None
    assert waiting_reply(file, *READY) is None
    for who in ("representative", "liaison", "staff"):
        assert not story.possible(who) & {"answer", "check", "send_back", "dispute_class"}, who
    assert "reply" in story.possible("handler")
    for step, inputs in (
        ("send_back", {"remark": "请重办"}),
        ("answer", {"text": "同上一轮的答复，请查看。"}),
    ):
        with pytest.raises(Refused):
            story.take(step, "liaison", **inputs)
    assert Answer.objects.filter(case=story.case, round=story.case.round).count() == 0


@pytest.mark.parametrize("way", WAYS_BACK)
def test_the_reply_of_the_new_round_counts_and_can_be_sent_back(story: Story, way: str) -> None:
    WAYS_BACK[way](story).work(1).reply()
    written = Reply.objects.filter(is_opinion=False).latest("pk")
    file = CaseFile(story.case)
    assert file.reply == written
    assert file.round_of(written) == story.case.round
    assert {file.round_of(row) for row in file.replies if row != written} == set(range(1, story.case.round))
    story.take("send_back", "liaison", remark="请写明日期")
    assert CaseFile(story.case).reply.state == ReplyState.SENT_BACK
    story.work(1).reply().work(1).answer()
    assert story.case.answers.get(round=story.case.round).reply_id > written.pk


def test_what_a_unit_wrote_before_it_gave_the_case_away_counts_no_more(story: Story) -> None:
    story.handled().work(1).reply().work(1).take("send_back", "liaison", remark="请写明日期")
    story.take("ask_transfer", "handler", right_department=story.co, reason="按三定方案由开发区办理")
    story.take("transfer", "second_staff", lead=story.co, text="请接办")
    assert CaseFile(story.case).reply is None
    story.work(1).sign("co_handler")
    assert CaseFile(story.case).reply is None


def test_after_a_return_the_named_unit_is_proposed_and_nobody_who_gave_it_back(story: Story) -> None:
    story.submit().accept().contact().assign()
    story.take("return", "handler", reason="职责在供电公司", right_department=story.paper)
    units = advice.units_for(story.case)
    assert (units.lead, units.because) == (story.paper, f"{story.lead.short_name}退回时建议的单位")
    assert story.lead not in units.co
    assert story.lead.code not in {one.value for one in units.ranked}
    story.wait(hours=1).take("propose_assignment", "representative", lead=story.co, text="开发区更合适")
    assert advice.units_for(story.case).lead == story.co


def test_whoever_gave_it_back_gets_it_again_only_with_a_reason(story: Story) -> None:
    story.submit().accept().contact().assign()
    story.take("return", "handler", reason="不属本单位职责")
    assert advice.units_for(story.case).lead != story.lead
    for units in ({"lead": story.lead}, {"lead": story.paper, "co": (story.lead,)}):
        with pytest.raises(Refused) as refused:
            story.take("assign", "staff", **units)
        assert (refused.value.code, refused.value.field) == ("returned", "text")
    story.take("assign", "staff", lead=story.lead, text="经核对三定方案，确属财政局职责")
    assert story.case.status == "assigned"


def test_a_returning_unit_never_names_itself(story: Story) -> None:
    story.submit().accept().contact().assign()
    with pytest.raises(Refused) as refused:
        story.take("return", "handler", reason="不属本单位职责", right_department=story.lead)
    assert (refused.value.code, refused.value.field) == ("same", "right_department")


def test_in_the_next_round_an_earlier_return_bars_nobody(story: Story) -> None:
    story.submit().accept().contact().assign().work(1)
    story.take("return", "handler", reason="不属本单位职责", right_department=story.co)
    story.assign(lead=story.co).sign("co_handler").work(1).reply(who="co_handler").work(1).answer()
    story.work(1).rate("dissatisfied", "no", "没有解决")
    story.take("ask_transfer", "co_handler", right_department=story.lead, reason="资金在财政局")
    story.take("transfer", "second_staff", lead=story.lead)
    assert story.case.assignments.current().get().department == story.lead
