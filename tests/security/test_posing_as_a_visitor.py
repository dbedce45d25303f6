"""Somebody of the desk signs out and goes on as a visitor: what they type is typed at a desk all the same."""

import datetime as dt
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from time_machine import Traveller

from office import desk_browsers
from office.models import User
from requests_app.models import AccessKey, EnterpriseRequest, Verdict, VerdictKey
from requests_app.models.grades import Grade
from stations.models import Booking, Station
from tests.people import SignIn
from tests.requests_app.api.test_requests import submit
from tests.requests_app.public.pages import PAGE, filled, stamp_in
from tests.security.links import own_way, rated
from tests.stations.receptions.rows import a_reception, slots
from tests.stations.receptions.test_api import post as book
from tests.stories import Story

pytestmark = pytest.mark.django_db
SAID = "工作人员使用的电脑或网络"


def signed_out(user: User, sign_in: SignIn) -> Client:
    """A browser in which somebody has worked and signed out."""
    client = sign_in(user)
    client.get("/desk/")
    assert client.post("/accounts/logout/").status_code == 302
    assert "/accounts/login/" in client.get("/desk/")["Location"]
    return client


def sent(client: Client, clock: Traveller, **given: Any) -> EnterpriseRequest:
    answer = client.post(PAGE, filled(client, clock, **given))
    assert answer.status_code == 303, answer.content.decode()
    return EnterpriseRequest.objects.latest("pk")


def grades(case: EnterpriseRequest) -> tuple[str, list[str], list[str]]:
    access = AccessKey.objects.filter(case=case).values_list("grade", flat=True)
    judging = VerdictKey.objects.filter(case=case).values_list("grade", flat=True)
    return case.phone_grade, list(access), list(judging)


OWN = (Grade.OWN, [Grade.OWN], [Grade.OWN])
DESK = (Grade.DESK, [Grade.SLIP], [])


def test_a_form_sent_after_signing_out_is_typed_at_the_desk(
    story: Story, sign_in: SignIn, visitor: Client, clock: Traveller
) -> None:
    """The receipt opens the case and judges nothing; the enterprise's own telephone is not affected."""
    desk = signed_out(story.people["clerk"], sign_in)
    assert SAID in desk.get(PAGE).content.decode()
    assert SAID not in visitor.get(PAGE).content.decode()
    assert grades(sent(desk, clock)) == DESK
    assert grades(sent(visitor, clock, phone="13912340001", text="园区路灯坏了两个月没有人来修")) == OWN


@pytest.mark.parametrize("how", ["another_browser", "next_day", "forged"])
def test_other_browsers_are_visitors(
    story: Story, sign_in: SignIn, visitor: Client, clock: Traveller, how: str
) -> None:
    if how == "next_day":
        visitor = signed_out(story.people["clerk"], sign_in)
        clock.shift(desk_browsers.LASTS + dt.timedelta(minutes=1))
    elif how == "forged":
        visitor.cookies[desk_browsers.COOKIE] = signing.dumps([1])
    assert grades(sent(visitor, clock)) == OWN


@pytest.mark.parametrize("typed", ["phone", "email"])
def test_a_number_of_an_account_is_the_desks(
    story: Story, visitor: Client, clock: Traveller, typed: str
) -> None:
    """The clerk's own telephone, from the clerk's own telephone; of a closed account it is a visitor's again."""
    clerk = story.people["clerk"]
    clerk.phone, clerk.email = "13912345678", "clerk@example.com"
    clerk.save(update_fields=["phone", "email"])
    given = {
        "phone": {"phone": "13912345678"},
        "email": {"phone": "13811112222", "email": "Clerk@example.com"},
    }
    assert grades(sent(visitor, clock, **given[typed])) == DESK
    clerk.is_active = False
    clerk.save(update_fields=["is_active"])
    assert grades(sent(visitor, clock, **given[typed], text="园区路灯坏了两个月没有人来修")) == OWN


def test_a_network_of_the_desks_is_the_desks(
    story: Story, visitor: Client, clock: Traveller, settings: Any
) -> None:
    settings.DESK_NETWORKS = ["10.8.0.0/16", "127.0.0.0/8"]
    assert SAID in visitor.get(PAGE).content.decode()
    assert grades(sent(visitor, clock)) == DESK
    assert submit(visitor).status_code == 201
    assert grades(EnterpriseRequest.objects.latest("pk")) == DESK


def test_who_sat_there_does_not_check_the_number(story: Story, sign_in: SignIn, clock: Traveller) -> None:
    story.case = sent(signed_out(story.people["staff"], sign_in), clock)
    story.accept()
    assert "staff" not in story.who_may("check_phone")
    assert "second_staff" in story.who_may("check_phone")


def test_an_own_link_in_a_desks_browser_judges_as_the_desks(
    story: Story, sign_in: SignIn, visitor: Client, on_the_day: Any
) -> None:
    """Read out or lent at the counter; from home the same link still gives the enterprise's own word."""
    on_the_day(story.submit().accept().contact().assign().work(1).sign().work(2).reply().answer())
    link = own_way(story)
    desk = signed_out(story.people["clerk"], sign_in)
    assert SAID in desk.get(link).content.decode()
    assert rated(desk, link) == 303
    assert Verdict.objects.get().given_by == Grade.DESK
    assert rated(visitor, link) == 303
    assert [row.given_by for row in Verdict.objects.filter(overridden_at=None)] == [Grade.OWN]


def test_an_own_link_in_a_desks_browser_withdraws_nothing_at_once(
    story: Story, sign_in: SignIn, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(story.submit().accept())
    desk = signed_out(story.people["clerk"], sign_in)
    page, own = desk.get(own_way(story)).content.decode(), visitor.get(own_way(story)).content.decode()
    assert (f"{own_way(story)}withdraw/" in own, f"{own_way(story)}withdraw/" in page) == (True, False)
    assert f"{own_way(story)}ask_withdrawal/" in page
    stamp = stamp_in(visitor.get(f"{own_way(story)}withdraw/").content.decode())
    desk.post(f"{own_way(story)}withdraw/", {"stamp": stamp, "reason": "settled", "confirmed": "yes"})
    story.case.refresh_from_db()
    assert story.case.status == "accepted"


def test_a_booking_from_a_desks_browser_has_a_desks_number(
    station: Station, representative: User, clerk: User, sign_in: SignIn, visitor: Client, now: dt.datetime
) -> None:
    first, second = slots(a_reception(station, representative, at=now))[:2]
    assert book(visitor, first.code).status_code == 201
    assert book(signed_out(clerk, sign_in), second.code, phone="19900020004").status_code == 201
    assert list(Booking.objects.order_by("pk").values_list("phone_grade", flat=True)) == ["own", "desk"]
