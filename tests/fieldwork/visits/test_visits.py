"""A visit on a phone: once however often it is sent, one a day and enterprise, counted once somebody else confirms it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from fieldwork.models import Visit, VisitPart
from fieldwork.pairings.contacts import contacts_of
from fieldwork.visits import asking, recording
from groups.models import Representative
from office.actors import Actor
from office.models import Message, Notice, User
from office.refusals import Refused
from stations.models import Interest
from tests.fieldwork.pairings.rows import (
    an_enterprise,
    answer_path,
    opened,
    person,
    recorded,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def paired(representative: User, liaison: User, staff: User, now: dt.datetime) -> Representative:
    """The representative, with an enterprise whose telephone the liaison typed."""
    who = person(representative)
    opened(who, liaison, staff, now - dt.timedelta(days=90))
    return who


def form_of(client: Client, who: Representative, **given: str) -> dict[str, object]:
    page = client.get("/desk/visits/new/").content.decode()
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    values = {
        "stamp": stamp,
        "enterprise": "湖北联众精密冲压有限公司",
        "people": [who.pk],
        "how": "came",
        "kind": "listen",
        "words": "银行要求先还后贷",
        "result": "nothing",
        "day": "2026-11-23",
        "time": "09:30",
    }
    return {**values, **given}


def test_a_visit_recorded_on_the_phone_counts_once_the_enterprise_says_so(
    paired: Representative, representative: User, sign_in: SignIn, visitor: Client, now: dt.datetime
) -> None:
    client = sign_in(representative)
    answer = client.post("/desk/visits/new/", form_of(client, paired))
    assert answer.status_code == 303
    visit = Visit.objects.get()
    assert (visit.status, visit.pairing, visit.on) == ("recorded", paired.pairings.get(), now.date())
    message = Message.objects.get(recipient_key=f"pairing:{visit.pairing_id}:phone", created_at=now)
    assert message.secret.endswith(answer_path(visit))
    contact = contacts_of([paired.pairings.get()], now.date())[visit.pairing_id]
    assert (contact.done, contact.waits) == (False, True)
    page = visitor.get(answer_path(visit)).content.decode()
    assert "单雄" in page
    assert "银行要求" not in page
    assert visitor.post(answer_path(visit), {"answer": "came"}).status_code == 303
    visit.refresh_from_db()
    assert (visit.status, visit.answer, visit.confirmed_on) == ("confirmed", "came", now.date())
    assert contacts_of([paired.pairings.get()], now.date())[visit.pairing_id].done
    assert "有，写给代表" in visitor.get(answer_path(visit)).content.decode()


def test_the_same_form_sent_again_is_the_same_visit(
    paired: Representative, representative: User, sign_in: SignIn
) -> None:
    client = sign_in(representative)
    form = form_of(client, paired)
    first, again = (client.post("/desk/visits/new/", form) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Visit.objects.count() == 1
    other = client.post("/desk/visits/new/", {**form, "words": "改了一句"})
    assert other.status_code == 409
    assert "改了一句" in other.content.decode()


def test_what_was_typed_stays_when_something_is_missing(
    paired: Representative, representative: User, sign_in: SignIn
) -> None:
    client = sign_in(representative)
    answer = client.post("/desk/visits/new/", form_of(client, paired, enterprise="没有这家", day="明天"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有登记这家企业" in page
    assert "银行要求先还后贷" in page
    assert "明天" in page
    assert not Visit.objects.exists()


def test_a_person_visits_an_enterprise_once_a_day(
    paired: Representative, representative: User, colleague: User, now: dt.datetime
) -> None:
    first = recorded([paired], representative, now).visit
    with pytest.raises(Refused, match="一天记一次"):
        recorded([paired, person(colleague)], representative, now)
    recorded([person(colleague)], colleague, now)
    recorded([paired], representative, now, met_at=now - dt.timedelta(days=1))
    recording.withdraw(first, "记错了", by=Actor.of(representative), at=now)
    recorded([paired], representative, now)
    assert VisitPart.objects.standing().filter(representative=paired).count() == 2


def test_the_link_goes_to_no_telephone_that_a_visitor_or_the_recorder_typed(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    opened(who, representative, staff, now)
    own = recorded([who], representative, now).visit
    assert own.asked_at is None
    other = an_enterprise("麻城市华科电气设备有限公司")
    opened(who, liaison, staff, now, enterprise=other)
    assert recorded([who], liaison, now, enterprise=other).visit.asked_at is None
    later = recorded([who], representative, now, enterprise=other, met_at=now - dt.timedelta(days=1))
    assert later.visit.asked_at == now


def test_a_denial_is_told_to_staff_and_auditor_and_stands_over_a_second_source(
    paired: Representative,
    representative: User,
    liaison: User,
    staff: User,
    auditor: User,
    visitor: Client,
    now: dt.datetime,
) -> None:
    visit = recorded([paired], representative, now).visit
    asking.confirm(visit, "门岗登记", by=Actor.of(liaison), at=now)
    visitor.post(answer_path(visit), {"answer": "unsure"})
    visitor.post(answer_path(visit), {"answer": "not_came"})
    visit.refresh_from_db()
    assert (visit.status, visit.confirmed_at, visit.confirmed_by) == ("denied", None, None)
    told = Notice.objects.filter(key=f"visit:{visit.pk}:denied").values_list("recipient", flat=True)
    assert set(told) == {staff.pk, auditor.pk}
    assert visitor.post(answer_path(visit), {"answer": "came"}).status_code == 409
    with pytest.raises(Refused, match="不能核实"):
        asking.confirm(visit, "我看见了", by=Actor.of(staff), at=now)


def test_who_recorded_or_came_is_no_second_source(
    paired: Representative,
    representative: User,
    colleague: User,
    liaison: User,
    staff: User,
    now: dt.datetime,
) -> None:
    visit = recorded([paired], liaison, now).visit
    for who in (liaison, representative, colleague):
        with pytest.raises(Refused, match="不能自己核实"):
            asking.confirm(visit, "我知道", by=Actor.of(who), at=now)
    with pytest.raises(Refused, match="依据"):
        asking.confirm(visit, "", by=Actor.of(staff), at=now)
    assert asking.confirm(visit, "企业来电", by=Actor.of(staff), at=now).status == "confirmed"


def test_future_old_tied_and_strange_visits_are_refused(
    paired: Representative, representative: User, stranger: User, now: dt.datetime
) -> None:
    with pytest.raises(Refused, match="不能晚于现在"):
        recorded([paired], representative, now, met_at=now + dt.timedelta(minutes=1))
    with pytest.raises(Refused, match="90 天"):
        recorded([paired], representative, now, met_at=now - dt.timedelta(days=91))
    with pytest.raises(Refused, match="由联络员"):
        recorded([paired], stranger, now)
    tied = an_enterprise("麻城市华科电气设备有限公司")
    Interest.objects.create(representative=paired, enterprise=tied, kind="other", since=dt.date(2026, 1, 1))
    with pytest.raises(Refused, match="回避"):
        recorded([paired], representative, now, enterprise=tied)


def test_a_confirmed_visit_is_taken_back_by_the_office_alone(
    paired: Representative, representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    visit = recorded([paired], representative, now).visit
    asking.confirm(visit, "企业来电", by=Actor.of(staff), at=now)
    with pytest.raises(Refused, match="联络员或工作人员撤回"):
        recording.withdraw(visit, "记错了", by=Actor.of(representative), at=now)
    assert recording.withdraw(visit, "记错了企业", by=Actor.of(liaison), at=now).status == "withdrawn"


def test_a_private_link_opens_on_no_terminal(
    paired: Representative, representative: User, visitor: Client, now: dt.datetime
) -> None:
    visit = recorded([paired], representative, now).visit
    visitor.get("/counter/gyllzx/")
    assert visitor.get(answer_path(visit)).status_code == 404
