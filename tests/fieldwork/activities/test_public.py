"""What visitors and other programs may know of activities, and the poster's form."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from fieldwork.models import Activity
from groups.models import ProfessionalGroup
from office.models import User
from requests_app.models import EnterpriseRequest, Finding
from requests_app.models.requests import Source
from tests.conftest import NOW
from tests.fieldwork.activities.rows import (
    DAY,
    confirm_all,
    confirmed,
    held,
    on_the_day,
    proposed,
    reported,
    scan,
)
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User, staff: User
) -> Activity:
    return confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)


def test_only_reported_ones_are_told_with_who_was_confirmed(
    activity: Activity,
    finance_group: ProfessionalGroup,
    representative: User,
    liaison: User,
    staff: User,
    visitor: Client,
) -> None:
    proposed([finance_group], representative, by=liaison, at=NOW)
    assert visitor.get("/api/v1/activities/").json()["results"] == []
    scan(activity, representative, at=on_the_day(8, 30))
    held(activity, by=liaison, at=on_the_day(17))
    confirm_all(activity, by=liaison, at=on_the_day(17))
    reported(activity, by=liaison, staff=staff, at=on_the_day(18))
    with CaptureQueriesContext(connection) as captured:
        found = visitor.get("/api/v1/activities/").json()["results"]
    assert [(row["number"], row["participants"], row["groups"]) for row in found] == [
        ("2026-H001", 1, ["finance"])
    ]
    assert len(captured) <= 4


def test_the_poster_opens_the_form_and_what_is_said_belongs_to_the_activity(
    story: Story, sign_in: SignIn, visitor: Client
) -> None:
    liaison, staff = story.people["liaison"], story.people["staff"]
    row = confirmed([story.group], story.people["representative"], by=liaison, staff=staff, at=NOW)
    page = visitor.get(f"/a/{row.code}/")
    assert "聚力支点建设·服务企业" in page.content.decode()
    assert visitor.get("/a/unknown/").status_code == 404
    story.submit(activity=row, source=Source.WEB, text="活动海报上扫码反映续贷到期的问题。")
    assert EnterpriseRequest.objects.get().scanned_activity == row
    shown = sign_in(staff).get(f"/desk/activities/{row.token}/").content.decode()
    assert story.case.ledger_number in shown
    assert "扫活动海报留言" in shown


def test_a_planned_one_has_no_page_for_visitors(
    finance_group: ProfessionalGroup, representative: User, liaison: User, visitor: Client, station: object
) -> None:
    row = proposed([finance_group], representative, by=liaison, at=NOW)
    assert visitor.get(f"/a/{row.code}/").status_code == 404


def test_a_phone_takes_it_into_its_calendar_and_the_wall_has_a_poster(
    activity: Activity, sign_in: SignIn, representative: User, liaison: User
) -> None:
    page = f"/desk/activities/{activity.token}/"
    file = sign_in(representative).get(f"{page}activity.ics")
    assert "DTSTART:20261210T003000Z" in file.content.decode()
    poster = sign_in(liaison).get(f"{page}poster.pdf")
    assert poster.content.startswith(b"%PDF")
    assert DAY.isoformat() == "2026-12-10"


def test_visitors_read_what_became_of_what_was_found_in_numbers(story: Story, visitor: Client) -> None:
    liaison, staff, person = (story.people[role] for role in ("liaison", "staff", "representative"))
    row = confirmed([story.group], person, by=liaison, staff=staff, at=NOW)
    held(row, by=liaison, at=on_the_day(17))
    reported(row, by=liaison, staff=staff, at=on_the_day(18))
    page = f"/activities/{row.number}/"
    assert "发现问题" not in visitor.get(page).content.decode()
    for settled, outcome in ((True, "settled"), (False, "settled"), (False, "")):
        story.submit(source=Source.WEB)
        if outcome:
            EnterpriseRequest.objects.filter(pk=story.case.pk).update(
                status="closed", outcome=outcome, closed_on=NOW.date(), closed_at=NOW
            )
        Finding.objects.create(
            case=story.case,
            occasion=row,
            activity=row.title,
            present="徐经理",
            settled=settled,
            department=story.lead,
            agreed_on=DAY,
            noted_by=liaison,
        )
    with CaptureQueriesContext(connection) as captured:
        shown = visitor.get(page).content.decode()
    told = " ".join(strip_tags(shown).split())
    assert "当场答复 1 件，转交办理 2 件，其中已解决 1 件" in told
    assert story.case.title not in shown
    assert len(captured) <= 6
