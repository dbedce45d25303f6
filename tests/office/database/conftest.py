import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

ALIAS = "copy"


@pytest.fixture
def copy(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[BaseDatabaseWrapper]:
    """A migrated SQLite database in a file of its own, to be rebuilt at will. Its alias is "copy"."""
    original = connections["default"].settings_dict
    file = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(original["NAME"])) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    connections.settings[ALIAS] = {**original, "NAME": str(file)}
    try:
        with django_db_blocker.unblock():
            yield connections[ALIAS]
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
