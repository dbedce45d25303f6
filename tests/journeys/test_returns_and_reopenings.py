"""Ways with a turn: returned, declined and appealed, referred, unrated, reopened, withdrawn and resumed."""

import pytest

from requests_app.models import Clock, Verdict
from tests.journeys.conftest import Journey

pytestmark = pytest.mark.postgres


def test_returned_and_reassigned(journey: Journey) -> None:
    journey.submit().accept().contact().assign(lead="kfq").work(1)
    journey.take("return", "co_handler", reason="此项职能属市财政局。", right_department="czj")
    assert journey.case.status == "accepted"
    due = journey.case.answer_due_on
    journey.assign().work(1).sign().work(1).reply().answer().rate()
    assert journey.case.outcome == "settled"
    assert journey.case.answer_due_on == due


def test_declined_appealed_accepted(journey: Journey) -> None:
    journey.submit()
    journey.take("propose_decline", "liaison", kind="decline", text="属于企业之间的买卖纠纷。")
    journey.take(
        "decline",
        "staff",
        reason="private",
        explanation="属于民事纠纷。",
        guidance="可向人民法院起诉或申请调解。",
    )
    assert "不予受理" in journey.page()
    journey.take("appeal", text="欠款方是政府平台公司，请再看一看。")
    journey.send(409, "decide_appeal", "staff", upheld="yes", reason="情况属实。")
    journey.take("decide_appeal", "second_staff", upheld="yes", reason="情况属实，予以受理。")
    assert journey.case.status == "submitted"
    journey.accept()
    assert journey.case.status == "accepted"


def test_referred_to_the_court_without_a_clock(journey: Journey) -> None:
    journey.submit()
    journey.take(
        "refer", "staff", referred_to="麻城市人民法院", reason="litigation", explanation="案件正在审理。",
        guidance="可拨打 12368 查询案件进展。", reference_number="",
    )  # fmt: skip
    assert journey.case.status == "referred"
    assert not Clock.objects.running().filter(case=journey.case).exists()
    assert "12368" in journey.page()


def test_unrated_and_closed(journey: Journey) -> None:
    journey.answered().work(9)
    assert (journey.case.status, journey.case.outcome) == ("closed", "unrated")
    assert "没有收到评价" in journey.page()


def test_dissatisfied_reopened_settled(journey: Journey) -> None:
    journey.answered().work(1)
    journey.send(422, "rate", satisfaction="dissatisfied", agreed="no", reason="")
    journey.rate("dissatisfied", "no", "银行还是不同意续贷")
    assert (journey.case.status, journey.case.round) == ("handling", 2)
    journey.work(1).reply().work(1).answer().work(1).rate()
    assert journey.case.outcome == "settled"
    assert Verdict.objects.filter(case=journey.case).count() == 2


def test_a_second_no_is_settled_by_somebody_who_took_no_part(journey: Journey) -> None:
    journey.answered().work(1).rate("dissatisfied", "no", "没有解决").work(1)
    journey.reply("C", basis="鄂政发〔2025〕3号").work(1)
    journey.answer(explained_how="telephone", explained="已电话说明政策没有放开，企业不认可。").work(1)
    journey.rate("dissatisfied", "no", "还是没有解决")
    journey.send(409, "settle", "staff", choice="uphold", reason="政策所限。")
    journey.take("settle", "second_staff", choice="uphold", reason="政策所限，已书面说明。")
    assert (journey.case.status, journey.case.outcome) == ("closed", "upheld")


def test_a_telephone_verdict_is_overridden_by_the_enterprise(journey: Journey) -> None:
    journey.answered().work(2)
    journey.take(
        "record_verdict", "clerk", called="徐经理", satisfaction="satisfied", agreed="yes", reason=""
    )
    assert journey.case.status == "closed"
    journey.work(1).rate("dissatisfied", "no", "电话里没听清，其实没解决")
    assert journey.case.status == "handling"
    assert Verdict.objects.filter(case=journey.case, overridden_at__isnull=True).get().given_by == "own"


def test_withdrawn_under_pressure_and_resumed(journey: Journey) -> None:
    journey.submit().accept().contact().assign().work(1).sign()
    journey.take("withdraw", reason="pressed", text="有人让我撤")
    assert journey.case.status == "withdrawn"
    journey.work(2).take("resume", "staff", called="徐经理", said="企业表示希望继续办理")
    assert journey.case.status == "handling"
    journey.work(1).reply().work(1).answer().work(1).rate()
    assert journey.case.outcome == "settled"


def test_a_settled_case_is_reopened_within_thirty_days(journey: Journey) -> None:
    journey.answered().work(1).rate().work(5)
    journey.take("reopen", reason="问题又出现了，请继续办理")
    assert (journey.case.status, journey.case.round) == ("handling", 2)


def test_every_desk_role_tries_to_rate_and_cannot(journey: Journey) -> None:
    journey.answered()
    for who in journey.story.people:
        client = journey.browser(who)
        url = f"/desk/requests/{journey.number}/steps/rate/"
        assert client.get(url).status_code == 404, who
        sent = client.post(url, {"satisfaction": "satisfied", "agreed": "yes"})
        assert sent.status_code == 404, who
    assert not Verdict.objects.exists()


def test_two_people_at_once_the_second_is_told_and_loses_nothing(journey: Journey) -> None:
    journey.submit()
    client = journey.browser("staff")
    url = f"/desk/requests/{journey.number}/steps/accept/"
    from tests.journeys.conftest import inputs

    stale = inputs(client.get(url).content.decode())
    journey.accept()
    values = {"category": "RZ01", "difficulty": "hard", "group": "finance", "representative": "shanxiong"}
    sent = client.post(url, stale | values | {"expected_outcome": "我写了很久的预期效果"})
    assert sent.status_code == 409
    assert "我写了很久的预期效果" in sent.content.decode()
    assert journey.case.difficulty == "ordinary"
