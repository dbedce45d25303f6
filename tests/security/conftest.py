"""What the attacks share: a station for visitors' forms, the clock at the story's instant, published months, and the
database of an earlier release."""

import pytest

from evaluation.models import Disclosure
from tests.evaluation import test_disclosing
from tests.evaluation.test_disclosing import drafted
from tests.requests_app.conftest import open_station
from tests.requests_app.public.conftest import on_the_day
from tests.stories import Story
from tests.upgrade.conftest import upgraded

__all__ = ["drafted", "on_the_day", "open_station", "upgraded"]


@pytest.fixture
def published(story: Story, drafted: Disclosure) -> Disclosure:
    return test_disclosing.published(story, drafted)
