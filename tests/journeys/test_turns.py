"""Ways with a turn: returned, declined and appealed, referred, unrated, reopened, withdrawn and resumed."""

import pytest

from requests_app.models import Clock, Verdict
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.postgres


def test_returned_and_reassigned(walk: Walk) -> None:
    walk.submit().accept().contact().assign(lead="kfq").work(1)
    walk.desk("co_handler", "return", reason="此项职能属市财政局。", right_department="czj")
    assert walk.case.status == "accepted"
    due = walk.case.answer_due_on
    walk.assign().work(1).sign().work(1).reply().answer().rate("satisfied", "yes")
    assert walk.case.outcome == "settled"
    assert walk.case.answer_due_on == due


def test_declined_appealed_accepted(walk: Walk) -> None:
    walk.submit()
    walk.desk("liaison", "propose_decline", kind="decline", text="属于企业之间的买卖纠纷。")
    walk.desk(
        "staff",
        "decline",
        reason="private",
        explanation="属于民事纠纷。",
        guidance="可向人民法院起诉或申请调解。",
    )
    assert "不予受理" in walk.page()
    walk.own("appeal", text="欠款方是政府平台公司，请再看一看。")
    walk.desk("staff", "decide_appeal", 409, upheld="yes", reason="情况属实。")
    walk.desk("second_staff", "decide_appeal", upheld="yes", reason="情况属实，予以受理。")
    assert walk.case.status == "submitted"
    walk.accept()
    assert walk.case.status == "accepted"


def test_referred_to_the_court_without_a_clock(walk: Walk) -> None:
    walk.submit()
    walk.desk(
        "staff", "refer", referred_to="麻城市人民法院", reason="litigation", explanation="案件正在审理。",
        guidance="可拨打 12368 查询案件进展。", reference_number="",
    )  # fmt: skip
    assert walk.case.status == "referred"
    assert not Clock.objects.running().filter(case=walk.case).exists()
    assert "12368" in walk.page()


def test_unrated_and_closed(walk: Walk) -> None:
    walk.answered().work(9)
    assert (walk.case.status, walk.case.outcome) == ("closed", "unrated")
    assert "未评价" in walk.page()


def test_dissatisfied_reopened_settled(walk: Walk) -> None:
    walk.answered().work(1)
    walk.rate("dissatisfied", "no", "", status=422)
    walk.rate("dissatisfied", "no", "银行还是不同意续贷")
    assert (walk.case.status, walk.case.round) == ("handling", 2)
    walk.work(1).reply().work(1).answer().work(1).rate("satisfied", "yes")
    assert walk.case.outcome == "settled"
    assert Verdict.objects.filter(case=walk.case).count() == 2


def test_a_second_no_is_settled_by_somebody_who_took_no_part(walk: Walk) -> None:
    walk.answered().work(1).rate("dissatisfied", "no", "没有解决").work(1)
    walk.reply("C", basis="鄂政发〔2025〕3号").work(1)
    walk.answer(explained_how="telephone", explained="已电话说明政策没有放开，企业不认可。").work(1)
    walk.rate("dissatisfied", "no", "还是没有解决")
    walk.desk("staff", "settle", 409, choice="uphold", reason="政策所限。")
    walk.desk("second_staff", "settle", choice="uphold", reason="政策所限，已书面说明。")
    assert (walk.case.status, walk.case.outcome) == ("closed", "upheld")


def test_a_telephone_verdict_is_overridden_by_the_enterprise(walk: Walk) -> None:
    walk.answered().work(2)
    walk.desk("clerk", "record_verdict", called="徐经理", satisfaction="satisfied", agreed="yes", reason="")
    assert walk.case.status == "closed"
    walk.work(1).rate("dissatisfied", "no", "电话里没听清，其实没解决")
    assert walk.case.status == "handling"
    assert Verdict.objects.filter(case=walk.case, overridden_at__isnull=True).get().given_by == "own"


def test_withdrawn_under_pressure_and_resumed(walk: Walk) -> None:
    walk.submit().accept().contact().assign().work(1).sign()
    walk.own("withdraw", reason="pressed", text="有人让我撤")
    assert walk.case.status == "withdrawn"
    walk.work(2).desk("staff", "resume", called="徐经理", said="企业表示希望继续办理")
    assert walk.case.status == "handling"
    walk.work(1).reply().work(1).answer().work(1).rate("satisfied", "yes")
    assert walk.case.outcome == "settled"


def test_a_settled_case_is_reopened_within_thirty_days(walk: Walk) -> None:
    walk.answered().work(1).rate("satisfied", "yes").work(5)
    walk.own("reopen", reason="问题又出现了，请继续办理")
    assert (walk.case.status, walk.case.round) == ("handling", 2)


def test_every_desk_role_tries_to_rate_and_cannot(walk: Walk) -> None:
    walk.answered()
    for who in walk.story.people:
        client = walk.browser(who)
        url = f"/desk/requests/{walk.number}/steps/rate/"
        assert client.get(url).status_code == 404, who
        sent = client.post(url, {"satisfaction": "satisfied", "agreed": "yes"})
        assert sent.status_code == 404, who
    assert not Verdict.objects.exists()


def test_two_people_at_once_the_second_is_told_and_loses_nothing(walk: Walk) -> None:
    walk.submit()
    client = walk.browser("staff")
    url = f"/desk/requests/{walk.number}/steps/accept/"
    from tests.journeys.conftest import inputs

    stale = inputs(client.get(url).content.decode())
    walk.accept()
    values = {"category": "RZ01", "difficulty": "hard", "group": "finance", "representative": "shanxiong"}
    sent = client.post(url, stale | values | {"expected_outcome": "我写了很久的预期效果"})
    assert sent.status_code == 409
    assert "我写了很久的预期效果" in sent.content.decode()
    assert walk.case.difficulty == "ordinary"
