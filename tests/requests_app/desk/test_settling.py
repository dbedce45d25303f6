"""不满意后处理: what a second no comes to."""

from django.test import Client

from tests.requests_app.desk.pages import Desk


def test_a_case_becomes_a_suggestion_only_by_the_number_of_one(desk: Desk) -> None:
    story = desk.story
    story.answered().rate("dissatisfied", "no", "没有解决")
    story.reply().answer().rate("dissatisfied", "no", "还是没有")
    given = {"choice": "suggestion", "reason": "由代表在大会期间提出。"}
    for number in ("", "还没有立案"):
        refused = desk.send("second_staff", "settle", **given, suggestion=number)
        assert refused.status_code == 422
        assert "请填写代表建议的编号" in refused.content.decode()
    desk.take("second_staff", "settle", **given, suggestion="市十六届人大五次会议第 12 号")
    assert story.case.outcome == "suggestion"
    told = Client().get(f"/receipt/{story.receipt.token}/").content.decode()
    assert "已立案为代表建议 市十六届人大五次会议第 12 号" in told
