"""A sealed case is out of what others were told before: their notices say nothing of it any more."""

import pytest

from office.models import Notice
from tests.stories import TEXT, Story

pytestmark = pytest.mark.django_db


def test_what_others_were_told_says_nothing_any_more(story: Story) -> None:
    story.submit().accept().assign()
    told = Notice.objects.filter(key__startswith=f"{story.case.subject}:", recipient__isnull=False)
    assert told.filter(body__contains=TEXT[:8]).exists()
    story.take("seal", "staff")
    others = told.exclude(recipient=story.people["staff"])
    assert set(others.values_list("title", "body", "link")) == {("内容已收回", "", "")}
    assert not others.filter(retracted_at=None).exists()
    assert not told.filter(body__contains=TEXT[:8]).exclude(recipient=story.people["staff"]).exists()


def test_the_requester_keeps_what_was_told_to_them(story: Story) -> None:
    story.submit().accept().take("seal", "staff")
    own = Notice.objects.filter(key__startswith=f"{story.case.subject}:", recipient=None)
    assert own.exists()
    assert not own.exclude(retracted_at=None).exists()
