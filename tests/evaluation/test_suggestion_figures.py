"""Suggestions of a month: each fact on its own day, and nothing that was recorded later changes it."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from evaluation import suggestion_figures
from evaluation.figures import AsOf
from evaluation.periods import Month
from evaluation.results import Rate
from office.calendar import LOCAL
from stations.models import Station
from suggestions.models import Author, Opinion
from tests.suggestions.conftest import scenario

__all__ = ["scenario"]

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)


@pytest.fixture(autouse=True)
def shown_from_one_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under five a rate shows neither part: here both are looked at."""
    monkeypatch.setattr(Rate, "is_small", property(lambda rate: not rate.denominator))


def of(month: Month) -> dict[str, object]:
    return suggestion_figures.of_month(None, month, AsOf.end_of(month))


def words(month: Month) -> dict[str, str]:
    return dict(suggestion_figures.lines({suggestion_figures.KEY: of(month)}))


def test_each_fact_counts_in_its_own_month(scenario: SuggestionScenario) -> None:
    scenario.answered("A")
    assert words(NOVEMBER)["代表建议立案"] == "1 件"
    assert words(NOVEMBER)["面商率"] == "100%（1 / 1）"
    assert words(NOVEMBER)["办成率"] == "100%（1 / 1）"
    assert words(NOVEMBER)["办理结果满意率"] == "样本不足"
    before = of(NOVEMBER)
    scenario.at = dt.datetime(2026, 12, 3, 10, tzinfo=LOCAL)
    scenario.opinion("satisfied", "dissatisfied")
    assert of(NOVEMBER) == before
    assert words(DECEMBER)["办理态度满意率"] == "100%（1 / 1）"
    assert words(DECEMBER)["办理结果满意率"] == "0%（0 / 1）"


def test_an_explanation_is_answered_and_not_achieved(scenario: SuggestionScenario) -> None:
    scenario.answered("C")
    assert words(NOVEMBER)["代表建议答复"] == "1 件"
    assert words(NOVEMBER)["办成率"] == "0%（0 / 1）"


def test_a_promise_counts_from_the_month_in_which_it_was_kept(scenario: SuggestionScenario) -> None:
    scenario.answered("B")
    assert words(NOVEMBER)["办成率"] == "0%（0 / 1）"
    row = scenario.row
    promise = row.promises.get()
    promise.kept_at, promise.kept_on = dt.datetime(2026, 12, 9, 10, tzinfo=LOCAL), dt.date(2026, 12, 9)
    promise.save()
    assert words(NOVEMBER)["办成率"] == "0%（0 / 1）"
    kept = suggestion_figures.of_month(None, NOVEMBER, AsOf(dt.date(2026, 12, 31)))
    assert kept["achieved"] == {"numerator": 1, "denominator": 1, "percent": 100}


def test_the_due_answer_counts_by_its_first_date(scenario: SuggestionScenario) -> None:
    scenario.handled()
    due = scenario.clock("answer").first_due_on
    month = Month.of(due)
    assert words(month)["建议按期答复率"] == "0%（0 / 1）"
    scenario.at = dt.datetime.combine(due, dt.time(10), tzinfo=LOCAL)
    scenario.answer("A")
    assert words(month)["建议按期答复率"] == "100%（1 / 1）"


def test_one_that_was_merged_is_achieved_when_the_promise_of_its_leading_one_is_kept(
    scenario: SuggestionScenario,
) -> None:
    scenario.handled()
    other = SuggestionScenario(scenario.people, scenario.lead, at=scenario.at, title="关于按月公示拨付的建议")
    other.submit().register().take("merge", "staff", leading=scenario.row)
    scenario.work(5).answer("B")
    assert words(NOVEMBER)["办成率"] == "0%（0 / 2）"
    scenario.opinion().take("keep_promise", "head", evidence="已经到账")
    assert words(NOVEMBER)["办成率"] == "100%（2 / 2）"
    # Whatever becomes of the merged one later: an answer in November stays what it was.
    scenario.people["author"].refresh_from_db()
    other.row.refresh_from_db()
    other.at = dt.datetime(2026, 12, 3, 10, tzinfo=LOCAL)
    other.opinion("satisfied", "dissatisfied").take("withdraw", "author", why="other", text="另行提出")
    assert words(NOVEMBER)["办成率"] == "100%（2 / 2）"


def test_an_answer_sent_back_for_its_class_has_achieved_nothing(scenario: SuggestionScenario) -> None:
    scenario.answered("A").take("dispute_class", "staff", unit=scenario.lead, remark="还没有拨付")
    assert words(NOVEMBER)["办成率"] == "0%（0 / 1）"


def test_an_opinion_counts_of_whoever_speaks_for_the_rest(scenario: SuggestionScenario) -> None:
    author = scenario.draft().row.authors.get()
    Author.objects.filter(pk=author.pk).update(order=2)
    first = Author.objects.create(
        suggestion=scenario.row,
        representative=scenario.representative("cosigner"),
        order=1,
    )
    Opinion.objects.create(
        suggestion=scenario.row,
        author=author,
        round=1,
        attitude="satisfied",
        result="mostly",
        given_at=scenario.at,
        given_on=scenario.on,
        counted_at=scenario.at,
    )
    assert words(NOVEMBER)["办理结果满意率"] == "样本不足"
    Author.objects.filter(pk=first.pk).update(state="left")
    assert words(NOVEMBER)["办理结果满意率"] == "100%（1 / 1）"


def test_a_lead_author_who_leaves_after_the_month_leaves_it_as_it_was(scenario: SuggestionScenario) -> None:
    """In a second round: what the next author had said of the first is not counted for its month then."""
    scenario.draft().take("name_co_signer", "author", representative=scenario.representative("cosigner"))
    scenario.take("ask_signatures", "author").take("sign", "cosigner").take("submit", "author").register()
    Opinion.objects.create(
        suggestion=scenario.row,
        author=scenario.row.authors.get(order=2),
        round=1,
        attitude="satisfied",
        result="mostly",
        given_at=scenario.at,
        given_on=scenario.on,
        counted_at=scenario.at,
    )
    before = of(NOVEMBER)
    scenario.wait_until(DECEMBER.from_on).take("leave", "author", reason="调离")
    assert of(NOVEMBER) == before


def test_another_station_s_edition_has_none(scenario: SuggestionScenario, station: Station) -> None:
    scenario.handled()
    station.is_default = False
    assert suggestion_figures.of_month(station, NOVEMBER, AsOf.end_of(NOVEMBER)) == {}
