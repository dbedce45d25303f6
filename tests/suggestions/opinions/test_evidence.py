"""参阅材料: figures, times, promises and quotations of a kind of requests, and nobody's name."""

import datetime as dt
from io import BytesIO

import pytest
from docx import Document

from evaluation.wording import approve, reword
from office.models import Event
from requests_app.models import Complaint
from suggestions.opinions import evidence
from tests.people import SignIn
from tests.stories import SHANGHAI, Story
from tests.suggestions.opinions.rows import a_draft, an_item

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SINCE, UNTIL = dt.date(2026, 10, 1), dt.date(2026, 11, 20)


@pytest.fixture
def county(story: Story) -> Story:
    """Four requests: promised, settled, one about a unit's own conduct, one sealed; the settled one has public words."""
    story.answered("B").work(1).rate()
    story.at = dt.datetime(2026, 11, 3, 9, tzinfo=SHANGHAI)
    story.answered("A").work(1).rate()
    entry = reword(
        story.case, title="过桥资金紧张", text="三家企业续贷遇到困难。", on_supervision_scene=False,
        by=story.actor("staff"), at=story.at,
    )  # fmt: skip
    approve(entry, by=story.actor("approver"), at=story.at)
    story.handled()
    Complaint.objects.create(case=story.case)
    story.handled().take("seal", "staff")
    return story


def test_it_counts_what_may_be_told_and_leaves_out_the_sealed_and_the_veiled(county: Story) -> None:
    found = evidence.gather(county.category, SINCE, UNTIL, on=UNTIL)
    assert (found.received, found.answered, found.settled) == (2, 2, 1)
    assert (found.promises, found.kept, found.broken) == (1, 0, 0)
    assert found.units == (("财政局", 2),)
    assert found.quotations == (("过桥资金紧张", "三家企业续贷遇到困难。"),)
    assert found.days_to_answer is not None
    later = evidence.gather(county.category, UNTIL, dt.date(2026, 12, 1), on=UNTIL)
    assert (later.received, later.days_to_answer, later.lines) == (0, None, ())


def test_the_word_file_names_nobody_and_its_taking_is_recorded(
    county: Story, sign_in: SignIn, clock: object
) -> None:
    story = county
    item = an_item(story)
    a_draft(story)
    base = f"/desk/agenda/{item.token}/evidence.docx"
    asked = f"?category={story.category.pk}&since={SINCE}&until={UNTIL}"
    answer = sign_in(story.people["staff"]).get(base + asked)
    assert answer["Content-Disposition"].endswith(".docx")
    word = Document(BytesIO(answer.content))
    said = "\n".join(
        [
            *(paragraph.text for paragraph in word.paragraphs),
            *(cell.text for table in word.tables for row in table.rows for cell in row.cells),
        ]
    )
    assert "过桥资金紧张" in said
    assert "财政局" in said
    case = story.case
    for secret in (case.enterprise_name, case.text, case.contact, case.ledger_number, case.title):
        assert secret not in said
    assert Event.objects.filter(action="export").latest("pk").data["page"] == "evidence"
    assert sign_in(story.people["staff"]).get(base).status_code == 422
    assert sign_in(story.people["representative"]).get(base + asked).status_code == 404
