"""Ways with a detour: later dates, another unit, one table, a relay, the approver's eye, a class in question, a finding."""

import datetime as dt

import pytest

from groups.models import Department, DepartmentOfficer
from office.roles import Role
from requests_app.models import Assignment, Clock, Letter
from requests_app.models.clocks import ClockKind
from tests.journeys.conftest import Walk
from tests.people import SINCE, person
from tests.requests_app.intake.test_findings import AGREED, SETTLED

pytestmark = pytest.mark.postgres


@pytest.fixture
def relay(walk: Walk) -> Department:
    row = Department.objects.create(
        code="zfb", name="麻城市人民政府办公室", short_name="政府办", kind="relay"
    )
    walk.story.people["relay"] = person("relay", "高远", Role.HANDLER)
    DepartmentOfficer.objects.create(
        user=walk.story.people["relay"], department=row, duty="handler", since=SINCE
    )
    Department.objects.filter(code="czj").update(route_through=row)
    return row


def in_hand(walk: Walk) -> Walk:
    return walk.submit().accept().contact().assign().work(1).sign()


def test_extended_the_enterprise_reads_the_new_date_and_why(walk: Walk) -> None:
    in_hand(walk).work(2)
    walk.desk("handler", "ask_extension", until_on="2026-11-25", reason="需上级部门批复后才能办理")
    assert "延期审批" not in walk.page()
    walk.desk("handler", "ask_extension", 409, until_on="2026-11-25", reason="需上级部门批复后才能办理")
    walk.desk("staff", "extend", 422, until_on="2026-12-25", decision="")
    walk.desk("staff", "extend", until_on="2026-11-25", decision="同意")
    page = walk.page()
    assert "办理期限延长到11月30日" in page
    assert "需上级部门批复后才能办理" in page
    assert "其中经批准延期 5 个工作日" in page
    number = Letter.objects.get(case=walk.case, kind="extension")
    url = f"/desk/requests/{walk.number}/letters/extension-2026-{number.serial}.pdf"
    assert walk.browser("handler").get(url)["Content-Type"] == "application/pdf"
    walk.work(9).reply().work(1).answer().work(1).rate("satisfied", "yes")
    answer = Clock.objects.get(case=walk.case, kind=ClockKind.ANSWER)
    assert (answer.due_on, answer.first_due_on) == (dt.date(2026, 11, 30), dt.date(2026, 11, 23))


def test_an_extension_that_was_refused_leaves_the_date(walk: Walk) -> None:
    in_hand(walk).work(2)
    due = walk.case.answer_due_on
    walk.desk("handler", "ask_extension", until_on="2026-11-25", reason="需上级部门批复后才能办理")
    walk.desk("staff", "refuse_extension", decision="请按期办理")
    assert walk.case.answer_due_on == due
    assert "延长" not in walk.page()


def test_transferred_to_the_unit_that_answers(walk: Walk) -> None:
    in_hand(walk).work(1)
    due = walk.case.answer_due_on
    walk.desk("handler", "ask_transfer", right_department="kfq", reason="续贷政策由开发区牵头落实")
    walk.desk("staff", "transfer", lead="kfq", text="请抓紧办理")
    assert walk.case.status == "assigned"
    assert "由财政局转给开发区办理" in walk.page()
    url = f"/desk/requests/{walk.number}/letters/transfer-2026-1.pdf"
    assert walk.browser("co_handler").get(url)["Content-Type"] == "application/pdf"
    assert walk.browser("handler").get(f"/desk/requests/{walk.number}/").status_code == 404
    walk.sign("co_handler")
    walk.story.people["handler"] = walk.story.people["co_handler"]
    walk.work(1).reply().work(1).answer().rate("satisfied", "yes")
    assert (walk.case.outcome, walk.case.answer_due_on) == ("settled", due)


def test_a_transfer_that_was_refused_goes_on_where_it_is(walk: Walk) -> None:
    in_hand(walk).work(1)
    walk.desk("handler", "ask_transfer", right_department="kfq", reason="续贷政策由开发区牵头落实")
    walk.desk("staff", "refuse_transfer", decision="职责清单写明由财政局牵头")
    walk.work(1).reply().answer()
    assert walk.case.status == "answered"


def test_units_at_one_table_with_one_outcome(walk: Walk) -> None:
    walk.submit().accept().contact()
    walk.desk("representative", "propose_consult", departments=["czj", "kfq"], reason="两家职责交叉")
    home = walk.browser("liaison").get("/desk/").content.decode()
    assert "组织会诊" in home
    walk.desk(
        "liaison", "consult", departments=["czj", "kfq"], place="邻里中心二楼", meets_at="2026-11-04T15:00",
        text="续贷与贴息由谁牵头",
    )  # fmt: skip
    invited = walk.browser("co_handler")
    assert "参加会诊" in invited.get("/desk/").content.decode()
    assert (
        "11月4日（周三） 15:00，邻里中心二楼"
        in invited.get(f"/desk/requests/{walk.number}/").content.decode()
    )
    walk.work(2).at(11, 4, 17)
    walk.desk(
        "liaison", "record_consult", came=["czj", "kfq"], minutes="由开发区牵头，财政局三日内拨付。",
        outcome="开发区牵头，月底前办成", lead="kfq",
    )  # fmt: skip
    form = walk.browser("staff").get(f"/desk/requests/{walk.number}/steps/assign/").content.decode()
    assert '<option value="kfq" selected>' in form
    assert "会诊商定的主办单位" in form
    assert "有关单位会诊，形成一致意见" in walk.page()


def test_a_table_that_is_not_needed(walk: Walk) -> None:
    in_hand(walk)
    walk.desk("representative", "propose_consult", departments=["czj", "kfq"], reason="两家职责交叉")
    walk.desk("staff", "drop_consult", reason="两家已电话商定")
    assert (
        "不组织：两家已电话商定"
        in walk.browser("staff").get(f"/desk/requests/{walk.number}/").content.decode()
    )


def test_through_a_relay_inside_the_same_clock(walk: Walk, relay: Department) -> None:
    walk.submit().accept().contact().assign()
    due = walk.case.assignments.get().due_on
    page = walk.browser("relay").get(f"/desk/requests/{walk.number}/").content.decode()
    assert "签收并转办" in page
    assert "政府办已查看" in walk.page()
    walk.desk("relay", "pass_on", text="请财政局牵头办理")
    assert "政府办签收，转财政局办理" in walk.page()
    walk.work(1).sign().work(1).reply().answer().rate("satisfied", "yes")
    assert walk.case.outcome == "settled"
    assert walk.case.assignments.get().due_on == due
    assert walk.browser("relay").get(f"/desk/requests/{walk.number}/").status_code == 200


def test_a_relay_that_sleeps_is_passed_by(walk: Walk, relay: Department) -> None:
    walk.submit().accept().contact().assign().work(2)
    assert walk.case.assignments.get().status == "sent"
    assert "视同" not in walk.page()
    walk.sign()
    assert walk.case.status == "handling"


def test_under_the_approvers_eye(walk: Walk) -> None:
    in_hand(walk)
    walk.desk("approver", "supervise", reason="涉及多家企业，久拖未决", until_on="2026-11-20")
    assert "列为重点督办" in walk.page()
    listed = walk.browser("head").get("/desk/requests/?turn=supervised").content.decode()
    assert walk.number in listed
    walk.desk("approver", "release", reason="已有明确进展")
    assert "解除" in walk.browser("staff").get(f"/desk/requests/{walk.number}/").content.decode()


def test_the_decided_class_is_told_to_the_enterprise(walk: Walk) -> None:
    in_hand(walk).work(1).reply("A").work(1)
    walk.desk("representative", "dispute_class", held_class="B", reason="还没有办成，只是列入计划")
    walk.desk("representative", "answer", 409, text="市财政局答复：已经列入计划，年底前办成。")
    walk.desk("staff", "decide_class", 422, result_class="B", decision="已与财政局商定")
    walk.desk(
        "staff", "decide_class", result_class="B", promise_on="2026-12-31", promise_text="年底前办成",
        decision="已与财政局商定",
    )  # fmt: skip
    walk.answer()
    assert "对这个安排和时间认可吗" in walk.page()
    walk.rate("satisfied", "yes")
    assert walk.case.outcome == "promised"


def test_a_finding_is_confirmed_in_one(walk: Walk) -> None:
    client = walk.browser("representative")
    stamp = client.get("/desk/findings/new/").content.decode().split('name="stamp" value="')[1].split('"')[0]
    sent = client.post("/desk/findings/new/", {"stamp": stamp} | AGREED | {"agreed_on": "2026-11-20"})
    assert sent.status_code == 303
    walk.number = type(walk.story.case).objects.get().ledger_number
    walk.desk(
        "staff", "confirm_finding", category="RZ01", difficulty="ordinary", group="finance",
        representative="shanxiong", lead="czj", agreed_on="2026-11-20", expected_outcome="贴息到账",
    )  # fmt: skip
    assert Assignment.objects.get().due_on == dt.date(2026, 11, 20)
    walk.sign().work(1).reply().answer()
    assert walk.steps == ["submit", "record_finding", "confirm_finding", "sign", "reply", "answer"]


def test_a_finding_settled_on_the_spot_is_judged_like_any_other(walk: Walk) -> None:
    client = walk.browser("liaison")
    stamp = client.get("/desk/findings/new/").content.decode().split('name="stamp" value="')[1].split('"')[0]
    assert client.post("/desk/findings/new/", {"stamp": stamp} | SETTLED).status_code == 303
    walk.number = type(walk.story.case).objects.get().ledger_number
    assert walk.case.status == "answered"
    walk.work(9)
    assert walk.case.outcome == "unrated"


def test_one_case_through_fourteen_turns(walk: Walk, relay: Department) -> None:
    """Returned by the relay, assigned, passed on, supervised, extended, consulted, transferred, disputed, settled."""
    walk.submit().accept().contact().assign()
    walk.desk("relay", "return", reason="请先核实职责", right_department="czj")
    walk.assign()
    walk.desk("relay", "pass_on", text="")
    walk.work(1).sign()
    due = walk.case.answer_due_on
    walk.desk("approver", "supervise", reason="久拖未决的事项", until_on="2026-12-31")
    walk.desk("handler", "ask", text="请补充借款合同")
    walk.work(1).own("supplement", text="合同见附件。")
    walk.desk("handler", "ask_extension", until_on="2026-11-23", reason="需上级部门批复后才能办理")
    walk.desk("staff", "extend", until_on="2026-11-23", decision="")
    walk.desk("representative", "propose_consult", departments=["czj", "kfq"], reason="两家职责交叉")
    walk.desk(
        "staff", "consult", departments=["czj", "kfq"], place="邻里中心", meets_at="2026-11-05T09:30",
        text="由谁牵头续贷和贴息",
    )  # fmt: skip
    walk.work(2)
    walk.desk(
        "staff", "record_consult", came=["czj", "kfq"], minutes="开发区牵头，财政局配合拨付。",
        outcome="开发区牵头办理", lead="kfq",
    )  # fmt: skip
    walk.desk("handler", "ask_transfer", right_department="kfq", reason="会诊商定由开发区牵头")
    walk.desk("staff", "transfer", lead="kfq", text="照会诊结论办理")
    walk.sign("co_handler")
    walk.story.people["handler"] = walk.story.people["co_handler"]
    walk.work(2).reply("D")
    walk.desk("liaison", "dispute_class", held_class="A", reason="企业已拿到贷款，应为 A 类")
    walk.desk("second_staff", "decide_class", result_class="A", decision="与开发区核对，确已办成")
    walk.work(1).answer().work(1).rate("satisfied", "yes")
    assert walk.case.outcome == "settled"
    assert len(set(walk.steps)) >= 17
    assert due is not None
    assert walk.case.answer_due_on is not None
    assert walk.case.answer_due_on > due
    assert walk.case.first_due_on == due
    assert not Clock.objects.running().filter(case=walk.case).exclude(kind=ClockKind.PROMISE).exists()
    page = walk.page()
    for words in ("退回", "会诊", "办理期限延长到", "转给开发区", "列为重点督办"):
        assert words in page
