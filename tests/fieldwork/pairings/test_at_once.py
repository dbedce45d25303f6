"""Two at the same moment: the last place of a person goes to one, a form sent twice is one visit."""

import datetime as dt

import pytest

from fieldwork.models import Pairing, Visit, VisitPart
from office.models import User
from tests.at_once import at_once
from tests.fieldwork.pairings.rows import an_enterprise, person, proposed, recorded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_the_last_place_goes_to_one_of_two(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    names = [f"麻城第{number}机械有限公司" for number in range(6)]
    enterprises = [an_enterprise(name) for name in names]
    for enterprise in enterprises[:4]:
        proposed(who, liaison, now, enterprise=enterprise)
    answers = at_once(
        lambda: proposed(who, liaison, now, enterprise=enterprises[4]),
        lambda: proposed(who, staff, now, enterprise=enterprises[5]),
    )
    assert answers == ["done", "full"]
    assert Pairing.objects.standing().filter(representative=who).count() == 5


def test_a_form_sent_twice_at_once_is_one_visit_and_two_forms_of_one_day_are_one(
    representative: User, liaison: User, now: dt.datetime
) -> None:
    who, enterprise = person(representative), an_enterprise()
    met_at = now - dt.timedelta(hours=1)
    same = {"key": "form", "enterprise": enterprise, "met_at": met_at}
    assert at_once(*[lambda: recorded([who], representative, now, **same)] * 2) == ["done", "done"]
    assert Visit.objects.count() == 1
    other = {"enterprise": an_enterprise("麻城市华科电气设备有限公司"), "met_at": met_at}
    answers = at_once(
        lambda: recorded([who], representative, now, **other),
        lambda: recorded([who], liaison, now, **other),
    )
    assert answers == ["done", "twice_a_day"]
    assert VisitPart.objects.standing().count() == 2
