"""Published months and the database of an earlier release, for the tests of the proof."""

import pytest

from evaluation.models import Disclosure
from tests.evaluation import test_disclosing
from tests.evaluation.test_disclosing import drafted
from tests.stories import Story
from tests.upgrade.conftest import upgraded

__all__ = ["drafted", "upgraded"]


@pytest.fixture
def published(story: Story, drafted: Disclosure) -> Disclosure:
    return test_disclosing.published(story, drafted)
