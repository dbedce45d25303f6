"""One browser and one served town for as long as tests of this folder follow each other."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from office.models import User
from tests import schema
from tests.browser import site, town
from tests.browser.town import Town
from tests.browser.visits import Visit
from tests.conftest import NOW

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 30_000
Apart = Callable[..., Any]
OpenContext = Callable[..., AbstractContextManager[BrowserContext]]
OpenVisit = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="package")
def apart(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Apart]:
    """`apart(function, …)` runs in a thread of its own, as Playwright's loop runs in this one.

    It and the server's threads work on a database of this folder: rows are committed, and nothing is to be emptied.
    """
    file = tmp_path_factory.mktemp("database") / "browser.sqlite3"
    schema.fetch(file)
    default = connections.settings["default"]
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), ThreadPoolExecutor(1) as thread:
        patch.setitem(default, "NAME", str(file))
        patch.setitem(default, "OPTIONS", default["OPTIONS"] | {"init_command": schema.QUICK})
        yield lambda function, *given: thread.submit(function, *given).result()
        thread.submit(connections.close_all).result()


@pytest.fixture(scope="package")
def county(apart: Apart) -> Town:
    with time_machine.travel(NOW.astimezone(dt.UTC), tick=False):
        return apart(town.build)


@pytest.fixture(scope="package")
def chromium(county: Town) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def origin(county: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with site.served(site.collect(tmp_path_factory.mktemp("static"))) as address:
        yield address


@pytest.fixture
def tab(chromium: Browser, origin: str, county: Town, apart: Apart) -> OpenContext:
    """`with tab("liaison", width=390)`: a fresh profile, signed in where somebody is named."""

    @contextmanager
    def opened(
        who: str = "", *, width: int = 360, height: int = 760, **options: Any
    ) -> Iterator[BrowserContext]:
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, locale="zh-CN", **options)
        context.set_default_timeout(PATIENCE)
        if who:
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": apart(_session, county.person(who)),
                        "url": origin,
                    }
                ]
            )
        yield context
        context.close()

    return opened


@pytest.fixture
def visit(tab: OpenContext, origin: str) -> OpenVisit:
    """The same with one page, which must be clean at the end."""

    @contextmanager
    def opened(who: str = "", **options: Any) -> Iterator[Visit]:
        with tab(who, **options) as context:
            begun = Visit.begin(context, origin)
            yield begun
            begun.expect_clean()

    return opened


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="office.access.RoleBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
