"""Ends from which the tests of promises and look-backs go on."""

import datetime as dt

from requests_app.models import Promise
from tests.stories import Story


def promised(story: Story) -> Story:
    """A B answer that the enterprise agreed to: closed as 承诺事项, sixty days to go."""
    return story.answered("B").work(1).rate()


def to_the_promise(story: Story) -> dt.date:
    """To 10:00 of the promised day."""
    due = Promise.objects.get(case=story.case).due_on
    story.wait_until(due)
    return due


def settled(story: Story, result_class: str = "A") -> Story:
    return story.answered(result_class).work(1).rate()


def later(story: Story, days: int) -> Story:
    """To 10:00 so many calendar days on."""
    return story.wait_until(story.on + dt.timedelta(days=days))
