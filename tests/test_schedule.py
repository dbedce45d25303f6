"""The table of recurring jobs: each row leads to a function that takes the time, on a readable cron line."""

import inspect

import pytest
from croniter import croniter
from django.utils.module_loading import import_string

from config.schedule import SCHEDULE, Recurring

ROWS = [pytest.param(row, id=row.name) for row in SCHEDULE]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_calls_a_function_that_takes_the_time(row: Recurring) -> None:
    parameters = inspect.signature(import_string(row.call)).parameters
    assert "at" in parameters
    assert [name for name, p in parameters.items() if name != "at" and p.default is p.empty] == []


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_readable_time(row: Recurring) -> None:
    assert croniter.is_valid(row.when)
    assert len(row.when.split()) == 5


def test_names_are_unique() -> None:
    names = [row.name for row in SCHEDULE]
    assert sorted(names) == sorted(set(names))


def test_the_table_is_not_empty() -> None:
    assert SCHEDULE
