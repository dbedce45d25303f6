"""回头看: planned for its day, opened by itself, done by who took no part; what holds, comes back, is not reached."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.queues.table import Moment
from office.models import Notice
from office.refusals import Refused
from requests_app.followup import automatic
from requests_app.models import Clock, LookBack
from requests_app.models.clocks import ClockKind
from requests_app.queues import CASE_QUEUES
from stations.scopes import Scopes
from tests.requests_app.ends import later, settled
from tests.stories import Story

SAID = {"called": "徐经理", "said": "都好，没有反复。"}


@pytest.fixture
def judicial(story: Story) -> Story:
    """The group of the story looks back at all of its cases."""
    story.group.checks_back = True
    story.group.save()
    return story


def queue_of(story: Story, who: str) -> set[str]:
    from office import calendar

    on = story.at.date()
    scopes = Scopes.of(type(story.people[who]).objects.get(pk=story.people[who].pk), on)
    return {one.queue for one in CASE_QUEUES.waiting_for(scopes, Moment(on, calendar.load()))}


def test_the_judicial_list_is_looked_back_at_on_day_30_and_90(judicial: Story) -> None:
    closed_on = settled(judicial).at.date()
    assert list(LookBack.objects.values_list("source", "opens_on")) == [
        ("first", closed_on + dt.timedelta(days=30)),
        ("second", closed_on + dt.timedelta(days=90)),
    ]
    automatic.sweep(later(judicial, 29).at)
    assert not LookBack.objects.opened().exists()
    automatic.sweep(later(judicial, 1).at)
    assert LookBack.objects.opened().get().source == "first"
    assert Notice.objects.filter(title="一件诉求请回头看（司法监察，首次）", channel="inapp").exists()
    judicial.take("record_look_back", "second_staff", outcome="holds", **SAID)
    assert (judicial.case.status, judicial.case.outcome) == ("closed", "settled")
    automatic.sweep(later(judicial, 60).at)
    assert LookBack.objects.opened().get().source == "second"


def test_what_came_back_is_worked_on_again_and_looked_back_at_anew(judicial: Story) -> None:
    settled(judicial)
    automatic.sweep(later(judicial, 30).at)
    judicial.take(
        "record_look_back", "second_staff", outcome="came_back", called="徐经理", said="又来检查了。"
    )
    assert (judicial.case.status, judicial.case.round) == ("handling", 2)
    assert set(LookBack.objects.values_list("round", "outcome")) == {(1, "came_back"), (1, "void")}
    assert not Clock.objects.running().filter(kind=ClockKind.LOOK_BACK).exists()
    judicial.work(1).reply().work(1).answer().work(1).rate()
    assert LookBack.objects.filter(round=2).planned().count() == 2


def test_not_reached_is_tried_three_times_and_then_stands_as_such(judicial: Story) -> None:
    settled(judicial)
    automatic.sweep(later(judicial, 30).at)
    for left in (2, 1, 0):
        judicial.work(1).take(
            "record_look_back", "second_staff", outcome="not_reached", called="徐经理", said="无人接听"
        )
        assert LookBack.objects.opened().exists() == (left > 0)
    row = LookBack.objects.get(source="first")
    assert (row.outcome, row.tries) == ("not_reached", 3)
    assert judicial.case.outcome == "settled"


def test_of_a_referred_case_only_whether_the_body_answered_and_never_reopened(judicial: Story) -> None:
    judicial.submit().accept().take(
        "refer", "staff", referred_to="市人民法院", reason="litigation", explanation="已立案", guidance="请向法院查询"
    )  # fmt: skip
    automatic.sweep(later(judicial, 30).at)
    for outcome in ("holds", "came_back"):
        with pytest.raises(Refused, match="只问转送单位是否答复"):
            judicial.take("record_look_back", "second_staff", outcome=outcome, **SAID)
    judicial.take("record_look_back", "second_staff", outcome="silent", called="徐经理", said="还没有消息。")
    assert judicial.case.status == "referred"
    assert LookBack.objects.filter(source="second").planned().exists()


def test_of_a_closed_case_nobody_asks_whether_a_body_answered(judicial: Story) -> None:
    settled(judicial)
    automatic.sweep(later(judicial, 30).at)
    with pytest.raises(Refused, match="不是转送"):
        judicial.take("record_look_back", "second_staff", outcome="answered", **SAID)


@pytest.mark.parametrize(
    "who", ["staff", "liaison", "representative", "handler", "head", "clerk", "auditor", "requester"]
)
def test_nobody_who_took_part_and_no_other_part_looks_back(judicial: Story, who: str) -> None:
    settled(judicial)
    automatic.sweep(later(judicial, 30).at)
    assert "record_look_back" not in judicial.possible(who)
    with pytest.raises(Refused):
        judicial.take("record_look_back", who, outcome="holds", **SAID)
    assert ("look_back" in queue_of(judicial, who)) is False if who != "requester" else True


def test_it_waits_in_the_queue_of_who_took_no_part(judicial: Story) -> None:
    settled(judicial)
    automatic.sweep(later(judicial, 30).at)
    assert "look_back" in queue_of(judicial, "second_staff")
    judicial.take("record_look_back", "second_staff", outcome="not_reached", called="徐经理", said="无人接听")
    assert "look_back" in queue_of(judicial, "second_staff"), "who looked back once may try again"


def test_a_look_back_is_refused_before_its_day_and_once_done(judicial: Story) -> None:
    settled(judicial)
    with pytest.raises(Refused, match="没有要回头看"):
        judicial.take("record_look_back", "second_staff", outcome="holds", **SAID)
    automatic.sweep(later(judicial, 30).at)
    judicial.take("record_look_back", "second_staff", outcome="holds", **SAID)
    with pytest.raises(Refused, match="没有要回头看"):
        judicial.take("record_look_back", "second_staff", outcome="holds", **SAID)


def test_an_unrated_a_that_holds_may_be_called_settled_and_a_d_never(judicial: Story) -> None:
    for result_class, outcome in (("A", "settled"), ("D", "unrated")):
        judicial.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=judicial.at.tzinfo)
        judicial.answered(result_class).work(10)
        automatic.sweep(judicial.at)
        judicial.case.refresh_from_db()
        assert judicial.case.outcome == "unrated"
        automatic.sweep(later(judicial, 30).at)
        judicial.take("record_look_back", "second_staff", outcome="holds", **SAID)
        assert judicial.case.outcome == outcome


def test_a_group_that_does_not_look_back_plans_nothing(story: Story) -> None:
    settled(story)
    assert not LookBack.objects.exists()


def test_the_queue_costs_the_same_for_one_and_for_many(judicial: Story) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            queue_of(judicial, "second_staff")
        return len(queries)

    def one() -> None:
        judicial.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=judicial.at.tzinfo)
        settled(judicial)

    one()
    automatic.sweep(later(judicial, 30).at)
    first = cost()
    one()
    one()
    automatic.sweep(later(judicial, 30).at)
    assert cost() == first
