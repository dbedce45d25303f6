"""What the database refuses of pairings, visits and the own word, whoever writes: each constraint seen breaking."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from fieldwork.models import ConfirmationLink, ConfirmationSheet, Pairing, Visit, VisitPart
from office.calendar import LOCAL
from office.models import StoredFile
from tests.groups.rows import a_representative, a_user
from tests.stations.rows import an_enterprise

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AT = dt.datetime(2026, 11, 23, 10, tzinfo=LOCAL)
ON = AT.date()
_numbers = count(1)
OPEN = {"status": "open", "opened_at": AT, "since": ON, "consent": "link", "approved_at": AT}


def a_file() -> StoredFile:
    return StoredFile.objects.create(
        path=f"x/{next(_numbers)}",
        name="签字.png",
        content_type="image/png",
        size=1,
        sha256="0",
        created_at=AT,
    )


def a_pairing(**given: Any) -> Pairing:
    values: dict[str, Any] = {
        "link_hash": f"p{next(_numbers)}",
        "place": 1,
        "reason": "都做精密制造",
        "proposed_at": AT,
        "proposed_on": ON,
    } | given
    values.setdefault("representative", None)
    values["representative"] = values["representative"] or a_representative()
    for name, make in (("enterprise", an_enterprise), ("proposed_by", a_user)):
        if name not in values:
            values[name] = make()
    if values.get("approved_at") and "approved_by" not in values:
        values["approved_by"] = a_user()
    return Pairing.objects.create(**values)


def a_visit(**given: Any) -> Visit:
    number = next(_numbers)
    values: dict[str, Any] = {
        "link_hash": f"v{number}",
        "form_hash": f"f{number}",
        "met_at": AT,
        "on": ON,
        "how": "came",
        "kind": "listen",
        "result": "nothing",
        "recorded_at": AT,
        "recorded_on": ON,
    } | given
    for name, make in (("enterprise", an_enterprise), ("recorded_by", a_user)):
        if name not in values:
            values[name] = make()
    return Visit.objects.create(**values)


def a_part(**given: Any) -> VisitPart:
    visit = given.pop("visit", None) or a_visit()
    values: dict[str, Any] = {
        "visit": visit,
        "enterprise": visit.enterprise,
        "on": visit.on,
        "entered_at": AT,
        "entered_on": ON,
        "own_word": "waiting",
    } | given
    for name, make in (("representative", a_representative), ("entered_by", a_user)):
        if name not in values:
            values[name] = make()
    return VisitPart.objects.create(**values)


def a_sheet(**given: Any) -> ConfirmationSheet:
    values = {"number": f"HD-{next(_numbers)}", "printed_at": AT} | given
    return ConfirmationSheet.objects.create(representative=a_representative(), printed_by=a_user(), **values)


def two_in_one_place() -> None:
    who = a_representative()
    for _ in range(2):
        a_pairing(representative=who)


def two_of_the_same() -> None:
    who, enterprise = a_representative(), an_enterprise()
    for place in (1, 2):
        a_pairing(representative=who, enterprise=enterprise, place=place)


def approved_by_who_proposed() -> None:
    user = a_user()
    a_pairing(proposed_by=user, approved_by=user, approved_at=AT)


def confirmed_by_who_recorded() -> None:
    user = a_user()
    a_visit(
        recorded_by=user,
        confirmed_by=user,
        basis="看见了",
        status="confirmed",
        confirmed_at=AT,
        confirmed_on=ON,
    )


def two_on_one_day() -> None:
    who, enterprise = a_representative(), an_enterprise()
    for _ in range(2):
        a_part(visit=a_visit(enterprise=enterprise), representative=who)


def one_twice_in_a_visit() -> None:
    who, visit = a_representative(), a_visit()
    for withdrawn in (AT, None):
        a_part(visit=visit, representative=who, withdrawn_at=withdrawn)


def checked_by_who_scanned() -> None:
    user = a_user()
    scanned = {"scan": a_file(), "scanned_by": user, "scanned_at": AT}
    a_sheet(**scanned, checked_by=user, checked_at=AT)


def two_links_of_one_month() -> None:
    who = a_representative()
    for _ in range(2):
        ConfirmationLink.objects.create(
            representative=who,
            month="2026-11",
            token_hash=f"t{next(_numbers)}",
            phone_index="",
            sent_at=AT,
            expires_on=ON,
        )


BREACHES: dict[str, Callable[[], object]] = {
    "pairing_status_known": lambda: a_pairing(status="lost"),
    "pairing_consent_known": lambda: a_pairing(**OPEN | {"consent": "shout"}),
    "pairing_place_of_five": lambda: a_pairing(place=6),
    "pairing_at_most_five_a_person": two_in_one_place,
    "pairing_of_two_once": two_of_the_same,
    "pairing_approved_whole": lambda: a_pairing(approved_by=a_user()),
    "pairing_second_person": approved_by_who_proposed,
    "pairing_open_with_consent": lambda: a_pairing(status="open", approved_at=AT),
    "pairing_sheet_has_its_file": lambda: a_pairing(**OPEN | {"consent": "sheet"}),
    "pairing_ended_has_day_and_reason": lambda: a_pairing(status="ended", ended_at=AT, ended_on=ON),
    "visit_how_known": lambda: a_visit(how="dream"),
    "visit_kind_known": lambda: a_visit(kind="dream"),
    "visit_result_known": lambda: a_visit(result="dream"),
    "visit_status_known": lambda: a_visit(status="lost"),
    "visit_answer_known": lambda: a_visit(answer="maybe", answered_at=AT, asked_at=AT),
    "visit_answered_whole": lambda: a_visit(answer="unsure", answered_at=AT),
    "visit_confirmed_by_somebody": lambda: a_visit(status="confirmed", confirmed_at=AT, confirmed_on=ON),
    "visit_second_source": confirmed_by_who_recorded,
    "visit_denied_by_the_enterprise": lambda: a_visit(answer="not_came", answered_at=AT, asked_at=AT),
    "visit_withdrawn_has_reason": lambda: a_visit(status="withdrawn", withdrawn_at=AT),
    "visit_part_own_word_known": lambda: a_part(own_word="maybe"),
    "visit_part_own_word_way_known": lambda: a_part(
        own_word="confirmed", own_word_at=AT, own_word_on=ON, own_word_way="rumour"
    ),
    "visit_part_own_word_whole": lambda: a_part(own_word="confirmed"),
    "visit_part_signed_on_a_sheet": lambda: a_part(
        own_word="confirmed", own_word_at=AT, own_word_on=ON, own_word_way="sheet"
    ),
    "visit_one_a_day_and_enterprise": two_on_one_day,
    "visit_part_once": one_twice_in_a_visit,
    "confirmation_sheet_scanned_whole": lambda: a_sheet(scanned_at=AT),
    "confirmation_sheet_checked_once_scanned": lambda: a_sheet(checked_by=a_user(), checked_at=AT),
    "confirmation_sheet_second_person": checked_by_who_scanned,
    "confirmation_link_once_a_month": two_links_of_one_month,
}
MODELS = ("pairing", "visit", "visitpart", "confirmationsheet", "confirmationlink")


def test_every_constraint_has_its_breach() -> None:
    declared = {
        constraint.name
        for name in MODELS
        for constraint in apps.get_model("fieldwork", name)._meta.constraints
    }
    assert declared == BREACHES.keys()


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name]()
    # SQLite names the columns of a unique constraint, PostgreSQL the constraint.
    assert name in str(refused.value) or "UNIQUE" in str(refused.value)
