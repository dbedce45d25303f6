"""进度表 on the lobby screen: only what was signed, nobody named, nothing private, no days over."""

from django.test import Client

from requests_app.progress_tables import verbs
from tests.requests_app.progress_rows import at, published, submitted
from tests.stories import Story

BOARD = "/board/gyllzx/"


def scene(visitor: Client) -> str:
    page = visitor.get(BOARD).content.decode()
    return "".join(part.split("</section>")[0] for part in page.split('data-scene="progress_table"')[1:])


def test_a_table_is_on_it_once_it_was_signed(story: Story, visitor: Client) -> None:
    story.submit().accept("simple").contact().assign().sign()
    table = submitted(story)
    assert scene(visitor) == ""
    verbs.publish(table, by=story.actor("approver"), at=at(12, 2))
    shown = scene(visitor)
    for words in (story.case.ledger_number, story.lead.short_name, "已约谈贷款银行", "办理中"):
        assert words in shown
    for words in ("湖北锦绣", "超期", story.case.title):
        assert words not in shown


def test_a_case_that_its_enterprise_keeps_private_is_not_on_it(story: Story, visitor: Client) -> None:
    story.submit(private=True).accept()
    hidden = story.case.ledger_number
    story.submit(phone="").accept()
    published(story)
    shown = scene(visitor)
    assert hidden not in shown
    assert story.case.ledger_number in shown


def test_a_sentence_of_three_lines_leaves_room_for_four_rows_a_page(story: Story, visitor: Client) -> None:
    for _ in range(5):
        story.submit(phone="").accept()
    published(story)
    assert 'data-page="2 / 2 页"' in scene(visitor)
