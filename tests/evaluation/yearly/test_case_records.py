"""What is read of requests for a year: who refused one, and that parts and merged cases never give more than one."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.scores import CaseRecord, Handling, Year
from evaluation.scores.lines import Part
from evaluation.scores.scoring import score
from evaluation.yearly import case_records
from groups.models import Representative
from requests_app.models import Answer, CaseState, Clock, Contact, EnterpriseRequest, Verdict
from stations.models import Station
from tests.stories import SHANGHAI, Story

pytestmark = pytest.mark.django_db
SINCE, UNTIL = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
DAY = dt.date(2026, 6, 1)


def read(person: Representative) -> list[CaseRecord]:
    return case_records.of_year([person.pk], SINCE, UNTIL, before={})[person.pk]


def solved(cases: list[CaseRecord]) -> Decimal:
    return score(Year(cases=tuple(cases))).of(Part.SOLVING)


@pytest.mark.parametrize(
    ("passed_up", "days", "found"),
    [
        ("other", 0, [Handling.REFUSED]),
        ("other", 1, [Handling.REFUSED]),
        ("full", 1, [Handling.EXCUSED]),
        ("conflict", 0, []),
        ("", 1, [Handling.EXCUSED]),
        ("other", 8, [Handling.TAKEN]),
    ],
)
def test_who_would_not_have_a_case_has_refused_it_within_the_time_to_contact(
    story: Story, passed_up: str, days: int, found: list[Handling]
) -> None:
    own, colleague = story.representative(), story.representative("colleague")
    story.submit().accept().work(days) if days else story.submit().accept()
    story.take_default("hand_over", representative=colleague, passed_up=passed_up)
    assert [each.handling for each in read(own)] == found
    assert [each.handling for each in read(colleague)] == [Handling.TAKEN]


def test_taking_a_case_and_letting_it_lie_is_more_than_refusing_it(story: Story) -> None:
    """And a contact that was made keeps it taken, whatever is asked for afterwards."""
    own, colleague = story.representative(), story.representative("colleague")
    story.submit().accept()
    lying = solved(read(own))
    story.contact()
    contacted = read(own)
    story.work(1).take_default("hand_over", representative=colleague, passed_up="other")
    assert [each.handling for each in read(own)] == [Handling.TAKEN]
    story.submit().accept().work(1).take_default("hand_over", representative=colleague, passed_up="other")
    refused = [each for each in read(own) if each.handling is Handling.REFUSED]
    assert len(refused) == 1
    assert solved(refused) < lying < solved(contacted)
    assert solved(refused) < solved([])


towns = st.lists(
    st.fixed_dictionaries(
        {
            "difficulty": st.sampled_from(["simple", "ordinary", "hard"]),
            "outcome": st.sampled_from(["", "settled", "promised", "explained"]),
            "satisfaction": st.sampled_from(["", "satisfied", "dissatisfied"]),
            "contacted": st.booleans(),
            "in_time": st.booleans(),
            "enterprise": st.sampled_from(["甲厂", "乙厂", "丙厂"]),
        }
    ),
    min_size=1,
    max_size=3,
)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10), tzinfo=SHANGHAI)


def case(drawn: dict[str, Any], person: Representative, station: Station, **family: Any) -> EnterpriseRequest:
    """One case with its rows; of a family each member says the same."""
    ended = bool(drawn["outcome"])
    row = EnterpriseRequest.objects.create(
        **{
            "ledger_number": f"2026-{EnterpriseRequest.objects.count() + 1:05d}",
            "status": "closed" if ended else "accepted",
            "outcome": drawn["outcome"],
            "difficulty": drawn["difficulty"],
            "enterprise_name": drawn["enterprise"],
            "requester_kind": "enterprise",
            "source": "web",
            "title": "诉求",
            "text": "诉求",
            "station": station,
            "representative": person,
            "submitted_at": at(DAY),
            "received_on": DAY,
            "accepted_at": at(DAY),
            "accepted_on": DAY,
            "closed_at": at(DAY) if ended else None,
            "closed_on": DAY if ended else None,
            **family,
        }
    )
    states = {"status": row.status, "outcome": row.outcome, "parts_count": row.parts_count}
    CaseState.objects.create(
        case=row, from_on=DAY, sealed=False, station=station, representative=person,
        requester_kind="enterprise", anonymous=False, closed_on=row.closed_on, **states,
    )  # fmt: skip
    met = DAY if drawn["in_time"] else DAY + dt.timedelta(days=9)
    Clock.objects.create(
        case=row, kind="contact", round=1, started_at=at(DAY), start_on=DAY, first_due_on=DAY, due_on=DAY,
        due_at=at(DAY), stop_reason="done", stopped_at=at(met), stopped_on=met,
    )  # fmt: skip
    if drawn["contacted"]:
        Contact.objects.create(
            case=row,
            representative=person,
            by=person.user,
            how="visit",
            reached=True,
            contacted_at=at(met),
            contacted_on=met,
        )
    if ended and drawn["satisfaction"]:
        answer = Answer.objects.create(case=row, round=1, text="答复", result_class="A", answered_at=at(DAY))
        Verdict.objects.create(
            case=row, answer=answer, round=1, satisfaction=drawn["satisfaction"], agreed=True,
            given_by="own", given_at=at(DAY), given_on=DAY,
        )  # fmt: skip
    return row


def family(
    drawn: dict[str, Any], person: Representative, station: Station, members: int, *, merged: bool
) -> None:
    if not merged:
        first = case(drawn, person, station, parts_count=members)
        for _ in range(members - 1):
            case(drawn, person, station, parts_count=members, split_from=first)
        return
    leading = case(drawn, person, station)
    for _ in range(members - 1):
        case(drawn, person, station, leading=leading)


def test_neither_parts_nor_merged_cases_of_a_random_town_give_more(story: Story) -> None:
    """One of its cases as k equal parts, or as one that k enterprises' requests were joined to: the same points."""
    own, station = story.representative(), story.station

    @settings(max_examples=12, deadline=None)
    @given(towns, st.integers(2, 4), st.booleans())
    def hold(town: list[dict[str, Any]], members: int, merged: bool) -> None:
        found = []
        for k in (1, members):
            with transaction.atomic():
                family(town[0], own, station, k, merged=merged and k > 1)
                for each in town[1:]:
                    case(each, own, station)
                found.append(solved(read(own)))
                transaction.set_rollback(True)
        assert found[1] <= found[0]
        assert found[0] - found[1] < Decimal("0.005")

    hold()
