"""A desk that corrects: the telephone it writes in never opens the verdict, and what it rewords stays masked."""

import pytest

from office import search
from office.models import Notice
from office.refusals import Refused
from requests_app.models import AccessKey, VerdictKey
from tests.stories import Story

PHONE = {"field": "phone", "value": "138 0000 1111", "reason": "企业换号"}
ID_NUMBER = "110101199003070011"
pytestmark = pytest.mark.postgres


def grades(story: Story) -> set[str]:
    return set(
        AccessKey.objects.filter(case=story.case, ended_at__isnull=True).values_list("grade", flat=True)
    )


@pytest.mark.parametrize("who", ["clerk", "staff"])
def test_links_to_a_number_that_a_desk_wrote_in_are_the_desks(story: Story, who: str) -> None:
    story.submit().accept()
    story.take("correct", who, **PHONE)
    assert grades(story) == {"desk"}
    story.contact().assign().work(1).sign().work(2).reply().answer()
    assert grades(story) == {"desk"}
    sent = VerdictKey.objects.filter(case=story.case, ended_at=None).values_list("sent_to", "grade")
    assert set(sent) == {("receipt", "own"), ("phone", "desk"), ("former", "own")}


def test_the_number_before_is_told_of_the_change(story: Story) -> None:
    story.submit()
    story.take("correct", "clerk", **PHONE)
    told = Notice.objects.get(title="联系电话已更改")
    assert "138" not in told.body


def test_whoever_corrected_does_not_record_the_verdict(story: Story) -> None:
    story.submit().accept()
    story.take("correct", "clerk", **PHONE)
    story.contact().assign().work(1).sign().work(2).reply().answer().work(1)
    verdict = {"called": "徐经理", "satisfaction": "satisfied", "agreed": "yes", "reason": ""}
    with pytest.raises(Refused, match="参与过办理"):
        story.take("record_verdict", "clerk", **verdict)
    story.take("record_verdict", "second_staff", **verdict)
    assert story.case.outcome == "settled"


def test_an_enterprise_that_corrects_itself_keeps_all_its_rights(story: Story) -> None:
    story.submit()
    story.take("correct", "requester", **PHONE)
    assert grades(story) == {"own"}
    story.accept().contact().assign().work(1).sign().work(2).reply().answer()
    assert grades(story) == {"own"}


def test_a_corrected_text_is_masked_and_found_by_its_new_words(story: Story) -> None:
    story.submit()
    text = f"员工张某（身份证 {ID_NUMBER}）的社保断缴，希望协调补缴。"
    story.take("correct", "clerk", field="text", value=text, reason="原文有误")
    assert ID_NUMBER not in story.case.text
    assert ID_NUMBER in story.case.text_original
    assert search.matching("case", "断缴") == [story.case.pk]
    assert search.matching("case", "过桥资金") == []
