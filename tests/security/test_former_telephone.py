"""不是我改的: the number that was registered before undoes a change with one tap, whoever made it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office.files import store
from office.models import Notice
from office.refusals import Refused
from requests_app.models import PhoneChange, Verdict
from tests.requests_app.public.pages import pdf
from tests.security.links import corrected, links_to, own_way, rated
from tests.security.test_desk_forges_a_verdict import CLERKS, OWN, PHONE, given, looked_up, to_the_answer
from tests.stories import Story


def undo_link(number: str = OWN) -> str:
    return next(path for path in reversed(links_to(number)) if path.startswith("/phone/"))


def test_one_tap_brings_the_number_back_and_voids_what_the_other_judged(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(to_the_answer(story.submit()).wait(hours=1).take("correct", "clerk", **PHONE))
    clerks = links_to(CLERKS)[-1]
    assert rated(visitor, clerks) == 303
    link = undo_link()
    assert "不是我改的" in visitor.get(link).content.decode()
    story.case.refresh_from_db()
    assert story.case.phone == CLERKS
    page = visitor.post(link, {"answer": "undo"})
    assert "已改回您的号码" in page.content.decode()
    story.case.refresh_from_db()
    assert (story.case.phone, story.case.phone_grade, story.case.status) == (OWN, "own", "answered")
    assert Verdict.objects.get().overridden_at is not None
    assert visitor.get(clerks).status_code == 404
    assert rated(visitor, own_way(story)) == 303
    assert given() == [("own", "settled")]
    assert Notice.objects.filter(recipient=story.people["auditor"], title__contains="不是我改的").exists()
    assert visitor.post(link, {"answer": "undo"}).status_code == 404


def test_the_own_key_opens_the_case_as_before_after_undoing(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(story.submit().wait(hours=1).take("correct", "staff", **PHONE))
    assert visitor.get(f"{own_way(story)}supplement/").status_code == 409
    visitor.post(undo_link(), {"answer": "undo"})
    assert visitor.get(f"{own_way(story)}supplement/").status_code == 200
    assert looked_up(visitor, story.receipt.code, OWN)


def test_after_undoing_a_desk_needs_a_signed_sheet(story: Story, visitor: Client, on_the_day: Any) -> None:
    on_the_day(story.submit().take("correct", "clerk", **PHONE))
    visitor.post(undo_link(), {"answer": "undo"})
    story.case.refresh_from_db()
    with pytest.raises(Refused, match="签字的更正单") as refused:
        story.take("correct", "staff", **PHONE)
    assert refused.value.field == "files"
    sheet = store(pdf("更正单.pdf"), by=story.people["staff"], at=story.at)
    story.take("correct", "staff", **PHONE, files=(sheet,))
    assert story.case.phone == CLERKS


def test_whoever_agrees_gets_no_more_links(story: Story, visitor: Client, on_the_day: Any) -> None:
    on_the_day(story.submit().take("correct", "clerk", **PHONE))
    visitor.post(undo_link(), {"answer": "agree"})
    before = len(links_to(OWN))
    to_the_answer(story)
    assert len(links_to(OWN)) == before


def test_the_link_lasts_ninety_days_and_the_whole_window(story: Story, visitor: Client, clock: Any) -> None:
    story.submit().take("correct", "clerk", **PHONE)
    link = undo_link()
    clock.move_to(story.at + dt.timedelta(days=89))
    assert visitor.get(link).status_code == 200
    clock.move_to(story.at + dt.timedelta(days=91))
    assert visitor.get(link).status_code == 404
    to_the_answer(story)
    assert visitor.get(link).status_code == 200


def test_changed_twice_the_first_number_still_brings_itself_back(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    story.submit().wait(hours=1).take("correct", "clerk", **PHONE).wait(hours=1)
    on_the_day(story.take("correct", "staff", field="phone", value="13733334444", reason="又换号"))
    visitor.post(undo_link(), {"answer": "undo"})
    story.case.refresh_from_db()
    assert (story.case.phone, story.case.phone_grade) == (OWN, "own")
    assert not PhoneChange.objects.unanswered().exists()
    assert corrected(visitor, own_way(story), "13755556666") == 303


def test_an_own_key_changes_the_telephone_at_any_time_and_the_former_may_undo_it(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(story.submit().accept().contact().wait(hours=1))
    assert corrected(visitor, own_way(story), "13755556666") == 303
    story.case.refresh_from_db()
    assert (story.case.phone, story.case.phone_grade) == ("13755556666", "own")
    assert visitor.get(own_way(story)).status_code == 404
    visitor.post(undo_link(), {"answer": "undo"})
    assert visitor.get(own_way(story)).status_code == 200


def test_every_part_of_a_split_request_gets_its_number_back(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    story.submit().take(
        "split", "liaison", part_1="变压器老跳闸，一停就是半天。", part_2="晚班没有公交车坐。"
    )
    on_the_day(story.take("correct", "clerk", **PHONE))
    visitor.post(undo_link(), {"answer": "undo"})
    part = story.case.parts.get()
    assert (part.phone, part.phone_grade) == (OWN, "own")


def test_of_two_own_numbers_the_last_word_stands_and_neither_speaks_twice(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    """Changed by an own key, the former number has not agreed: the links of the round go to both."""
    on_the_day(story.submit().wait(hours=1))
    assert corrected(visitor, own_way(story), "13755556666") == 303
    story.case.refresh_from_db()
    on_the_day(to_the_answer(story))
    new, former = links_to("13755556666")[-1], links_to(OWN)[-1]
    assert rated(visitor, new) == 303
    assert rated(visitor, new) == 409
    assert rated(visitor, former, satisfaction="mostly") == 303
    assert rated(visitor, former) == 409
    standing = Verdict.objects.get(overridden_at=None)
    assert (standing.satisfaction, standing.given_by) == ("mostly", "own")
