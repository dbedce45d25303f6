"""Two at once ask for the first exemption, or list the first assessor: one is written, the other hears of it."""

import datetime as dt

import pytest

from evaluation.duties import exempting
from evaluation.models import Assessor, Exemption
from evaluation.yearly import assessing
from groups.models import Representative
from office.actors import Actor
from office.models import User
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_an_exemption_is_asked_and_an_assessor_listed_once(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    person = Representative.objects.get(user=representative)
    asked = exempting.Asked("survey", now.date(), dt.date(2026, 12, 31), "sick", "手术后休养")
    # Without a row to hold, both found that nothing was asked for.
    ended = at_once(*[lambda: exempting.ask(person, asked, by=Actor.of(liaison), at=now)] * 2)
    assert (ended, Exemption.objects.count()) == (["done", "exists"], 1)
    listed = at_once(*[lambda: assessing.list_assessor(2026, liaison, by=Actor.of(staff), at=now)] * 2)
    assert (listed, Assessor.objects.count()) == (["done", "exists"], 1)
