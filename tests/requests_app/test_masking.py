"""What triage is told of a text: personal data taken out, accusations and several matters pointed at."""

import pytest

from requests_app import masking
from tests.requests_app.desk_pages import Desk
from tests.stories import Story

SECRETS = "员工魏红梅的津贴没到，身份证11010519491231002X，家里电话19900003456。"


def test_secrets_are_in_no_page_and_not_in_the_index_and_the_original_is_kept(desk: Desk) -> None:
    story: Story = desk.story.submit(text=SECRETS, share_contact=False).accept().assign()
    assert story.case.text_original == SECRETS
    for who in ("staff", "liaison", "representative", "handler", "auditor"):
        page = desk.sign_in(story.people[who]).get(f"/desk/requests/{story.case.ledger_number}/")
        words = page.content.decode()
        for secret in ("魏红梅", "11010519491231002X", "19900003456"):
            assert secret not in words, who
    assert "魏**" in story.case.text
    assert "199****3456" in story.case.title + story.case.text


def test_the_contact_named_in_the_text_is_masked_too(story: Story) -> None:
    story.submit(text="有事请找徐经理，续贷的材料都在他那里。", contact="徐经理")
    assert story.case.text == "有事请找徐**，续贷的材料都在他那里。"


def test_the_unified_code_stays_as_it_is_public(story: Story) -> None:
    story.submit(text="代码91421181MAEQ935N32的企业名称变更，窗口不认。")
    assert "91421181MAEQ935N32" in story.case.text
    assert story.case.text_original == ""


@pytest.mark.parametrize(
    "text",
    [
        "举报某局科长收受红包",
        "管委会有人吃拿卡要，办事要请吃饭",
        "实名检举某镇长让亲戚承包工程",
        "执法人员收了我们两万元好处费才放车",
        "局长的小舅子暗示我们送礼，不送就刁难",
        "某领导利用职务便利插手招标",
    ],
)
def test_an_accusation_of_an_official_is_pointed_at(text: str) -> None:
    assert "accusation" in masking.mask(text).marks


@pytest.mark.parametrize(
    "text",
    [
        "被职业打假人恶意举报，要求十倍赔偿",
        "有人匿名投诉举报我们噪音扰民，执法人员来了三次",
        "感谢市领导关心，路灯修好了",
        "贷款月底到期，希望领导协调续贷",
        "同行举报到市监局，说我们虚假宣传",
        "举报电话打不通，检查没有结果",
        "这项政策对企业大有好处，要广泛宣传",
        "工资每个月都要拖，工人要钱回家过年",
    ],
)
def test_a_grievance_is_no_accusation(text: str) -> None:
    assert "accusation" not in masking.mask(text).marks


def test_several_matters_are_proposed_for_splitting_with_their_parts(desk: Desk) -> None:
    desk.story.submit(text="两件事。第一，厂门口的路坏了半年没人修；第二，晚上下夜班没有公交车。")
    page = desk.get("liaison", "accept").content.decode()
    assert "可考虑拆分" in page
    assert "<li>厂门口的路坏了半年没人修</li>" in page
    assert "<li>晚上下夜班没有公交车</li>" in page
