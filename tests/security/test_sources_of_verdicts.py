"""A desk's browser that was cleared judges as the enterprise: the auditor sees that several verdicts came from one place."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office import events, sign_ins
from office.models import EventPrivate
from requests_app.followup import verdict_sources
from requests_app.models import Verdict
from tests.people import SignIn
from tests.security.links import own_way, rated
from tests.security.test_desk_forges_a_verdict import to_the_answer
from tests.stories import MONDAY, Story

pytestmark = pytest.mark.django_db
PLACE, ELSEWHERE = "203.0.113.9", "198.51.100.7"
HEADING = "本人评价来源异常"


def judged(story: Story, on_the_day: Any, number: int, *, address: str) -> str:
    story.at = MONDAY
    on_the_day(to_the_answer(story.submit(phone=f"1990002{number:04d}")))
    assert rated(Client(REMOTE_ADDR=address), own_way(story)) == 303
    return story.case.ledger_number


def test_three_requesters_of_one_network_and_one_of_an_accounts_are_told_to_the_auditor_alone(
    story: Story, sign_in: SignIn, on_the_day: Any
) -> None:
    numbers = [judged(story, on_the_day, number, address=PLACE) for number in range(2)]
    other = judged(story, on_the_day, 8, address=ELSEWHERE)
    auditor = sign_in(story.people["auditor"])
    page = auditor.get("/desk/pressure/").content.decode()
    assert HEADING in page
    assert not any(number in page for number in (*numbers, other))
    numbers.append(judged(story, on_the_day, 2, address=PLACE))
    page = auditor.get("/desk/pressure/").content.decode()
    assert all(number in page for number in numbers)
    assert other not in page
    sign_ins.note_signed_in(story.people["clerk"], address=ELSEWHERE, at=story.at)
    assert other in auditor.get("/desk/pressure/").content.decode()
    office = sign_in(story.people["staff"]).get("/desk/pressure/").content.decode()
    assert HEADING not in office
    assert not any(number in office for number in (*numbers, other))
    # Neither the address nor anything of it outlasts the logs; the chains say so.
    given = Verdict.objects.values_list("pk", flat=True)
    kept = EventPrivate.objects.filter(name="network")
    assert kept.count() == 4
    assert not any(PLACE in row.value for row in kept)
    later = story.at + dt.timedelta(days=400)
    assert (verdict_sources.purge(later), sign_ins.purge(later)) == (4, 1)
    assert [events.verify_chain(f"verdict_source:{pk}") for pk in given] == [[]] * 4
