"""代表精准把脉、部门协同会诊、现场闭环办理: a visit from its plan to closed findings and the report; a month of one person."""

import datetime as dt
from typing import Any

import pytest

from evaluation.duties import progress
from fieldwork.activities.steps.records import NoteInputs
from fieldwork.models import Participation
from fieldwork.visits import asking
from groups.year_records import DutyKind
from office.actors import Actor
from requests_app.models import EnterpriseRequest
from stations.receptions import booking, closing, day
from stations.receptions.booking import Visit
from tests.fieldwork.activities.rows import (
    SHANGHAI,
    answer,
    confirm_all,
    confirmed,
    held,
    reported,
    scan,
    take,
)
from tests.fieldwork.pairings.rows import ENTERPRISE, an_enterprise, opened, recorded
from tests.people import SignIn
from tests.proof import verify
from tests.requests_app.intake.test_findings import AGREED, SETTLED
from tests.stations.receptions.rows import a_reception, slots
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = dt.date(2026, 11, 5)


def at(hour: int, minute: int = 0, on: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(hour, minute), tzinfo=SHANGHAI)


def test_a_visit_from_plan_to_closed_findings_and_report(story: Story, sign_in: SignIn, clock: Any) -> None:
    people = story.people
    representative, liaison, staff = (people[who] for who in ("representative", "liaison", "staff"))
    firm = an_enterprise("湖北锦绣蓝天服饰有限公司")
    activity = confirmed(
        [story.group],
        representative,
        people["colleague"],
        by=liaison,
        staff=staff,
        at=story.at,
        held_on=DAY,
        departments=[story.lead],
        enterprises=[firm],
    )
    page = f"/desk/activities/{activity.token}/"
    answer(activity, representative, "comes", at=story.at)
    scan(activity, representative, at=at(8, 40))
    note = NoteInputs(words="贴息资金没有到账", form_key="k", enterprise=firm, met="徐经理")
    take("note", activity, note, by=representative, at=at(10))
    clock.move_to(at(15))
    for number, given in enumerate((AGREED, SETTLED)):
        form = f"/desk/findings/new/?activity={activity.token}"
        stamp = sign_in(liaison).get(form).content.decode().split('name="stamp" value="')[1].split('"')[0]
        typed = given | {"stamp": stamp, "occasion": activity.token, "activity": ""}
        typed["agreed_on"] = "2026-11-20" if typed["agreed_on"] else ""
        typed["phone"] = f"1990002010{number}"
        sent = sign_in(liaison).post(form, typed)
        assert sent.status_code == 303, sent.content.decode()[-2000:]
    held(activity, by=liaison, at=at(17))
    confirm_all(activity, by=liaison, at=at(17))
    settled, agreed = EnterpriseRequest.objects.order_by("-pk")
    assert (settled.status, agreed.status) == ("answered", "submitted")
    story.at = at(17, 30)
    story.case = agreed
    confirm_agreed(story)
    story.work(1).sign().work(2).reply().work(1).answer()
    shown = sign_in(staff).get(page).content.decode()
    assert settled.ledger_number in shown
    assert agreed.ledger_number in shown
    verdict = {"called": "徐经理", "satisfaction": "satisfied", "agreed": "yes", "reason": ""}
    story.take("record_verdict", "second_staff", **verdict)
    assert (story.case.status, story.case.outcome) == ("closed", "settled")
    reported(activity, by=liaison, staff=staff, at=story.at)
    assert Participation.objects.counted(story.on).get().representative == story.representative()
    paper = sign_in(liaison).get(f"{page}report.docx")
    assert paper.content.startswith(b"PK")
    assert verify().faults == []


def confirm_agreed(story: Story) -> None:
    """One confirmation accepts and assigns by what was agreed on the spot."""
    finding = story.case.finding
    story.take(
        "confirm_finding",
        "staff",
        category=story.category,
        difficulty="ordinary",
        group=story.group,
        representative=story.representative(),
        lead=finding.department,
        agreed_on=finding.agreed_on,
        expected_outcome=story.case.expected_outcome,
    )


def test_a_month_of_one_representative(story: Story, sign_in: SignIn, clock: Any, now: dt.datetime) -> None:
    """A reception, a visit to the paired enterprise and an inspection: each counts once another has confirmed it."""
    people = story.people
    who, liaison, staff, clerk = (people[each] for each in ("representative", "liaison", "staff", "clerk"))
    person = story.representative()
    opened(person, liaison, staff, at(10, on=dt.date(2026, 11, 2)))
    clock.move_to(at(9, on=dt.date(2026, 11, 2)))
    reception = a_reception(
        story.station, who, at=at(9, on=dt.date(2026, 11, 2)), held_on=dt.date(2026, 11, 10)
    )
    slot, came_at = slots(reception)[0], at(9, on=dt.date(2026, 11, 10))
    visit = Visit("voter", "公交末班太早", "邹女士", "19900031235")
    row = booking.book(
        slot, visit, form_key="m", by=Actor.requester("own"), at=at(10, on=dt.date(2026, 11, 3))
    )
    by = Actor.of(clerk)
    day.arrive(row.booking, by=by, at=came_at)
    day.end_matter(day.note(row.booking, "公交末班太早", by=by, at=came_at), "noted", by=by, at=came_at)
    closing.hold(reception, [slot.sitting_id], by=by, at=reception.ends_at)
    seen = recorded([person], who, at(11, on=dt.date(2026, 11, 12))).visit
    activity = confirmed(
        [story.group],
        who,
        by=liaison,
        staff=staff,
        at=at(9, on=dt.date(2026, 11, 12)),
        held_on=dt.date(2026, 11, 16),
    )
    scan(activity, who, at=at(8, 40, on=dt.date(2026, 11, 16)))
    held(activity, by=liaison, at=at(17, on=dt.date(2026, 11, 16)))
    until = dt.date(2026, 12, 1)
    done = {
        each.kind: (each.done, len(each.unconfirmed))
        for each in progress.of_year([person.pk], 2026, until=until)[person.pk]
    }
    assert (done[DutyKind.RECEPTION], done[DutyKind.PAIRING], done[DutyKind.SURVEY]) == (
        (0, 1),
        (0, 1),
        (0, 1),
    )
    closing.confirm(reception.sittings.get(), by=Actor.of(who), at=at(12, on=dt.date(2026, 11, 10)))
    asking.answer(seen, "came", by=ENTERPRISE, at=at(12, on=dt.date(2026, 11, 13)))
    confirm_all(activity, by=liaison, at=at(18, on=dt.date(2026, 11, 16)))
    reported(activity, by=liaison, staff=staff, at=at(9, on=dt.date(2026, 11, 17)))
    done = {
        each.kind: (each.done, len(each.unconfirmed))
        for each in progress.of_year([person.pk], 2026, until=until)[person.pk]
    }
    assert (done[DutyKind.RECEPTION], done[DutyKind.PAIRING], done[DutyKind.SURVEY]) == (
        (1, 0),
        (1, 0),
        (1, 0),
    )
    clock.move_to(now)
    page = sign_in(who).get("/desk/duties/shanxiong/").content.decode()
    assert page.count("已确认") == 3
    assert verify().faults == []
