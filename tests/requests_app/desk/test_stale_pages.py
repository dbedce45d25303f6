"""Two people act at once, at every step of the table: the second is told who did what, and loses nothing typed."""

from typing import Any

import pytest
from django.test import Client

from casework.engine import Step
from casework.inputs import InputField, input_fields
from groups.models import DepartmentOfficer, Representative
from office.models import Event
from office.roles import Role
from requests_app.public import own_steps
from requests_app.steps.table import STEPS
from tests.people import SINCE, person
from tests.requests_app.desk.pages import Desk
from tests.requests_app.public.pages import stamp_in
from tests.requests_app.stages import OPEN_STAGES, SCENES, STAGES, WITHIN_OTHERS
from tests.stories import Story


def test_every_step_with_a_button_has_its_scene() -> None:
    own = {"supplement", "withdraw", "appeal", "rate", "still_there", "agree_to_be_named"}
    own |= {"ask_withdrawal", "oppose_withdrawal"}
    buttons = {name for name, step in STEPS.items() if step.is_button}
    assert buttons - SCENES.keys() - WITHIN_OTHERS - own == set()


# The form asks how a reason was told of C answers only; these tests answer with A.
OF_C_ANSWERS = ("explained_how", "explained")


def typed_in(step: Step) -> dict[str, str]:
    """What somebody may have typed: words in every text, the first of every choice; references are left out."""
    asked = {name: each for name, each in input_fields(step.inputs).items() if name not in OF_C_ANSWERS}
    return {name: value for name, each in asked.items() if (value := _typed(name, each))}


def _typed(name: str, asked: InputField) -> str:
    if asked.kind in ("text", "line"):
        return f"我写的{name}，一个字也不能丢"[: asked.max_length or 100]
    if asked.kind == "choice":
        return str(asked.choices[0][0])
    return {"phone": "0713-2920011", "date": "2026-12-15"}.get(asked.kind, "")


def words_of(step: Step) -> list[str]:
    asked = input_fields(step.inputs)
    return [value for name, value in typed_in(step).items() if asked[name].kind in ("text", "line")]


def disturb(desk: Desk, stage: str, actor: str) -> str:
    """Somebody else acts; returns what the timeline says of it."""
    story = desk.story.wait(hours=1)
    if stage in OPEN_STAGES:
        story.take("supplement", "requester", text="补充一句")
        return "企业补充"
    if stage in ("answered", "second_no"):
        who = "clerk" if actor != "clerk" else "staff"
        story.take("correct", who, field="contact", value="徐主任", reason="听错了")
        return "更正"
    if stage in ("closed", "unresolved"):
        story.take("reopen", "requester", reason="又停了")
        return "尚未解决，继续办理"
    if stage == "promised":
        story.take("report_milestone", "handler", text="地基已完工")
        return STEPS["report_milestone"].past
    if stage == "appealed":
        story.take("decide_appeal", "approver", upheld="no", reason="维持原决定")
        return "处理申诉"
    story.take("resume", "staff", called="徐经理", said="同意继续办理")
    return "恢复办理"


@pytest.mark.parametrize("name", SCENES)
def test_what_happened_meanwhile_is_told_and_nothing_typed_is_lost(desk: Desk, name: str, clock: Any) -> None:
    (stage, actor), step = SCENES[name], STEPS[name]
    story = STAGES[stage](desk.story)
    clock.move_to(story.at)
    carried = desk.form(actor, name)
    happened = disturb(desk, stage, actor)
    clock.move_to(story.at)
    before = Event.objects.filter(subject=story.case.subject).count()
    answer = desk.sign_in(story.people[actor]).post(desk.url(name), carried | typed_in(step))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert happened in page
    assert f"{story.at.month}月{story.at.day}日" in page
    for words in words_of(step):
        assert words in page
    assert Event.objects.filter(subject=story.case.subject).count() == before


@pytest.mark.parametrize("name", [name for name, (stage, _) in SCENES.items() if stage in OPEN_STAGES])
def test_a_step_that_is_past_meanwhile_says_so_and_shows_every_word(
    desk: Desk, name: str, clock: Any
) -> None:
    (stage, actor), step = SCENES[name], STEPS[name]
    story = STAGES[stage](desk.story)
    clock.move_to(story.at)
    carried = desk.form(actor, name)
    story.wait(hours=1).take("withdraw", "requester", reason="solved")
    clock.move_to(story.at)
    answer = desk.sign_in(story.people[actor]).post(desk.url(name), carried | typed_in(step))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "企业撤回" in page
    for words in words_of(step):
        assert words in page
    story.case.refresh_from_db()
    assert story.case.status == "withdrawn"


def test_after_reading_the_news_a_second_press_sends_it(desk: Desk, clock: Any) -> None:
    story = STAGES["handling"](desk.story)
    clock.move_to(story.at)
    carried = desk.form("handler", "ask")
    disturb(desk, "handling", "handler")
    clock.move_to(story.at)
    client = desk.sign_in(story.people["handler"])
    page = client.post(desk.url("ask"), carried | {"text": "请补充合同"}).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(desk.url("ask"), carried | {"text": "请补充合同", "seen": seen}).status_code == 303


def test_a_case_that_has_left_ones_sight_still_gives_the_words_back(desk: Desk, clock: Any) -> None:
    """Two handlers of one unit: one returns the case while the other fills in the signature."""
    story = STAGES["assigned"](desk.story)
    other = person("secondhandler", "经办二", Role.HANDLER)
    DepartmentOfficer.objects.create(user=other, department=story.lead, duty="handler", since=SINCE)
    story.people["other"] = other
    clock.move_to(story.at)
    carried = desk.form("other", "sign")
    story.wait(hours=1).take("return", "handler", reason="不属本单位职责")
    clock.move_to(story.at)
    client = desk.sign_in(other)
    typed = {"officer_name": "我填的经办人", "officer_phone": "0713-2920011"}
    answer = client.post(desk.url("sign"), carried | typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已不在您的办理范围" in page
    assert f"{story.people['handler'].name}：退回交办" in page
    assert "我填的经办人" in page
    assert story.case.title not in page
    fragment = client.post(desk.url("sign"), carried | typed, HTTP_HX_REQUEST="true").content.decode()
    assert ("<html" in fragment, "我填的经办人" in fragment) == (False, True)


def test_a_representative_whose_case_was_handed_over_keeps_the_words(desk: Desk, clock: Any) -> None:
    story = STAGES["accepted"](desk.story)
    clock.move_to(story.at)
    carried = desk.form("representative", "contact")
    colleague = Representative.objects.get(user=story.people["colleague"])
    story.take("hand_over", "staff", representative=colleague, reason="出差")
    client = desk.sign_in(story.people["representative"])
    answer = client.post(desk.url("contact"), carried | {"said": "已经上门看过，情况属实"})
    assert answer.status_code == 409
    assert "已经上门看过，情况属实" in answer.content.decode()


@pytest.mark.parametrize("ticket", ["", "forged", "of somebody else"])
def test_to_everybody_else_the_case_does_not_exist(desk: Desk, ticket: str) -> None:
    story = STAGES["assigned"](desk.story)
    carried = desk.form("handler", "sign")
    body = carried if ticket == "of somebody else" else carried | {"ticket": ticket}
    answer = desk.sign_in(story.people["stranger"]).post(desk.url("sign"), body)
    assert answer.status_code == 404


def test_of_a_case_sealed_meanwhile_nothing_is_told(desk: Desk, clock: Any) -> None:
    story = STAGES["accepted"](desk.story)
    clock.move_to(story.at)
    carried = desk.form("representative", "contact")
    story.take("seal", "staff")
    client = desk.sign_in(story.people["representative"])
    answer = client.post(desk.url("contact"), carried | {"said": "已经上门看过"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已经上门看过" in page
    assert "密封" not in page
    assert story.people["staff"].name not in page


def test_news_comes_before_errors(desk: Desk, clock: Any) -> None:
    """The first signature has made the second's choices invalid."""
    story = STAGES["assigned"](desk.story)
    clock.move_to(story.at)
    carried = desk.form("handler", "sign")
    story.wait(hours=1).sign()
    clock.move_to(story.at)
    answer = desk.sign_in(story.people["handler"]).post(
        desk.url("sign"), carried | {"officer_name": "我填的"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "财政局签收" in page
    assert "我填的" in page


# --- the requester's own steps ---------------------------------------------------------------------------


def address(story: Story, step: str) -> str:
    return f"/receipt/{story.receipt.token}/{step}/"


# step: (stage, what happens meanwhile as (step, who, given), whether the step is still possible then)
OWN_SCENES: dict[str, tuple[str, tuple[str, str, dict[str, Any]], bool]] = {
    "rate": (
        "answered",
        ("record_verdict", "clerk", {"called": "徐经理", "satisfaction": "satisfied", "agreed": "yes"}),
        True,
    ),
    "supplement": ("accepted", ("ask", "liaison", {"text": "请补充合同"}), True),
    "urge": ("accepted", ("ask", "liaison", {"text": "请补充合同"}), True),
    "agree_to_be_named": ("complained", ("ask", "liaison", {"text": "请补充合同"}), True),
    "withdraw": ("accepted", ("ask", "liaison", {"text": "请补充合同"}), True),
    "oppose_withdrawal": ("withdrawal_asked", ("decline", "staff", {
        "reason": "outside", "explanation": "不属受理范围。", "guidance": "请拨打 12345。"}), False),
    "reopen": ("closed", ("reopen", "staff", {"reason": "企业来电说又停了"}), False),
    "appeal": ("declined", ("appeal", "requester", {"text": "这是园区的事，请受理"}), False),
    "correct": ("submitted", ("decline", "staff", {"reason": "outside", "explanation": "不属受理范围。",
                                                   "guidance": "请拨打 12345。"}), False),
}  # fmt: skip


def test_every_own_step_has_its_scene() -> None:
    # `ask_withdrawal` has the form of `withdraw`, for keys that are not the requester's own.
    assert set(own_steps.NAMES) - OWN_SCENES.keys() <= {"still_there", "ask_withdrawal"}


@pytest.mark.parametrize("name", OWN_SCENES)
def test_the_requester_is_told_what_happened_and_keeps_every_word(
    visitor: Client, story: Story, clock: Any, name: str
) -> None:
    stage, (other, who, given), still_possible = OWN_SCENES[name]
    step = STEPS[name]
    STAGES[stage](story)
    clock.move_to(story.at)
    opened = visitor.get(address(story, name)).content.decode()
    carried = {"stamp": stamp_in(opened), "seen": opened.split('name="seen" value="')[1].split('"')[0]}
    story.wait(hours=1).take(other, who, **given)
    clock.move_to(story.at)
    answer = visitor.post(address(story, name), carried | typed_in(step))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("您填写期间，这件诉求有了新的进展" in page) is still_possible
    assert f"{story.at.month}月{story.at.day}日" in page
    for words in words_of(step):
        assert words in page
    if still_possible:
        again = {"stamp": stamp_in(page), "seen": page.split('name="seen" value="')[1].split('"')[0]}
        body = typed_in(step) | ({"reason": "solved"} if name == "withdraw" else {})
        sent = visitor.post(address(story, name), carried | again | body)
        if name == "withdraw":
            # It is asked once more, whatever came in between.
            asked = sent.content.decode()
            again["again"] = asked.split('name="again" value="')[1].split('"')[0]
            sent = visitor.post(address(story, name), carried | again | body)
        assert sent.status_code == 303


def test_a_second_tap_is_no_news(visitor: Client, story: Story, clock: Any) -> None:
    STAGES["accepted"](story)
    clock.move_to(story.at)
    opened = visitor.get(address(story, "supplement")).content.decode()
    seen = opened.split('name="seen" value="')[1].split('"')[0]
    body = {"stamp": stamp_in(opened), "seen": seen, "text": "补充一句"}
    assert [visitor.post(address(story, "supplement"), body).status_code for _ in range(2)] == [303, 303]
    assert Event.objects.filter(action="supplement").count() == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999", "١"])
def test_a_made_up_place_in_the_chain_is_no_place(
    visitor: Client, story: Story, clock: Any, seen: str
) -> None:
    STAGES["accepted"](story)
    clock.move_to(story.at)
    stamp = stamp_in(visitor.get(address(story, "supplement")).content.decode())
    body = {"stamp": stamp, "seen": seen, "text": "补充一句"}
    assert visitor.post(address(story, "supplement"), body).status_code == 303
