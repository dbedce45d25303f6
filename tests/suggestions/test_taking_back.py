"""What was written down wrongly is taken back: no dead end where one person wrote it, no silence where one spoke."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from suggestions.models import UnsuitableKind
from tests.suggestions.files import a_file
from tests.suggestions.test_ways import refused

pytestmark = pytest.mark.django_db


def test_what_the_only_approver_wrote_down_can_be_taken_back_and_is_no_dead_end(
    scenario: SuggestionScenario, unsuitable: UnsuitableKind
) -> None:
    given = {"to": "author", "unsuitable": unsuitable, "advice": "请分成两件"}
    scenario.submit().take("propose_return", "staff", **given).take("confirm_return", "second_staff")
    scenario.take("object", "author", reason="本来就是一件事").take("propose_return", "approver", **given)
    assert "confirm_return" not in scenario.possible("staff") | scenario.possible("approver")
    assert refused(scenario, "take_back_return", "staff") == "not_own"
    scenario.take("take_back_return", "approver").register().assign().work(1).sign().answer()
    scenario.opinion("mostly", "dissatisfied").answer().opinion("mostly", "dissatisfied")
    decided = {"held_on": scenario.on, "minute_number": "9号", "decision": "close", "text": "不再办理"}
    scenario.take("record_directors", "approver", **decided)
    assert refused(scenario, "confirm_directors", "approver") == "second_person"
    scenario.take("reject_directors", "approver", reason="应由工作人员登记")
    scenario.take("record_directors", "staff", **decided).take("confirm_directors", "approver")
    assert scenario.row.outcome == "dissatisfied"


def test_a_sheet_that_waits_is_never_closed_as_silence_and_a_wrong_one_is_entered_anew(
    scenario: SuggestionScenario,
) -> None:
    scenario.answered()
    author = scenario.representative()
    author.user = None
    author.save()
    sheet = {"author": scenario.row.authors.get(), "attitude": "satisfied", "result": "satisfied"}
    scenario.take("record_opinion", "staff", **sheet, files=(a_file(),))
    scenario.wait_until(scenario.clock("opinion").due_on + dt.timedelta(days=1))
    assert refused(scenario, "close", "system") == "sheet"
    scenario.take("reject_opinion", "liaison", reason="没有签字")
    scenario.take("record_opinion", "staff", **sheet, files=(a_file("2"),)).take("check_opinion", "liaison")
    assert scenario.row.outcome == "settled"
