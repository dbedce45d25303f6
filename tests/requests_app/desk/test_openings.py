"""谁打开过: every role that opens a case is noted once a day; who looks just now is told quietly, and not to everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.calendar import local_date
from office.models import User
from requests_app.access import openings
from requests_app.access.case_access import access_of
from requests_app.models import CaseOpening
from requests_app.models.case_file import CaseFile
from tests.at_once import at_once
from tests.requests_app.desk.pages import Desk, in_hand, url


def opened_by(desk: Desk, *who: str) -> None:
    for each in who:
        assert desk.sign_in(desk.story.people[each]).get(url(desk.story)).status_code == 200


def looking(desk: Desk, who: str) -> str:
    page: str = desk.sign_in(desk.story.people[who]).get(url(desk.story, "readers")).content.decode()
    return page


def roles(story: Any) -> dict[str, str]:
    names = {user.pk: who for who, user in story.people.items()}
    return {names[row.user_id]: row.role for row in CaseOpening.objects.all()}


def test_every_role_is_noted_with_what_it_is_to_the_case(desk: Desk) -> None:
    in_hand(desk.story)
    opened_by(desk, "staff", "representative", "liaison", "handler", "auditor", "clerk")
    assert roles(desk.story) == {
        "staff": "代表工作机构",
        "representative": "承办代表",
        "liaison": "联络员",
        "handler": "主办单位经办人",
        "auditor": "审计员",
        "clerk": "服务站工作人员",
    }


def test_the_form_of_a_step_opens_the_case_as_well(desk: Desk) -> None:
    desk.story.submit()
    desk.get("staff", "accept")
    assert roles(desk.story) == {"staff": "代表工作机构"}


def test_whoever_may_not_see_it_has_not_opened_it(desk: Desk) -> None:
    desk.story.submit()
    assert desk.sign_in(desk.story.people["stranger"]).get(url(desk.story)).status_code == 404
    assert not CaseOpening.objects.exists()


def test_a_row_a_day_with_the_first_time_and_the_last(desk: Desk, clock: Any) -> None:
    desk.story.submit()
    opened_by(desk, "staff")
    first = timezone.now()
    clock.move_to(first + timedelta(minutes=1))
    opened_by(desk, "staff")
    assert CaseOpening.objects.get().last_at == first, "within two minutes nothing is written"
    cache.clear()
    opened_by(desk, "staff")
    row = CaseOpening.objects.get()
    assert (row.first_at, row.last_at) == (first, first + timedelta(minutes=1))
    clock.move_to(first + timedelta(days=1))
    opened_by(desk, "staff")
    assert CaseOpening.objects.count() == 2


def test_others_are_told_for_ten_minutes(desk: Desk, clock: Any) -> None:
    in_hand(desk.story)
    opened_by(desk, "liaison", "staff")
    assert "联络员" in looking(desk, "staff")
    assert desk.story.people["staff"].name not in looking(desk, "staff"), "not of oneself"
    clock.move_to(timezone.now() + timedelta(minutes=11))
    assert "正在查看" not in looking(desk, "staff")


def test_a_unit_is_told_of_its_own_people_alone(desk: Desk) -> None:
    in_hand(desk.story)
    opened_by(desk, "staff", "head", "co_handler", "handler")
    page = looking(desk, "handler")
    assert desk.story.people["head"].name in page
    for who in ("staff", "co_handler"):
        assert desk.story.people[who].name not in page


def test_an_auditor_looks_unseen_by_all_but_auditors(desk: Desk) -> None:
    in_hand(desk.story)
    opened_by(desk, "auditor", "clerk")
    name = desk.story.people["auditor"].name
    assert name not in looking(desk, "staff")
    page = url(desk.story, "openings")
    assert name not in desk.sign_in(desk.story.people["staff"]).get(page).content.decode()
    assert name in desk.sign_in(desk.story.people["auditor"]).get(page).content.decode()
    assert "正在查看" not in looking(desk, "clerk"), "who does not read the case is told nothing"


def test_staff_and_auditors_read_who_opened_it(desk: Desk) -> None:
    in_hand(desk.story)
    opened_by(desk, "handler", "representative")
    page = desk.sign_in(desk.story.people["staff"]).get(url(desk.story, "openings")).content.decode()
    assert "主办单位经办人" in page
    assert "承办代表" in page
    assert "谁打开过" in desk.sign_in(desk.story.people["staff"]).get(url(desk.story)).content.decode()
    for who in ("handler", "representative", "liaison", "clerk"):
        client = desk.sign_in(desk.story.people[who])
        assert client.get(url(desk.story, "openings")).status_code == 404
        assert "谁打开过" not in client.get(url(desk.story)).content.decode()


def test_the_list_asks_as_often_for_many_days(desk: Desk) -> None:
    case = desk.story.submit().case
    client = desk.sign_in(desk.story.people["staff"])

    def asked(first: int, last: int) -> int:
        at = timezone.now()
        CaseOpening.objects.bulk_create(
            CaseOpening(
                case=case,
                user=desk.story.people["liaison"],
                role="联络员",
                on=local_date(at) - timedelta(days=day),
                first_at=at,
                last_at=at,
            )
            for day in range(first, last)
        )
        client.get(url(desk.story, "openings"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(desk.story, "openings")).content.decode().count("<tr>") == min(last, 50) + 1
        return len(captured)

    assert asked(0, 3) >= asked(3, 30)
    asked(30, 60)
    second = client.get(url(desk.story, "openings") + "?page=2").content.decode()
    assert second.count("<tr>") == 10 + 1


def test_it_is_forgotten_with_the_logs(desk: Desk, clock: Any) -> None:
    desk.story.submit()
    opened_by(desk, "staff")
    at = timezone.now()
    assert openings.purge(at + timedelta(days=190)) == 0
    assert openings.purge(at + timedelta(days=191)) == 1


def test_a_database_that_refuses_hides_no_case(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.story.submit()

    def full(*given: Any, **more: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(CaseOpening.objects, "bulk_create", full)
    opened_by(desk, "staff")


def test_the_database_holds_one_row_a_day_in_order(desk: Desk) -> None:
    case, user, at = desk.story.submit().case, desk.story.people["staff"], timezone.now()
    row = {"case": case, "user": user, "role": "代表工作机构", "on": local_date(at)}
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseOpening.objects.create(**row, first_at=at, last_at=at - timedelta(seconds=1))
    CaseOpening.objects.create(**row, first_at=at, last_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseOpening.objects.create(**row, first_at=at, last_at=at)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_are_one_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case, user = desk.story.submit().case, desk.story.people["staff"]
    monkeypatch.setattr(openings.cache, "add", lambda *given: True)
    access = access_of(CaseFile(case), user, local_date(timezone.now()))

    def open_it() -> None:
        openings.note(case, User.objects.get(pk=user.pk), access, at=timezone.now())

    assert at_once(open_it, open_it, open_it) == ["done"] * 3
    assert CaseOpening.objects.count() == 1
