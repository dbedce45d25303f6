"""What only the tests of requests stand on."""

import datetime as dt
from collections.abc import Callable

import pytest

from requests_app.models import Category
from stations.models import Station
from tests.requests_app.desk.pages import Desk, SignIn, url
from tests.stories import Story


@pytest.fixture
def open_station(station: Station, category: Category) -> Station:
    """A station and a category: all that a visitor's form needs."""
    return station


@pytest.fixture
def desk(story: Story, sign_in: SignIn, now: dt.datetime) -> Desk:
    story.at = now
    return Desk(story, sign_in)


@pytest.fixture
def opened(story: Story, sign_in: SignIn) -> Callable[[str], str]:
    """The page of the story's case as that person sees it."""

    def page(who: str) -> str:
        answer = sign_in(story.people[who]).get(url(story))
        assert answer.status_code == 200, who
        return answer.content.decode()

    return page
