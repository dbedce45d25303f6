"""What nobody else has confirmed changes no score, whatever it is and however much of it there is."""

import datetime as dt
import random

import pytest

from evaluation.models import Scheme
from evaluation.yearly import computing
from groups.models import Representative
from groups.year_records import DutyKind
from office.models import User
from tests.evaluation.yearly.rows import Records, records

__all__ = ["records"]
pytestmark = pytest.mark.django_db
YEARS = 12


def test_an_unconfirmed_record_changes_nothing(
    representative: User, colleague: User, records: Records
) -> None:
    """Property 27 of docs/domain.md § 7, over random years of two people."""
    scheme = Scheme.objects.create(first_year=2026, name="办法", status="used")
    people = list(Representative.objects.filter(user__in=(representative, colleague)).order_by("pk"))
    rng = random.Random(27)
    for _ in range(YEARS):
        records.duties.clear()
        records.calls.clear()
        _enter(records, people, rng, is_confirmed=True)
        before = _lines(people, scheme)
        _enter(records, people, rng, is_confirmed=False)
        assert _lines(people, scheme) == before


def _enter(records: Records, people: list[Representative], rng: random.Random, *, is_confirmed: bool) -> None:
    for _ in range(rng.randint(1, 12)):
        person, on = rng.choice(people), dt.date(2026, 1, 1) + dt.timedelta(days=rng.randint(0, 364))
        if rng.random() < 0.5:
            records.duty(rng.choice(list(DutyKind)), person, on, is_confirmed=is_confirmed)
        else:
            attendance = rng.choice(("came", "leave", "absent"))
            records.call(person, on, attendance, is_confirmed=is_confirmed)  # type: ignore[arg-type]


def _lines(people: list[Representative], scheme: Scheme) -> list[object]:
    found = computing.scored([each.pk for each in people], 2026, until=dt.date(2027, 1, 1), scheme=scheme)
    return [found[each.pk].score.lines for each in people]
