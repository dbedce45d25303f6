"""Activities and contacts as records of a year: what was confirmed counts, on its own day."""

import datetime as dt

import pytest

from fieldwork import year_records
from fieldwork.models import Activity
from fieldwork.visits import asking
from groups.models import ProfessionalGroup
from office.actors import Actor
from office.models import User
from tests.conftest import NOW
from tests.fieldwork.activities.rows import (
    DAY,
    answer,
    confirm_all,
    confirmed,
    held,
    on_the_day,
    person,
    reported,
    scan,
)
from tests.fieldwork.pairings.rows import an_enterprise, opened, recorded

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2026, 1, 1), dt.date(2027, 1, 1))


def test_attendance_counts_once_the_activity_is_confirmed_and_reported(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User, staff: User
) -> None:
    people = [person(representative).pk, person(colleague).pk]
    activity = confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)
    answer(activity, representative, "comes", at=NOW)
    scan(activity, representative, at=on_the_day(8, 20))
    assert list(year_records.calls(people, *YEAR)) == []
    held(activity, by=liaison, at=on_the_day(17))
    confirm_all(activity, by=liaison, at=on_the_day(18))
    waiting = list(year_records.calls(people, *YEAR))
    assert [(row.attendance, row.is_confirmed) for row in waiting] == [("came", False), ("absent", False)]
    reported(activity, by=liaison, staff=staff, at=on_the_day(19))
    counted = list(year_records.calls(people, *YEAR))
    assert [(row.attendance, row.is_confirmed, row.on) for row in counted] == [
        ("came", True, DAY),
        ("absent", True, DAY),
    ]
    (survey,) = year_records.surveys(people, *YEAR)
    assert (survey.representative, survey.is_confirmed) == (people[0], True)
    assert survey.record == counted[0].record
    assert survey.source == "扫码签到，主办人确认"
    assert list(year_records.attended(people, *YEAR)) == []
    Activity.objects.update(kind="discussion")
    (other,) = year_records.attended(people, *YEAR)
    assert (other.kind, other.is_confirmed, list(year_records.surveys(people, *YEAR))) == ("座谈", True, [])


def test_a_contact_counts_once_the_visit_is_confirmed_and_only_while_paired(
    representative: User, liaison: User, staff: User
) -> None:
    who = person(representative)
    before = recorded([who], representative, NOW, met_at=NOW - dt.timedelta(days=3)).visit
    opened(who, liaison, staff, NOW)
    other = recorded([who], representative, NOW, enterprise=an_enterprise("另一家有限公司"))
    visit = recorded([who], representative, NOW + dt.timedelta(days=1)).visit
    (found,) = year_records.contacts([who.pk], *YEAR)
    assert (found.record, found.is_confirmed) == (f"visit:{visit.pk}", False)
    asking.confirm(visit, "企业负责人签字", by=Actor.of(staff), at=NOW + dt.timedelta(days=2))
    (found,) = year_records.contacts([who.pk], *YEAR)
    assert found.is_confirmed
    assert found.source == "依据企业负责人签字"
    others = {row.record for row in year_records.visits([who.pk], *YEAR)}
    assert others == {f"visit:{before.pk}", f"visit:{other.visit.pk}"}
