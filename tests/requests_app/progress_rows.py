"""A progress table of November on its way, for tests: frozen, written, submitted, published."""

import datetime as dt
from collections.abc import Callable

import pytest

from office.actors import Actor
from office.months import Month
from office.refusals import Refused
from requests_app.models import ProgressRow, ProgressTable
from requests_app.progress_tables import verbs
from tests.stories import SHANGHAI, Story

NOVEMBER = Month(2026, 11)
FIRST = dt.datetime(2026, 12, 1, 0, 5, tzinfo=SHANGHAI)


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def frozen(story: Story, instant: dt.datetime = FIRST) -> ProgressTable:
    table = verbs.freeze(story.group, NOVEMBER, by=Actor.system("progress"), at=instant)
    assert table is not None
    return table


def written(story: Story, who: str = "liaison") -> ProgressTable:
    table = frozen(story)
    for row in table.rows.all():
        verbs.write(
            row, "已约谈贷款银行，下周提出意见。", seen=row.progress, by=story.actor(who), at=at(12, 1)
        )
    return table


def submitted(story: Story, who: str = "liaison") -> ProgressTable:
    table = written(story)
    verbs.submit(table, by=story.actor(who), at=at(12, 2))
    return table


def published(story: Story, who: str = "approver") -> ProgressTable:
    table = submitted(story)
    verbs.publish(table, by=story.actor(who), at=at(12, 2, 15))
    table.refresh_from_db()
    return table


def row_of(table: ProgressTable, story: Story) -> ProgressRow:
    return table.rows.get(case=story.case)


def refused(code: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refusal:
        attempt()
    assert refusal.value.code == code
