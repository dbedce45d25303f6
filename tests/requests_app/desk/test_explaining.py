"""Classes and their ends: C is explained in person or by telephone, and only A and kept B are ever 已办结."""

import pytest

from demo.defaults import ANSWER
from office.refusals import Refused
from requests_app.models import Contact
from tests.stories import Story


def replied(story: Story, result_class: str) -> Story:
    return story.submit().accept().contact().assign().work(1).sign().work(1).reply(result_class)


def test_a_c_answer_needs_its_reason_told_by_somebody(story: Story) -> None:
    replied(story, "C")
    with pytest.raises(Refused, match="先当面或电话") as refused:
        story.answer()
    assert refused.value.field == "explained_how"
    told = {"explained_how": "telephone", "explained": "已电话向徐经理说明，政策没有放开，表示理解。"}
    story.take("answer", "representative", text=ANSWER, **told)
    spoken = Contact.objects.filter(case=story.case).last()
    assert spoken is not None
    assert (story.case.status, spoken.how, spoken.on_behalf) == ("answered", "telephone", False)


def test_a_contact_since_the_reply_is_enough(story: Story) -> None:
    replied(story, "C").wait(hours=1).contact().answer()
    assert story.case.status == "answered"


@pytest.mark.parametrize("result_class", ["A", "B", "D"])
def test_the_other_classes_ask_for_no_explanation(story: Story, result_class: str) -> None:
    replied(story, result_class).answer()
    assert story.case.status == "answered"


@pytest.mark.parametrize(
    ("result_class", "outcome"),
    [("A", "settled"), ("B", "promised"), ("C", "unresolved"), ("D", "explained")],
)
def test_each_class_has_its_own_end_and_only_a_is_settled(
    story: Story, result_class: str, outcome: str
) -> None:
    story.answered(result_class).work(1).rate()
    assert story.case.outcome == outcome
    assert ("已办结" in story.case.status_label) is (result_class == "A")
