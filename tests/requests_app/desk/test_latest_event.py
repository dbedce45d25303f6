"""The main button, 现在等 and what is filled in beforehand read the latest event."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from requests_app.deadlines.next_action import next_action_of
from tests.requests_app.desk.pages import Desk, SignIn
from tests.stories import Story

Opened = Callable[[str], str]
PRIMARY = re.compile(r'<a class="btn primary"[^>]*>(.*?)</a>', re.DOTALL)


def main_button(page: str) -> str:
    found = PRIMARY.findall(page)
    return unescape(found[0]).strip() if found else ""


def waits_for(story: Story) -> str:
    action = next_action_of(story.case, on=story.on)
    return action.words if action else ""


def test_a_lead_on_paper_signs_before_its_reply_is_recorded(story: Story, opened: Opened) -> None:
    story.submit().accept().contact().assign(lead=story.paper)
    assert main_button(opened("staff")) == "代录签收"
    story.take_default("record_sign", assignment=story.case.assignments.get(), received_on=story.on)
    assert main_button(opened("staff")) == "代录回复"


@pytest.mark.parametrize(("kind", "button"), [("decline", "不予受理"), ("refer", "转送")])
def test_what_was_proposed_is_the_main_button_of_whoever_decides(
    story: Story, opened: Opened, kind: str, button: str
) -> None:
    story.submit()
    assert main_button(opened("liaison")) == "受理"
    story.take("propose_decline", "liaison", kind=kind, text="属劳动仲裁")
    assert main_button(opened("staff")) == button
    assert main_button(opened("liaison")) == ""
    assert waits_for(story).endswith(f"决定是否{button}")


def test_after_acceptance_a_proposal_to_decline_is_to_terminate(story: Story, opened: Opened) -> None:
    story.submit().accept().contact().take("propose_decline", "liaison", kind="decline", text="属劳动仲裁")
    assert main_button(opened("staff")) == "终止办理"
    story.wait(hours=1).assign()
    assert "属劳动仲裁" not in without_the_course(opened("staff"))


def test_a_second_return_asks_for_no_consultation_of_what_is_to_be_ended(
    story: Story, opened: Opened
) -> None:
    story.submit().accept().contact().assign()
    for proposed in (False, True):
        if proposed:
            story.assign(text="仍属该局职责").wait(hours=1)
            story.take("propose_decline", "liaison", kind="decline", text="属劳动仲裁")
        story.wait(hours=1).take("return", "handler", reason="不属于本单位职责").wait(hours=1)
    assert main_button(opened("staff")) == "终止办理"


def test_after_an_upheld_appeal_the_main_button_is_to_accept(story: Story, opened: Opened) -> None:
    story.submit().take("propose_decline", "liaison", kind="decline", text="属劳动仲裁")
    story.wait(hours=1).take_default("decline").wait(hours=1).take_default("appeal")
    story.wait(hours=1).take("decide_appeal", "approver", upheld="yes", reason="属园区事项")
    for who in ("staff", "second_staff", "liaison"):
        assert main_button(opened(who)) == "受理", who
    assert waits_for(story) == "联络员受理"
    assert "属劳动仲裁" not in without_the_course(opened("staff"))


def without_the_course(page: str) -> str:
    """The page without the course of events, which keeps what was said."""
    return page.split('id="way"', maxsplit=1)[0]


def test_after_an_accepted_proposal_of_old_the_round_is_its_own(story: Story, opened: Opened) -> None:
    story.submit().accept().contact()
    story.take(
        "propose_spot_answer", "representative", text="按政策可以直接办理，请带材料。", result_class="A"
    )
    assert main_button(opened("liaison")) == "当场解答"
    story.wait(hours=1).take(
        "answer_on_the_spot", "liaison", text="按政策可以直接办理，请带材料。", result_class="A"
    )
    story.work(1).rate("dissatisfied", "no", "没有办成")
    assert story.case.status == "accepted"
    assert main_button(opened("liaison")) != "当场解答"


def test_the_goes_along_panel_is_of_the_unit_that_has_it_now(
    story: Story, sign_in: SignIn, clock: Any
) -> None:
    story.submit().accept().contact().assign().wait(hours=1)
    story.take("return", "handler", reason="不属本单位职责", right_department=story.co)
    story.assign(lead=story.co).sign("co_handler").work(1).reply("B", "co_handler")
    clock.move_to(story.at)
    page = Desk(story, sign_in).get("representative", "answer").content.decode()
    assert "随答复一起给企业" in page
    assert "年底前建成投用" in page


def test_the_class_that_was_decided_goes_along(story: Story, sign_in: SignIn, clock: Any) -> None:
    story.handled().work(1).reply("A")
    story.take("dispute_class", "liaison", held_class="C", reason="企业说并没有解决")
    story.take("decide_class", "staff", result_class="C", basis="鄂政发〔2026〕1号", decision="与财政局商定")
    clock.move_to(story.at)
    page = Desk(story, sign_in).get("liaison", "answer").content.decode()
    assert "C 暂不能解决，依据 鄂政发〔2026〕1号" in page
    assert "A 已解决</p>" not in page


def test_the_form_after_a_return_begins_with_the_named_unit(
    story: Story, sign_in: SignIn, clock: Any
) -> None:
    story.submit().accept().contact().assign().wait(hours=1)
    desk = Desk(story, sign_in)
    clock.move_to(story.at)
    returning = _choices(desk.get("handler", "return").content.decode(), "right_department")
    assert story.lead.code not in returning
    story.take("return", "handler", reason="不属本单位职责", right_department=story.paper)
    page = desk.get("staff", "assign").content.decode()
    assert f'<option value="{story.paper.code}" selected>' in page
    codes = [code for code in _choices(page, "lead") if code]
    assert (codes[0], codes[-1]) == (story.paper.code, story.lead.code)
    assert "仍要交办须写明理由" in page


def _choices(page: str, name: str) -> list[str]:
    select = page.split(f'name="{name}"')[1].split("</select>", maxsplit=1)[0]
    return re.findall(r'<option value="([^"]*)"', select)


def test_a_reply_of_an_earlier_round_is_marked_on_the_card(story: Story, opened: Opened) -> None:
    story.answered().work(1).rate("dissatisfied", "no", "没有解决")
    assert "第 1 轮的回复，本轮尚未回复" in opened("representative")
    story.work(1).reply()
    assert "本轮尚未回复" not in opened("representative")


def test_a_unit_that_gave_its_part_back_is_led_to_its_list_and_told_so(story: Story, sign_in: SignIn) -> None:
    story.submit().accept().contact().assign(story.co).sign()
    client, desk = sign_in(story.people["co_handler"]), Desk(story, sign_in)
    typed = {"reason": "不属于我局职责，请改由财政局办理"}
    answer = client.post(desk.url("return"), desk.form("co_handler", "return") | typed, follow=True)
    assert answer.redirect_chain == [("/desk/requests/", 303)]
    assert "这件诉求今后不再由您办理，已不在您的台账里" in answer.content.decode()
