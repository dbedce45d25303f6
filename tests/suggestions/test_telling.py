"""Many requests, one suggestion: the answer goes back to every one of them, once (docs/domain.md § 10)."""

import pytest

from demo.suggestion_scenario import SuggestionScenario
from office.models import Event, Message, Notice
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from requests_app.steps.onward import is_unfounded
from suggestions.models import ReportBack
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NAMES = ("麻城市金穗服饰有限公司", "麻城市银海食品有限公司", "麻城市三河机械有限公司")


def cases(story: Story) -> list[EnterpriseRequest]:
    """Three accepted requests of three enterprises."""
    found = []
    for number, name in enumerate(NAMES):
        story.submit(enterprise_name=name, phone=f"1390000222{number}").accept()
        found.append(story.case)
    return found


def told(case: EnterpriseRequest, what: str) -> int:
    """How often the requester was told, on the page and by message; both have to agree."""
    events = Event.objects.filter(subject=case.subject, action=f"suggestion_{what}").count()
    messages = Message.objects.filter(notices__key__startswith=f"{case.subject}:suggestion:").distinct()
    assert messages.filter(notices__key__contains=f":{what}:").distinct().count() == events
    return events


def test_every_request_hears_of_submission_and_answer_once(
    scenario: SuggestionScenario, story: Story
) -> None:
    linked = cases(story)
    scenario.at = story.at
    scenario.draft().link(*linked).answered()
    assert [[told(case, what) for case in linked] for what in ("registered", "answered", "reported")] == [
        [1, 1, 1],
        [1, 1, 1],
        [0, 0, 0],
    ]
    scenario.take("report_back", "author", text="钱已经到账了")
    assert ReportBack.objects.get().told == 3
    assert [told(case, "reported") for case in linked] == [1, 1, 1]
    with pytest.raises(Refused):
        scenario.take("report_back", "author")
    notice = Notice.objects.filter(key__contains=":answered:").first()
    assert notice is not None
    assert "83 天" not in notice.title + notice.body


def test_a_withdrawn_one_sends_its_requests_back_to_be_settled(
    scenario: SuggestionScenario, story: Story
) -> None:
    linked = cases(story)[:2]
    scenario.at = story.at
    scenario.draft().link(*linked).handled().take("withdraw", "author", why="rewrite", text="另行提出")
    for case in linked:
        assert Event.objects.filter(subject=case.subject, action="suggestion_withdrawn").count() == 1


def test_a_request_is_settled_only_as_a_suggestion_that_names_it(
    scenario: SuggestionScenario, story: Story
) -> None:
    first, second, third = cases(story)
    scenario.at = story.at
    scenario.draft().link(first, second).submit().register()
    number = scenario.row.number
    assert number is not None
    assert not is_unfounded(first, number)
    assert not is_unfounded(first, number.lower())
    assert is_unfounded(third, number)
    assert is_unfounded(first, "2026B999")
    assert not is_unfounded(third, "市十六届人大五次会议第 12 号")
