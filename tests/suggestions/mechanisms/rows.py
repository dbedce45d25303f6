"""A service mechanism at each stage, for the tests of this folder."""

import datetime as dt
from typing import Any

from suggestions.mechanisms import lifecycle
from suggestions.mechanisms.lifecycle import Proposal
from suggestions.models import ServiceMechanism
from tests.stories import SHANGHAI, Story

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
BEGAN = dt.date(2026, 6, 1)


def proposal(story: Story, **given: Any) -> Proposal:
    values = {
        "title": "应急转贷资金",
        "field": "factors",
        "department": story.lead,
        "category": story.category,
        "text": "三个工作日办结，免担保费。",
        "for_whom": "贷款到期的小微企业",
        "telephone": "0713-2950000",
    } | given
    return Proposal(**values)


def proposed(story: Story, *, by: str = "handler", **given: Any) -> ServiceMechanism:
    return lifecycle.propose(proposal(story, **given), by=story.actor(by), at=NOW)


def in_force(story: Story, *, since: dt.date = BEGAN, **given: Any) -> ServiceMechanism:
    return lifecycle.put_in_force(
        proposed(story, **given),
        in_force_on=since,
        document_number="麻财发〔2026〕12号",
        by=story.actor("staff"),
        at=NOW,
    )
