"""A month that is over is counted as it was on record at its end: no later step of any case changes it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from evaluation import figures
from evaluation.drafting import month_data
from evaluation.periods import Month
from groups import mandates
from groups.models import ProfessionalGroup, Term
from office import workdays
from office.actors import Actor
from office.calendar import SpecialDay
from requests_app.deadlines.case_states import remember
from requests_app.models import CaseState, EnterpriseRequest
from requests_app.models.case_states import OF_CASE
from stations import postings
from stations.models import Posting, Station
from tests.groups.rows import a_representative
from tests.groups.test_admin import inline, representative_form
from tests.people import SignIn
from tests.policies.rows import a_reading
from tests.requests_app.ends import promised
from tests.stories import SHANGHAI, Story

NOVEMBER = Month(2026, 11)
DECEMBER_2 = dt.datetime(2026, 12, 2, 10, tzinfo=SHANGHAI)


def in_november(story: Story) -> Story:
    """One settled, one answered and not judged yet, one at work, one declined by two people, one just received."""
    story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
    story.answered().work(1).rate()
    story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
    story.submit().accept().assign().sign()
    return story


def november(story: Story) -> dict[str, Any]:
    counted = figures.count_month(
        NOVEMBER, as_of=figures.AsOf.end_of(NOVEMBER), dimensions=figures.DIMENSIONS
    )
    return {"edition": month_data(story.station, NOVEMBER), "all": counted}


def hand_over(story: Story) -> None:
    story.take_default("hand_over", representative=story.representative("colleague"))


def answer_and_settle(story: Story) -> None:
    story.contact().reply().answer().work(1).rate()


def withdraw(story: Story) -> None:
    story.take_default("withdraw")


def seal(story: Story) -> None:
    story.take("seal", "staff")


def leave(story: Story) -> None:
    mandate = story.representative().mandates.open().get()
    by = Actor.of(story.people["staff"])
    mandates.end(mandate, reason_kind="resigned", on=DECEMBER_2.date(), by=by, at=story.at)


def have_left_in_november(story: Story) -> None:
    """Written down in December of a day in November; the posting ends with it."""
    mandate = story.representative().mandates.open().get()
    by = Actor.of(story.people["staff"])
    mandates.end(mandate, reason_kind="resigned", on=dt.date(2026, 11, 20), by=by, at=story.at)


def have_been_suspended_in_november(story: Story) -> None:
    mandate = story.representative().mandates.open().get()
    by = Actor.of(story.people["staff"])
    on = dt.date(2026, 11, 20)
    mandates.suspend(mandate, reason_kind="criminal_case", on=on, by=by, at=story.at)


def have_ended_a_posting_before_november(story: Story) -> None:
    posting = story.station.postings.filter(representative=story.representative()).get()
    by = Actor.of(story.people["staff"])
    postings.end_posting(posting, on=dt.date(2026, 10, 20), by=by, at=story.at)


def reopen(story: Story) -> None:
    story.case = EnterpriseRequest.objects.filter(status="closed").first()
    story.take("reopen", "staff", reason="企业来电说仍没有解决")


def hand_over_what_is_settled(story: Story) -> None:
    story.case = EnterpriseRequest.objects.filter(status="closed").first()
    reopen(story)
    hand_over(story)
    story.reply().answer("colleague").work(1).rate(
        satisfaction="dissatisfied", agreed="no", reason="仍没有解决"
    )


LATER = (
    hand_over, answer_and_settle, withdraw, seal, leave, have_left_in_november, have_been_suspended_in_november,
    have_ended_a_posting_before_november, reopen, hand_over_what_is_settled,
)  # fmt: skip


@pytest.mark.parametrize("later", LATER, ids=lambda step: step.__name__)
def test_what_happens_later_leaves_a_month_as_it_was(story: Story, later: Callable[[Story], object]) -> None:
    in_november(story)
    before = november(story)
    story.at = DECEMBER_2
    later(story)
    assert november(story) == before


def test_a_holiday_entered_for_days_that_have_passed_moves_no_month(story: Story) -> None:
    """It decides by which day a case should be closed."""
    in_november(story)
    answered = EnterpriseRequest.objects.get(status="closed")
    EnterpriseRequest.objects.filter(pk=answered.pk).update(first_due_on=dt.date(2026, 11, 23))
    before = november(story)
    days = {dt.date(2026, 11, day): SpecialDay("holiday", "补录") for day in range(24, 31)}
    workdays.enter(days, by=Actor.of(story.people["staff"]), at=DECEMBER_2)
    assert november(story) == before
    assert figures.of_month(NOVEMBER, as_of=figures.AsOf(NOVEMBER.to_on)) != before["all"].total


def test_a_promise_kept_later_leaves_the_month_in_which_it_was_made(story: Story) -> None:
    story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
    promised(story)
    before = november(story)
    story.at = DECEMBER_2
    story.take_default("keep_promise")
    assert november(story) == before


def test_nothing_later_means_that_the_past_is_the_present(story: Story) -> None:
    in_november(story)
    now = figures.AsOf(NOVEMBER.to_on)
    then = figures.AsOf.end_of(NOVEMBER)
    assert figures.count_month(NOVEMBER, as_of=now, dimensions=figures.DIMENSIONS) == figures.count_month(
        NOVEMBER, as_of=then, dimensions=figures.DIMENSIONS
    )


def test_a_case_sealed_since_is_counted_and_in_no_list(story: Story) -> None:
    in_november(story)
    then = figures.AsOf.end_of(NOVEMBER)
    story.at = DECEMBER_2
    seal(story)
    assert figures.of_month(NOVEMBER, as_of=then).sums.received == 2
    listed = figures.cohort(figures.RESPONSE, "all", NOVEMBER, as_of=then)
    assert story.case not in listed


def test_one_state_a_day_and_the_last_one_lasts(story: Story) -> None:
    in_november(story)
    for case in EnterpriseRequest.objects.all():
        states = list(CaseState.objects.filter(case=case).order_by("from_on"))
        assert [state.until_on for state in states[:-1]] == [state.from_on for state in states[1:]]
        assert {getattr(states[-1], name) == getattr(case, name) for name in OF_CASE} == {True}
        count = len(states)
        remember(case, DECEMBER_2.date())
        assert CaseState.objects.filter(case=case).count() == count


def test_groups_and_stations_are_those_of_the_day(story: Story) -> None:
    in_november(story)
    before = november(story)
    other = Station.objects.create(code="second", name="第二站", opened_on=dt.date(2026, 1, 1))
    group = ProfessionalGroup.objects.exclude(pk=story.case.group_id).first()
    EnterpriseRequest.objects.update(station=other, group=group)
    for case in EnterpriseRequest.objects.all():
        remember(case, DECEMBER_2.date())
    assert november(story) == before


def test_what_the_admin_and_rosters_write_later_of_an_earlier_day_moves_no_month(
    story: Story, sign_in: SignIn, clock: Any, term: Term
) -> None:
    """Postings, memberships and offices by days that have passed; a group, and another station that takes the rest."""
    in_november(story)
    a_reading(read_on=dt.date(2026, 11, 20))
    new, first = a_representative("钟离"), dt.date(2026, 11, 1)
    Posting.objects.create(representative=new, station=story.station, since=first)
    other = Station.objects.create(code="second", name="第二站", opened_on=dt.date(2026, 1, 1))
    before = november(story), month_data(other, NOVEMBER)
    clock.move_to(DECEMBER_2)
    admin = sign_in(story.people["staff"])
    person = story.representative("colleague")
    mandates.take_office(new, term, since=first, by=story.actor("staff"), at=DECEMBER_2)

    def post(path: str, given: dict[str, Any]) -> None:
        answer = admin.post(f"/admin/{path}/", given)
        assert answer.status_code == 302, answer.content.decode()[:3000]

    posting = person.postings.get()
    post(f"stations/posting/{posting.pk}/change", {"until": "2026-10-20"})
    post("stations/posting/add", {"representative": person.pk, "station": other.pk, "since": "2026-11-01"})
    group = {"code": "judicial", "name": "司法监察", "order": 9}
    post("groups/professionalgroup/add", group)
    joined = ProfessionalGroup.objects.get(code="judicial")
    member = person.professional_memberships.get()
    former = {"id": member.pk, "representative": person.pk, "group": member.group_id, "since": member.since}
    rows = (
        {**former, "until": "2026-10-20"},
        {"representative": person.pk, "group": joined.pk, "since": "2026-11-01"},
    )
    mandate = {"id": person.mandates.get().pk, "representative": person.pk}
    given = representative_form(
        **inline("mandates", mandate, initial=1),
        **inline("professional_memberships", *rows, initial=1),
    )
    post(
        f"groups/representative/{person.pk}/change",
        given | {"name": person.name, "certificate_number": person.certificate_number},
    )
    station = {"name": "第二站", "kind": "home", "opened_on": "2026-01-01", "board_theme": "light"}
    post(f"stations/station/{other.pk}/change", {**station, "is_default": "on", **inline("clerks")})
    story.station.refresh_from_db()
    other.refresh_from_db()
    assert other.is_default
    assert (november(story), month_data(other, NOVEMBER)) == before
    december = month_data(other, Month(2026, 12))
    assert [line["name"] for line in december["representatives"]] == [person.name]
    assert december["groups"][-1]["name"] == "司法监察"
    assert "activities" in december
    assert month_data(other, NOVEMBER)["activities"] == {}
