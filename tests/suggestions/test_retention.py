"""What is kept of a suggestion's people no longer than needed, and what a representative's own copy holds."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Representative
from office import events, files
from office.models import EventPrivate, StoredFile, User
from suggestions import history, retention
from suggestions.models import Author, Meeting, Opinion
from tests.suggestions.files import a_file

pytestmark = pytest.mark.django_db


def ended(scenario: SuggestionScenario) -> SuggestionScenario:
    """The co-signer has signed on paper, the lead author's opinion stands on a sheet; closed."""
    cosigner = scenario.representative("cosigner")
    scenario.draft().take("name_co_signer", "author", representative=cosigner)
    scenario.take("ask_signatures", "author")
    row = Author.objects.get(representative=cosigner)
    scenario.take("record_signature", "liaison", author=row, files=(a_file("1"),)).take(
        "check_sheet", "staff"
    )
    scenario.take("submit", "author").register().assign().work(1).sign().answer()
    lead = scenario.row.authors.get(order=1)
    Representative.objects.filter(pk=lead.representative_id).update(user=None)
    said = {"attitude": "satisfied", "result": "mostly", "text": "拨付名单还没有公示"}
    scenario.take("record_opinion", "staff", author=lead, files=(a_file("2"),), **said)
    return scenario.take("check_opinion", "liaison")


def test_signatures_names_and_reasons_go_after_the_years_and_the_record_stays(
    scenario: SuggestionScenario,
) -> None:
    row = ended(scenario).row
    assert row.status == "closed"
    assert retention.purge(scenario.at.replace(year=scenario.at.year + 3)) == 0
    late = scenario.at.replace(year=scenario.at.year + 4)
    assert (retention.purge(late), retention.purge(late)) == (1, 0)
    assert set(Author.objects.values_list("state", "sheet")) == {("signed", None)}
    assert Author.objects.get(order=2).sheet_checked_by == scenario.people["staff"]
    opinion = Opinion.objects.get()
    assert (opinion.result, opinion.text, opinion.sheet) == ("mostly", "拨付名单还没有公示", None)
    meeting = Meeting.objects.get()
    assert (meeting.people, meeting.said) == ("", "先把去年的拨付到位")
    assert not EventPrivate.objects.filter(event__subject=row.subject).exists()
    assert events.verify_chain(row.subject) == []
    assert history.for_desk(row, is_author=False)[0].title.startswith("保存期满")
    files.purge_orphans(late)
    assert not StoredFile.objects.exists()


def test_what_goes_on_is_kept_and_a_promise_kept_late_is_emptied_once_more(
    scenario: SuggestionScenario,
) -> None:
    scenario.submit().register().assign().work(1).sign()
    much_later = dt.timedelta(days=366 * 4)
    assert retention.purge(scenario.at + much_later) == 0
    due = scenario.on + dt.timedelta(days=200)
    scenario.meet().write("B", promise_on=due, promise_text="年内拨付").take("sign_answer", "head").opinion()
    scenario.wait(days=366 * 4)
    assert retention.purge(scenario.at) == 1
    scenario.wait(days=1).take("keep_promise", "head", evidence="已全部拨付").opinion()
    assert (retention.purge(scenario.at), retention.purge(scenario.at + much_later)) == (0, 1)


def test_the_own_copy_names_what_was_proposed_signed_and_said(
    scenario: SuggestionScenario, representative: User, colleague: User, liaison: User
) -> None:
    said = {"attitude": "mostly", "result": "satisfied", "text": "请按季公示"}
    scenario.answered().take("give_opinion", "author", **said)
    found = retention.personal_data(representative)["代表建议"]
    assert [scenario.title in line and "领衔" in line for line in found["提出"]] == [True]
    assert "态度基本满意，结果满意 请按季公示" in found["意见"][0]
    assert retention.personal_data(colleague) == retention.personal_data(liaison) == {}
