"""Who may answer an objection to the duty file."""

import datetime as dt

import pytest

from evaluation.duties import objecting
from evaluation.duties.on_behalf import ACCOUNT
from groups.year_records import DutyKind
from office.refusals import Refused
from tests.conftest import NOW
from tests.evaluation.yearly.rows import Records, records
from tests.stories import Story

__all__ = ["records"]
pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 3)


def test_an_objection_is_answered_by_those_who_serve_the_person_and_are_not_the_person(
    story: Story, records: Records
) -> None:
    own = story.representative()
    records.duty(DutyKind.SURVEY, own, DAY)
    row = objecting.raise_objection(
        own, 2026, "survey:1", "那天没有去。", said=ACCOUNT, by=story.actor("representative"), at=NOW
    )

    def refused(who: str) -> str:
        with pytest.raises(Refused) as refusal:
            objecting.answer(row, "核对了照片。", upheld=False, by=story.actor(who), at=NOW)
        return refusal.value.code

    assert refused("colleague") == "not_yours"
    # Staff may sit in the congress too.
    own.user = story.people["staff"]
    own.save()
    assert refused("staff") == "second_person"
