"""Figures over real cases: cohorts, what is left out, and the lists behind the numbers."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation import figures
from evaluation.figures import ANSWERED, RESPONSE, SATISFIED
from evaluation.periods import Month, close_by, due_range
from evaluation.results import Rate
from office import calendar as office_calendar
from tests.stories import MONDAY, SHANGHAI, Story

NOVEMBER = Month(2026, 11)
AS_OF = dt.date(2026, 12, 1)

pytestmark = pytest.mark.postgres


def many(story: Story, count: int, **given: object) -> None:
    for _ in range(count):
        story.at = MONDAY
        story.answered(**given).work(1).rate()


def test_a_month_counts_what_was_due_in_it(story: Story) -> None:
    many(story, 2)
    found = figures.of_month(NOVEMBER, as_of=figures.AsOf(AS_OF))
    assert found.rate("response") == Rate(2, 2, 0, {"attempted": 0})
    assert found.rate("answered").numerator == 2
    assert (found.sums.received, found.sums.settled) == (2, 2)
    assert found.solved == Rate(2, 2, 0, {"at_once": 2, "unconfirmed": 0, "broken": 0})


def test_the_running_month_judges_only_what_has_come_due(story: Story) -> None:
    """Contact is due on the 25th, the answer on the 30th: neither is late, nor in a rate, before its day is over."""
    story.submit().accept("simple")
    due = {kind: story.case.clocks.get(kind=kind).first_due_on for kind in ("contact", "answer")}
    assert all(NOVEMBER.from_on < day < NOVEMBER.to_on for day in due.values())
    for name, kind in (("response", "contact"), ("answered", "answer")):
        for day, denominator in ((due[kind], 0), (due[kind] + dt.timedelta(days=1), 1)):
            found = figures.of_month(NOVEMBER, as_of=figures.AsOf(day))
            assert found.rate(name).denominator == denominator


def test_what_was_settled_ahead_of_its_day_stays_so_in_a_day_that_is_over(story: Story) -> None:
    many(story, 1)
    story.work(1)
    on = story.at.date()
    yesterday = figures.AsOf(on, dt.datetime.combine(on, dt.time(), tzinfo=SHANGHAI))
    before = figures.of_month(NOVEMBER, as_of=yesterday).rate("closed")
    assert before.denominator == 1
    story.take("reopen", "requester", reason="又停电了")
    assert figures.of_month(NOVEMBER, as_of=yesterday).rate("closed") == before


def test_a_late_answer_counts_against_the_original_date(story: Story) -> None:
    story.submit().accept("simple").contact().assign().sign()
    story.work(8).reply().answer()
    found = figures.of_month(NOVEMBER, as_of=figures.AsOf(AS_OF))
    assert (found.rate("answered").numerator, found.rate("answered").denominator) == (0, 1)
    assert found.rate("unit").numerator == 0


def test_what_is_left_out_is_counted_and_listed(story: Story) -> None:
    story.answered()
    story.at = MONDAY
    story.submit().accept().contact()
    story.take("withdraw", "requester", reason="solved")
    found = figures.of_month(NOVEMBER, as_of=figures.AsOf(AS_OF))
    rate = found.rate("response")
    assert (rate.numerator, rate.denominator, rate.excluded) == (1, 1, 1)
    everything = figures.cohort(RESPONSE, "all", NOVEMBER, as_of=figures.AsOf(AS_OF))
    parts = [
        figures.cohort(RESPONSE, part, NOVEMBER, as_of=figures.AsOf(AS_OF))
        for part in ("numerator", "rest", "excluded")
    ]
    assert sum(part.count() for part in parts) == everything.count() == 2


def test_sealed_cases_are_in_no_figure(story: Story) -> None:
    story.answered()
    story.take("seal", "staff")
    assert figures.of_month(NOVEMBER, as_of=figures.AsOf(AS_OF)).sums.received == 0


def test_only_the_last_verdict_of_a_month_counts(story: Story) -> None:
    story.answered().work(1).rate("dissatisfied", "no", "没解决")
    story.work(1).reply().work(1).answer().work(1).rate("satisfied", "yes")
    found = figures.of_month(NOVEMBER, as_of=figures.AsOf(AS_OF))
    assert found.rate("satisfied") == Rate(1, 1, 0, {"own": 1, "telephone": 0})
    assert figures.cohort(SATISFIED, "numerator", NOVEMBER, as_of=figures.AsOf(AS_OF)).count() == 1


def test_grouping_adds_up_to_the_whole(story: Story) -> None:
    many(story, 2)
    whole = figures.of_month(NOVEMBER, as_of=figures.AsOf(AS_OF))
    counted = figures.count_month(NOVEMBER, as_of=figures.AsOf(AS_OF), dimensions=figures.DIMENSIONS)
    for parts in counted.by.values():
        assert sum(part.sums.received for part in parts.values()) == whole.sums.received
        assert sum(part.rate(ANSWERED.name).numerator for part in parts.values()) == 2


def test_a_month_asks_the_ledger_six_times_whatever_is_asked_and_counted(story: Story) -> None:
    """Once for the sums and for each kind of row: clocks, cases, verdicts, promises, look-backs."""

    def cost(*dimensions: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            figures.count_month(NOVEMBER, as_of=figures.AsOf(AS_OF), dimensions=dimensions)
        return sum("requests_app_" in query["sql"] for query in queries.captured_queries)

    story.answered()
    assert (cost(), cost("group"), cost(*figures.DIMENSIONS)) == (6, 6, 6)
    many(story, 4)
    assert cost(*figures.DIMENSIONS) == 6


def test_the_sums_alone_cost_one_query(story: Story) -> None:
    story.answered()
    with CaptureQueriesContext(connection) as queries:
        sums = figures.received(NOVEMBER, as_of=figures.AsOf(AS_OF), station=story.station.pk)
    assert len(queries) == 1
    assert sums == figures.of_month(NOVEMBER, as_of=figures.AsOf(AS_OF), station=story.station.pk).sums


def test_an_unknown_dimension_is_refused(story: Story) -> None:
    with pytest.raises(ValueError, match="weather"):
        figures.count_month(NOVEMBER, as_of=figures.AsOf(AS_OF), dimensions=("weather",))


def test_a_public_rate_under_five_tells_neither_part(story: Story) -> None:
    from evaluation.drafting import rate_data

    assert rate_data(Rate(3, 4))["denominator"] is None
    assert rate_data(Rate(3, 5)) == {"numerator": 3, "denominator": 5, "percent": 60, "excluded": 0}


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"), [(1, 8, 13), (1, 3, 33), (2, 3, 67), (0, 0, None)]
)
def test_percentages_round_half_up_once(numerator: int, denominator: int, percent: int | None) -> None:
    assert Rate(numerator, denominator).percent == percent


def test_the_close_by_range_is_exact(holidays: None) -> None:
    calendar = office_calendar.load()

    def closes(due_on: dt.date) -> dt.date:
        return close_by(due_on, calendar, working_days=5, calendar_days=7)

    first, last = due_range(NOVEMBER.from_on, NOVEMBER.to_on, closes)
    assert closes(first) >= NOVEMBER.from_on > closes(first - dt.timedelta(days=1))
    assert closes(last) >= NOVEMBER.to_on > closes(last - dt.timedelta(days=1))
    assert dt.datetime(2026, 11, 1, tzinfo=SHANGHAI).date() == NOVEMBER.from_on
