"""`submit`: what is stored with the request, what waits for a job, what is kept of a request that is not let in."""

import uuid

import pytest
from django.db import connection, transaction

from demo.defaults import TEXT
from office import throttle
from office.actors import Actor
from office.background import jobs
from office.models import Job, Message, Notice, ThrottleCounter
from requests_app.access import keys
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.models import EnterpriseRequest
from requests_app.notifications import links, messages
from requests_app.texts import masking
from stations.models import Enterprise
from tests.stories import MONDAY, Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
REQUESTER = Actor.requester("own")


def intake(story: Story) -> Intake:
    return Intake(
        station=story.station,
        source="web",
        requester_kind="enterprise",
        text=f"{TEXT}请打 13800001234 找我。",
        category=story.category,
        enterprise_name="湖北锦绣蓝天服饰有限公司",
        contact="徐经理",
        phone="19900020011",
    )


def submitted(story: Story) -> EnterpriseRequest:
    key = str(uuid.uuid4())
    return submission.submit(intake(story), scope="web", key=key, by=REQUESTER, at=MONDAY).case


def test_the_liaisons_hear_of_it_by_a_job_once(story: Story) -> None:
    case = submitted(story)
    assert not Notice.objects.inapp().exists()
    assert Job.objects.get(kind=messages.CASE_SUBMITTED, key=case.subject).args == {"case": case.pk}
    assert jobs.run_now(messages.CASE_SUBMITTED, case.subject, at=MONDAY)
    messages.tell_liaisons({"case": case.pk}, at=MONDAY)
    notice = Notice.objects.inapp().get()
    assert notice.recipient == story.people["liaison"]
    assert (notice.key, notice.title) == (f"{case.subject}:submitted", "有新的诉求待受理")
    assert notice.body == f"{case.ledger_number} {case.title}"
    assert notice.link == links.desk_link(case)


def test_the_job_is_stored_with_the_request_or_not_at_all(story: Story) -> None:
    with transaction.atomic():
        submitted(story)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not Message.objects.exists()


def test_the_receipt_goes_to_the_requester_at_once(story: Story) -> None:
    case = submitted(story)
    message = Message.objects.get()
    assert message.address == case.phone
    assert message.carries_secret
    assert message.notices.get().title == "您的诉求已收到"


def test_each_value_is_encrypted_once(story: Story) -> None:
    case = submitted(story)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT phone FROM requests_app_enterpriserequest UNION SELECT address FROM office_message "
            "UNION SELECT value FROM office_eventprivate WHERE name = 'phone'"
        )
        assert len(cursor.fetchall()) == 1
    case = EnterpriseRequest.objects.get(pk=case.pk)
    assert (case.phone, case.contact, case.text_original) == ("19900020011", "徐经理", intake(story).text)


def test_the_text_is_masked_once(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    masked = []
    mask = masking.mask
    monkeypatch.setattr(masking, "mask", lambda text, names: masked.append(text) or mask(text, names))
    given = intake(story)
    submission.submit(given, scope="web", key="key", by=REQUESTER, at=MONDAY)
    assert "138****1234" in given.masked.text
    assert len(masked) == 1


def test_what_is_not_let_in_is_counted_all_the_same(story: Story) -> None:
    def admit() -> None:
        throttle.hit("form", "203.0.113.7", limit=1, seconds=3600, at=MONDAY)

    given = intake(story)
    assert submission.submit_admitted(given, admit, scope="web", key="key", by=REQUESTER, at=MONDAY) is None
    assert ThrottleCounter.objects.get().count == 1
    assert not EnterpriseRequest.objects.exists()


def test_a_code_that_is_taken_is_passed_over(story: Story) -> None:
    """The same key under another scope would have other numbers: the code is taken away from it here."""
    first = keys.receipt_for("web", "key")
    case = submitted(story)
    case.access_keys.update(code_hash=keys.hash_code(first.code))
    done = submission.submit(intake(story), scope="web", key="key", by=REQUESTER, at=MONDAY)
    assert done.receipt == keys.receipt_for("web", "key", attempt=1)


def test_a_merged_enterprise_leads_to_its_main_row(story: Story) -> None:
    main = Enterprise.objects.create(name="湖北锦绣蓝天服饰集团")
    Enterprise.objects.create(name="湖北锦绣蓝天服饰有限公司", same_as=main)
    assert submitted(story).enterprise == main
