"""What the tests of the desk's pages share: a case's addresses, and steps taken by their pages."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from casework.inputs import input_fields
from office.models import User
from requests_app.steps.table import STEPS
from tests.stories import Story

SignIn = Callable[[User], Client]
# How a reason was told is asked of C answers, which unit of somebody who has several, a tick for each file there is.
ONLY_SOMETIMES = {"explained_how", "explained", "assignment", "looked_at"}


def url(story: Story, *rest: str) -> str:
    return "/".join([f"/desk/requests/{story.case.ledger_number}", *rest, ""])


def in_hand(story: Story) -> Story:
    return story.submit().wait(hours=2).accept().contact().assign(story.co).sign().sign("co_handler")


class Desk:
    """Takes steps by their pages, as people do: open, fill in, send."""

    def __init__(self, story: Story, sign_in: SignIn) -> None:
        self.story, self.sign_in = story, sign_in

    def url(self, step: str) -> str:
        return f"/desk/requests/{self.story.case.ledger_number}/steps/{step}/"

    def get(self, who: str, step: str, **headers: str) -> Any:
        return self.sign_in(self.story.people[who]).get(self.url(step), **headers)

    def form(self, who: str, step: str) -> dict[str, str]:
        """What the opened form carries along; it has a control for everything that the step asks for."""
        page = self.get(who, step).content.decode()
        asked = set(input_fields(STEPS[step].inputs)) - ONLY_SOMETIMES
        missing = {
            name for name in asked if not re.search(rf'<(input|select|textarea)[^>]* name="{name}"', page)
        }
        assert not missing, f"{step}: nothing to fill in for {missing}"
        return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("seen", "ticket")}

    def send(self, who: str, step: str, **typed: Any) -> Any:
        carried = self.form(who, step)
        return self.sign_in(self.story.people[who]).post(self.url(step), carried | typed)

    def take(self, who: str, step: str, **typed: Any) -> None:
        answer = self.send(who, step, **typed)
        assert answer.status_code == 303, answer.content.decode()
        self.story.case.refresh_from_db()
