"""柜台登记号码, 换号, 补发: what a desk had a hand in stands beside 未评价, and no rate gains by it."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from evaluation.figures import AsOf, of_month
from evaluation.periods import Month
from office.refusals import Refused
from requests_app.access.requesters import Requester
from requests_app.models import EnterpriseRequest, Verdict, VerdictKey
from requests_app.personal_data import reissue
from tests.security.links import links_to, rated
from tests.security.test_desk_forges_a_verdict import CLERKS, OWN, PHONE, given, to_the_answer
from tests.stories import Story

CHECK = {"found_in": "register", "called": "徐经理", "said": "对方确认登记的号码是自己的。"}
NOVEMBER = Month(2026, 11)
END = dt.date(2026, 11, 30)


def at_the_counter(story: Story, **given: Any) -> Story:
    return story.submit("clerk", source="reception", contact_note="当面", **given)


def test_a_desks_verdict_is_in_no_rate_but_is_told(story: Story) -> None:
    to_the_answer(at_the_counter(story)).take(
        "rate", Requester.with_receipt("desk"), satisfaction="satisfied", agreed="yes"
    )
    found = of_month(NOVEMBER, as_of=AsOf(END))
    for name in ("satisfied", "solved"):
        assert (found.rate(name).numerator, found.rate(name).denominator) == (0, 0)
        assert [(each.label, each.count) for each in found.left_out[name]] == [("柜台登记号码", 1)]
    assert found.rate("closed").beside["desk_verdict"] == 1
    assert found.rate("closed").numerator == 0


def test_changed_numbers_undone_ones_and_new_codes_stand_beside_unrated(story: Story) -> None:
    to_the_answer(story.submit()).wait(hours=1).take("correct", "clerk", **PHONE)
    reissue.renew(story.case, to="slip", reason="说是本人", by=story.people["clerk"], at=story.at)
    story.work(9).take("close_unrated", "system")
    beside = of_month(NOVEMBER, as_of=AsOf(END)).rate("closed").beside
    assert {name: beside[name] for name in ("unrated", "phone_changed", "phone_undone", "reissued")} == {
        "unrated": 1, "phone_changed": 1, "phone_undone": 0, "reissued": 1,
    }  # fmt: skip


def test_a_promise_is_not_confirmed_by_a_number_of_the_desk(story: Story) -> None:
    at_the_counter(story).accept().contact().assign().work(1).sign().work(2).reply("B").answer().work(1)
    story.take("rate", Requester.with_receipt("desk"), satisfaction="satisfied", agreed="yes")
    story.take_default("keep_promise").take("still_there", Requester.with_receipt("desk"), holds="yes")
    assert story.case.outcome == "promised"
    assert story.case.promises.get().confirmed_at is None


def test_a_second_person_checks_a_number_and_it_counts_as_own(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    to_the_answer(at_the_counter(story, phone=CLERKS))
    desks = links_to(CLERKS)[-1]
    on_the_day(story.wait(hours=1).take("check_phone", "second_staff", **CHECK))
    assert story.case.phone_grade == "checked"
    assert rated(visitor, links_to(CLERKS)[-1]) == 303
    assert given() == [("own", "settled")]
    assert VerdictKey.objects.filter(grade="desk").exists(), "what was sent before does not rise"
    assert rated(visitor, desks) in (404, 409)


@pytest.mark.parametrize("who", ["clerk", "liaison", "representative", "handler", "auditor"])
def test_only_staff_check_a_number(story: Story, who: str) -> None:
    at_the_counter(story)
    assert "check_phone" not in story.possible(who)


def test_whoever_typed_or_issued_or_handled_does_not_check(story: Story) -> None:
    story.submit("staff", source="reception", contact_note="当面")
    with pytest.raises(Refused, match="录入或补发过的人"):
        story.take("check_phone", "staff", **CHECK)
    reissue.renew(story.case, to="slip", reason="本人", by=story.people["second_staff"], at=story.at)
    with pytest.raises(Refused, match="录入或补发过的人"):
        story.take("check_phone", "second_staff", **CHECK)


def test_a_number_that_took_the_place_of_an_own_one_is_not_checked_meanwhile(story: Story) -> None:
    story.submit().take("correct", "clerk", **PHONE)
    with pytest.raises(Refused, match="原登记号码还没有确认"):
        story.take("check_phone", "second_staff", **CHECK)


@pytest.mark.postgres
def test_the_database_refuses_keys_and_numbers_of_unknown_origin(story: Story) -> None:
    story.submit()
    changes = (
        (EnterpriseRequest.objects.all(), {"phone_grade": "none"}),
        (EnterpriseRequest.objects.all(), {"phone_grade": "slip"}),
        (EnterpriseRequest.objects.all(), {"phone_index": ""}),
        (VerdictKey.objects.all(), {"grade": "slip"}),
        (VerdictKey.objects.all(), {"sent_to": "former"}),
    )
    for rows, change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.postgres
def test_an_own_verdict_has_nobody_who_recorded_it(story: Story) -> None:
    story.answered().rate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.update(recorded_by=story.people["staff"])
    assert story.case.phone == OWN
