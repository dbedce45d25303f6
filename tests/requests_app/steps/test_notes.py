"""内部备注: read on the office's side alone, told once to whom it points out, and no part in the handling."""

import pytest

from office.models import Notice
from office.refusals import Refused
from requests_app.access import conflicts
from requests_app.access.case_access import access_of
from requests_app.history import case_history
from requests_app.models.case_file import CaseFile
from tests.stories import Story

WORDS = "企业老板说话急，先听他说完。"


@pytest.fixture
def noted(story: Story) -> Story:
    story.submit().accept().assign(story.co).sign()
    return story.take("note", "second_staff", text=WORDS, mention="representative")


def read_by(story: Story, who: str) -> str:
    access = access_of(CaseFile(story.case), story.people[who], story.at.date())
    return "\n".join(entry.text for entry in case_history.for_desk(story.case, access))


def test_only_the_offices_side_reads_it(noted: Story) -> None:
    for who in ("staff", "liaison", "representative", "approver", "auditor"):
        assert WORDS in read_by(noted, who), who
    for who in ("handler", "head", "co_handler", "clerk"):
        assert WORDS not in read_by(noted, who), who


def test_whoever_is_mentioned_is_told_once_and_without_the_words(noted: Story) -> None:
    told = Notice.objects.inapp().filter(title="有一条内部备注请您看")
    assert [row.recipient for row in told] == [noted.people["representative"]]
    assert WORDS not in told[0].body


def test_a_note_is_no_part_in_the_handling(noted: Story) -> None:
    assert not conflicts.took_part(noted.case, noted.people["second_staff"])


def test_units_and_requesters_write_none(noted: Story) -> None:
    for who in ("handler", "head", "clerk", "requester"):
        with pytest.raises(Refused, match="您不能进行“内部备注”"):
            noted.take("note", who, text=WORDS)


def test_a_part_that_nobody_else_holds_is_said_beside_its_field(noted: Story) -> None:
    with pytest.raises(Refused, match="没有别的承办代表") as refused:
        noted.take("note", "representative", text=WORDS, mention="representative")
    assert refused.value.field == "mention"
