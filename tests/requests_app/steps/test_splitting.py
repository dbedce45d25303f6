"""Splitting: one request, several cases under one receipt, each with its own way, dates and verdict."""

from typing import Any

import pytest
from django.test import Client

from office.models import Event
from office.refusals import Refused
from requests_app.access import keys
from requests_app.models import AccessKey, Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from tests.proof import verify
from tests.requests_app.public.pages import stamp_in
from tests.stories import Story

POWER, BUS = "变压器老跳闸，一停就是半天。", "晚班没有公交，工人回不了家。"


def split(story: Story, *, accepted: bool = True) -> list[EnterpriseRequest]:
    story.submit()
    if accepted:
        story.accept()
    story.take("split", "liaison", part_1=POWER, part_2=BUS)
    return list(keys.opened_with(story.case))


def test_parts_start_where_the_case_stands_with_its_dates(story: Story) -> None:
    first, second = split(story)
    assert [part.title for part in (first, second)] == [POWER.rstrip("。"), BUS.rstrip("。")]
    assert {part.status for part in (first, second)} == {"accepted"}
    assert (second.split_from, second.parts_count, first.parts_count) == (first, 2, 2)
    assert second.answer_due_on == first.answer_due_on
    kinds = set(Clock.objects.running().filter(case=second).values_list("kind", flat=True))
    assert kinds == {ClockKind.ANSWER, ClockKind.CONTACT, ClockKind.ASSIGN}
    assert second.ledger_number != first.ledger_number


def test_each_chain_begins_and_the_whole_text_is_kept_beside_the_event(story: Story) -> None:
    _, second = split(story, accepted=False)
    assert list(Event.objects.filter(subject=second.subject).values_list("action", flat=True)) == [
        "split_off"
    ]
    told = Event.objects.get(subject=story.case.subject, action="split")
    assert told.private("old").startswith("贷款月底到期")
    assert verify().is_whole


def test_the_contact_stays_masked_in_every_part(story: Story) -> None:
    story.submit(contact="徐小平").accept()
    story.take("split", "liaison", part_1=f"徐小平说{POWER}", part_2=f"徐小平还说{BUS}")
    texts = [part.text for part in keys.opened_with(story.case)]
    assert texts == [f"徐**说{POWER}", f"徐**还说{BUS}"]


def test_each_part_goes_its_own_way(story: Story) -> None:
    first, second = split(story)
    story.case = second
    story.contact().assign().work(1).sign().work(1).reply().work(1).answer().work(1).rate()
    first.refresh_from_db()
    assert (story.case.outcome, first.status) == ("settled", "accepted")


def test_one_receipt_opens_all_parts(story: Story, visitor: Client, clock: Any) -> None:
    _, second = split(story)
    home = f"/receipt/{story.receipt.token}/"
    page = visitor.get(home).content.decode()
    assert "您这次反映的 2 件事" in page
    assert f"{home}parts/{second.ledger_number}/" in page
    part = visitor.get(f"{home}parts/{second.ledger_number}/").content.decode()
    assert BUS in part
    assert f'href="{home}"' in part
    story.case = second
    story.contact().assign().work(1).sign().work(1).reply().work(1).answer()
    clock.move_to(story.at, tick=False)
    form = visitor.get(f"{home}parts/{second.ledger_number}/rate/").content.decode()
    sent = visitor.post(
        f"{home}parts/{second.ledger_number}/rate/",
        {"stamp": stamp_in(form), "satisfaction": "satisfied", "agreed": "yes", "reason": ""},
    )
    assert (sent.status_code, sent["Location"]) == (303, f"{home}parts/{second.ledger_number}/")
    second.refresh_from_db()
    assert second.outcome == "settled"


def test_the_code_opens_all_parts_too_and_nobody_elses(story: Story, visitor: Client) -> None:
    other = story.submit().case
    _, second = split(story)
    opened = visitor.post("/track/", {"code": story.receipt.code, "last4": "0011"})
    home = opened["Location"]
    assert visitor.get(f"{home}parts/{second.ledger_number}/").status_code == 200
    assert visitor.post(f"{home}parts/{second.ledger_number}/proof/").status_code == 303
    assert visitor.get(f"{home}parts/{second.ledger_number}/urge/").status_code == 200
    assert visitor.get(f"{home}parts/{second.ledger_number}/files/wrong/").status_code == 404
    assert visitor.get(f"{home}parts/{other.ledger_number}/").status_code == 404
    assert visitor.get(f"/receipt/{story.receipt.token}/parts/{other.ledger_number}/").status_code == 404


def test_a_new_telephone_is_the_new_one_of_every_part(story: Story) -> None:
    first, second = split(story)
    story.case = second
    story.take("correct", "staff", field="phone", value="19900020077", reason="换了号码")
    first.refresh_from_db()
    assert first.phone == "19900020077"
    assert AccessKey.objects.filter(ended_at__isnull=True).count() == 1
    story.case = first
    story.contact().assign().work(1).sign().work(1).reply().work(1).answer()
    grades = AccessKey.objects.filter(case=first, ended_at__isnull=True).values_list("grade", flat=True)
    assert set(grades) == {"desk"}, "a number that a desk wrote in judges as the desk's, in any part"


def test_once_split_it_is_not_split_again(story: Story) -> None:
    _, second = split(story)
    for case in (story.case, second):
        story.case = case
        with pytest.raises(Refused, match="已经分开"):
            story.take("split", "liaison", part_1=POWER, part_2=BUS)


@pytest.mark.parametrize("who", ["representative", "handler", "clerk", "auditor", "requester", "stranger"])
def test_only_liaison_and_staff_split(story: Story, who: str) -> None:
    story.submit().accept()
    with pytest.raises(Refused) as refused:
        story.take("split", who, part_1=POWER, part_2=BUS)
    assert refused.value.code == "not_yours"


def test_what_a_unit_has_is_not_split_and_two_texts_are_the_least(story: Story) -> None:
    story.submit().accept()
    with pytest.raises(Refused) as refused:
        story.take("split", "liaison", part_1=POWER)
    assert refused.value.field == "part_2"
    story.assign()
    with pytest.raises(Refused) as refused:
        story.take("split", "liaison", part_1=POWER, part_2=BUS)
    assert refused.value.code == "illegal_step"
