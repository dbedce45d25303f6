"""A pairing from proposal to end: who may, whom it refuses, five a person, the enterprise's own word."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fieldwork.models import Pairing
from fieldwork.pairings import pairing
from groups import mandates
from groups.models import Mandate
from office.actors import Actor
from office.files import store
from office.models import Event, Message, Notice, User
from office.refusals import Refused
from stations.models import Interest
from tests.fieldwork.pairings.rows import (
    ENTERPRISE,
    an_enterprise,
    consent_path,
    opened,
    person,
    proposed,
)
from tests.office.uploads import photo

pytestmark = pytest.mark.django_db


def test_it_opens_once_another_person_approves_and_the_enterprise_agrees(
    representative: User, liaison: User, staff: User, visitor: Client, now: dt.datetime
) -> None:
    row = proposed(person(representative), liaison, now)
    assert not Message.objects.filter(recipient_key=f"pairing:{row.pk}:phone").exists()
    pairing.approve(row, by=Actor.of(staff), at=now)
    message = Message.objects.get(recipient_key=f"pairing:{row.pk}:phone")
    assert message.secret.endswith(consent_path(row))
    page = visitor.get(consent_path(row)).content.decode()
    assert "单雄代表" in page
    assert "都做精密制造" in page
    answer = visitor.post(consent_path(row), {"say": "yes", "phone": "13900040002"})
    assert answer.status_code == 303
    row.refresh_from_db()
    assert (row.status, row.since, row.consent) == ("open", now.date(), "link")
    assert row.phone == "13900040002"
    assert row.phone_by == liaison, "believed no more than the number that the link was sent to"
    assert Notice.objects.filter(recipient=representative, key=f"pairing:{row.pk}:opened").exists()
    names = Event.objects.filter(subject=row.subject).order_by("pk").values_list("action", flat=True)
    assert list(names) == ["pairing_proposed", "pairing_approved", "pairing_opened"]


def test_who_proposed_approves_nothing(representative: User, staff: User, now: dt.datetime) -> None:
    row = proposed(person(representative), staff, now)
    with pytest.raises(Refused, match="不能自己核定"):
        pairing.approve(row, by=Actor.of(staff), at=now)


def test_a_signed_consent_is_entered_by_staff_or_the_liaison_and_never_by_who_proposed(
    representative: User, stranger: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    row = pairing.approve(proposed(person(representative), liaison, now), by=Actor.of(staff), at=now)
    sheet = store(SimpleUploadedFile("同意书.jpg", photo()), by=staff, at=now)
    for other, words in ((stranger, "由联络员或工作人员登记"), (liaison, "提出人不能自己登记")):
        with pytest.raises(Refused, match=words):
            pairing.agree_on_paper(row, sheet, by=Actor.of(other), at=now)
    assert pairing.agree_on_paper(row, sheet, by=Actor.of(staff), at=now).consent == "sheet"


def test_the_enterprise_that_does_not_want_it_ends_it(
    representative: User, liaison: User, staff: User, visitor: Client, now: dt.datetime
) -> None:
    row = proposed(person(representative), liaison, now)
    assert visitor.get(consent_path(row)).status_code == 404
    pairing.approve(row, by=Actor.of(staff), at=now)
    assert visitor.post(consent_path(row), {"say": "no"}).status_code == 303
    row.refresh_from_db()
    assert (row.status, row.end_reason) == ("ended", "企业不同意结对")
    assert "没有结对" in visitor.get(consent_path(row)).content.decode()
    with pytest.raises(Refused, match="已结束"):
        pairing.agree(row, by=ENTERPRISE, at=now)
    assert Notice.objects.filter(recipient=liaison, key=f"pairing:{row.pk}:declined").exists()


def test_the_own_employer_and_a_tied_enterprise_are_refused(
    representative: User, liaison: User, now: dt.datetime
) -> None:
    who = person(representative)
    who.employer_name = "湖北联众精密冲压（有限责任公司）"
    who.save(update_fields=["employer_name"])
    an_enterprise("湖北联众精密冲压有限公司")
    with pytest.raises(Refused, match="需要回避"):
        proposed(who, liaison, now)
    other = an_enterprise("麻城市华科电气设备有限公司")
    Interest.objects.create(representative=who, enterprise=other, kind="relative", since=dt.date(2026, 1, 1))
    with pytest.raises(Refused, match="近亲属"):
        proposed(who, liaison, now, enterprise=other)
    assert not Pairing.objects.exists()


def test_a_tie_that_came_up_meanwhile_is_refused_at_approval_and_consent(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    row = pairing.approve(proposed(who, liaison, now), by=Actor.of(staff), at=now)
    Interest.objects.create(
        representative=who, enterprise=row.enterprise, kind="shareholder", since=dt.date(2026, 1, 1)
    )
    with pytest.raises(Refused, match="需要回避"):
        pairing.agree(row, by=ENTERPRISE, at=now)


def test_a_person_has_five_at_most_and_one_enterprise_once(
    representative: User, liaison: User, now: dt.datetime
) -> None:
    who = person(representative)
    rows = [
        proposed(who, liaison, now, enterprise=an_enterprise(f"麻城第{number}机械有限公司"))
        for number in range(5)
    ]
    with pytest.raises(Refused, match="已结对 5 家"):
        proposed(who, liaison, now, enterprise=an_enterprise("麻城第六机械有限公司"))
    pairing.end(rows[2], "企业外迁", by=Actor.of(liaison), at=now)
    told = Notice.objects.get(recipient=representative, key=f"pairing:{rows[2].pk}:ended")
    assert told.body == "原因：企业外迁"
    again = proposed(who, liaison, now, enterprise=rows[2].enterprise)
    assert again.place == rows[2].place
    with pytest.raises(Refused, match="已经结对"):
        proposed(who, liaison, now, enterprise=rows[2].enterprise)


def test_strangers_propose_and_end_nothing(
    representative: User, stranger: User, liaison: User, now: dt.datetime
) -> None:
    with pytest.raises(Refused, match="不能为这位代表"):
        proposed(person(representative), stranger, now)
    row = proposed(person(representative), representative, now)
    with pytest.raises(Refused, match="联络员或工作人员"):
        pairing.end(row, "不想联系了", by=Actor.of(representative), at=now)


def test_whoever_leaves_office_leaves_no_pairing_and_the_liaison_is_told(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    row = opened(who, liaison, staff, now)
    mandates.end(
        Mandate.objects.get(representative=who),
        reason_kind="moved_away",
        on=now.date(),
        by=Actor.of(staff),
        at=now,
    )
    row.refresh_from_db()
    assert (row.status, row.end_reason) == ("ended", "代表不再任职")
    assert Notice.objects.filter(recipient=liaison, key=f"pairing:{row.pk}:left").exists()
