"""走访包: one page of an enterprise before a visit, within the reader's sight; and a representative's first page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fieldwork.models import Visit
from groups.models import DepartmentOfficer
from office.models import RoleGrant, User
from office.roles import Role
from policies.models import PolicyVersion
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.fieldwork.activities.rows import confirmed
from tests.fieldwork.pairings.rows import an_enterprise, opened, person, recorded
from tests.people import SINCE
from tests.policies.rows import a_version
from tests.security.complaint import WORDS
from tests.stations.receptions.rows import a_reception, booked, slots
from tests.stories import Story

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NAME = "湖北联众精密冲压有限公司"


def pack(client: Client) -> str:
    answer = client.get(f"/desk/enterprises/{an_enterprise().pk}/pack/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_requests_promises_visits_and_policies(
    story: Story, sign_in: SignIn, now: dt.datetime
) -> None:
    an_enterprise(NAME, size="small", industry="通用设备制造")
    story.submit(enterprise_name=NAME, text="贷款月底到期，银行要求先还后贷").accept()
    a_version()
    who = person(story.people["representative"])
    opened(who, story.people["liaison"], story.people["staff"], now)
    recorded([who], story.people["representative"], now, words="谈了续贷")
    page = pack(sign_in(story.people["representative"]))
    assert story.case.ledger_number in page
    assert "谈了续贷" in page
    assert PolicyVersion.objects.get().title in page
    assert "记走访" in page


def test_it_shows_no_request_that_the_reader_does_not_see(
    story: Story, stranger: User, sign_in: SignIn, now: dt.datetime
) -> None:
    an_enterprise(NAME)
    story.submit(enterprise_name=NAME, text="贷款月底到期，银行要求先还后贷").accept()
    staff = story.people["staff"]
    opened(person(stranger), stranger, staff, now, enterprise=an_enterprise())
    assert story.case.ledger_number in pack(sign_in(story.people["approver"]))
    assert story.case.ledger_number not in pack(sign_in(stranger))
    sealed = story.case
    story.take("seal", "staff")
    assert sealed.ledger_number not in pack(sign_in(story.people["approver"]))
    assert sealed.ledger_number in pack(sign_in(story.people["auditor"]))


def test_an_officer_of_the_unit_complained_about_finds_no_word_of_the_complaint(
    complaint: Story, sign_in: SignIn, now: dt.datetime
) -> None:
    """Even where the officer is the enterprise's paired representative, who handles the case."""
    people, case = complaint.people, complaint.case
    assert case.enterprise is not None
    opened(
        person(people["representative"]), people["liaison"], people["staff"], now, enterprise=case.enterprise
    )
    address = f"/desk/enterprises/{case.enterprise.pk}/pack/"
    assert case.ledger_number in sign_in(people["representative"]).get(address).content.decode()
    RoleGrant.objects.create(user=people["representative"], role=Role.HANDLER, since=SINCE)
    DepartmentOfficer.objects.create(
        user=people["representative"], department=complaint.co, duty="handler", since=SINCE
    )
    page = sign_in(people["representative"]).get(address).content.decode()
    assert case.ledger_number not in page
    assert WORDS not in page


def test_who_has_nothing_to_do_with_the_enterprise_finds_no_page(
    story: Story, stranger: User, sign_in: SignIn
) -> None:
    enterprise = an_enterprise()
    assert sign_in(stranger).get(f"/desk/enterprises/{enterprise.pk}/pack/").status_code == 404
    assert sign_in(story.people["handler"]).get(f"/desk/enterprises/{enterprise.pk}/pack/").status_code == 404


def test_a_visit_becomes_a_request_once_with_its_source(
    story: Story, sign_in: SignIn, now: dt.datetime
) -> None:
    who = person(story.people["representative"])
    opened(who, story.people["liaison"], story.people["staff"], now)
    visit = recorded([who], story.people["representative"], now, words="银行要求先还后贷，请协调续贷").visit
    client = sign_in(story.people["representative"])
    assert "转为诉求" in client.get(f"/desk/visits/{visit.token}/").content.decode()
    for _ in range(2):
        client.post(f"/desk/visits/{visit.token}/request/")
    case = EnterpriseRequest.objects.get()
    assert (case.source, case.requester_kind, case.phone_grade) == ("pairing", "enterprise", "desk")
    assert Visit.objects.get().request_number == case.ledger_number
    assert sign_in(story.people["handler"]).post(f"/desk/visits/{visit.token}/request/").status_code == 404


def test_the_enterprise_sees_its_representative_on_its_progress_page(
    story: Story, visitor: Client, now: dt.datetime
) -> None:
    an_enterprise(NAME)
    story.submit(enterprise_name=NAME).accept()
    who = person(story.people["representative"])
    path = f"/receipt/{story.receipt.token}/"
    assert "与贵企业结对的代表" not in visitor.get(path).content.decode()
    opened(who, story.people["liaison"], story.people["staff"], now)
    assert "与贵企业结对的代表" in visitor.get(path).content.decode()


def test_a_representatives_first_page_leads_to_visits_reception_and_lines(
    representative: User, liaison: User, staff: User, station: Station, sign_in: SignIn, now: dt.datetime
) -> None:
    who = person(representative)
    opened(who, liaison, staff, now - dt.timedelta(days=90))
    day = a_reception(station, representative, at=now)
    booked(slots(day)[0], at=now)
    other = an_enterprise("麻城市华科电气设备有限公司")
    recorded([who], liaison, now, enterprise=other)
    page = sign_in(representative).get("/desk/").content.decode()
    assert "该走访的企业" in page
    assert "12月31日前" in page
    assert "预约 1 家，还空 4 个时段" in page
    assert "1 条" in page
    assert "该走访的企业" not in sign_in(liaison).get("/desk/").content.decode()


def test_a_representatives_first_page_answers_invitations_and_shows_the_duties_of_the_year(
    story: Story, sign_in: SignIn, now: dt.datetime, clock: Any
) -> None:
    own, client = story.people["representative"], sign_in(story.people["representative"])
    by, staff = story.people["liaison"], story.people["staff"]
    activity = confirmed([story.group], own, by=by, staff=staff, at=now)
    page = client.get("/desk/").content.decode()
    assert "请您回复" in page
    assert "今年的任务" in page
    assert page.index("现在没有等您办的事") < page.index("记走访") < page.index("今年的任务")
    reply = f"/desk/activities/{activity.token}/replies/shanxiong/"
    assert f'action="{reply}"' in page
    assert client.post(reply, {"answer": "comes"}).status_code == 303
    assert "请您回复" not in client.get("/desk/").content.decode()
    clock.move_to(dt.datetime.combine(activity.held_on, dt.time(8), tzinfo=now.tzinfo))
    assert "活动签到" in sign_in(own).get("/desk/").content.decode()
    assert "请您回复" not in sign_in(story.people["liaison"]).get("/desk/").content.decode()
