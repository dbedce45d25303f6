"""A desk that corrects: the telephone it writes in never opens the verdict, and what it rewords stays masked."""

import pytest

from office import search
from office.models import Notice
from office.refusals import Refused
from requests_app.models import AccessKey, Category, VerdictKey
from tests.stories import Story

PHONE = {"field": "phone", "value": "138 0000 1111", "reason": "企业换号"}
ID_NUMBER = "110101199003070011"


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


def test_what_still_stands_masked_keeps_what_is_under_the_mask(story: Story) -> None:
    """The form begins with the text as it is shown: sending it back must not put asterisks into the original."""
    story.submit(text=f"本人身份证 {ID_NUMBER}，电话 13807135678，贷款没有续上。")
    shown = story.case.text
    assert ID_NUMBER not in shown
    story.take(
        "correct", "requester", field="text", value=shown.replace("没有续上", "月底到期"), reason="写错了"
    )
    assert story.case.text_original == f"本人身份证 {ID_NUMBER}，电话 13807135678，贷款月底到期。"
    assert ID_NUMBER not in story.case.text
    with pytest.raises(Refused, match="和原来的问题或建议一样"):
        story.take("correct", "requester", field="text", value=story.case.text, reason="再看一遍")


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [("requester_kind", "voter", "voter"), ("share_contact", "no", False), ("private", "yes", True)],
)
def test_a_choice_is_corrected_by_the_enterprise_before_acceptance(
    story: Story, field: str, value: str, stored: object
) -> None:
    story.submit()
    type(story.case).objects.update(share_contact=True)
    story.take("correct", "requester", field=field, value=value, reason="选错了")
    story.case.refresh_from_db()
    assert getattr(story.case, field) == stored


def test_a_corrected_category_proposes_its_group(story: Story) -> None:
    other = Category.objects.create(code="YG", name="用工", order=9)
    story.submit()
    story.take("correct", "requester", field="category", value="YG", reason="选错了")
    assert (story.case.category, story.case.proposed_group) == (other, None)


def test_after_acceptance_the_enterprise_corrects_telephone_and_consent_alone(story: Story) -> None:
    story.submit().accept()
    given = not story.case.share_contact
    story.take(
        "correct", "requester", field="share_contact", value="yes" if given else "no", reason="改主意了"
    )
    assert story.case.share_contact is given
    for field, value in (
        ("category", "RZ01"),
        ("private", "yes"),
        ("requester_kind", "voter"),
        ("text", "另一段话。"),
    ):
        with pytest.raises(Refused, match="已经受理"):
            story.take("correct", "requester", field=field, value=value, reason="选错了")


@pytest.mark.parametrize(("field", "value"), [("share_contact", "yes"), ("private", "no")])
def test_a_desk_loosens_nothing_without_the_signed_sheet(story: Story, field: str, value: str) -> None:
    story.submit()
    type(story.case).objects.update(share_contact=False, private=True)
    story.case.refresh_from_db()
    with pytest.raises(Refused, match="签字的更正单"):
        story.take("correct", "clerk", field=field, value=value, reason="本人来电")


def test_an_enterprise_needs_its_name_first(story: Story) -> None:
    story.submit(requester_kind="voter", enterprise_name="")
    with pytest.raises(Refused, match="先更正企业名称"):
        story.take("correct", "requester", field="requester_kind", value="enterprise", reason="选错了")
