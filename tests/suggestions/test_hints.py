"""What an author reads while writing: questions, and earlier suggestions of the kind with their answers."""

import pytest

from demo.suggestion_scenario import SuggestionScenario
from suggestions.drafting.hints import similar
from suggestions.models import Suggestion

pytestmark = pytest.mark.django_db


def test_earlier_ones_come_with_published_answers_and_never_what_is_kept_from_visitors(
    scenario: SuggestionScenario,
) -> None:
    scenario.answered()
    earlier = scenario.row
    own = Suggestion(title="关于稳岗返还资金尽快到账的建议")
    [found] = similar(own)
    assert (found.suggestion, found.answers) == (earlier, ())
    scenario.take("propose_publication", "staff", secrecy_checked_by="石敏").take("publish", "approver")
    [found] = similar(own)
    assert [reply.text for reply in found.answers] == ["所提建议已研究采纳。"]
    Suggestion.objects.update(publicity="closed")
    assert similar(own) == []
    assert similar(Suggestion(title="关于油茶林用地的建议")) == []
