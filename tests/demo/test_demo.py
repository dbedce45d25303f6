"""The demo, once and whole: full, believable, and every published month agrees with what happened."""

import datetime as dt
import re
from collections import Counter

import pytest

from casework import engine
from demo import loading as demo
from evaluation.models import ScoreObjection
from groups.models import Representative
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import Event, Message, Notice, User
from office.refusals import Refused
from requests_app.access import tracking
from requests_app.access.requesters import Requester
from requests_app.models import (
    Assignment,
    Clock,
    EnterpriseRequest,
    LookBack,
    Promise,
    Verdict,
)
from requests_app.models.requests import ENDED, Status
from stations.models import Enterprise
from tests.clocks import was_met
from tests.demo.access_by_row import expect_access_by_row
from tests.demo.figures_twice import expect_figures_twice
from tests.demo.published_months import expect_published_months
from tests.demo.station_life import expect_station_life
from tests.demo.years_told import expect_years_told

PLACEHOLDER = re.compile(r"[{}]")
DEMO_ACCOUNTS = (
    "staff",
    "approver",
    "liaison",
    "representative",
    "colleague",
    "department",
    "head",
    "clerk",
    "editor",
    "auditor",
    "administrator",
)


def test_the_demo_refuses_a_database_in_use(staff: User, now: dt.datetime) -> None:
    with pytest.raises(Refused, match="空库"):
        demo.load(at=now)


@pytest.mark.long
def test_the_whole_demo(db: None, now: dt.datetime) -> None:
    """One load for all that is promised of it: it is the slowest thing in these tests."""
    loaded = demo.load(at=now)
    on = local_date(now)
    _its_codes_open_what_they_promise(loaded.examples, now)
    _it_is_full(on)
    _everybody_can_sign_in()
    _everybody_has_work(now, on)
    _dates_are_sound(now, on)
    _the_past_is_delivered(now)
    expect_published_months()
    expect_figures_twice(on)
    expect_station_life(on)
    expect_years_told(on)
    expect_access_by_row()
    assert not events.verify().faults


def _it_is_full(on: dt.date) -> None:
    cases = EnterpriseRequest.objects
    assert cases.count() >= 300
    assert Representative.objects.count() == 260
    assert Enterprise.objects.count() == 40
    assert ScoreObjection.objects.filter(upheld=True).exists()
    by_status = Counter(cases.values_list("status", flat=True))
    assert set(by_status) == set(Status.values)
    assert min(number for status, number in by_status.items() if status != Status.MERGED) >= 5
    outcomes = LookBack.objects.exclude(outcome="").values_list("outcome", flat=True)
    assert {"holds", "came_back", "not_reached"} <= set(outcomes)
    assert not LookBack.objects.opened().filter(opens_on__lt=on - dt.timedelta(weeks=4)).exists()
    assert Promise.objects.exclude(kept_at=None).count() >= 3
    assert {"settled", "promised", "unresolved", "explained", "unrated", "upheld", "suggestion"} <= set(
        cases.values_list("outcome", flat=True)
    )
    assert cases.filter(sealed=True).count() >= 2
    assert Event.objects.exclude(on_behalf_of=None).count() >= 3
    assert cases.filter(round__gte=2).count() >= 10
    assert Verdict.objects.filter(given_by="telephone").count() >= 10
    assert Verdict.objects.exclude(overridden_at=None).exists()
    assert Assignment.objects.filter(status="returned").count() >= 8
    assert Assignment.objects.filter(deemed_signed=True).exists()
    assert Assignment.objects.exclude(viewed_at=None).count() >= 200
    assert Assignment.objects.filter(department__mode="paper", status="replied").count() >= 2
    assert Promise.objects.count() >= 20
    late = Clock.objects.filter(kind="answer", stop_reason="done")
    late_share = sum(not was_met(clock) for clock in late) / len(late)
    assert 0.03 < late_share < 0.2
    this_month = cases.filter(received_on__gte=on.replace(day=1))
    assert this_month.filter(outcome="settled").count() >= 5


def _its_codes_open_what_they_promise(examples: list[demo.Example], now: dt.datetime) -> None:
    """Whoever tries the demo gets one case to follow and one to rate."""
    may = []
    for example in examples:
        case = EnterpriseRequest.objects.get(ledger_number=example.ledger_number)
        held = tracking.look_up(example.receipt_code.replace(" ", ""), example.phone_last4, now)
        assert held is not None
        by = Requester.holding(held.access, held.verdict)
        may.append({step.name for step in engine.possible(case, by=by, at=now)})
    followed, rated = may
    assert "supplement" in followed
    assert "rate" in rated


def _everybody_can_sign_in() -> None:
    for name in DEMO_ACCOUNTS:
        assert User.objects.get(username=name).check_password(f"demo-{name}"), name
    others = User.objects.exclude(username__in=DEMO_ACCOUNTS)
    assert not any(user.has_usable_password() for user in others)


def _everybody_has_work(now: dt.datetime, on: dt.date) -> None:
    for name, wanted in WORK.items():
        user = User.objects.get(username=name)
        found: set[str] = set()
        for case in EnterpriseRequest.objects.visible_to(user, on).exclude(status="closed"):
            found |= {step.name for step in engine.possible(case, by=Actor.of(user), at=now)}
        assert wanted <= found, (name, wanted - found)


WORK = {
    "staff": {"accept", "assign", "decline", "record_sign", "record_reply", "answer"},
    "approver": {"settle", "decide_appeal"},
    "liaison": {"accept", "answer_on_the_spot", "answer", "urge"},
    "representative": {"contact", "check", "answer"},
    "colleague": {"contact", "check", "answer"},
    "department": {"sign", "reply", "opinion", "return"},
    "head": {"confirm", "hand_back"},
    "clerk": {"record_verdict"},
}


def _dates_are_sound(now: dt.datetime, on: dt.date) -> None:
    cases = EnterpriseRequest.objects
    assert not cases.filter(submitted_at__gt=now).exists()
    assert cases.order_by("submitted_at").first().received_on < on - dt.timedelta(days=300)
    assert not cases.filter(status__in=ENDED, closed_on__gt=on).exists()
    texts = [
        *cases.values_list("answers__text", flat=True),
        *cases.values_list("assignments__replies__text", flat=True),
    ]
    assert not [text for text in texts if text and PLACEHOLDER.search(text)]
    # A part that was split off keeps the day its request came in, and takes the next free number.
    whole = cases.filter(split_from__isnull=True)
    numbers = list(whole.order_by("submitted_at").values_list("ledger_number", flat=True))
    assert numbers == sorted(numbers)


def _the_past_is_delivered(now: dt.datetime) -> None:
    old = now - dt.timedelta(hours=6)
    assert not Message.objects.waiting().filter(created_at__lt=old).exists()
    unread = Notice.objects.unread().filter(created_at__lt=now - dt.timedelta(days=2))
    assert not unread.exists()
    assert Notice.objects.unread().exists()
