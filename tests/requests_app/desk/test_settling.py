"""不满意后处理: what a second no comes to."""

import datetime as dt

import pytest
from django.test import Client

from groups.models import Absence
from office.refusals import Refused
from tests.requests_app.desk.pages import Desk
from tests.stories import Story


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


def test_whoever_stands_in_for_the_only_approver_settles_where_nobody_else_is_left(story: Story) -> None:
    story.submit().accept().contact().assign()
    story.wait(hours=1).take("return", "handler", reason="不属于本单位职责")
    story.wait(hours=1).take_default("assign", "second_staff", lead=story.lead, text="仍属该局职责")
    story.sign().reply().answer().rate("dissatisfied", "no", "没有解决")
    story.reply().answer().rate("dissatisfied", "no", "还是没有")
    given = {"choice": "uphold", "reason": "已依法办理，书面说明如下。"}
    for who in ("staff", "second_staff"):
        with pytest.raises(Refused, match="参与过办理"):
            story.take("settle", who, **given)
    Absence.objects.create(
        user=story.people["approver"],
        from_on=story.on,
        to_on=story.on + dt.timedelta(days=5),
        delegate=story.people["staff"],
        by=story.people["staff"],
    )
    with pytest.raises(Refused, match="参与过办理"):
        story.take("settle", "second_staff", **given)
    story.take("settle", "staff", **given)
    assert story.case.outcome == "upheld"
