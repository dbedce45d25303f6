"""Two hands on one month: each decides on the month as it stands, not as it was when its page was opened."""

import datetime as dt

import pytest

from evaluation import disclosing
from evaluation.models import Disclosure, Objection
from evaluation.periods import Month
from office.actors import Actor
from office.refusals import Refused
from tests.stories import SHANGHAI, Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def at(day: int) -> dt.datetime:
    return dt.datetime(2026, 12, day, 10, tzinfo=SHANGHAI)


@pytest.fixture
def month(story: Story) -> Disclosure:
    by = Actor.system("test")
    return disclosing.draft(story.station, Month(2026, 11), by=by, at=at(1))


def test_what_was_sent_up_meanwhile_takes_no_objection(story: Story, month: Disclosure) -> None:
    """It was published with an objection that nobody could answer any more."""
    opened = Disclosure.objects.get(pk=month.pk)
    disclosing.submit(month, by=story.actor("staff"), at=at(4))
    by = story.actor("representative")
    with pytest.raises(Refused, match="核对期已过"):
        disclosing.raise_objection(opened, story.representative(), "还有一次走访没有计入", by=by, at=at(2))
    assert not Objection.objects.exists()


def test_the_first_of_two_answers_to_an_objection_holds(story: Story, month: Disclosure) -> None:
    """The second wrote over what the representative had been told."""
    by = story.actor("representative")
    disclosing.raise_objection(month, story.representative(), "还有一次走访没有计入", by=by, at=at(2))
    first, second = Objection.objects.get(), Objection.objects.get()
    disclosing.answer_objection(first, "已补登", recount=False, by=story.actor("staff"), at=at(3))
    with pytest.raises(Refused, match="已经答复"):
        disclosing.answer_objection(second, "不成立", recount=False, by=story.actor("approver"), at=at(3))
    assert Objection.objects.get().answer == "已补登"
