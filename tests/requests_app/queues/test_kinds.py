"""Queues asked for the clocks of one case: conditions of other kinds are left out, and nothing else with them."""

import pytest
from django.db.models import Q

from casework.queues.table import Moment
from office.calendar import load, local_date
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from requests_app.queues import CASE_QUEUES
from stations.scopes import Scopes
from tests.liveness.scenes import SCENES
from tests.stories import Story

pytestmark = pytest.mark.django_db


def test_the_kinds_of_a_condition() -> None:
    kinds_of = CASE_QUEUES.kinds_of
    sign, reply = Q(kind=ClockKind.SIGN), Q(kind__in=(ClockKind.REPLY, ClockKind.SIGN), case__sealed=False)
    assert kinds_of(sign) == {"sign"}
    assert kinds_of(reply) == {"reply", "sign"}
    assert kinds_of(sign | Q(kind=ClockKind.ANSWER)) == {"sign", "answer"}
    assert kinds_of(reply & sign) == {"sign"}
    assert kinds_of(reply & ~sign) == {"reply", "sign"}
    assert kinds_of(Q(case__sealed=False)) == kinds_of(~sign) == kinds_of(Q()) == CASE_QUEUES.kinds
    assert kinds_of(sign | Q(case__sealed=False)) == CASE_QUEUES.kinds


@pytest.mark.parametrize("scene", ["consult", "ask_extension", "name_helper"])
def test_a_queue_of_some_kinds_holds_what_the_whole_one_holds_of_them(story: Story, scene: str) -> None:
    SCENES[scene](story)
    on = local_date(story.at)
    now = Moment(on, load())
    kinds = set(Clock.objects.ticking().values_list("kind", flat=True))
    for who, user in story.people.items():
        for scope in Scopes.of(user, on).all:
            held = list(CASE_QUEUES.held_by(scope, now).order_by("pk").values_list("queue", "pk"))
            some = CASE_QUEUES.held_by(scope, now, of_kinds=kinds).order_by("pk")
            assert list(some.values_list("queue", "pk")) == held, who
