"""Two enterprises with one trouble, one enterprise with two."""

import pytest

from requests_app.access import keys
from requests_app.models import EnterpriseRequest
from tests.journeys.conftest import Walk
from tests.stories import ANSWER

pytestmark = pytest.mark.postgres


def test_a_second_enterprise_follows_and_judges_by_itself(walk: Walk) -> None:
    walk.submit().accept().contact().assign().work(1).sign()
    leading, home = walk.number, walk.home
    walk.submit(enterprise_name="黄冈一厂", phone="13807135679").accept().contact()
    follower, own_home = walk.number, walk.home
    walk.desk("liaison", "merge", 422, leading="2026-99999", reason="同一家银行")
    walk.desk("liaison", "merge", leading=leading, reason="同一家银行的续贷")
    page = walk.page()
    assert "已合并办理" in page
    assert "与同类诉求合并办理，答复期限不变" in page
    assert leading not in page, "whose case it follows is not told"
    walk.number, walk.home = leading, home
    walk.work(1).reply().work(1).answer().work(1).rate("satisfied", "yes")
    walk.number, walk.home = follower, own_home
    form = walk.browser("staff").get(f"/desk/requests/{follower}/steps/follow/").content.decode()
    assert ANSWER in form, "the leading answer is filled in"
    walk.desk("staff", "follow", text=f"{ANSWER}贵厂的申请一并办理。")
    assert "请您评价" in walk.page()
    walk.rate("dissatisfied", "no", "我厂的还没有办")
    assert walk.case.status == "accepted"
    assert EnterpriseRequest.objects.get(ledger_number=leading).outcome == "settled"


def test_two_matters_under_one_receipt(walk: Walk) -> None:
    walk.submit().accept()
    walk.desk(
        "liaison", "split", part_1="贷款月底到期，希望协调续贷。", part_2="晚班没有公交，工人回不了家。", part_3="", part_4=""
    )  # fmt: skip
    first, home = walk.number, walk.home
    second = keys.opened_with(walk.case).last()
    assert second is not None
    walk.number, walk.home = second.ledger_number, f"{home}parts/{second.ledger_number}/"
    walk.contact().assign().work(1).sign().work(1).reply().work(1).answer()
    walk.rate("satisfied", "yes")
    assert walk.case.outcome == "settled"
    walk.number, walk.home = first, home
    page = walk.page()
    assert "您这次反映的 2 件事" in page
    assert "已办结" in page
    assert walk.case.status == "accepted"
