"""Nobody's case: open items of owners who may no longer act are always none (docs/domain.md § 10.14)."""

import datetime as dt
from typing import Any

import pytest

from casework.queues.table import Moment, counts
from config.doctor import examine
from groups import mandates
from groups.models import Absence, Mandate, Representative
from office import calendar as office_calendar
from office.actors import Actor
from office.models import Event, Notice, User
from office.refusals import Refused
from requests_app.followup import handover
from requests_app.followup.automatic import sweep
from requests_app.models import EnterpriseRequest
from requests_app.queues import CASE_QUEUES
from stations.scopes import Scopes
from tests.people import SINCE
from tests.stories import Story

pytestmark = pytest.mark.django_db


def leave(story: Story, verb: Any = mandates.end) -> None:
    person = Representative.objects.get(user=story.people["representative"])
    today = office_calendar.local_date(story.at)
    verb(
        person.mandates.open().get(),
        reason_kind="resigned" if verb is mandates.end else "criminal_case",
        on=today,
        by=Actor.of(story.people["staff"]),
        at=story.at,
    )
    story.case.refresh_from_db()


def queues_of(story: Story, who: str) -> set[str]:
    on = office_calendar.local_date(story.at)
    user = User.objects.get(pk=story.people[who].pk)
    return set(counts(CASE_QUEUES.waiting_for(Scopes.of(user, on), Moment(on, office_calendar.load()))))


def has_notice(user: User, title: str) -> bool:
    return Notice.objects.inapp().filter(recipient=user, title__contains=title).exists()


@pytest.mark.parametrize("verb", [mandates.suspend, mandates.end])
def test_open_work_goes_to_the_liaison_at_once(story: Story, verb: Any) -> None:
    story.submit().accept().contact().assign().sign()
    before = story.case.answer_due_on
    leave(story, verb)
    assert story.case.representative is None
    assert (story.case.status, story.case.answer_due_on) == ("handling", before)
    assert has_notice(story.people["liaison"], "承办代表已不在任")
    event = Event.objects.of(story.case.subject).order_by("-seq")[0]
    assert (event.action, event.by_kind, event.data["old"]) == ("leave_to_liaison", "system", "shanxiong")
    assert "unled" in queues_of(story, "liaison")
    assert list(handover.nobodys_cases(story.at)) == []


def test_the_liaison_answers_or_names_another(story: Story) -> None:
    story.submit().accept().contact().assign().sign().work(3).reply()
    leave(story)
    assert "check_late" in queues_of(story, "liaison")
    assert {"check", "answer", "hand_over"} <= story.possible("liaison")
    story.take("check", "liaison")
    assert "answer_late" in queues_of(story, "liaison")
    new = Representative.objects.get(user=story.people["colleague"])
    story.take("hand_over", "liaison", representative=new, reason="单雄代表辞职")
    assert story.case.representative == new
    assert "answer" in queues_of(story, "colleague")
    assert has_notice(story.people["colleague"], "移交给您")


def test_a_liaison_takes_no_case_from_a_representative_in_office(story: Story) -> None:
    story.submit().accept()
    new = Representative.objects.get(user=story.people["colleague"])
    assert "hand_over" not in story.possible("liaison")
    with pytest.raises(Refused) as refused:
        story.take("hand_over", "liaison", representative=new, reason="换人")
    assert refused.value.code == "in_office"


def test_ended_cases_keep_their_representative(story: Story) -> None:
    story.answered().rate()
    leave(story)
    assert story.case.representative is not None


def test_what_comes_back_to_work_later_is_swept_to_the_liaison(story: Story) -> None:
    story.answered().rate()
    leave(story)
    story.wait(days=2).take("reopen", reason="又出现了同样的问题")
    assert [case.pk for case in handover.left_behind(office_calendar.local_date(story.at))] == [story.case.pk]
    assert sweep(story.at) == 1
    assert sweep(story.at) == 0
    story.case.refresh_from_db()
    assert story.case.representative is None


def test_the_step_is_refused_while_the_representative_is_in_office(story: Story) -> None:
    story.submit().accept()
    for who, code in (("system", "in_office"), ("staff", "not_yours")):
        with pytest.raises(Refused) as refused:
            story.take("leave_to_liaison", who)
        assert refused.value.code == code


def test_the_doctor_finds_what_was_left_behind(story: Story) -> None:
    story.submit().accept()
    Mandate.objects.update(status="ended", reason_kind="other")
    sealed = EnterpriseRequest.objects.get(pk=story.case.pk)
    lines = [finding.line for finding in examine(at=story.at) if finding.check.name == "nobodys_case"]
    assert lines == [f"{sealed.ledger_number}：承办代表单雄已不在任"]
    story.take("seal", "staff")
    story.people["staff"].role_grants.update(until=SINCE)
    lines = [finding.line for finding in examine(at=story.at) if finding.check.name == "nobodys_case"]
    assert f"{sealed.ledger_number}：密封件的经办人已不能办理" in lines


def test_a_failing_record_leaves_mandate_and_case_as_they_were(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*facts: Any, **given: Any) -> None:
        raise RuntimeError("disk full")

    story.submit().accept()
    monkeypatch.setattr(mandates, "record", fail)
    with pytest.raises(RuntimeError):
        leave(story)
    story.case.refresh_from_db()
    assert story.case.representative is not None
    assert not Mandate.objects.filter(status="ended").exists()


def test_without_a_delegate_the_liaison_is_told_and_has_it_in_the_queue(story: Story) -> None:
    on = office_calendar.local_date(story.at)
    Absence.objects.create(
        user=story.people["representative"],
        from_on=on,
        to_on=on + dt.timedelta(days=20),
    )
    story.submit().accept()
    assert has_notice(story.people["liaison"], "请您联系企业")
    assert not has_notice(story.people["representative"], "请您联系企业")
    assert "contact_late" in queues_of(story, "liaison")
