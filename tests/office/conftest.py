"""Who the tests of the office's admin stand on."""

import pytest
from django.test import Client

from office.models import User
from tests.people import SignIn


@pytest.fixture
def keeper(administrator: User, sign_in: SignIn) -> Client:
    return sign_in(administrator)


@pytest.fixture
def lin(db: None) -> User:
    return User.objects.create_user(username="lin", name="林")
