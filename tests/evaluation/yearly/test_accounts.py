"""述职 and the voters' sheets stand beside the score: two people, sums that fit, nothing under ten sheets."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from evaluation.accounts import entering, sheets
from evaluation.accounts.entering import Told
from evaluation.models import Account
from evaluation.models.accounts import LEVELS, QUESTIONS
from groups.models import Representative
from office.actors import Actor
from office.models import User
from office.refusals import Refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/desk/accounts/shanxiong/2026/"
TOLD = Told(
    dt.date(2026, 11, 20), "龙池桥社区", "联系企业十二家。", 30, 24, ((20, 2, 1, 1),) * len(QUESTIONS)
)


@pytest.fixture
def person(representative: User) -> Representative:
    return Representative.objects.get(user=representative)


@pytest.fixture
def entered(person: Representative, liaison: User, now: dt.datetime) -> Account:
    return entering.enter(person, 2026, TOLD, by=Actor.of(liaison), at=now)


def test_it_is_entered_by_one_and_checked_by_another(
    entered: Account,
    person: Representative,
    representative: User,
    liaison: User,
    staff: User,
    now: dt.datetime,
) -> None:
    assert entering.lines_of(entered) == []
    for user in (liaison, representative):
        with pytest.raises(Refused, match="不能核对"):
            entering.check(entered, by=Actor.of(user), at=now)
    with pytest.raises(Refused, match="本人不能登记"):
        entering.enter(person, 2026, TOLD, by=Actor.of(representative), at=now)
    again = entering.enter(person, 2026, replace(TOLD, place="市委党校"), by=Actor.of(liaison), at=now)
    assert again.pk == entered.pk
    checked = entering.check(again, by=Actor.of(staff), at=now)
    assert entering.lines_of(checked)[0] == ("联系选民和企业", [20, 2, 1, 1])
    with pytest.raises(Refused, match="已经核对"):
        entering.enter(person, 2026, TOLD, by=Actor.of(liaison), at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.update(checked_by=checked.entered_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.update(returned=31)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counts": ((20, 2, 1, 0),) * len(QUESTIONS)}, "合计应等于收回的 24 张"),
        ({"returned": 31}, "不能多于发出"),
        ({"held_on": dt.date(2026, 11, 30)}, "不晚于今天"),
        ({"place": " "}, "述职地点"),
    ],
)
def test_what_cannot_be_is_refused(
    change: dict[str, object], words: str, person: Representative, liaison: User, now: dt.datetime
) -> None:
    with pytest.raises(Refused, match=words):
        entering.enter(person, 2026, replace(TOLD, **change), by=Actor.of(liaison), at=now)  # type: ignore[arg-type]


def test_under_ten_sheets_nothing_is_told(
    person: Representative, liaison: User, staff: User, now: dt.datetime
) -> None:
    few = replace(TOLD, returned=9, counts=((9, 0, 0, 0),) * len(QUESTIONS))
    row = entering.enter(person, 2026, few, by=Actor.of(liaison), at=now)
    assert entering.lines_of(entering.check(row, by=Actor.of(staff), at=now)) == []


def test_the_desk_enters_checks_prints_and_shows_it_beside_the_score(
    person: Representative,
    representative: User,
    liaison: User,
    staff: User,
    stranger: User,
    sign_in: SignIn,
    clock: object,
) -> None:
    own, office = sign_in(liaison), sign_in(staff)
    given = {"held_on": "2026-11-20", "place": "社区", "text": "", "handed_out": "30", "returned": "24"}
    counts = {
        f"q{question}_{level}": number
        for question in range(len(QUESTIONS))
        for level, number in enumerate(("20", "2", "1", "1"))
    }
    wrong = own.post(PAGE, given | counts | {"q0_0": "19"})
    assert (wrong.status_code, 'value="19"' in wrong.content.decode()) == (409, True)
    assert own.post(PAGE, given | counts).status_code == 303
    assert own.post(f"{PAGE}check/").status_code == 409
    assert office.post(f"{PAGE}check/").status_code == 303
    page = sign_in(representative).get("/desk/scores/shanxiong/", {"year": "2026"}).content.decode()
    assert "收回 24 张" in page
    assert "不计入得分" in page
    assert own.get(f"{PAGE}sheets.pdf", {"number": "3"}).content.startswith(b"%PDF")
    assert sign_in(stranger).get(PAGE).status_code in (403, 404)
    assert office.get("/desk/accounts/shanxiong/99999999999/").status_code == 404
    assert len(LEVELS) == 4


def test_sheets_have_codes_of_their_own(person: Representative, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[dict[str, list[str]]] = []
    monkeypatch.setattr(sheets, "typst_pdf", lambda name, data: written.append(data) or b"")
    sheets.pdf(person, 2026, 120, on=dt.date(2026, 11, 23))
    assert len(set(written[0]["codes"])) == 120
