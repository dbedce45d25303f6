"""An event holds rows as they are once its verb ends: what a rollback to a savepoint took back, what is written twice."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from office import events
from office.actors import Actor
from office.database.storing import update
from office.events import Fact
from office.models import Event
from office.verbs import verb
from requests_app.models import CaseState, Clock, EnterpriseRequest
from tests.proof import take_up_fixtures
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


class Undo(Exception):
    pass


@pytest.fixture
def case(story: Story) -> EnterpriseRequest:
    story.answered()
    take_up_fixtures()
    return EnterpriseRequest.objects.get(pk=story.case.pk)


@verb
def write_and_undo(case: EnterpriseRequest) -> None:
    case.title = "写下"
    case.save(update_fields=["title"])
    try:
        with transaction.atomic():
            Clock.objects.filter(case=case).delete()
            EnterpriseRequest.objects.filter(pk=case.pk).update(title="又写")
            raise Undo
    except Undo:
        pass


@verb
def write_twice(case: EnterpriseRequest, at: dt.datetime) -> None:
    case.title, case.marks = "先写", ["other"]
    update(case, "title", "marks")
    case.title = "后写"
    case.save(update_fields=["title"])
    state = CaseState.objects.filter(case=case).latest("pk")
    update(state, "status")
    CaseState.objects.filter(pk=state.pk).delete()
    events.record(Fact(case.subject, "noted"), by=Actor.system("test"), at=at)


@verb
def record_and_undo(case: EnterpriseRequest, at: dt.datetime) -> None:
    by = Actor.system("test")
    case.title = "写下"
    case.save(update_fields=["title"])
    events.record(Fact(case.subject, "first"), by=by, at=at)
    case.marks = ["other"]
    case.save(update_fields=["marks"])
    try:
        with transaction.atomic():
            events.record(Fact(case.subject, "undone"), by=by, at=at)
            raise Undo
    except Undo:
        pass
    events.record(Fact(case.subject, "last"), by=by, at=at)


def test_what_was_recorded_before_a_rollback_is_numbered_once_and_held(
    case: EnterpriseRequest, now: dt.datetime
) -> None:
    record_and_undo(case, now)
    told = Event.objects.of(case.subject).order_by("-seq").values_list("action", flat=True)
    assert list(told[:2]) == ["last", "first"]
    assert events.verify_chain(case.subject) == []
    assert events.verify().faults == []


def test_rows_that_a_rollback_took_back_are_read_again(case: EnterpriseRequest) -> None:
    write_and_undo(case)
    assert events.verify_chain(case.subject) == []
    assert EnterpriseRequest.objects.get(pk=case.pk).title == "写下"
    assert Clock.objects.filter(case=case).exists()


def test_a_row_written_twice_and_removed_is_held_as_it_is(case: EnterpriseRequest, now: dt.datetime) -> None:
    write_twice(case, now)
    assert events.verify_chain(case.subject) == []


def test_no_row_of_a_case_is_read_again_to_be_proven(case: EnterpriseRequest) -> None:
    @verb
    def write() -> None:
        update(case, "title")

    with CaptureQueriesContext(connection) as captured:
        write()
    asked = [query["sql"] for query in captured.captured_queries]
    assert not [sql for sql in asked if sql.startswith("SELECT") and 'FROM "requests_app_' in sql]
