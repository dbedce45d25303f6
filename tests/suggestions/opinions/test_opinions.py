"""专业意见: asked for in time, each author's own, handed in whole, decided by another, the authors told (§ 12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from groups.models import GroupOfficer, Representative
from office.models import CalendarDay, Event, Notice
from office.refusals import Refused
from suggestions.models import AgendaItem, ExpertOpinion, OpinionAuthor, OpinionBasis
from suggestions.opinions import agenda, decisions, drafting, reminders, signing
from tests.people import SignIn
from tests.stories import SHANGHAI, Story
from tests.suggestions.opinions.rows import (
    AFTER,
    DECISION,
    DUE,
    MEETING,
    NOW,
    TEXT,
    a_draft,
    adopted,
    an_item,
    asked_of,
    author_of,
    confirm,
    submitted,
)

pytestmark = pytest.mark.django_db


def refused(code: str, deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


def test_opinions_are_due_ten_working_days_before_the_meeting(story: Story) -> None:
    item = an_item(story)
    assert item.due_on == DUE
    told = Notice.objects.get(key=f"{item.subject}:asked", channel="inapp")
    assert told.recipient == story.people["liaison"]
    CalendarDay.objects.create(date=dt.date(2026, 12, 14), kind="holiday", name="测试假日")
    assert an_item(story, title="另一个议题").due_on == DUE - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"held_on": dt.date(2026, 12, 7)}, "invalid", "held_on"),
        ({"held_on": dt.date(2026, 11, 1)}, "invalid", "held_on"),
        ({"groups": []}, "missing", "groups"),
    ],
)
def test_an_item_that_cannot_be_answered_is_refused(
    story: Story, changes: dict[str, Any], code: str, field: str
) -> None:
    assert refused(code, lambda: an_item(story, **changes)).field == field
    assert not AgendaItem.objects.exists()


def test_every_named_author_confirms_and_a_new_text_asks_all_anew(story: Story) -> None:
    opinion = a_draft(story, "representative", "colleague")
    confirm(story, opinion, "representative")
    refused("unconfirmed", lambda: signing.submit(opinion, by=story.actor("liaison"), at=NOW))
    a_draft(story, "representative", "colleague")
    assert OpinionAuthor.objects.filter(confirmed_at__isnull=False).count() == 1, "the same text again"
    changed = a_draft(story, "representative", "colleague", text=TEXT + "并按年评估。", by="liaison")
    assert not OpinionAuthor.objects.filter(confirmed_at__isnull=False).exists()
    row = OpinionAuthor.objects.get(representative__user=story.people["colleague"])
    refused("stale", lambda: signing.confirm(row, seen=TEXT, by=story.actor("colleague"), at=NOW))
    refused("not_yours", lambda: signing.confirm(row, seen=changed.text, by=story.actor("staff"), at=NOW))
    confirm(story, changed, "colleague")
    signing.decline(OpinionAuthor.objects.get(representative__user=story.people["representative"]),
                    by=story.actor("representative"), at=NOW)  # fmt: skip
    refused("missing", lambda: signing.submit(changed, by=story.actor("liaison"), at=NOW))
    drafting.rest_on_document(changed, document="座谈会记录", by=story.actor("liaison"), at=NOW)
    done = signing.submit(changed, by=story.actor("liaison"), at=NOW)
    assert (done.status, done.submitted_by) == ("submitted", story.people["liaison"])
    refused("wrong_state", lambda: a_draft(story, text=TEXT + "再改。"))


def test_only_the_group_writes_and_only_its_members_are_authors(story: Story) -> None:
    asked = asked_of(an_item(story), story)
    for who in ("stranger", "handler", "staff", "clerk"):
        refused("not_yours", lambda who=who: a_draft(story, by=who))
    outsider = [author_of(story, "stranger")]
    found = refused(
        "not_a_member",
        lambda: drafting.write(asked, text=TEXT, authors=outsider, by=story.actor("liaison"), at=NOW),
    )
    assert found.field == "authors"
    assert refused("too_short", lambda: a_draft(story, text="太短")).field == "text"
    assert not ExpertOpinion.objects.exists()


def test_an_officer_hands_it_in_and_the_liaison_only_where_no_officer_has_an_account(story: Story) -> None:
    opinion = a_draft(story)
    drafting.rest_on_document(opinion, document="座谈会记录", by=story.actor("liaison"), at=NOW)
    confirm(story, opinion, "representative")
    GroupOfficer.objects.create(
        representative=author_of(story, "colleague"),
        professional_group=story.group,
        post="leader",
        since=dt.date(2026, 1, 1),
    )
    for who in ("liaison", "staff", "representative"):
        refused("not_yours", lambda who=who: signing.submit(opinion, by=story.actor(who), at=NOW))
    done = signing.submit(opinion, by=story.actor("colleague"), at=NOW)
    assert done.submitted_by == story.people["colleague"]


def test_a_signature_on_paper_is_recorded_by_another_than_the_typist(story: Story) -> None:
    opinion = a_draft(story, by="liaison")
    row = OpinionAuthor.objects.get()
    given = {"sheet_number": "2026-签-07", "at": NOW}
    refused("in_person", lambda: signing.record_sheet(row, **given, by=story.actor("staff")))
    Representative.objects.update(user=None)
    refused("second_person", lambda: signing.record_sheet(row, **given, by=story.actor("liaison")))
    refused("missing", lambda: signing.record_sheet(row, sheet_number="", by=story.actor("staff"), at=NOW))
    signing.record_sheet(row, **given, by=story.actor("staff"))
    row.refresh_from_db()
    assert (row.confirmed_how, row.state_label) == ("sheet", "已确认")
    assert opinion.is_draft


def test_it_rests_on_documents_and_counts_that_stay_as_they_were(story: Story) -> None:
    opinion = a_draft(story)
    story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
    story.answered("A").work(1).rate()
    story.handled()
    story.handled().take("seal", "staff")
    span = {"since": dt.date(2026, 11, 1), "until": dt.date(2026, 11, 24)}
    basis = drafting.rest_on_cases(
        opinion, category=story.category, **span, by=story.actor("representative"), at=NOW
    )
    assert (basis.received, basis.settled) == (2, 1)
    story.handled()
    basis.refresh_from_db()
    assert basis.received == 2
    for wrong in ({"until": span["since"]}, {"until": dt.date(2027, 1, 1)}):
        refused(
            "invalid",
            lambda wrong=wrong: drafting.rest_on_cases(
                opinion, category=story.category, **span | wrong, by=story.actor("representative"), at=NOW
            ),
        )
    drafting.drop_basis(basis, by=story.actor("liaison"), at=NOW)
    refused("unconfirmed", lambda: signing.submit(opinion, by=story.actor("liaison"), at=NOW))


def test_the_approver_decides_after_the_meeting_and_the_authors_are_told(story: Story) -> None:
    opinion = submitted(story)
    given = {**DECISION, "by": story.actor("approver"), "at": AFTER}
    refused("too_early", lambda: decisions.decide(opinion, **given | {"at": NOW}))
    refused("not_yours", lambda: decisions.decide(opinion, **given | {"by": story.actor("staff")}))
    for field in ("decision_title", "decision_number", "decision_on"):
        empty = {field: None if field == "decision_on" else ""}
        assert refused("missing", lambda: decisions.decide(opinion, **given | empty)).field == field  # noqa: B023
    done = decisions.decide(opinion, **given)
    assert (done.status, done.decided_by) == ("adopted", story.people["approver"])
    told = Notice.objects.filter(key__contains=":decided:", channel="inapp")
    assert set(told.values_list("recipient__username", flat=True)) == {"representative", "liaison"}
    refused("wrong_state", lambda: decisions.decide(opinion, **given))
    assert list(
        Event.objects.filter(subject=opinion.asked.item.subject).values_list("action", flat=True)
    ) == [
        "agenda_item_planned",
        "opinion_written",
        "opinion_rests_on",
        "opinion_confirmed",
        "opinion_submitted",
        "opinion_decided",
    ]


def test_liaisons_are_reminded_once_and_not_after_the_opinion_is_in(story: Story) -> None:
    item = an_item(story)
    nine = dt.time(9, tzinfo=SHANGHAI)
    seen = []
    for days in (6, 5, 5, 1, 0, -1, -3):
        at = dt.datetime.combine(DUE - dt.timedelta(days=days), nine)
        reminders.remind(at=at)
        seen.append(Notice.objects.filter(key__contains=":due:", channel="inapp").count())
    assert seen == [0, 1, 1, 2, 2, 3, 3]
    agenda.drop(item, reason="改期", by=story.actor("staff"), at=NOW)
    reminders.remind(at=dt.datetime.combine(MEETING, nine))
    assert Notice.objects.filter(key__contains=":due:", channel="inapp").count() == 3
    refused("wrong_state", lambda: a_draft(story))


def test_a_failing_notice_undoes_the_decision(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    opinion = submitted(story)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("outbox")

    monkeypatch.setattr("suggestions.opinions.decisions.notify", broken)
    with pytest.raises(RuntimeError):
        decisions.decide(opinion, **DECISION, by=story.actor("approver"), at=AFTER)
    opinion.refresh_from_db()
    assert opinion.status == "submitted"


@pytest.mark.postgres
def test_the_database_holds_what_an_opinion_needs(story: Story) -> None:
    opinion = adopted(story)
    rows = ExpertOpinion.objects.filter(pk=opinion.pk)
    author = OpinionAuthor.objects.get()
    for broken in (
        lambda: rows.update(status="submitted"),
        lambda: rows.update(decision_number=""),
        lambda: rows.update(decided_by=opinion.submitted_by),
        lambda: rows.update(status="drafting"),
        lambda: OpinionAuthor.objects.filter(pk=author.pk).update(confirmed_by=None),
        lambda: OpinionAuthor.objects.filter(pk=author.pk).update(declined_at=NOW),
        lambda: OpinionBasis.objects.create(opinion=opinion),
        lambda: AgendaItem.objects.update(due_on=MEETING),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_an_opinion_goes_from_the_agenda_to_the_public_list_by_its_pages(
    story: Story, sign_in: SignIn, visitor: Client, clock: Any
) -> None:
    staff = sign_in(story.people["staff"])
    given = {"meeting": "第三十一次会议", "title": "营商环境报告", "held_on": "2026-12-18"}
    refused_form = staff.post("/desk/agenda/new/", given)
    assert (refused_form.status_code, "营商环境报告" in refused_form.content.decode()) == (422, True)
    assert staff.post("/desk/agenda/new/", given | {"groups": [story.group.pk]}).status_code == 302
    item = AgendaItem.objects.get()
    base = f"/desk/agenda/{item.token}/finance/"
    person = author_of(story, "representative")
    writer = sign_in(story.people["representative"])
    assert "起草意见" in writer.get(f"/desk/agenda/{item.token}/").content.decode()
    short = writer.post(f"{base}write/", {"text": "太短了", "authors": [person.pk]})
    assert (short.status_code, "太短了" in short.content.decode()) == (422, True)
    assert writer.post(f"{base}write/", {"text": TEXT, "authors": [person.pk]}).status_code == 302
    assert writer.post(f"{base}document/", {"document": "座谈会记录"}).status_code == 302
    row = OpinionAuthor.objects.get()
    assert writer.post(f"{base}confirm/", {"row": row.pk, "seen": TEXT}).status_code == 302
    assert writer.post(f"{base}submit/").status_code == 409
    assert sign_in(story.people["liaison"]).post(f"{base}submit/").status_code == 302
    for stranger in ("stranger", "handler", "clerk"):
        assert sign_in(story.people[stranger]).get(base).status_code == 404
    clock.move_to(AFTER)
    approver = sign_in(story.people["approver"])
    missing = approver.post(f"{base}decide/", {"outcome": "adopted", "reason": "写入第三条"})
    assert (missing.status_code, "写入第三条" in missing.content.decode()) == (422, True)
    assert "还没有被采纳的意见" in visitor.get("/opinions/").content.decode()
    assert approver.post(f"{base}decide/", DECISION).status_code == 302
    page = visitor.get("/opinions/").content.decode()
    assert DECISION["decision_number"] in page
    assert TEXT[:20] not in page, "the text is the committee's"
    assert sign_in(story.people["staff"]).get("/desk/agenda/opinions.xlsx").status_code == 200
