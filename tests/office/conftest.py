"""Who the tests of the office's admin stand on."""

from collections.abc import Iterator
from threading import Thread

import pytest
from django.test import Client
from pytest_django import Settings

from office.models import User
from tests.office.http_gateway import Gateway
from tests.people import SignIn


@pytest.fixture
def keeper(administrator: User, sign_in: SignIn) -> Client:
    return sign_in(administrator)


@pytest.fixture
def lin(db: None) -> User:
    return User.objects.create_user(username="lin", name="林")


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    """A real HTTP server in the place of an operator's, for as long as a test runs."""
    gateway = Gateway()
    thread = Thread(target=gateway.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.SMS_URL = gateway.url
    yield gateway
    gateway.server.shutdown()
    gateway.server.server_close()
    thread.join()
