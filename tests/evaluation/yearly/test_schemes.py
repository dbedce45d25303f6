"""A scheme is tried on a year before another person puts it in force, and changes nothing until then."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from evaluation.models import Evaluation, Scheme, SchemeTrial
from evaluation.yearly import life_cycle, schemes
from groups.models import Representative
from groups.year_records import DutyKind
from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from tests.evaluation.yearly.rows import Records, records
from tests.stories import SHANGHAI

__all__ = ["records"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = dt.datetime(2027, 1, 12, 10, tzinfo=SHANGHAI)


@pytest.fixture
def present(db: None) -> Scheme:
    return Scheme.objects.create(first_year=2026, name="2026 年履职评价办法", status="used")


@pytest.fixture
def draft(present: Scheme) -> Scheme:
    """Duties weigh more, attendance less."""
    return Scheme.objects.create(first_year=2027, name="新办法", attendance_points=7, duties_points=20)


@pytest.fixture
def tried(draft: Scheme, representative: User, colleague: User, staff: User, records: Records) -> SchemeTrial:
    """The colleague made one survey of two: ahead by the draft as before, by more."""
    person = Representative.objects.get(user=colleague)
    records.duty(DutyKind.SURVEY, person, dt.date(2026, 6, 25))
    return schemes.try_out(draft, 2026, by=Actor.of(staff), at=AT)


def test_a_trial_says_the_totals_of_both_schemes_from_the_same_facts(
    tried: SchemeTrial, colleague: User, present: Scheme
) -> None:
    person = Representative.objects.get(user=colleague)
    (row,) = (each for each in tried.rows if each["person"] == person.pk)
    # Attendance 0.7 of 15 and of 7; of four duties one is half done: 1.50 of 12, 2.50 of 20.
    assert (row["before"], row["after"]) == ("32.80", "28.20")
    assert (tried.compared, tried.until) == (present, dt.date(2027, 1, 1))
    assert not Evaluation.objects.exists()


def test_ranks_are_of_the_own_group_and_class_and_ties_share_them() -> None:
    def row(
        person: int, before: str, after: str, *, is_posted: bool = True, group: str = "finance"
    ) -> dict[str, object]:
        return {"person": person, "group": group, "is_posted": is_posted, "before": before, "after": after}

    rows = [row(1, "50", "40"), row(2, "40", "40"), row(3, "30", "45"), row(4, "9.5", "10", is_posted=False)]
    found = {each["person"]: (each["rank_before"], each["rank_after"]) for each in schemes.ranked(rows)}
    assert found == {1: (1, 2), 2: (2, 2), 3: (3, 1), 4: (1, 1)}


def test_a_draft_judges_nobody_until_another_person_approves_it(
    tried: SchemeTrial, draft: Scheme, present: Scheme, staff: User, approver: User
) -> None:
    assert Scheme.objects.of_year(2027).get() == present
    draft = schemes.submit(draft, by=Actor.of(staff), at=AT)
    with pytest.raises(Refused, match="另一人审签"):
        schemes.approve(draft, by=Actor.of(staff), at=AT)
    schemes.approve(draft, by=Actor.of(approver), at=AT)
    assert Scheme.objects.of_year(2027).get() == draft
    assert Scheme.objects.of_year(2026).get() == present
    with pytest.raises(DatabaseError), transaction.atomic():
        Scheme.objects.filter(pk=draft.pk).update(hard_weight=Decimal("2.9"))
    with pytest.raises(Refused, match="已经审签"):
        schemes.try_out(draft, 2026, by=Actor.of(staff), at=AT)
    ended = schemes.end(draft, "另立一份", by=Actor.of(approver), at=AT)
    assert ended.status == "ended"
    assert Scheme.objects.of_year(2027).get() == present


def test_what_was_changed_since_its_trial_is_tried_again(
    tried: SchemeTrial, draft: Scheme, staff: User, approver: User
) -> None:
    assert schemes.try_out(draft, 2026, by=Actor.of(staff), at=AT) == tried
    assert Event.objects.filter(action="try_scheme").count() == SchemeTrial.objects.count() == 1
    Scheme.objects.filter(pk=draft.pk).update(hard_weight=Decimal("2.9"))
    with pytest.raises(Refused, match="先按现在的参数试算"):
        schemes.submit(Scheme.objects.get(pk=draft.pk), by=Actor.of(staff), at=AT)


def test_who_wrote_a_number_does_not_approve_what_another_sends_up(
    draft: Scheme, representative: User, staff: User, approver: User, sign_in: SignIn
) -> None:
    """The approver wrote it in the administration; only whoever pressed 送审 was taken for its author."""
    desk, address = sign_in(approver), f"/admin/evaluation/scheme/{draft.pk}/change/"
    given = desk.get(address).context["adminform"].form.initial
    typed = {name: value for name, value in given.items() if value is not None} | {"name": "我的办法"}
    assert desk.post(address, typed).status_code == 302
    draft.refresh_from_db()
    schemes.try_out(draft, 2026, by=Actor.of(staff), at=AT)
    schemes.submit(draft, by=Actor.of(staff), at=AT)
    with pytest.raises(Refused, match="起草人"):
        schemes.approve(draft, by=Actor.of(approver), at=AT)


def test_a_year_that_is_evaluated_keeps_its_scheme(
    draft: Scheme, representative: User, staff: User, approver: User
) -> None:
    at = dt.datetime(2028, 2, 1, 10, tzinfo=SHANGHAI)
    schemes.try_out(draft, 2026, by=Actor.of(staff), at=at)
    draft = schemes.submit(draft, by=Actor.of(staff), at=at)
    life_cycle.compute(2027, by=Actor.of(staff), at=at)
    with pytest.raises(Refused, match="已有评价结果"):
        schemes.approve(draft, by=Actor.of(approver), at=at)
    used = Scheme.objects.of_year(2027).get()
    with pytest.raises(Refused, match="不能停用"):
        schemes.end(used, "不用了", by=Actor.of(approver), at=at)


def test_the_page_tries_a_year_and_leads_to_the_approval(
    tried: SchemeTrial, draft: Scheme, staff: User, approver: User, sign_in: SignIn
) -> None:
    page, office = f"/desk/schemes/{draft.pk}/", sign_in(staff)
    assert "新办法" in office.get("/desk/schemes/").content.decode()
    refused = office.post(f"{page}trial/", {"year": "20x6"})
    assert (refused.status_code, "请填写试算哪一年" in refused.content.decode()) == (422, True)
    assert office.post(f"{page}trial/", {"year": "2031"}).status_code == 409
    assert office.post(f"{page}trial/", {"year": "2026"}).status_code == 303
    shown = office.get(page).content.decode()
    assert "履职任务满分" in shown
    assert "人的名次会变" in shown
    assert office.post(f"{page}publish/").status_code == 404
    assert office.post(f"{page}submit/").status_code == 303
    second = sign_in(approver)
    assert second.post(f"{page}hand_back/", {"text": ""}).status_code == 409
    asked = second.post(f"{page}publish/")
    assert (asked.status_code, "确认审签" in asked.content.decode()) == (200, True)
