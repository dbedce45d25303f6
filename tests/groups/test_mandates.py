import datetime as dt

import pytest

from groups import mandates
from groups.models import Mandate, ProfessionalMembership, Representative, Term
from office import events
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from stations import qr
from stations.models import Posting
from stations.qr import State
from tests.groups.rows import SINCE, in_office
from tests.people import SignIn

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def person(representative: User) -> Representative:
    return representative.representative


def open_span(person: Representative) -> Mandate:
    return person.mandates.open().get()


def test_history_is_a_chain_of_spans(person: Representative, now: dt.datetime, today: dt.date) -> None:
    mandates.suspend(open_span(person), reason_kind="criminal_case", on=JUNE, by=BY, at=now)
    mandates.resume(open_span(person), on=dt.date(2026, 9, 1), by=BY, at=now)
    mandates.end(
        open_span(person), reason_kind="resigned", document="常发〔2026〕9号", on=today, by=BY, at=now
    )
    spans = person.mandates.order_by("since").values_list("status", "since", "until")
    assert list(spans) == [
        ("active", SINCE, JUNE),
        ("suspended", JUNE, dt.date(2026, 9, 1)),
        ("active", dt.date(2026, 9, 1), today),
        ("ended", today, None),
    ]
    days = (dt.date(2026, 5, 31), JUNE, dt.date(2026, 8, 31), dt.date(2026, 9, 1), today)
    assert [person.is_in_office(day) for day in days] == [True, False, False, True, False]


@pytest.mark.parametrize(("verb", "why"), [(mandates.suspend, "criminal_case"), (mandates.end, "resigned")])
def test_who_leaves_vanishes_at_once(
    verb: object,
    why: str,
    person: Representative,
    colleague: User,
    now: dt.datetime,
    today: dt.date,
    sign_in: SignIn,
) -> None:
    visitor = sign_in(colleague)
    assert visitor.get("/representatives/shanxiong/").status_code == 200
    verb(open_span(person), reason_kind=why, on=today, by=BY, at=now)  # type: ignore[operator]
    assert person not in Representative.objects.for_public(today)
    assert not Posting.objects.serving(today).filter(representative=person).exists()
    assert qr.scan("representative", "shanxiong", on=today).state == State.OUT_OF_OFFICE
    assert visitor.get("/representatives/shanxiong/").status_code == 404
    assert visitor.get("/representatives/shanxiong/qr.png").status_code == 404
    assert "单雄" not in visitor.get("/representatives/?group=finance").content.decode()


def test_who_comes_back_is_shown_again(person: Representative, now: dt.datetime, today: dt.date) -> None:
    mandates.suspend(open_span(person), reason_kind="other", on=today, by=BY, at=now)
    mandates.resume(open_span(person), on=today, by=BY, at=now)
    assert person in Representative.objects.for_public(today)
    assert Posting.objects.serving(today).filter(representative=person).exists()
    assert qr.scan("representative", "shanxiong", on=today).state == State.OPEN


def test_an_end_ends_memberships_and_postings(
    person: Representative, now: dt.datetime, today: dt.date
) -> None:
    mandates.end(open_span(person), reason_kind="died", on=today, by=BY, at=now)
    assert ProfessionalMembership.objects.get(representative=person).until == today
    assert Posting.objects.get(representative=person).until == today


def test_a_suspension_ends_nothing_for_good(person: Representative, now: dt.datetime, today: dt.date) -> None:
    mandates.suspend(open_span(person), reason_kind="other", on=today, by=BY, at=now)
    assert ProfessionalMembership.objects.get(representative=person).until is None
    assert Posting.objects.get(representative=person).until is None


@pytest.fixture
def province(db: None) -> Term:
    return Term.objects.create(level="provincial", name="第十四届", elected_on=SINCE, takes_office_on=SINCE)


def test_a_mandate_at_another_level_keeps_the_person_in_office(
    person: Representative, now: dt.datetime, today: dt.date, province: Term
) -> None:
    mandates.take_office(person, province, since=SINCE, by=BY, at=now)
    ended: list[Mandate] = []
    listener = mandates.left_office.register(lambda span, by, at: ended.append(span))
    try:
        mandates.end(
            person.mandates.open().get(term__level="county"), reason_kind="resigned", on=today, by=BY, at=now
        )
        assert person.is_in_office(today)
        assert ended == []
        assert ProfessionalMembership.objects.get(representative=person).until is None
        last = mandates.end(
            person.mandates.open().get(term=province), reason_kind="resigned", on=today, by=BY, at=now
        )
        assert ended == [last]
    finally:
        mandates.left_office._entries.remove(listener)


def test_each_change_leaves_its_trace(person: Representative, now: dt.datetime, today: dt.date) -> None:
    span = mandates.suspend(
        open_span(person), reason_kind="criminal_case", document="决定书", on=today, by=BY, at=now
    )
    event = events.timeline(f"representative:{person.pk}").get()
    assert event.action == "office_suspended"
    assert event.data == {"term": span.term_id, "since": "2026-11-23", "reason": "criminal_case"}
    assert event.private("document") == "决定书"


def test_what_is_not_possible_is_refused(person: Representative, now: dt.datetime, today: dt.date) -> None:
    span = open_span(person)
    tomorrow = today + dt.timedelta(days=1)
    reason = {"reason_kind": "other", "by": BY, "at": now}
    for code, attempt in (
        ("not_suspended", lambda: mandates.resume(span, on=today, by=BY, at=now)),
        ("reason_missing", lambda: mandates.end(span, on=today, **(reason | {"reason_kind": ""}))),
        ("reason_missing", lambda: mandates.end(span, on=today, **(reason | {"reason_kind": "bored"}))),
        ("in_future", lambda: mandates.end(span, on=tomorrow, **reason)),
        ("in_future", lambda: mandates.end(span, on=dt.date(9999, 1, 1), **reason)),
        ("before_since", lambda: mandates.end(span, on=dt.date(2025, 1, 1), **reason)),
        ("already_in_office", lambda: mandates.take_office(person, span.term, since=SINCE, by=BY, at=now)),
        (
            "before_term",
            lambda: mandates.take_office(person, span.term, since=dt.date(2020, 1, 1), by=BY, at=now),
        ),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == code
    assert person.mandates.count() == 1


@pytest.mark.parametrize("reason", [value for value in Mandate.Reason.values if value])
def test_only_what_suspends_by_law_suspends(
    person: Representative, now: dt.datetime, today: dt.date, reason: str
) -> None:
    def attempt() -> Mandate:
        return mandates.suspend(open_span(person), reason_kind=reason, on=today, by=BY, at=now)

    if reason in ("criminal_case", "other"):
        assert attempt().status == "suspended"
        return
    with pytest.raises(Refused) as refusal:
        attempt()
    assert (refusal.value.code, refusal.value.field) == ("reason_ends", "reason_kind")
    assert "终止任职" in refusal.value.message
    assert open_span(person).status == "active"


def test_a_death_ends_the_mandates_of_every_level(
    person: Representative, now: dt.datetime, today: dt.date, province: Term
) -> None:
    mandates.take_office(person, province, since=SINCE, by=BY, at=now)
    county = person.mandates.open().get(term__level="county")
    mandates.end(county, reason_kind="died", on=today, by=BY, at=now)
    assert set(person.mandates.open().values_list("status", "reason_kind")) == {("ended", "died")}
    assert ProfessionalMembership.objects.get(representative=person).until == today
    assert Posting.objects.get(representative=person).until == today


def test_a_repeat_is_refused(person: Representative, now: dt.datetime, today: dt.date) -> None:
    first = open_span(person)
    mandates.end(first, reason_kind="died", on=today, by=BY, at=now)
    with pytest.raises(Refused) as refusal:
        mandates.end(first, reason_kind="died", on=today, by=BY, at=now)
    assert refusal.value.code == "not_active"
    assert person.mandates.count() == 2


def test_a_failing_listener_rolls_all_back(person: Representative, now: dt.datetime, today: dt.date) -> None:
    def fails(*_: object) -> None:
        raise OSError

    mandates.left_office.register(fails)
    try:
        with pytest.raises(OSError):  # noqa: PT011
            mandates.end(open_span(person), reason_kind="died", on=today, by=BY, at=now)
    finally:
        mandates.left_office._entries.remove(fails)
    assert open_span(person).status == "active"
    assert Posting.objects.get(representative=person).until is None


# --- the desk's forms -------------------------------------------------------------------------------------


def test_staff_end_a_mandate_by_form(person: Representative, staff: User, sign_in: SignIn) -> None:
    url = f"/desk/mandates/{open_span(person).pk}/end/"
    client = sign_in(staff)
    assert "终止任职" in client.get(url).content.decode()
    answer = client.post(url, {"reason_kind": "", "on": "2026-11-23"})
    assert answer.status_code == 422
    assert "请选择原因" in answer.content.decode()
    answer = client.post(url, {"reason_kind": "resigned", "on": "2026-11-23"})
    assert (answer.status_code, open_span(person).status) == (302, "ended")
    assert client.post(url, {"reason_kind": "resigned", "on": "2026-11-23"}).status_code == 422


def test_staff_let_somebody_take_office(staff: User, term: Term, sign_in: SignIn) -> None:
    person = in_office(term, "新人")
    province = Term.objects.create(
        level="provincial", name="第十四届", elected_on=SINCE, takes_office_on=SINCE
    )
    url = f"/desk/representatives/{person.code}/take-office/"
    answer = sign_in(staff).post(url, {"term": province.pk, "since": "2026-03-01"})
    assert answer.status_code == 302
    assert person.mandates.filter(term=province, status="active").exists()
    assert sign_in(staff).post(url, {"term": province.pk, "since": "2026-03-01"}).status_code == 422


@pytest.mark.parametrize("who", ["liaison", "colleague", "clerk", "auditor", "administrator", "handler"])
def test_nobody_else_finds_these_forms(
    who: str, person: Representative, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(f"/desk/mandates/{open_span(person).pk}/end/").status_code == 404
    assert client.get("/desk/representatives/shanxiong/take-office/").status_code == 404


def test_the_form_of_a_suspension_offers_no_reason_that_ends(
    person: Representative, staff: User, sign_in: SignIn
) -> None:
    url, client = f"/desk/mandates/{open_span(person).pk}/suspend/", sign_in(staff)
    page = client.get(url).content.decode()
    assert 'value="criminal_case"' in page
    assert 'value="died"' not in page
    assert 'value="term_ended"' not in page
    refused = client.post(url, {"reason_kind": "died", "on": "2026-11-23", "document": "讣告"})
    assert refused.status_code == 422
    assert "请改用“终止任职”" in refused.content.decode()
    assert "讣告" in refused.content.decode()


def test_the_form_says_what_moves_and_what_does_not(
    person: Representative, staff: User, sign_in: SignIn, now: dt.datetime, province: Term
) -> None:
    client, span = sign_in(staff), open_span(person)
    alone = client.get(f"/desk/mandates/{span.pk}/suspend/").content.decode()
    assert "手中的诉求转给联络员" in alone
    assert "恢复任职后自动恢复" in alone
    mandates.take_office(person, province, since=SINCE, by=BY, at=now)
    for act in ("suspend", "end"):
        beside = client.get(f"/desk/mandates/{span.pk}/{act}/").content.decode()
        assert f"还在任{province}" in beside
        assert "手中的诉求都不变，不转给联络员" in beside
        assert "手中的诉求转给联络员" not in beside
