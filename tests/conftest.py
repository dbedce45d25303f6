"""What every test stands on: a held clock, a database in a file of its own, nothing skipped in silence."""

import datetime as dt
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connections

from office.events import facts
from tests import schema, sizes

pytest_plugins = [
    "tests.people",
    "tests.isolation",
    "tests.stories",
    "tests.grouping",
    "tests.security.complaint",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Monday, two working days before the month's last week.
TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_clock: runs on the machine's own clock")
    config.addinivalue_line("markers", "withholds: hands events what they may not keep")
    wanted = os.environ.get("TEST_DATABASE", "sqlite")
    if wanted not in settings.DATABASES["default"]["ENGINE"]:
        raise pytest.UsageError(
            f"TEST_DATABASE={wanted}, but DATABASE_URL is of another kind: tools/postgresql run …"
        )
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Static files are looked up when asked for: reading all of them for every test client costs seconds.
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    # Its own tests switch it on; everybody else's would only enrol first.
    settings.SECOND_FACTOR_REQUIRED = False
    sizes.load()


def pytest_collection_finish() -> None:
    """What was collected stays to the end: it need not be searched for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI is set, a test that was skipped has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("CI: a skipped test counts as a failed one.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's file lies in a folder of this run and goes with it; PostgreSQL's cluster is thrown away."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file: shared memory lost 134 of 200 threaded writes. What only durability needs is left out."""
    database = connections["default"].settings_dict
    if "sqlite" in database["ENGINE"]:
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        schema.fetch(file)
        database["TEST"]["NAME"] = str(file)
        database["OPTIONS"]["init_command"] = schema.QUICK


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """It is Monday 2026-11-23, 10:00 in Shanghai; `clock.move_to(…)` and `clock.shift(…)` move it."""
    if request.node.get_closest_marker("real_clock"):
        yield None
        return
    with time_machine.travel(NOW.astimezone(dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def files_of_this_test(tmp_path: Path, settings: object) -> Path:
    """Uploads and mail of one test are not seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    cache.clear()
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def nothing_withheld(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In production a text that may not enter an event's data is withheld; here whoever hands it in learns of it."""
    if request.node.get_closest_marker("withholds"):
        return

    def refuse(value: str, name: str) -> str:
        raise AssertionError(f"Free text belongs into `private`, not into an event's data: {name}={value!r}")

    monkeypatch.setattr(facts, "_withheld", refuse)


@pytest.fixture
def today() -> dt.date:
    return TODAY


@pytest.fixture
def now() -> dt.datetime:
    return NOW
