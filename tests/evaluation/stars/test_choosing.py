"""A Star from its proposal to its end: two people, consent, no open objection, one of a group and quarter."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.models import Evaluation, Scheme, ScoreObjection, Star
from evaluation.stars import choosing
from groups.models import Mandate, Representative
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from stations.models import Station
from tests.stories import SHANGHAI

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
UNTIL = dt.date(2027, 1, 31)
REASON = "推动无还本续贷落地，六家企业受益"


@pytest.fixture
def person(representative: User) -> Representative:
    return Representative.objects.get(user=representative)


@pytest.fixture
def proposed(person: Representative, liaison: User) -> Star:
    return choosing.propose(person, 2026, 4, REASON, by=Actor.of(liaison), at=AT)


def published(star: Star, own: User, approver: User) -> Star:
    choosing.answer(star, agreed=True, by=Actor.of(own), at=AT)
    return choosing.publish(star, shown_until=UNTIL, by=Actor.of(approver), at=AT)


def test_it_is_shown_after_consent_and_approval_until_its_day(
    proposed: Star, representative: User, approver: User, visitor: Client
) -> None:
    assert "单雄" not in visitor.get("/stars/").content.decode()
    star = published(proposed, representative, approver)
    page = visitor.get("/stars/").content.decode()
    assert "单雄" in page
    assert REASON in page
    assert choosing.end_due(at=AT) == 0
    assert choosing.end_due(at=dt.datetime(2027, 1, 31, 0, 10, tzinfo=SHANGHAI)) == 1
    star.refresh_from_db()
    assert star.status == Star.Status.ENDED


def test_the_lobby_screen_shows_it_while_its_days_last(
    proposed: Star, representative: User, approver: User, visitor: Client, station: Station
) -> None:
    assert 'data-scene="stars"' not in visitor.get("/board/gyllzx/").content.decode()
    star = published(proposed, representative, approver)
    assert REASON in visitor.get("/board/gyllzx/").content.decode()
    choosing.revoke(star, "事迹有误", by=Actor.of(approver), at=AT)
    assert 'data-scene="stars"' not in visitor.get("/board/gyllzx/").content.decode()


def test_it_vanishes_at_once_with_the_mandate(
    proposed: Star, representative: User, approver: User, visitor: Client
) -> None:
    published(proposed, representative, approver)
    Mandate.objects.filter(representative__user=representative).update(until=AT.date())
    assert "单雄" not in visitor.get("/stars/").content.decode()
    assert choosing.end_due(at=AT) == 1


def test_each_part_is_another_persons(
    proposed: Star, representative: User, colleague: User, liaison: User, approver: User
) -> None:
    with pytest.raises(Refused, match="本人同意后"):
        choosing.publish(proposed, shown_until=UNTIL, by=Actor.of(approver), at=AT)
    for other in (colleague, liaison):
        with pytest.raises(Refused, match="由本人答复"):
            choosing.answer(proposed, agreed=True, by=Actor.of(other), at=AT)
    choosing.answer(proposed, agreed=True, by=Actor.of(representative), at=AT)
    for other in (liaison, representative):
        with pytest.raises(Refused, match="不能审签"):
            choosing.publish(proposed, shown_until=UNTIL, by=Actor.of(other), at=AT)
    with pytest.raises(Refused, match="晚于今天"):
        choosing.publish(proposed, shown_until=AT.date(), by=Actor.of(approver), at=AT)


def test_who_has_no_account_is_told_by_message_without_a_page_of_the_desk(
    person: Representative, liaison: User, staff: User, approver: User
) -> None:
    person.user, person.phone = None, "19900050001"
    person.save()
    star = choosing.propose(person, 2026, 4, REASON, by=Actor.of(liaison), at=AT)
    published(star, staff, approver)
    told = Notice.objects.filter(recipient_key=f"representative:{person.pk}:phone").order_by("pk")
    assert [row.title[:12] for row in told] == ["您被推荐为专业履职之星，", "您的专业履职之星已审签展"]
    assert {row.link for row in told} == {""}


def test_one_of_a_group_and_quarter_and_another_where_it_was_declined(
    proposed: Star, representative: User, colleague: User, liaison: User
) -> None:
    other = Representative.objects.get(user=colleague)
    with pytest.raises(Refused, match="已经推荐了一位"):
        choosing.propose(other, 2026, 4, REASON, by=Actor.of(liaison), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Star.objects.create(
            representative=other, group=proposed.group, year=2026, quarter=4, reason="再来", proposed_at=AT
        )
    choosing.answer(proposed, agreed=False, by=Actor.of(representative), at=AT)
    assert choosing.propose(other, 2026, 4, REASON, by=Actor.of(liaison), at=AT).status == "proposed"


@pytest.mark.parametrize(("quarter", "reason", "code"), [(4, " ", "missing"), (4, "事" * 201, "missing")])
def test_what_cannot_be_proposed(
    person: Representative, liaison: User, quarter: int, reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        choosing.propose(person, 2026, quarter, reason, by=Actor.of(liaison), at=AT)
    assert refused.value.code == code
    with pytest.raises(Refused, match="还没有开始"):
        choosing.propose(person, 2027, 1, REASON, by=Actor.of(liaison), at=AT)


def test_nobody_with_an_open_objection(person: Representative, liaison: User, staff: User) -> None:
    scheme = Scheme.objects.create(first_year=2025, name="办法")
    group = person.professional_group(AT.date())
    assert group is not None
    evaluation = Evaluation.objects.create(
        representative=person,
        year=2025,
        scheme=scheme,
        group=group,
        is_posted=True,
        months=12,
        as_of=AT.date(),
        inputs={},
        total=50,
        digest="",
        computed_at=AT,
    )
    ScoreObjection.objects.create(
        evaluation=evaluation,
        line_key="duties",
        line_label="履职任务",
        text="不对",
        way="link",
        raised_at=AT,
        answer_due_on=AT,
    )
    with pytest.raises(Refused, match="异议没有答复"):
        choosing.propose(person, 2026, 4, REASON, by=Actor.of(liaison), at=AT)


def test_a_revoked_one_says_why_and_is_shown_no_more(
    proposed: Star, representative: User, approver: User, visitor: Client
) -> None:
    star = published(proposed, representative, approver)
    with pytest.raises(Refused, match="撤销原因"):
        choosing.revoke(star, "", by=Actor.of(approver), at=AT)
    choosing.revoke(star, "事迹有误", by=Actor.of(approver), at=AT)
    assert "单雄" not in visitor.get("/stars/").content.decode()
    with pytest.raises(Refused, match="已经结束或撤销"):
        choosing.revoke(star, "再撤", by=Actor.of(approver), at=AT)


def test_the_desk_proposes_answers_and_approves(
    person: Representative, representative: User, liaison: User, approver: User, sign_in: SignIn
) -> None:
    given = {"representative": "shanxiong", "year": "2026", "quarter": "4", "reason": ""}
    office = sign_in(liaison)
    refused = office.post("/desk/stars/propose/", given)
    assert refused.status_code == 422
    assert "请写明事迹" in refused.content.decode()
    assert office.post("/desk/stars/propose/", {**given, "reason": REASON}).status_code == 303
    star, own, second = Star.objects.get(), sign_in(representative), sign_in(approver)
    assert office.post(f"/desk/stars/{star.pk}/agree/").status_code == 404
    assert own.post(f"/desk/stars/{star.pk}/agree/").status_code == 303
    assert second.post(f"/desk/stars/{star.pk}/publish/", {"shown_until": "x"}).status_code == 409
    assert second.post(f"/desk/stars/{star.pk}/publish/", {"shown_until": "2027-01-31"}).status_code == 303
    assert "展示中" in own.get("/desk/stars/").content.decode()


def test_lists_ask_as_often_for_more(
    proposed: Star, representative: User, approver: User, staff: User, sign_in: SignIn, visitor: Client
) -> None:
    published(proposed, representative, approver)

    def queries(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    pages = ((visitor, "/stars/"), (sign_in(staff), "/desk/stars/"))
    before = [min(queries(*page) for _ in range(2)) for page in pages]
    star = Star.objects.get()
    for number in range(6):
        star.pk, star.year, star.quarter = None, 2025 - number // 4, number % 4 + 1
        star.save(force_insert=True)
    assert [queries(*page) for page in pages] == before
