"""Ways with a detour: later dates, another unit, one table, a relay, the approver's eye, a class in question, a finding."""

import datetime as dt

import pytest

from groups.models import Department, DepartmentOfficer
from office.roles import Role
from requests_app.models import Assignment, Clock, Letter
from requests_app.models.clocks import ClockKind
from tests.journeys.conftest import Journey
from tests.people import SINCE, person
from tests.requests_app.intake.test_findings import AGREED, SETTLED

pytestmark = pytest.mark.postgres


@pytest.fixture
def relay(journey: Journey) -> Department:
    row = Department.objects.create(
        code="zfb", name="麻城市人民政府办公室", short_name="政府办", kind="relay"
    )
    journey.story.people["relay"] = person("relay", "高远", Role.HANDLER)
    DepartmentOfficer.objects.create(
        user=journey.story.people["relay"], department=row, duty="handler", since=SINCE
    )
    Department.objects.filter(code="czj").update(route_through=row)
    return row


def in_hand(journey: Journey) -> Journey:
    return journey.submit().accept().contact().assign().work(1).sign()


def test_extended_the_enterprise_reads_the_new_date_and_why(journey: Journey) -> None:
    in_hand(journey).work(2)
    journey.take("ask_extension", "handler", until_on="2026-11-25", reason="需上级部门批复后才能办理")
    assert "延期审批" not in journey.page()
    journey.send(409, "ask_extension", "handler", until_on="2026-11-25", reason="需上级部门批复后才能办理")
    journey.send(422, "extend", "staff", until_on="2026-12-25", decision="")
    journey.take("extend", "staff", until_on="2026-11-25", decision="同意")
    page = journey.page()
    assert "办理期限延长到11月30日" in page
    assert "需上级部门批复后才能办理" in page
    assert "其中经批准延期 5 个工作日" in page
    number = Letter.objects.get(case=journey.case, kind="extension")
    url = f"/desk/requests/{journey.number}/letters/extension-2026-{number.serial}.pdf"
    assert journey.browser("handler").get(url)["Content-Type"] == "application/pdf"
    journey.work(9).reply().work(1).answer().work(1).rate()
    answer = Clock.objects.get(case=journey.case, kind=ClockKind.ANSWER)
    assert (answer.due_on, answer.first_due_on) == (dt.date(2026, 11, 30), dt.date(2026, 11, 23))


def test_an_extension_that_was_refused_leaves_the_date(journey: Journey) -> None:
    in_hand(journey).work(2)
    due = journey.case.answer_due_on
    journey.take("ask_extension", "handler", until_on="2026-11-25", reason="需上级部门批复后才能办理")
    journey.take("refuse_extension", "staff", decision="请按期办理")
    assert journey.case.answer_due_on == due
    assert "延长" not in journey.page()


def test_transferred_to_the_unit_that_answers(journey: Journey) -> None:
    in_hand(journey).work(1)
    due = journey.case.answer_due_on
    journey.take("ask_transfer", "handler", right_department="kfq", reason="续贷政策由开发区牵头落实")
    journey.take("transfer", "staff", lead="kfq", text="请抓紧办理")
    assert journey.case.status == "assigned"
    assert "由财政局转给开发区办理" in journey.page()
    url = f"/desk/requests/{journey.number}/letters/transfer-2026-1.pdf"
    assert journey.browser("co_handler").get(url)["Content-Type"] == "application/pdf"
    assert journey.browser("handler").get(f"/desk/requests/{journey.number}/").status_code == 404
    journey.sign("co_handler")
    journey.story.people["handler"] = journey.story.people["co_handler"]
    journey.work(1).reply().work(1).answer().rate()
    assert (journey.case.outcome, journey.case.answer_due_on) == ("settled", due)


def test_a_transfer_that_was_refused_goes_on_where_it_is(journey: Journey) -> None:
    in_hand(journey).work(1)
    journey.take("ask_transfer", "handler", right_department="kfq", reason="续贷政策由开发区牵头落实")
    journey.take("refuse_transfer", "staff", decision="职责清单写明由财政局牵头")
    journey.work(1).reply().answer()
    assert journey.case.status == "answered"


def test_units_at_one_table_with_one_outcome(journey: Journey) -> None:
    journey.submit().accept().contact()
    journey.take("propose_consult", "representative", departments=["czj", "kfq"], reason="两家职责交叉")
    home = journey.browser("liaison").get("/desk/").content.decode()
    assert "组织会诊" in home
    journey.take(
        "consult", "liaison", departments=["czj", "kfq"], place="邻里中心二楼", meets_at="2026-11-04T15:00",
        text="续贷与贴息由谁牵头",
    )  # fmt: skip
    invited = journey.browser("co_handler")
    assert "参加会诊" in invited.get("/desk/").content.decode()
    assert (
        "11月4日（周三） 15:00，邻里中心二楼"
        in invited.get(f"/desk/requests/{journey.number}/").content.decode()
    )
    journey.work(2).move_to(11, 4, 17)
    journey.take(
        "record_consult", "liaison", came=["czj", "kfq"], minutes="由开发区牵头，财政局三日内拨付。",
        outcome="开发区牵头，月底前办成", lead="kfq",
    )  # fmt: skip
    form = journey.browser("staff").get(f"/desk/requests/{journey.number}/steps/assign/").content.decode()
    assert '<option value="kfq" selected>' in form
    assert "会诊商定的主办单位" in form
    assert "有关单位会诊，形成一致意见" in journey.page()


def test_a_table_that_is_not_needed(journey: Journey) -> None:
    in_hand(journey)
    journey.take("propose_consult", "representative", departments=["czj", "kfq"], reason="两家职责交叉")
    journey.take("drop_consult", "staff", reason="两家已电话商定")
    assert (
        "不组织：两家已电话商定"
        in journey.browser("staff").get(f"/desk/requests/{journey.number}/").content.decode()
    )


def test_through_a_relay_inside_the_same_clock(journey: Journey, relay: Department) -> None:
    journey.submit().accept().contact().assign()
    due = journey.case.assignments.get().due_on
    page = journey.browser("relay").get(f"/desk/requests/{journey.number}/").content.decode()
    assert "签收并转办" in page
    assert "政府办已查看" in journey.page()
    journey.take("pass_on", "relay", text="请财政局牵头办理")
    assert "政府办签收，转财政局办理" in journey.page()
    journey.work(1).sign().work(1).reply().answer().rate()
    assert journey.case.outcome == "settled"
    assert journey.case.assignments.get().due_on == due
    assert journey.browser("relay").get(f"/desk/requests/{journey.number}/").status_code == 200


def test_a_relay_that_sleeps_is_passed_by(journey: Journey, relay: Department) -> None:
    journey.submit().accept().contact().assign().work(2)
    assert journey.case.assignments.get().status == "sent"
    assert "视同" not in journey.page()
    journey.sign()
    assert journey.case.status == "handling"


def test_under_the_approvers_eye(journey: Journey) -> None:
    in_hand(journey)
    journey.take("supervise", "approver", reason="涉及多家企业，久拖未决", until_on="2026-11-20")
    assert "列为重点督办" in journey.page()
    listed = journey.browser("head").get("/desk/requests/?turn=supervised").content.decode()
    assert journey.number in listed
    journey.take("release", "approver", reason="已有明确进展")
    assert "解除" in journey.browser("staff").get(f"/desk/requests/{journey.number}/").content.decode()


def test_the_decided_class_is_told_to_the_enterprise(journey: Journey) -> None:
    in_hand(journey).work(1).reply("A").work(1)
    journey.take("dispute_class", "representative", held_class="B", reason="还没有办成，只是列入计划")
    journey.send(409, "answer", "representative", text="市财政局答复：已经列入计划，年底前办成。")
    journey.send(422, "decide_class", "staff", result_class="B", decision="已与财政局商定")
    journey.take(
        "decide_class", "staff", result_class="B", promise_on="2026-12-31", promise_text="年底前办成",
        decision="已与财政局商定",
    )  # fmt: skip
    journey.answer()
    assert "对这个安排和时间认可吗" in journey.page()
    journey.rate()
    assert journey.case.outcome == "promised"


def test_a_finding_is_confirmed_in_one(journey: Journey) -> None:
    client = journey.browser("representative")
    stamp = client.get("/desk/findings/new/").content.decode().split('name="stamp" value="')[1].split('"')[0]
    sent = client.post("/desk/findings/new/", {"stamp": stamp} | AGREED | {"agreed_on": "2026-11-20"})
    assert sent.status_code == 303
    journey.number = type(journey.story.case).objects.get().ledger_number
    journey.take(
        "confirm_finding", "staff", category="RZ01", difficulty="ordinary", group="finance",
        representative="shanxiong", lead="czj", agreed_on="2026-11-20", expected_outcome="贴息到账",
    )  # fmt: skip
    assert Assignment.objects.get().due_on == dt.date(2026, 11, 20)
    journey.sign().work(1).reply().answer()
    assert journey.steps == ["submit", "record_finding", "confirm_finding", "sign", "reply", "answer"]


def test_a_finding_settled_on_the_spot_is_judged_like_any_other(journey: Journey) -> None:
    client = journey.browser("liaison")
    stamp = client.get("/desk/findings/new/").content.decode().split('name="stamp" value="')[1].split('"')[0]
    assert client.post("/desk/findings/new/", {"stamp": stamp} | SETTLED).status_code == 303
    journey.number = type(journey.story.case).objects.get().ledger_number
    assert journey.case.status == "answered"
    journey.work(9)
    assert journey.case.outcome == "unrated"


def test_one_case_through_fourteen_turns(journey: Journey, relay: Department) -> None:
    """Returned by the relay, assigned, passed on, supervised, extended, consulted, transferred, disputed, settled."""
    journey.submit().accept().contact().assign()
    journey.take("return", "relay", reason="请先核实职责")
    journey.assign(text="经核实，仍由财政局主办")
    journey.take("pass_on", "relay", text="")
    journey.work(1).sign()
    due = journey.case.answer_due_on
    journey.take("supervise", "approver", reason="久拖未决的事项", until_on="2026-12-31")
    journey.take("ask", "handler", text="请补充借款合同")
    journey.work(1).take("supplement", text="合同见附件。")
    journey.take("ask_extension", "handler", until_on="2026-11-23", reason="需上级部门批复后才能办理")
    journey.take("extend", "staff", until_on="2026-11-23", decision="")
    journey.take("propose_consult", "representative", departments=["czj", "kfq"], reason="两家职责交叉")
    journey.take(
        "consult", "staff", departments=["czj", "kfq"], place="邻里中心", meets_at="2026-11-05T09:30",
        text="由谁牵头续贷和贴息",
    )  # fmt: skip
    journey.work(2)
    journey.take(
        "record_consult", "staff", came=["czj", "kfq"], minutes="开发区牵头，财政局配合拨付。",
        outcome="开发区牵头办理", lead="kfq",
    )  # fmt: skip
    journey.take("ask_transfer", "handler", right_department="kfq", reason="会诊商定由开发区牵头")
    journey.take("transfer", "staff", lead="kfq", text="照会诊结论办理")
    journey.sign("co_handler")
    journey.story.people["handler"] = journey.story.people["co_handler"]
    journey.work(2).reply("D")
    journey.take("dispute_class", "liaison", held_class="A", reason="企业已拿到贷款，应为 A 类")
    journey.take("decide_class", "second_staff", result_class="A", decision="与开发区核对，确已办成")
    journey.work(1).answer().work(1).rate()
    assert journey.case.outcome == "settled"
    assert len(set(journey.steps)) >= 17
    assert due is not None
    assert journey.case.answer_due_on is not None
    assert journey.case.answer_due_on > due
    assert journey.case.first_due_on == due
    assert not Clock.objects.running().filter(case=journey.case).exclude(kind=ClockKind.PROMISE).exists()
    page = journey.page()
    for words in ("退回", "会诊", "办理期限延长到", "转给开发区", "列为重点督办"):
        assert words in page
