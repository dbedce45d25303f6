"""A station that a visitor's form needs, as the tests of the form itself have it."""

from tests.requests_app.conftest import open_station

__all__ = ["open_station"]
