import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests import schema

KEYS = settings.DEFAULT_SECRETS | {"FIELD_KEYS": [settings.DEFAULT_SECRETS["FIELD_KEYS"]]}


@dataclass(frozen=True)
class Upgraded:
    """A database of an earlier release: as it was, and right after `migrate`. `told` is what its dump says of it.

    The tests themselves use a third file, which pages and commands may write to.
    """

    told: dict[str, Any]
    before: Path
    after: Path


@pytest.fixture(scope="module", params=schema.DUMPS, ids=lambda path: path.name.removesuffix(".sql.gz"))
def upgraded(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Upgraded]:
    """Each earlier release, migrated, as the database of the tests; the clock stands where it was when it was dumped."""
    folder = tmp_path_factory.mktemp("upgrade")
    text = schema.sql_of(request.param)
    told = json.loads(text.partition("\n")[0].removeprefix("-- "))
    before, after = folder / "before.sqlite3", folder / "after.sqlite3"
    with closing(sqlite3.connect(before)) as database:
        database.executescript(text)
    schema.fetch_upgraded(request.param, after)
    copy(after, folder / "used.sqlite3")
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(folder / "used.sqlite3")
    ContentType.objects.clear_cache()
    try:
        with (
            django_db_blocker.unblock(),
            override_settings(**KEYS),
            time_machine.travel(schema.made_at(text), tick=False),
        ):
            yield Upgraded(told, before, after)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        ContentType.objects.clear_cache()


def copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(target)) as written:
        database.backup(written)
