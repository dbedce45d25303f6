"""What the tests of the visitor's pages share."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stories import Story


@pytest.fixture
def on_the_day(clock: Any) -> Callable[[Story], Story]:
    """Moves the clock to where the story is."""

    def move(story: Story) -> Story:
        clock.move_to(story.at)
        return story

    return move
