"""A verdict at the very moment at which something else happens to its case: none that was acknowledged is lost.

Whoever reads that the verdict was taken has a row for it; of two the better stands, whichever came first; a key that
has ended judges no more, however long its form was on its way.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from casework import engine
from office.refusals import Refused
from requests_app.access import tracking
from requests_app.access.requesters import Requester
from requests_app.followup import automatic
from requests_app.models import EnterpriseRequest, Verdict
from requests_app.personal_data import reissue
from requests_app.public import own_steps
from requests_app.steps.table import STEPS
from tests.at_once import at_once
from tests.requests_app.public.pages import stamp_in
from tests.security.links import links_to, own_way
from tests.security.test_desk_forges_a_verdict import CLERKS, OWN, PHONE, to_the_answer
from tests.security.test_former_telephone import undo_link
from tests.stories import MONDAY, Story

GOOD = {"satisfaction": "satisfied", "agreed": "yes", "reason": ""}
BAD = {"satisfaction": "dissatisfied", "agreed": "no", "reason": "没有解决"}


class Sent:
    """Forms of the requester's that were opened and are sent when they are called; what each was answered."""

    def __init__(self) -> None:
        self.statuses: list[int] = []

    def form(self, path: str, **given: str) -> Callable[[], None]:
        client = Client(raise_request_exception=False)
        page = client.get(path)
        assert page.status_code == 200, path
        body = {"stamp": stamp_in(page.content.decode()), **given}
        return lambda: self.statuses.append(client.post(path, body).status_code)

    @property
    def taken(self) -> int:
        assert set(self.statuses) <= {303, 404, 409}, self.statuses
        return self.statuses.count(303)


def answered(story: Story, on_the_day: Any, phone: str) -> Story:
    story.at = MONDAY
    on_the_day(to_the_answer(story.submit(phone=phone)))
    return story


def verdicts(story: Story) -> list[tuple[str, bool]]:
    """By whose word, and whether it stands."""
    rows = Verdict.objects.filter(case=story.case).order_by("pk")
    return [(row.given_by, row.overridden_at is None) for row in rows]


def status(story: Story) -> str:
    return EnterpriseRequest.objects.values_list("status", flat=True).get(pk=story.case.pk)


def meanwhile(story: Story, what: str) -> Callable[[], object]:
    """What a desk or the queue does to the answered case in that moment."""
    at, key, case = story.at, story.case.pk, EnterpriseRequest.objects

    def take(step: str, who: str, on: int = key, /, **given: Any) -> Callable[[], object]:
        inputs, by = STEPS[step].inputs(**given), story.actor(who)
        return lambda: engine.take(step, case.get(pk=on), inputs, by=by, at=at)

    if what == "sweep":
        return lambda: automatic.close_unrated(at + dt.timedelta(days=30))
    if what == "slip":
        clerk = story.people["clerk"]
        return lambda: reissue.renew(case.get(pk=key), to="slip", reason="说是本人", by=clerk, at=at)
    if what == "merge":
        leading, answered_case = case.get(pk=key), story.case
        following = story.submit().accept().case.pk
        story.case = answered_case
        return take("merge", "liaison", following, leading=leading, reason="同一件事")
    steps: dict[str, tuple[str, dict[str, Any]]] = {
        "record_verdict": ("second_staff", {"called": "徐经理", **BAD}),
        "close": ("staff", {"reason": "没有评价"}),
        "correct": ("clerk", PHONE),
    }
    who, given = steps[what]
    return take(what, who, **given)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_acknowledged_verdict_is_lost_to_what_happens_in_the_same_moment(
    story: Story, on_the_day: Any
) -> None:
    """All of it on one database: each pair of calls has an answered case of its own."""
    wrong = []
    for number, what in enumerate(("record_verdict", "close", "sweep", "correct", "slip", "merge")):
        answered(story, on_the_day, f"199000{number:05d}")
        sent = Sent()
        rating = sent.form(f"{own_way(story)}rate/", **GOOD)
        at_once(rating, meanwhile(story, what))
        found = (sent.taken, ("own", True) in verdicts(story), status(story))
        # Neither a desk's step nor the queue's takes the days of the window away.
        if found != (1, True, "closed") and not (what == "record_verdict" and sent.taken == 0):
            wrong.append((what, found, sent.statuses))
    assert wrong == []
    story = answered(story, on_the_day, OWN)
    sent, sms = Sent(), links_to(OWN)[-1]
    at_once(sent.form(f"{own_way(story)}rate/", **GOOD), sent.form(f"{sms}rate/", **BAD))
    assert (sent.taken, len(verdicts(story))) == (1, 1)
    if status(story) == "closed":
        sent = Sent()
        reopening = sent.form(f"{sms}reopen/", reason="又坏了")
        at_once(
            reopening, meanwhile(story, "correct"), sent.form(f"{own_way(story)}reopen/", reason="没修好")
        )
        assert (sent.taken, status(story)) == (1, "handling")


@pytest.mark.django_db
def test_a_key_that_ended_while_its_form_was_on_its_way_judges_no_more(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    """The number of the clerk's opens the form, and sends it slowly; the former telephone says 不是我改的 meanwhile."""
    on_the_day(to_the_answer(story.submit()).wait(hours=1).take("correct", "clerk", **PHONE))
    held = tracking.keys_of_link(links_to(CLERKS)[-1].split("/")[2])
    assert held is not None
    by = Requester.holding(held.access, held.verdict)
    visitor.post(undo_link(), {"answer": "undo"})
    for step, given in {"rate": GOOD, "urge": {"text": ""}, "supplement": {"text": "没有这回事"}}.items():
        inputs = STEPS[step].inputs(**given)
        with pytest.raises(Refused) as refused:
            own_steps.take_once(step, story.case, inputs, key=f"k{step}", body="", by=by, at=story.at)
        assert refused.value.code == "key_ended"
    assert verdicts(story) == []
    assert status(story) == "answered"
