"""`doctor` names each trigger and each index that the code counts on and the database lacks."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config import doctor
from office.database.inspection import Found, expected
from tests.office.database.test_installation import drop_a_trigger

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def lines(now: dt.datetime) -> list[str]:
    return [each.line for each in doctor.examine(at=now) if each.check.name == "database_objects"]


def test_nothing_is_missing_from_a_migrated_database(now: dt.datetime) -> None:
    assert lines(now) == []


def test_a_missing_trigger_is_named_with_its_remedy(now: dt.datetime) -> None:
    dropped = drop_a_trigger()
    assert lines(now) == [f"表 {dropped.table} 缺少触发器 {dropped.name}，运行 migrate 即可补上。"]


@pytest.mark.parametrize("name", ["case_unended_due", "clock_one_running_of_unit"])
def test_a_missing_index_is_named(name: str, now: dt.datetime) -> None:
    """One of `Meta.indexes`, and a partial unique one."""
    (index,) = [each for each in expected(connection.vendor) if each.name == name]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {name}")
    assert lines(now) == [f"表 {index.table} 缺少索引 {name}。"]


def test_the_command_fails(now: dt.datetime) -> None:
    drop_a_trigger()
    output = StringIO()
    with pytest.raises(CommandError, match=r"共 \d+ 处不符"):
        call_command("doctor", stdout=output)
    assert "数据库的触发器和索引齐全：1 处不符" in output.getvalue()


def test_indexes_of_libraries_are_not_ours_to_name() -> None:
    assert not [each for each in expected("sqlite") if each.table.startswith(("django_", "account_"))]
    assert Found("index", "requests_app_enterpriserequest", "case_unended_due") in expected("sqlite")
