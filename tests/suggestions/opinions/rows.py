"""An item of the agenda and an opinion at each stage, for the tests of this folder."""

import datetime as dt
from typing import Any

from groups.models import Representative
from office.actors import Actor
from suggestions.models import AgendaItem, AskedGroup, ExpertOpinion, OpinionAuthor
from suggestions.opinions import agenda, decisions, drafting, signing
from tests.stories import SHANGHAI, Story

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
MEETING = dt.date(2026, 12, 18)
DUE = dt.date(2026, 12, 4)
AFTER = dt.datetime(2026, 12, 21, 10, 0, tzinfo=SHANGHAI)
TEXT = (
    "小微企业续贷周转时间长，过桥成本高。建议设立县级应急转贷资金，明确申请条件和办结时限，"
    "由财政局按季公布使用情况，银行同步告知续贷结果。"
)
DECISION = {
    "outcome": "adopted",
    "reason": "应急转贷资金写入审议意见第三条。",
    "decision_title": "关于优化营商环境的审议意见",
    "decision_number": "麻常发〔2026〕31号",
    "decision_on": dt.date(2026, 12, 18),
}


def an_item(story: Story, *, at: dt.datetime = NOW, **given: Any) -> AgendaItem:
    values = {
        "meeting": "市七届人大常委会第三十一次会议",
        "title": "关于优化营商环境情况的报告",
        "held_on": MEETING,
        "groups": [story.group],
    } | given
    return agenda.plan(**values, by=story.actor("staff"), at=at)


def asked_of(item: AgendaItem, story: Story) -> AskedGroup:
    return AskedGroup.objects.select_related("item", "group").get(item=item, group=story.group)


def author_of(story: Story, who: str) -> Representative:
    return Representative.objects.get(user=story.people[who])


def a_draft(story: Story, *authors: str, by: str = "representative", text: str = TEXT) -> ExpertOpinion:
    """Of the finance group, by `representative` alone unless others are named."""
    asked = AskedGroup.objects.first() or asked_of(an_item(story), story)
    people = [author_of(story, who) for who in authors or ("representative",)]
    return drafting.write(asked, text=text, authors=people, by=story.actor(by), at=NOW)


def confirm(story: Story, opinion: ExpertOpinion, who: str) -> OpinionAuthor:
    row = OpinionAuthor.objects.get(opinion=opinion, representative__user=story.people[who])
    return signing.confirm(row, seen=opinion.text, by=story.actor(who), at=NOW)


def submitted(story: Story) -> ExpertOpinion:
    opinion = a_draft(story)
    drafting.rest_on_document(opinion, document="10月12日园区座谈会记录", by=story.actor("liaison"), at=NOW)
    confirm(story, opinion, "representative")
    return signing.submit(opinion, by=story.actor("liaison"), at=NOW)


def adopted(story: Story, **given: Any) -> ExpertOpinion:
    by: Actor = story.actor("approver")
    return decisions.decide(submitted(story), **DECISION | given, by=by, at=AFTER)
