"""Why somebody was exempted is forgotten once the years of the setting are over; that it was so stays."""

import datetime as dt

import pytest

from evaluation.duties import exempting, retention
from evaluation.models import Exemption
from groups.models import Representative
from office.actors import Actor
from office.events.verification import verify_chain
from office.models import EventPrivate, User
from tests.stories import SHANGHAI

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


def test_reason_and_words_go_and_the_dates_stay(representative: User, liaison: User) -> None:
    person = Representative.objects.get(user=representative)
    asked = exempting.Asked("survey", AT.date(), dt.date(2026, 12, 31), "sick", "手术后休养")
    exempting.ask(person, asked, by=Actor.of(liaison), at=AT)
    assert retention.purge_exemptions(dt.datetime(2029, 12, 1, tzinfo=SHANGHAI)) == 0
    late = dt.datetime(2030, 2, 1, tzinfo=SHANGHAI)
    assert retention.purge_exemptions(late) == 1
    assert retention.purge_exemptions(late) == 0
    row = Exemption.objects.get()
    assert (row.reason, row.note, row.since) == ("other", retention.GONE, AT.date())
    assert not EventPrivate.objects.filter(event__subject=row.subject).exists()
    assert verify_chain(row.subject) == []
