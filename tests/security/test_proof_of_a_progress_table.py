"""A progress table that was sent round stays as it was: its row, its lines, its units."""

import pytest
from django.db import DatabaseError, connection, transaction

from requests_app.models import ProgressTable
from tests.requests_app.progress_rows import published
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE requests_app_progresstable SET issue = 99",
        "UPDATE requests_app_progresstable SET status = 'superseded', note = 'x'",
        "DELETE FROM requests_app_progresstable",
        "UPDATE requests_app_progressrow SET progress = 'x'",
        "DELETE FROM requests_app_progressrow",
        "DELETE FROM requests_app_progresstable_units",
    ],
)
def test_a_published_table_can_neither_be_changed_nor_removed(story: Story, statement: str) -> None:
    story.handled()
    table = published(story)
    assert table.units.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_next_edition_may_supersede_it(story: Story) -> None:
    story.handled()
    table = published(story)
    ProgressTable.objects.filter(pk=table.pk).update(status="superseded")
    table.refresh_from_db()
    assert table.status == "superseded"
