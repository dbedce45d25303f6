"""Priors and weights are proposed from a past year with their counts, and a person adopts those that they choose."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from evaluation.models import Scheme
from evaluation.yearly import proposing, schemes
from groups.models import Representative
from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.evaluation.yearly.rows import Records, records
from tests.stories import SHANGHAI

__all__ = ["records"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = dt.datetime(2027, 1, 12, 10, tzinfo=SHANGHAI)


@pytest.fixture
def draft(representative: User, colleague: User, records: Records, station: Station) -> Scheme:
    """24 calls of two people: 16 came, 3 leaves; simple cases settled in 20 of 24, ordinary in 20 of 24 and hard in 3 of 10."""
    Scheme.objects.create(first_year=2026, name="2026 年履职评价办法", status="used")
    for number in range(24):
        person = Representative.objects.get(user=(representative, colleague)[number % 2])
        came = "came" if number < 16 else "leave" if number < 19 else "absent"
        records.call(person, dt.date(2026, 6, 1) + dt.timedelta(days=number), came, is_confirmed=True)
    closed = [("simple", 20, 24), ("ordinary", 20, 24), ("hard", 3, 10)]
    EnterpriseRequest.objects.bulk_create(
        [
            _closed(
                f"{difficulty}-{number}", difficulty, "settled" if number < good else "explained", station
            )
            for difficulty, good, n in closed
            for number in range(n)
        ]
    )
    return Scheme.objects.create(first_year=2027, name="新办法")


def _closed(name: str, difficulty: str, outcome: str, station: Station) -> EnterpriseRequest:
    at, on = dt.datetime(2026, 7, 1, 10, tzinfo=SHANGHAI), dt.date(2026, 7, 1)
    return EnterpriseRequest(
        ledger_number=name,
        difficulty=difficulty,
        status="closed",
        outcome=outcome,
        requester_kind="enterprise",
        enterprise_name="麻城服装厂",
        source="web",
        title="诉求",
        text="诉求",
        station=station,
        submitted_at=at,
        received_on=on,
        accepted_at=at,
        accepted_on=on,
        closed_at=at,
        closed_on=on,
    )


def test_each_number_comes_with_its_counts_and_stays_within_bounds(draft: Scheme) -> None:
    found = {row.name: row for row in proposing.proposals(draft, AT.date())}
    attendance = found["attendance_prior"]
    assert attendance.words == "应到 24 人次，其中不计的请假 3 人次，实到 16 人次"
    assert attendance.proposed == Decimal("0.762")
    assert (found["simple_weight"].proposed, found["simple_weight"].words) == (
        Decimal("1.200"),
        "结案 24 件，其中已办结或承诺已兑现 20 件",
    )
    # A harder one never weighs less, and ten cases say nothing.
    assert found["ordinary_weight"].proposed == Decimal("1.200")
    assert found["hard_weight"].proposed is None
    assert found["conduct_prior_posted"].proposed is None
    EnterpriseRequest.objects.filter(difficulty="simple").update(outcome="explained")
    assert {row.name: row for row in proposing.proposals(draft, AT.date())}["simple_weight"].proposed == 3


def test_a_person_adopts_what_they_tick_of_a_draft_and_it_is_tried_again(
    draft: Scheme, staff: User, approver: User, sign_in: SignIn
) -> None:
    page, office = f"/desk/schemes/{draft.pk}/proposals/", sign_in(staff)
    shown = office.get(page).content.decode()
    assert "实到 16 人次" in shown
    assert "样本不足" in shown
    assert sign_in(approver).post(page, {"name": "attendance_prior"}).status_code == 404
    assert office.post(page).status_code == 409
    assert office.post(page, {"name": ["attendance_prior", "hard_weight"]}).status_code == 303
    draft.refresh_from_db()
    assert (draft.attendance_prior, draft.hard_weight) == (Decimal("0.762"), Decimal("2.500"))
    event = Event.objects.get(action="adopt_proposals")
    assert b'"attendance_prior":"0.762"' in bytes(event.payload)
    with pytest.raises(Refused, match="先按现在的参数试算"):
        schemes.submit(draft, by=Actor.of(staff), at=AT)
    Scheme.objects.filter(pk=draft.pk).update(status="ended")
    assert office.get(page).status_code == 404
    with pytest.raises(Refused, match="不能再改"):
        proposing.adopt(draft, ["attendance_prior"], by=Actor.of(staff), at=AT)


def test_weights_that_would_put_the_harder_below_the_easier_are_refused_together(
    draft: Scheme, staff: User
) -> None:
    Scheme.objects.filter(pk=draft.pk).update(simple_weight=1, ordinary_weight=1)
    with pytest.raises(Refused, match="一起采用"):
        proposing.adopt(draft, ["simple_weight"], by=Actor.of(staff), at=AT)
