"""Two enterprises with one trouble, one enterprise with two."""

import pytest

from demo.defaults import ANSWER
from requests_app.access import keys
from requests_app.models import EnterpriseRequest
from tests.journeys.conftest import Journey

pytestmark = pytest.mark.postgres


def test_a_second_enterprise_follows_and_judges_by_itself(journey: Journey) -> None:
    journey.submit().accept().contact().assign().work(1).sign()
    leading, home = journey.number, journey.home
    journey.submit(enterprise_name="黄冈一厂", phone="13807135679").accept().contact()
    follower, own_home = journey.number, journey.home
    journey.send(422, "merge", "liaison", leading="2026-99999", reason="同一家银行")
    journey.take("merge", "liaison", leading=leading, reason="同一家银行的续贷")
    page = journey.page()
    assert "已合并办理" in page
    assert "与同类诉求合并办理，答复期限 " in page
    assert leading not in page, "whose case it follows is not told"
    journey.number, journey.home = leading, home
    journey.work(1).reply().work(1).answer().work(1).rate()
    journey.number, journey.home = follower, own_home
    form = journey.browser("staff").get(f"/desk/requests/{follower}/steps/follow/").content.decode()
    assert ANSWER in form, "the leading answer is filled in"
    journey.take("follow", "staff", text=f"{ANSWER}贵厂的申请一并办理。")
    assert "请您评价" in journey.page()
    journey.rate("dissatisfied", "no", "我厂的还没有办")
    assert journey.case.status == "accepted"
    assert EnterpriseRequest.objects.get(ledger_number=leading).outcome == "settled"


def test_two_matters_under_one_receipt(journey: Journey) -> None:
    journey.submit().accept()
    journey.take(
        "split", "liaison", part_1="贷款月底到期，希望协调续贷。", part_2="晚班没有公交，工人回不了家。", part_3="", part_4=""
    )  # fmt: skip
    first, home = journey.number, journey.home
    second = keys.opened_with(journey.case).last()
    assert second is not None
    journey.number, journey.home = second.ledger_number, f"{home}parts/{second.ledger_number}/"
    journey.contact().assign().work(1).sign().work(1).reply().work(1).answer()
    journey.rate()
    assert journey.case.outcome == "settled"
    journey.number, journey.home = first, home
    page = journey.page()
    assert "您这次反映的 2 件事" in page
    assert "已办结" in page
    assert journey.case.status == "accepted"
