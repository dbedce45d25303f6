"""Done, needed and by when of the duties of a year (docs/domain.md § 7)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.duties import entitlement, exempting, progress
from evaluation.duties.progress import DutyProgress, needed_by_quarter
from evaluation.models import Exemption
from groups.models import Mandate, Representative
from groups.year_records import DutyKind
from office.actors import Actor
from office.models import Notice, Setting, User
from office.refusals import Refused
from tests.evaluation.yearly.rows import Records, records
from tests.stories import SHANGHAI

__all__ = ["records"]
pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)
AT = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


@pytest.fixture
def person(representative: User) -> Representative:
    return Representative.objects.get(user=representative)


def duty(person: Representative, kind: DutyKind, year: int = 2026) -> DutyProgress:
    found = progress.of_year([person.pk], year, until=ON + dt.timedelta(days=1))[person.pk]
    return next(each for each in found if each.kind == kind)


def test_confirmed_records_count_on_their_own_day_and_others_wait(
    person: Representative, records: Records
) -> None:
    records.duty(DutyKind.SURVEY, person, dt.date(2026, 3, 2))
    records.duty(DutyKind.SURVEY, person, dt.date(2026, 5, 4), is_confirmed=False)
    records.duty(DutyKind.SURVEY, person, dt.date(2025, 12, 31))
    survey = duty(person, DutyKind.SURVEY)
    assert (survey.done, survey.needed, len(survey.unconfirmed), survey.missing) == (1, 2, 1, 1)
    assert survey.next_due(ON).last_on == dt.date(2026, 12, 31)  # type: ignore[union-attr]


def test_a_quarter_that_is_over_is_missed_until_a_later_record_makes_up(
    person: Representative, records: Records
) -> None:
    for month in (2, 8, 10):
        records.duty(DutyKind.PAIRING, person, dt.date(2026, month, 5))
    pairing = duty(person, DutyKind.PAIRING)
    assert (pairing.done, pairing.needed) == (3, 4)
    assert not pairing.is_behind(ON)
    records.duties.pop()
    assert duty(person, DutyKind.PAIRING).is_behind(ON)
    assert duty(person, DutyKind.PAIRING).next_due(ON).quarter == 4  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("until", "needed"),
    [
        (dt.date(2026, 9, 1), {"reception": 2, "pairing": 2, "suggestion": 0, "survey": 1}),
        (dt.date(2026, 3, 31), {"reception": 0, "pairing": 0, "suggestion": 0, "survey": 0}),
        (None, {"reception": 4, "pairing": 4, "suggestion": 1, "survey": 2}),
    ],
)
def test_needed_is_pro_rata_to_whole_months_and_rounded_down(
    person: Representative, until: dt.date | None, needed: dict[str, int]
) -> None:
    Mandate.objects.filter(representative=person).update(until=until)
    found = progress.of_year([person.pk], 2026, until=ON)[person.pk]
    assert {each.kind.value: each.needed for each in found} == needed


def test_whole_months_need_every_day_over_adjoining_spans() -> None:
    day = dt.date
    spans = [
        (day(2026, 1, 1), day(2026, 2, 15)),
        (day(2026, 2, 15), day(2026, 4, 30)),
        (day(2026, 6, 1), None),
    ]
    assert entitlement.whole_months(spans, 2026) == {1, 2, 3, *range(6, 13)}


@given(st.frozensets(st.integers(1, 12)), st.integers(0, 4))
def test_quarters_ask_what_the_year_asks(months: frozenset[int], times: int) -> None:
    asked = needed_by_quarter(months, times)
    assert sum(asked.values()) <= 4 * times * len(months) // 12
    assert all(0 <= each <= times for each in asked.values())
    assert needed_by_quarter(frozenset(range(1, 13)), times) == dict.fromkeys((1, 2, 3, 4), times)


def test_a_threshold_holds_from_the_year_in_which_it_was_in_force(
    person: Representative, now: dt.datetime
) -> None:
    from office import options

    Setting.objects.create(key="duty_surveys", value=6, effective_on=dt.date(2026, 6, 1), created_at=now)
    options.forget()
    assert duty(person, DutyKind.SURVEY).needed == 2
    assert duty(person, DutyKind.SURVEY, 2027).needed == 6


def ask(person: Representative, by: User, **given: object) -> Exemption:
    values = {
        "kind": "pairing",
        "since": dt.date(2026, 10, 1),
        "until": dt.date(2026, 12, 31),
        "reason": "sick",
    }
    asked = exempting.Asked(**{**values, **given})  # type: ignore[arg-type]
    return exempting.ask(person, asked, by=Actor.of(by), at=AT)


def test_an_exemption_counts_once_another_person_agrees(
    person: Representative, liaison: User, staff: User
) -> None:
    row = ask(person, liaison)
    assert duty(person, DutyKind.PAIRING).needed == 4
    with pytest.raises(Refused, match="提出人不能决定"):
        exempting.decide(row, granted=True, by=Actor.of(liaison), at=AT)
    account, person.user, person.phone = person.user, None, "19900050001"
    person.save()
    exempting.decide(row, granted=True, by=Actor.of(staff), at=AT)
    told = Notice.objects.filter(title="免除履职任务已同意", channel__in=("inapp", "sms"))
    assert set(told.values_list("recipient_key", flat=True)) == {
        f"user:{liaison.pk}",
        f"representative:{person.pk}:phone",
    }
    person.user = account
    person.save()
    assert duty(person, DutyKind.PAIRING).needed == 3
    assert duty(person, DutyKind.RECEPTION).needed == 4
    with pytest.raises(Refused, match="已经决定"):
        exempting.decide(row, granted=False, by=Actor.of(staff), at=AT)


def test_a_whole_year_exempted_stays_with_what_was_needed(
    person: Representative, liaison: User, staff: User
) -> None:
    row = ask(person, liaison, kind="", since=dt.date(2026, 1, 1))
    exempting.decide(row, granted=True, by=Actor.of(staff), at=AT)
    found = progress.of_year([person.pk], 2026, until=ON)[person.pk]
    assert [(each.needed, each.is_exempt, each.missing) for each in found] == [
        (4, True, 0),
        (4, True, 0),
        (1, True, 0),
        (2, True, 0),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"since": dt.date(2026, 7, 1), "until": dt.date(2026, 9, 30)}, "over"),
        ({"until": dt.date(2026, 9, 1)}, "backwards"),
        ({"reason": "other"}, "missing"),
        ({"until": dt.date(2028, 1, 1)}, "too_long"),
    ],
)
def test_what_cannot_be_exempted_is_refused(
    person: Representative, liaison: User, given: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        ask(person, liaison, **given)
    assert refused.value.code == code
    assert not Exemption.objects.exists()


def test_the_same_exemption_is_asked_once(person: Representative, liaison: User) -> None:
    ask(person, liaison)
    with pytest.raises(Refused, match="已经提出"):
        ask(person, liaison)
