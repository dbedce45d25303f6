"""What triage is told of a text: personal data taken out, accusations and several matters pointed at."""

import pytest

from requests_app.texts import accusations, masking
from tests.requests_app.desk.pages import Desk
from tests.stories import Story

SECRETS = "员工魏红梅的津贴没到，身份证11010519491231002X，家里电话19900003456。"

# Written after the weights were learned: nothing was chosen by them.
ACCUSING = [
    "举报某局王科长收受好处",
    "反映人社局一名副局长利用职务之便给亲友安排岗位",
    "工商所的老李到店里检查，临走拿了两瓶酒",
    "开发区有个干部找我要三万，说不给土地指标就别想了",
    "镇长的弟弟垄断了砂石，别人的车进不来",
    "市场监管所执法的时候明着跟我要钱，没票",
    "项目验收，专家组长让我准备信封",
    "我们投诉市自规局一工作人员办证收取茶水费两千元",
    "某银行信贷员收了我一万元好处才放贷",
    "村书记骗取惠农资金，还让我们做假账",
    "公安派出所一辅警通风报信，导致小偷跑了",
    "税务干部让我去他爱人的事务所做账，否则就稽查",
    "住建局某人长期在我酒店吃喝不结账",
    "招标公司和局领导串标，每次都是同一家中",
    "我要实名举报城管局副局长以权谋私",
    "某领导干预我们和国企的合同，让亲戚公司顶替",
    "送了五千块，营业执照才办下来",
    "法院有人收了对方钱，故意不执行",
]
GRIEVED = [
    "银行信贷员说流水不够，贷不了，能不能通融",
    "派出所说小偷没抓到，电缆又被偷了",
    "税务干部上门辅导，帮我们省了不少，感谢",
    "镇长来过，答应协调砂石运输，还是没通",
    "村书记调走了，惠农资金没人管",
    "市场监管所检查时没出示证件，态度差",
    "专家组要我们补环评材料",
    "事务所做账收费一年八千合理吗",
    "招标公司收了投标保证金，不退",
    "国企合同到期不续，我们怎么办",
    "营业执照办了五天还没下来",
    "法院判了两年不执行，老赖开豪车",
    "酒店被欠餐费三万多，是外地一家公司",
    "城管局要求统一门头，一户出三千",
    "住建局人手不够，验收排到下个月",
    "希望局长能来企业开现场会",
    "员工偷公司电缆卖钱，派出所只拘了五天",
    "科长让我们把材料按顺序装订，重来了三次",
    "举报平台上有人乱举报我们，影响生意",
    "公职人员能不能投资入股我们公司，政策怎么规定",
]


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


def test_most_accusations_never_seen_are_pointed_at_and_hardly_a_grievance() -> None:
    assert sum(bool(accusations.signs(text)) for text in ACCUSING) >= 0.75 * len(ACCUSING)
    assert sum(bool(accusations.signs(text)) for text in GRIEVED) <= 0.05 * len(GRIEVED)


def test_sealing_is_proposed_with_its_reason_to_whoever_triages_and_never_told_to_the_unit(
    desk: Desk,
) -> None:
    desk.story.submit(text="开发区有个干部找我要三万，说不给土地指标就别想了。")
    for who, way in (("liaison", "请先告知"), ("staff", "/seal/")):
        page = desk.get(who, "accept").content.decode()
        assert "可考虑列为密封件" in page
        assert "文中说到“开发区有个干部找我要三万”" in page
        assert way in page
    assert not desk.story.case.sealed
    desk.story.accept().assign()
    handler = desk.sign_in(desk.story.people["handler"])
    page = handler.get(f"/desk/requests/{desk.story.case.ledger_number}/").content.decode()
    assert "干部找我要三万" in page
    assert "密封" not in page


def test_several_matters_are_proposed_for_splitting_with_their_parts(desk: Desk) -> None:
    desk.story.submit(text="两件事。第一，厂门口的路坏了半年没人修；第二，晚上下夜班没有公交车。")
    page = desk.get("liaison", "accept").content.decode()
    assert "可考虑拆分" in page
    assert "<li>厂门口的路坏了半年没人修</li>" in page
    assert "<li>晚上下夜班没有公交车</li>" in page
    form = desk.get("liaison", "split").content.decode()
    assert "厂门口的路坏了半年没人修</textarea>" in form
    assert "晚上下夜班没有公交车</textarea>" in form
