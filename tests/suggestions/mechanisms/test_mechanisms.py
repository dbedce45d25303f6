"""常态化服务机制: checked by another before it is public, checked yearly with evidence, ended openly (§ 4)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from office.models import Event, Notice
from office.refusals import Refused
from suggestions.mechanisms import effects, lifecycle, yearly
from suggestions.mechanisms.effects import months_from
from suggestions.models import MechanismSource, ServiceMechanism, YearlyCheck
from tests.people import SignIn
from tests.stories import SHANGHAI, Story
from tests.suggestions.mechanisms.rows import BEGAN, NOW, in_force, proposal, proposed

pytestmark = pytest.mark.django_db


def refused(code: str, deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


def test_a_unit_proposes_its_own_and_staff_put_it_in_force(story: Story) -> None:
    refused("not_yours", lambda: proposed(story, by="co_handler"))
    refused("not_yours", lambda: proposed(story, by="representative"))
    row = proposed(story)
    start = {"in_force_on": BEGAN, "document_number": "麻财发〔2026〕12号", "at": NOW}
    refused("not_yours", lambda: lifecycle.put_in_force(row, **start, by=story.actor("handler")))
    assert refused(
        "missing", lambda: lifecycle.put_in_force(row, **start | {"document_number": ""}, by=story.actor("staff"))
    ).field == "document_number"  # fmt: skip
    own = proposed(story, by="staff", title="另一项")
    refused("second_person", lambda: lifecycle.put_in_force(own, **start, by=story.actor("staff")))
    done = lifecycle.put_in_force(row, **start, by=story.actor("staff"))
    assert (done.status, done.checked_by) == ("in_force", story.people["staff"])
    refused("wrong_state", lambda: lifecycle.put_in_force(row, **start, by=story.actor("second_staff")))
    actions = Event.objects.filter(subject=row.subject).values_list("action", flat=True)
    assert list(actions) == ["mechanism_proposed", "mechanism_in_force"]


def test_a_sealed_case_is_no_source(story: Story) -> None:
    story.handled().take("seal", "staff")
    found = refused(
        "not_public",
        lambda: lifecycle.propose(proposal(story), sources=[story.case], by=story.actor("staff"), at=NOW),
    )
    assert found.field == "sources"
    assert not ServiceMechanism.objects.exists()


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 29), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 3, 31), -6, dt.date(2025, 9, 30)),
        (dt.date(2026, 1, 15), -6, dt.date(2025, 7, 15)),
        (dt.date(2026, 12, 1), 12, dt.date(2027, 12, 1)),
    ],
)
def test_months_are_those_of_the_calendar(day: dt.date, months: int, then: dt.date) -> None:
    assert months_from(day, months) == then


def test_like_requests_are_counted_for_six_months_on_either_side(story: Story) -> None:
    for day in (dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2026, 11, 1), dt.date(2026, 11, 2)):
        story.at = dt.datetime.combine(day, dt.time(10), SHANGHAI)
        story.submit().accept()
        type(story.case).objects.filter(pk=story.case.pk).update(received_on=day)
    row = in_force(story, since=dt.date(2026, 11, 1))
    found = effects.of(row, on=dt.date(2026, 11, 1))
    assert found is not None
    assert (found.before, found.after, found.is_whole) == (2, 1, False)
    later = effects.of(row, on=dt.date(2027, 6, 1))
    assert later is not None
    assert (later.before, later.after, later.is_whole, later.until) == (2, 2, True, dt.date(2027, 4, 30))
    assert effects.of(proposed(story, title="未开始"), on=dt.date(2026, 12, 1)) is None


def test_each_year_is_reported_once_and_confirmed_by_another(story: Story) -> None:
    row = in_force(story)
    given = {"year": 2026, "uses": 14, "evidence": "转贷登记簿", "at": NOW}
    refused("not_yours", lambda: yearly.report(row, **given, by=story.actor("co_handler")))
    assert (
        refused(
            "invalid", lambda: yearly.report(row, **given | {"year": 2025}, by=story.actor("handler"))
        ).field
        == "year"
    )
    check = yearly.report(row, **given, by=story.actor("handler"))
    yearly.report(row, **given | {"uses": 0}, by=story.actor("handler"))
    check.refresh_from_db()
    assert (check.is_idle, YearlyCheck.objects.count()) == (True, 1)
    refused("not_yours", lambda: yearly.confirm(check, by=story.actor("handler"), at=NOW))
    yearly.confirm(check, by=story.actor("liaison"), at=NOW)
    refused("repeat", lambda: yearly.report(row, **given, by=story.actor("handler")))
    own = yearly.report(in_force(story, title="另一项"), **given, by=story.actor("staff"))
    refused("second_person", lambda: yearly.confirm(own, by=story.actor("staff"), at=NOW))


def test_the_queue_asks_the_unit_for_its_year_and_staff_once_it_is_late(story: Story) -> None:
    row = in_force(story)
    seen = []
    for day in ("2027-05-01", "2027-05-02", "2027-05-20", "2027-06-01", "2027-06-02", "2027-06-30"):
        yearly.remind(at=dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), SHANGHAI))
        rows = Notice.objects.filter(key__contains=":yearly:", channel="inapp")
        seen.append(
            (
                rows.filter(recipient__username="handler").count(),
                rows.filter(recipient__username="staff").count(),
            )
        )
    assert seen == [(0, 0), (1, 0), (1, 0), (2, 0), (3, 1), (3, 1)]
    at = dt.datetime(2027, 7, 1, 10, tzinfo=SHANGHAI)
    check = yearly.report(row, year=2026, uses=3, evidence="登记簿", by=story.actor("handler"), at=at)
    yearly.confirm(check, by=story.actor("staff"), at=at)
    assert yearly.due_on(row) == dt.date(2028, 7, 1)


def test_it_is_ended_openly(story: Story, visitor: Client) -> None:
    row = in_force(story)
    given = {"ended_on": NOW.date(), "reason": "资金并入省级平台", "by": story.actor("staff"), "at": NOW}
    assert (
        refused("invalid", lambda: lifecycle.end(row, **given | {"ended_on": dt.date(2026, 5, 1)})).field
        == "ended_on"
    )
    assert refused("missing", lambda: lifecycle.end(row, **given | {"reason": ""})).field == "reason"
    lifecycle.end(row, **given)
    page = visitor.get(f"/mechanisms/{row.token}/").content.decode()
    assert "资金并入省级平台" in page
    assert row.title in visitor.get("/mechanisms/").content.decode()
    refused("wrong_state", lambda: lifecycle.end(row, **given))
    assert yearly.due_on(ServiceMechanism.objects.get()) is None


@pytest.mark.postgres
def test_the_database_holds_the_second_person_and_the_stages(story: Story) -> None:
    row = in_force(story)
    rows = ServiceMechanism.objects.filter(pk=row.pk)
    for broken in (
        lambda: rows.update(checked_by=row.proposed_by),
        lambda: rows.update(document_number=""),
        lambda: rows.update(status="ended"),
        lambda: rows.update(status="proposed"),
        lambda: rows.update(field="other"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_a_mechanism_goes_from_a_units_desk_to_the_public_page(
    story: Story, sign_in: SignIn, visitor: Client
) -> None:
    story.handled()
    handler = sign_in(story.people["handler"])
    typed: dict[str, Any] = {
        "title": "应急转贷资金",
        "field": "factors",
        "department": story.lead.pk,
        "category": story.category.pk,
        "text": "三个工作日办结，免担保费。",
        "for_whom": "贷款到期的小微企业",
        "telephone": "0713-2950000",
        "sources": "2026-99999",
    }
    unknown = handler.post("/desk/mechanisms/new/", typed)
    assert (unknown.status_code, "没有找到 2026-99999" in unknown.content.decode()) == (422, True)
    assert (
        handler.post("/desk/mechanisms/new/", typed | {"sources": story.case.ledger_number}).status_code
        == 302
    )
    row = ServiceMechanism.objects.get()
    assert MechanismSource.objects.get().case == story.case
    assert visitor.get(f"/mechanisms/{row.token}/").status_code == 404
    base = f"/desk/mechanisms/{row.token}/"
    assert sign_in(story.people["stranger"]).get(base).status_code == 404
    staff = sign_in(story.people["staff"])
    assert staff.post(f"{base}put-in-force/", {"in_force_on": "2026-06-01"}).status_code == 422
    given = {"in_force_on": "2026-06-01", "document_number": "麻财发〔2026〕12号"}
    assert staff.post(f"{base}put-in-force/", given).status_code == 302
    assert (
        handler.post(f"{base}report/", {"year": "2026", "uses": "7", "evidence": "登记簿"}).status_code == 302
    )
    assert handler.post(f"{base}confirm/").status_code == 409
    assert staff.post(f"{base}confirm/").status_code == 302
    page = visitor.get(f"/mechanisms/{row.token}/").content.decode()
    assert "使用 7 次" in page
    assert story.case.ledger_number not in page
    assert story.case.ledger_number in staff.get(base).content.decode()
    assert staff.get("/desk/mechanisms/mechanisms.xlsx").status_code == 200
    assert row.title in visitor.get("/mechanisms/?field=factors").content.decode()
    assert row.title not in visitor.get("/mechanisms/?field=social").content.decode()
