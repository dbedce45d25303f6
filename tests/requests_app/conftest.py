"""What only the tests of requests stand on."""

import pytest

from requests_app.models import Category
from stations.models import Station


@pytest.fixture
def open_door(station: Station, category: Category) -> Station:
    """A station and a category: all that a visitor's form needs."""
    return station
