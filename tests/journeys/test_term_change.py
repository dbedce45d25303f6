"""换届: staff prepare, an approver confirms the list, and everything goes over in one step or not at all."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.doctor import examine
from fieldwork.models import Pairing
from groups import absences
from groups.models import (
    GroupOfficer,
    Mandate,
    ProfessionalMembership,
    RegionalMembership,
    Representative,
    Term,
    TermChange,
)
from groups.term_changes import changing
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from office.roles import Role
from requests_app.models import Promise
from stations.models import DutyShift, Posting, Reception, Station
from stations.shifts import planning
from tests.fieldwork.pairings.rows import opened
from tests.groups.rows import a_regional_group
from tests.growth import multiply
from tests.people import SINCE, person
from tests.proof import verify
from tests.stations.receptions.rows import a_reception, booked, fresh, slots
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SignIn = Callable[[User], Client]
PAGE = "/desk/term-changes/"
ELECTED, BEGINS = dt.date(2026, 11, 10), dt.date(2026, 11, 20)


@pytest.fixture
def eighth(story: Story) -> Term:
    """The new term: the colleague was elected again, a newcomer sits in the finance group."""
    term = Term.objects.create(level="county", name="第八届", elected_on=ELECTED, takes_office_on=BEGINS)
    newcomer = Representative.objects.create(code="xinren", certificate_number="MC-8", name="新任")
    for who in (story.representative("colleague"), newcomer):
        Mandate.objects.create(representative=who, term=term, since=BEGINS)
    ProfessionalMembership.objects.create(representative=newcomer, group=story.group, since=BEGINS)
    Posting.objects.create(representative=newcomer, station=story.station, since=BEGINS)
    return term


@pytest.fixture
def held(story: Story, station: Station, now: dt.datetime) -> Reception:
    """What the one who leaves has: a promise, a case, a pairing, a booked reception, a shift, a post."""
    who = story.representative()
    story.answered("B").rate()
    story.submit(text="又有一件事，厂门口的路灯不亮，晚上上下班不安全。").accept().contact()
    opened(who, story.people["liaison"], story.people["staff"], now)
    reception = a_reception(station, story.people["representative"], at=now)
    booked(slots(reception)[0], at=now)
    absences.record_absence(
        story.people["colleague"],
        from_on=dt.date(2026, 11, 24),
        to_on=dt.date(2026, 11, 27),
        delegate=story.people["representative"],
        by=Actor.of(story.people["colleague"]),
        at=now,
    )
    absences.record_absence(
        story.people["stranger"],
        from_on=dt.date(2026, 11, 16),
        to_on=dt.date(2026, 12, 4),
        by=Actor.of(story.people["stranger"]),
        at=now,
    )
    planning.add(
        station,
        who,
        on=dt.date(2026, 11, 25),
        begins=dt.time(9),
        ends=dt.time(11),
        by=Actor.system("test"),
        at=now,
    )
    GroupOfficer.objects.create(
        representative=who, professional_group=story.group, post="leader", since=SINCE
    )
    return reception


def typed(story: Story, new: Term) -> dict[str, Any]:
    old = Term.objects.get(name="第七届")
    return {"old_term": old.pk, "new_term": new.pk, "changes_on": "2026-11-20", "document": "选举委员会公告"}


def seen(page: Any) -> str:
    return re.findall(r'name="seen" value="([0-9a-f]+)"', page.content.decode())[0]


def counts(change: TermChange) -> dict[str, tuple[int, int]]:
    return {row["name"]: (row["before"], row["after"]) for row in change.outcome}


def test_a_change_of_term_leaves_nobody_anything(
    story: Story, eighth: Term, held: Reception, sign_in: SignIn, now: dt.datetime
) -> None:
    staff, approver = (sign_in(story.people[who]) for who in ("staff", "approver"))
    case, promise = story.case, Promise.objects.get()
    due = case.answer_due_on
    sent = staff.post(PAGE, typed(story, eighth))
    assert sent.status_code == 303, sent.content.decode()[:2000]
    page, change = sent["Location"], TermChange.objects.get()
    assert "离任 2 人，连任 1 人" in staff.get(page).content.decode()
    assert staff.post(f"{page}carry-out/").status_code == 404
    stale = seen(approver.get(page))
    newcomer = Representative.objects.get(code="xinren")
    leaver = story.representative()
    signed_in = sign_in(story.people["representative"])
    assert signed_in.get("/desk/").status_code == 200
    assert (
        staff.post(f"{page}successor/", {"representative": leaver.pk, "successor": newcomer.pk}).status_code
        == 303
    )
    late = approver.post(f"{page}carry-out/", {"seen": stale})
    assert (late.status_code, Mandate.objects.filter(status="ended").exists()) == (409, False)
    done = approver.post(f"{page}carry-out/", {"seen": seen(late)})
    assert done.status_code == 303, done.content.decode()[:3000]
    change.refresh_from_db()
    found = counts(change)
    assert found["mandates"] == (3, 0)
    assert (found["cases"], found["pairings"], found["bookings"]) == ((1, 0), (1, 0), (1, 0))
    assert (found["promises"], found["shifts"], found["officers"], found["postings"]) == (
        (1, 1),
        (1, 0),
        (1, 0),
        (2, 0),
    )
    assert (found["accounts"], found["absences"]) == ((2, 0), (1, 0))
    assert signed_in.get("/desk/").status_code == 302
    left = {row.username for row in User.objects.filter(is_active=False)}
    assert left == {story.people[who].username for who in ("representative", "stranger")}
    assert Notice.objects.filter(
        recipient=story.people["colleague"], title="您的代办人换届离任", channel="inapp"
    ).exists()
    case.refresh_from_db()
    assert (case.representative, case.answer_due_on) == (newcomer, due)
    told = Notice.objects.filter(key=f"{case.subject}:term:{change.old_term_id}")
    assert {row.body for row in told} == {
        f"受理编号 {case.ledger_number}。原承办代表换届离任，由新任代表接着办，办理期限不变。"
    }
    assert Promise.objects.filter(pk=promise.pk, broken_at__isnull=True).exists()
    again = Pairing.objects.standing().get()
    assert (again.representative, again.status) == (newcomer, "proposed")
    booking = fresh(held.sittings.open().get().slots.get(bookings__isnull=False).bookings.get())
    assert booking.slot.sitting.representative in (newcomer, story.representative("colleague"))
    assert not DutyShift.objects.planned().exists()
    stays = story.representative("colleague")
    assert stays.is_in_office(now.date())
    assert Posting.objects.open().filter(representative=stays).exists()
    assert list(changing.nobodys_anything(now)) == []
    assert verify().faults == []
    assert "执行结果" in approver.get(page).content.decode()


def test_one_person_does_not_change_the_term_and_what_would_stay_behind_undoes_it(
    story: Story, eighth: Term, held: Reception, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    approver = story.people["approver"]
    old, by = Term.objects.get(name="第七届"), Actor.of(approver)
    change = changing.prepare(old, eighth, on=BEGINS, document="公告", by=by, at=now)
    rows = changing.listed(changing.leaving_of(change), now)
    with pytest.raises(Refused, match="另一人"):
        changing.carry_out(change, changing.digest(change, rows), by=by, at=now)
    # Somebody whom the roster forgot and who cannot be replaced: no receptions are withdrawn.
    monkeypatch.setattr("stations.term_change.stand_ins.candidates", lambda sitting, at: [])
    monkeypatch.setattr("stations.term_change.stand_ins.withdraw", lambda sitting, by, at: sitting)
    second = Actor.of(person("second", "另审", Role.APPROVER))
    with pytest.raises(Refused, match="今后的接待没有办完"):
        changing.carry_out(change, changing.digest(change, rows), by=second, at=now)
    assert story.representative().is_in_office(now.date())
    assert Pairing.objects.open().exists()


def test_a_term_without_a_roster_of_another_level_or_too_early_is_refused(
    story: Story, now: dt.datetime, sign_in: SignIn
) -> None:
    empty = Term.objects.create(level="county", name="第八届", elected_on=ELECTED, takes_office_on=BEGINS)
    staff = sign_in(story.people["staff"])
    sent = staff.post(PAGE, typed(story, empty) | {"changes_on": "2026-11-01"})
    words = sent.content.decode()
    assert sent.status_code == 422
    assert "请先导入新一届名册" in words
    assert "选举委员会公告" in words
    Mandate.objects.create(representative=story.representative(), term=empty, since=BEGINS)
    assert (
        "不能早于新一届任期开始"
        in staff.post(PAGE, typed(story, empty) | {"changes_on": "2026-11-01"}).content.decode()
    )
    later = typed(story, empty) | {"changes_on": "2026-12-01"}
    page = staff.post(PAGE, later)["Location"]
    assert staff.post(PAGE, later).status_code == 422
    approver = sign_in(story.people["approver"])
    assert "当天起才能执行" in approver.get(page).content.decode()
    assert staff.post(f"{page}drop/").status_code == 303
    assert staff.post(f"{page}drop/").status_code == 409
    assert "恢复这次换届" in staff.get(page).content.decode()
    assert staff.post(f"{page}restore/").status_code == 303
    assert staff.post(f"{page}restore/").status_code == 409
    assert "当天起才能执行" in approver.get(page).content.decode()
    staff.post(f"{page}drop/")
    assert staff.post(PAGE, later).status_code == 303
    refused = staff.post(f"{page}restore/")
    assert (refused.status_code, "已经另行拟定" in refused.content.decode()) == (409, True)


def test_doctor_names_what_is_left_in_the_hand_of_who_left(
    story: Story, held: Reception, now: dt.datetime
) -> None:
    Mandate.objects.filter(representative=story.representative()).update(
        status="ended", reason_kind="resigned"
    )
    named = {line.partition("：")[0] for line in changing.nobodys_anything(now)}
    held_by_name = {"承办中的诉求", "今后的接待", "今后的预约", "今后的值班", "定向结对", "代表账号"}
    assert held_by_name <= named
    assert any(found.check.name == "nobodys_anything" for found in examine(at=now))


def test_a_sealed_case_is_on_no_list_and_leaves_its_representative(
    story: Story, eighth: Term, now: dt.datetime
) -> None:
    story.submit().accept().contact().take("seal", "staff")
    old, staff, approver = Term.objects.get(name="第七届"), story.people["staff"], story.people["approver"]
    change = changing.prepare(old, eighth, on=BEGINS, document="公告", by=Actor.of(staff), at=now)
    rows = changing.listed(changing.leaving_of(change), now)
    assert [row.count for row in rows if row.part.name == "cases"] == [0]
    changing.carry_out(change, changing.digest(change, rows), by=Actor.of(approver), at=now)
    story.case.refresh_from_db()
    assert (story.case.representative, story.case.sealed) == (None, True)


# What hangs on people who leave; each copy brings people of its own.
GROWN = ("requests_app.Promise", "fieldwork.Pairing", "stations.DutyShift", "groups.RegionalMembership")


def test_the_list_asks_as_often_for_thirty_who_leave_as_for_three(
    story: Story, eighth: Term, held: Reception, sign_in: SignIn, now: dt.datetime
) -> None:
    old = Term.objects.get(name="第七届")
    RegionalMembership.objects.create(
        representative=story.representative(), group=a_regional_group(), since=SINCE
    )
    change = changing.prepare(
        old, eighth, on=BEGINS, document="公告", by=Actor.of(story.people["staff"]), at=now
    )
    client = sign_in(story.people["approver"])
    asked, listed = [], []
    for first, last in ((1, 3), (3, 30)):
        for place, label in enumerate(GROWN, start=1):
            multiply(apps.get_model(label), place * 100 + first, place * 100 + last)
        for person_ in Representative.objects.filter(mandates__isnull=True):
            Mandate.objects.create(representative=person_, term=old, since=SINCE)
        client.get(f"{PAGE}{change.pk}/")
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"{PAGE}{change.pk}/").content.decode()
        asked.append(len(captured))
        listed.append(len(changing.leaving_of(change).people))
    assert listed[1] > listed[0] + 80, listed
    assert asked[1] <= asked[0], asked
    assert "承办中的诉求" in page
    for who in ("representative", "liaison", "handler", "clerk"):
        assert sign_in(story.people[who]).get(f"{PAGE}{change.pk}/").status_code == 404
