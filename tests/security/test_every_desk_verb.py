"""Every verb of every desk role on a submitted, an accepted, an answered case: none reaches the verdict.

Afterwards no role holds a way to a verdict that counts as the requester's own, and the enterprise's old way rates.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from office.models import Event
from office.refusals import Refused
from requests_app.models import EnterpriseRequest, Verdict
from requests_app.models.requests import Status
from requests_app.personal_data import reissue
from tests.liveness.moves import Move, moves
from tests.requests_app import stages
from tests.requests_app.desk.test_counter import enter
from tests.security.links import links_to, own_way, rated
from tests.security.test_desk_forges_a_verdict import CLERKS, OWN, PHONE
from tests.stories import Story

DESK = ("clerk", "liaison", "representative", "staff", "second_staff", "approver")
UNITS = ("handler", "head", "co_handler")
ENDED = {Status.DECLINED, Status.REFERRED, Status.MERGED, Status.WITHDRAWN}
Attack = Callable[[Story], object]
pytestmark = pytest.mark.django_db


class Undo(Exception):
    """Takes the database back to before the attack."""


def attacks(story: Story) -> Iterator[tuple[str, Attack]]:
    """Every step that a person may take now, and what is done beside the steps."""
    for who in (*DESK, *UNITS):
        for move in moves(story, [who]):
            yield str(move), taken(move)
    for who in ("clerk", "staff", "second_staff", "approver"):
        yield f"{who} writes in a number", lambda story, who=who: story.take("correct", who, **PHONE)
    for who in ("clerk", "liaison", "staff"):
        for to in ("slip", "phone"):
            yield f"{who} issues a code: {to}", reissued(who, to)
        yield f"{who} changes the number, then issues", changed_and_reissued(who)


def taken(move: Move) -> Attack:
    return move.take


def reissued(who: str, to: Any) -> Attack:
    return lambda story: reissue.renew(
        story.case, to=to, reason="说是本人", by=story.people[who], at=story.at
    )


def changed_and_reissued(who: str) -> Attack:
    def attack(story: Story) -> None:
        if who != "liaison":
            story.take("correct", who, **PHONE)
        story.wait(hours=0.1)
        reissued(who, "phone")(story)
        reissue.renew(story.case, to="slip", reason="说是本人", by=story.people[who], at=story.at)

    return attack


def brought_to_an_answer(story: Story) -> None:
    """By the usual people; what has ended stays so."""
    ways: dict[str, Callable[[], object]] = {
        "submitted": story.accept,
        "accepted": story.assign,
        "assigned": story.sign,
    }
    for _ in range(8):
        story.case = EnterpriseRequest.objects.get(pk=story.case.pk)
        story.wait(hours=0.1)
        if story.case.status in ways:
            ways[story.case.status]()
        elif story.case.status == "handling":
            if "answer" not in story.possible("representative"):
                story.reply()
            story.answer()
        else:
            return


def desk_can_judge(story: Story, client: Client) -> list[str]:
    """Links sent to any number but the enterprise's that give a verdict which counts as its own."""
    found = []
    for link in links_to(CLERKS) + links_to("clerk@example.com"):
        with transaction.atomic():
            if rated(client, link) == 303 and Verdict.objects.filter(given_by="own").exists():
                found.append(link)
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("stage", ["submitted", "accepted", "answered"])
def test_after_any_verb_the_desk_cannot_judge_and_the_old_way_rates(
    story: Story, visitor: Client, clock: Any, stage: str
) -> None:
    getattr(stages, stage)(story)
    began, status, tried = story.at, story.case.status, []
    for name, attack in list(attacks(story)):
        story.at, case = began, story.case.pk
        story.case = EnterpriseRequest.objects.get(pk=case)
        assert story.case.status == status
        try:
            with transaction.atomic():
                attack(story.wait(hours=0.5))
                tried.append(name)
                looked_at(story, visitor, clock, name)
                raise Undo
        except (Undo, Refused):
            story.case = EnterpriseRequest.objects.get(pk=case)
    assert len(tried) > 8, tried


def looked_at(story: Story, visitor: Client, clock: Any, name: str) -> None:
    brought_to_an_answer(story)
    clock.move_to(story.at)
    assert desk_can_judge(story, visitor) == [], name
    assert not Verdict.objects.filter(given_by="own").exists(), name
    case = EnterpriseRequest.objects.get(pk=story.case.pk)
    if case.status in ENDED:
        return
    assert rated(visitor, own_way(story)) == 303, (name, case.status, case.outcome)
    standing = Verdict.objects.filter(case=case, overridden_at=None).order_by("pk").last()
    assert standing is not None
    assert standing.given_by == "own", name
    assert not Event.objects.filter(action="rate", by_kind="user").exists()


def test_the_counter_with_any_pair_of_addresses_judges_apart(
    story: Story, visitor: Client, sign_in: Any, clock: Any
) -> None:
    for phone, email in ((OWN, "clerk@example.com"), (CLERKS, "clerk@example.com"), (CLERKS, "")):
        clock.move_to(story.wait(hours=1).at)
        enter(
            sign_in(story.people["clerk"]),
            phone=phone,
            email=email,
            text=f"贷款到期了，请协调，{phone}{email}",
        )
        story.case = EnterpriseRequest.objects.latest("pk")
        brought_to_an_answer(story)
        clock.move_to(story.at)
        assert desk_can_judge(story, visitor) == []
