"""Steps through their pages: each role's own, refusals beside fields, stale pages, drafts, lost sessions, files."""

import pytest

from demo.defaults import ANSWER, REPLY
from groups.models import Department, DepartmentOfficer, Representative
from requests_app.models import Answer, Category, Reply
from requests_app.steps.table import STEPS
from tests.requests_app.desk.pages import Desk

HTMX = {"HTTP_HX_REQUEST": "true"}
REPLIED = {
    "text": REPLY,
    "result_class": "A",
    "signer": "邱正华",
    "officer_name": "童欣",
    "officer_phone": "0713-2920011",
    "publicity": "open",
}


def test_a_case_goes_its_whole_way_by_the_pages(desk: Desk) -> None:
    story = desk.story
    story.submit()
    accepted = {
        "category": "RZ01",
        "difficulty": "ordinary",
        "group": "finance",
        "representative": "shanxiong",
    }
    desk.take("liaison", "accept", **accepted)
    assert story.case.representative == Representative.objects.get(code="shanxiong")
    desk.take("representative", "contact", how="telephone", reached="yes", said="已了解情况")
    desk.take("representative", "propose_assignment", lead="czj", co=["kfq"], text="财政局主管续贷贴息")
    desk.take("staff", "assign", lead="czj", co=["kfq"], expected_outcome="月底前续贷到位")
    desk.take("handler", "sign", officer_name="童欣", officer_phone="0713-2920011")
    desk.take("co_handler", "sign", officer_name="方圆", officer_phone="19900020099")
    desk.take("co_handler", "opinion", text="同意续贷，可由担保公司承接。")
    desk.take("handler", "reply", **REPLIED)
    desk.take("representative", "check")
    desk.take("representative", "answer", text=ANSWER)
    assert story.case.status == "answered"
    assert Answer.objects.get().text == ANSWER


def test_what_is_proposed_is_filled_in_beforehand(desk: Desk) -> None:
    desk.story.submit()
    page = desk.get("liaison", "accept").content.decode()
    assert '<option value="RZ01" selected>' in page
    assert '<option value="shanxiong" selected>' in page or '<option value="qiuying" selected>' in page
    assert 'value="finance"' in page
    assert "在办 0 件" in page
    desk.story.accept()
    page = desk.get("staff", "assign").content.decode()
    assert '<option value="czj" selected>' in page
    assert "类的对口单位" in page
    assert "还没有人登录签收" not in page
    DepartmentOfficer.objects.filter(department__code="czj").delete()
    assert "财政局（还没有人登录签收）</option>" in desk.get("staff", "assign").content.decode()


def test_a_proposal_is_adopted_with_one_press_and_what_was_typed_stays(desk: Desk) -> None:
    Category.objects.create(
        code="PT01", name="用电", parent=Category.objects.get(code="RZ"), difficulty="simple",
        professional_group=desk.story.group,
    )  # fmt: skip
    desk.story.submit(text="车间一开机就停电跳闸，供电所让我们增容，贷款也到期了")
    page = desk.get("liaison", "accept").content.decode()
    assert "提到“供电所”" in page
    typed = {"category": "PT01", "difficulty": "hard", "expected_outcome": "不再停电"}
    answer = desk.send("liaison", "accept", **typed, adopt="category:RZ01")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<option value="RZ01" selected>' in page
    assert "不再停电" in page
    assert desk.story.case.status == "submitted"


@pytest.mark.parametrize("press", ["category:NO", "lead:czj", "text:x", "", ":", "representative:nobody"])
def test_a_press_on_what_is_not_there_changes_nothing(desk: Desk, press: str) -> None:
    desk.story.submit()
    answer = desk.send("liaison", "accept", expected_outcome="月底前", adopt=press)
    assert answer.status_code == 200
    assert "月底前" in answer.content.decode()
    assert desk.story.case.status == "submitted"


def test_a_unit_is_adopted_on_the_assignment(desk: Desk) -> None:
    desk.story.submit().accept()
    answer = desk.send("staff", "assign", lead="kfq", text="请速办", adopt="lead:czj")
    page = answer.content.decode()
    assert '<option value="czj" selected>' in page
    assert "请速办" in page


def test_what_is_none_of_the_stations_matters_is_said_with_where_it_is_at_home(desk: Desk) -> None:
    Category.objects.create(code="QT", name="其他")
    desk.story.submit(text="举报某局科长收红包，吃拿卡要", category=None)
    page = desk.get("liaison", "accept").content.decode()
    assert "像是检举控告公职人员" in page
    assert "12388" in page
    page = desk.get("liaison", "propose_decline").content.decode()
    assert "12388" in page
    page = desk.get("staff", "refer").content.decode()
    assert "12388" in page


def test_whoever_must_stand_aside_is_named_and_proposed_last(desk: Desk, department: Department) -> None:
    Representative.objects.filter(code="qiuying").update(employer_name="湖北锦绣蓝天服饰有限公司")
    desk.story.submit()
    page = desk.get("liaison", "accept").content.decode()
    assert "任职于该企业，应当回避" in page
    assert '<option value="shanxiong" selected>' in page
    answer = desk.send(
        "liaison", "accept", category="RZ01", difficulty="simple", group="finance", representative="qiuying"
    )
    assert answer.status_code == 422
    assert "应当回避" in answer.content.decode()
    assert desk.story.case.status == "submitted"


def test_another_groups_people_can_be_looked_at(desk: Desk) -> None:
    desk.story.submit()
    page = desk.sign_in(desk.story.people["liaison"]).get(desk.url("accept"), {"group": "industry"})
    assert "产业发展小组谁来办" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": "太短"}, "至少 10 个字"), ({"result_class": ""}, "请选择结果类别"),
        ({"result_class": "B"}, "B 类请填写承诺完成日期"), ({"result_class": "C"}, "C 类请写明依据"),
        ({"result_class": "B", "promise_on": "2026-11-01", "promise_text": "年底前"}, "应在今天之后"),
        ({"officer_phone": "123"}, "请填写 11 位手机号"), ({"text": "长" * 3001}, "超过 3000 字"),
        ({"signer": ""}, "请填写签发人"), ({"promise_on": "9999-13-01"}, "请填写日期"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, typed: dict[str, str], words: str
) -> None:
    desk.story.submit().accept().assign().sign()
    answer = desk.send("handler", "reply", **(REPLIED | typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "邱正华" in page or typed.get("signer") == ""
    assert "处需要修改" in page
    assert not Reply.objects.exists()


def test_a_step_that_is_over_says_so_and_what_is_possible_now(desk: Desk) -> None:
    desk.story.submit().accept()
    answer = desk.get("liaison", "accept")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "现在是“已受理”，不能“受理”" in page
    assert "联系企业" in page


@pytest.mark.parametrize("who", ["auditor", "clerk", "representative", "handler", "stranger"])
def test_a_step_of_somebody_else_does_not_exist(desk: Desk, who: str) -> None:
    desk.story.submit().accept().assign()
    assert desk.get(who, "assign").status_code == 404
    answer = desk.sign_in(desk.story.people[who]).post(desk.url("assign"), {"lead": "czj"})
    assert answer.status_code == 404


@pytest.mark.parametrize("step", ["submit", "rate", "supplement", "deem_signed", "close_unrated", "nothing"])
def test_no_desk_role_has_a_page_for_what_is_the_enterprises_or_the_systems(desk: Desk, step: str) -> None:
    desk.story.answered()
    for who in ("staff", "approver", "liaison", "representative", "handler", "head", "clerk", "auditor"):
        assert desk.get(who, step).status_code == 404


def test_a_page_opened_before_somebody_else_acted_tells_what_happened(desk: Desk) -> None:
    """Two liaisons: the later one is told by whom and when, and may copy what was typed."""
    story = desk.story
    story.submit()
    carried = desk.form("staff", "accept")
    story.wait(hours=1).accept()
    typed = {"category": "RZ01", "difficulty": "hard", "group": "finance", "representative": "qiuying"}
    typed["expected_outcome"] = "我写了半天的预期效果"
    answer = desk.sign_in(story.people["staff"]).post(desk.url("accept"), carried | typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "受理" in page
    assert story.people["liaison"].name in page
    assert "我写了半天的预期效果" in page
    story.case.refresh_from_db()
    assert story.case.difficulty == "ordinary"


def test_what_happened_meanwhile_is_shown_once_and_may_then_be_overruled(desk: Desk) -> None:
    story = desk.story
    story.submit().accept().assign(story.co).sign().sign("co_handler")
    carried = desk.form("handler", "reply")
    story.take("opinion", "co_handler", text="费率按日收取，不需企业提供房产。")
    client = desk.sign_in(story.people["handler"])
    first = client.post(desk.url("reply"), carried | REPLIED)
    page = first.content.decode()
    assert first.status_code == 409
    assert "您填写期间，这件诉求有了新的进展" in page
    assert "提交会办意见" in page
    assert REPLY in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(desk.url("reply"), carried | REPLIED | {"seen": seen}).status_code == 303
    assert Reply.objects.filter(is_opinion=False).get().text == REPLY


def test_looking_and_revealing_meanwhile_do_not_disturb(desk: Desk) -> None:
    story = desk.story
    story.submit().accept().assign().sign()
    carried = desk.form("handler", "reply")
    desk.sign_in(story.people["staff"]).post(
        f"/desk/requests/{story.case.ledger_number}/contact/", {"reason": "verify"}
    )
    client = desk.sign_in(story.people["handler"])
    assert client.post(desk.url("reply"), carried | REPLIED).status_code == 303


def test_the_form_opens_in_the_page_and_leads_back_where_scripts_run(desk: Desk) -> None:
    story = desk.story
    story.submit().accept()
    fragment = desk.get("representative", "contact", **HTMX).content.decode()
    assert "<html" not in fragment
    assert 'hx-target="#act"' in fragment
    carried = desk.form("representative", "contact")
    client = desk.sign_in(story.people["representative"])
    refused = client.post(desk.url("contact"), carried | {"how": "visit"}, **HTMX)
    assert refused.status_code == 422
    assert "<html" not in refused.content.decode()
    typed = {"how": "visit", "reached": "yes", "said": "上门看过"}
    done = client.post(desk.url("contact"), carried | typed, **HTMX)
    assert done["HX-Redirect"] == f"/desk/requests/{story.case.ledger_number}/"


def test_a_case_that_leaves_ones_sight_leads_back_to_the_list(desk: Desk) -> None:
    desk.story.submit().accept().assign()
    answer = desk.send("handler", "return", reason="不属本单位职责", right_department="kfq")
    assert (answer.status_code, answer.url) == (303, "/desk/requests/")
    page = answer.client.get(answer.url).content.decode()
    assert "已不在您的台账里" in page


def test_after_a_step_it_is_said_whose_turn_it_is_now_and_until_when(desk: Desk) -> None:
    desk.story.submit().accept()
    answer = desk.send("staff", "assign", lead="czj", co=["kfq"], expected_outcome="月底前续贷到位")
    page = answer.client.get(answer.url).content.decode()
    told = page.split('class="flash')[1].split("</")[0]
    assert "已办理：交办。现在等：财政局签收，11月24日前" in told


def test_staff_carry_the_letters_of_a_paper_unit(desk: Desk) -> None:
    story = desk.story
    story.submit().accept().assign(lead=story.paper)
    desk.take("staff", "record_sign", assignment=str(story.case.assignments.get().pk), officer_name="吴师傅",
              officer_phone="0713-2920033", received_on="2026-11-23")  # fmt: skip
    brought = {"recorded_from": "吴师傅，专人送达", "received_on": "2026-11-23"}
    desk.take("staff", "record_reply", **(REPLIED | brought))
    assert Reply.objects.get().recorded_from == "吴师傅，专人送达"


def test_a_returned_reply_is_written_anew_from_what_it_was(desk: Desk) -> None:
    desk.story.submit().accept().assign().sign().reply()
    desk.take("representative", "send_back", remark="没有写明哪一天到账")
    page = desk.get("handler", "reply").content.decode()
    assert "没有写明哪一天到账" in page
    assert REPLY in page


def test_the_verdict_by_telephone_asks_the_question_of_its_class(desk: Desk) -> None:
    desk.story.answered("B")
    page = desk.get("clerk", "record_verdict").content.decode()
    assert "对这个安排和时间认可吗" in page
    assert ANSWER in page
    desk.take("clerk", "record_verdict", called="徐经理", satisfaction="satisfied", agreed="yes")
    assert desk.story.case.outcome == "promised"


def test_whoever_took_part_is_told_why_somebody_else_must_do_it(desk: Desk) -> None:
    story = desk.story
    story.answered().rate("dissatisfied", "no", "没有解决")
    story.reply().answer().rate("dissatisfied", "no", "还是没有")
    refused = desk.get("staff", "settle")
    assert refused.status_code == 409
    assert "参与过办理的人不能" in refused.content.decode()
    desk.take("second_staff", "settle", choice="uphold", reason="已依法办理，书面说明如下。")
    assert story.case.outcome == "upheld"


@pytest.mark.parametrize("who", ["staff", "liaison", "representative", "handler", "head", "clerk"])
@pytest.mark.parametrize("stage", ["submit", "accept", "assign", "sign", "reply", "answer"])
def test_every_step_offered_has_a_page_that_opens(desk: Desk, who: str, stage: str) -> None:
    for step in ("submit", "accept", "assign", "sign", "reply", "answer"):
        getattr(desk.story, step)()
        if step == stage:
            break
    for name in desk.story.possible(who) - {"submit"}:
        if STEPS[name].is_button:
            assert desk.get(who, name).status_code == 200, name
