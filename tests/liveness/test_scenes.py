"""Beside the walk: after every step that needs time, another case or another kind of unit, somebody still must act."""

import pytest

from office.models import Event
from tests.liveness.checks import assert_heard_of, assert_live
from tests.liveness.scenes import SCENES
from tests.liveness.test_walk import undone
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.generated]


@pytest.mark.parametrize("step", SCENES)
def test_after_it_the_case_is_somebodys(story: Story, step: str) -> None:
    SCENES[step](story)
    story.case.refresh_from_db()
    assert Event.objects.of(story.case.subject).filter(action=step).exists()
    assert_live(story)
    with undone():
        assert_heard_of(story)
