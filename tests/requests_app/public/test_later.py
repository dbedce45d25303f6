"""What the enterprise sees after the end: the question with its case, milestones, proof, what became of the promise."""

from typing import Any

from django.test import Client

from office.models import Message
from requests_app.followup import automatic
from requests_app.models import Attachment, LaterQuestion, Promise
from tests.requests_app.ends import later, promised, settled
from tests.requests_app.public.pages import stamp_in
from tests.stories import Story


def page_of(story: Story, visitor: Client, step: str = "") -> str:
    answer = visitor.get(f"/receipt/{story.receipt.token}/{step}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_question_stands_beside_what_was_answered_and_rated(
    story: Story, visitor: Client, clock: Any
) -> None:
    settled(story)
    automatic.sweep(later(story, 28).at)
    clock.move_to(story.at, tick=False)
    page = page_of(story, visitor, "still_there/")
    for words in (
        "问题彻底解决了吗",
        "市财政局答复：贷款已按无还本续贷办理",
        "满意",
        "已办结",
        "没有参与办理的人会联系您",
    ):
        assert words in page
    sent = visitor.post(
        f"/receipt/{story.receipt.token}/still_there/",
        {"stamp": stamp_in(page), "holds": "no", "said": "又停了"},
    )
    assert sent.status_code == 303
    assert LaterQuestion.objects.get().said == "又停了"
    again = visitor.get(f"/receipt/{story.receipt.token}/still_there/")
    assert again.status_code == 409
    assert "现在不能这样办理" in again.content.decode()


def test_an_empty_answer_is_refused_in_words_and_keeps_what_was_typed(
    story: Story, visitor: Client, clock: Any
) -> None:
    settled(story)
    automatic.sweep(later(story, 28).at)
    clock.move_to(story.at, tick=False)
    url = f"/receipt/{story.receipt.token}/still_there/"
    sent = visitor.post(url, {"stamp": stamp_in(page_of(story, visitor, "still_there/")), "said": "周五停班"})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "请选择现在的情况" in page
    assert "周五停班" in page


def test_the_link_of_the_message_opens_the_question_itself(story: Story) -> None:
    settled(story)
    before = set(Message.objects.values_list("pk", flat=True))
    automatic.sweep(later(story, 28).at)
    sent = Message.objects.exclude(pk__in=before).filter(channel="sms", carries_secret=True)
    assert sent.count() == 1
    assert "/still_there/" in sent.get().secret


def test_milestones_and_proof_are_on_the_progress_page(story: Story, visitor: Client, clock: Any) -> None:
    promised(story)
    story.take("report_milestone", "handler", text="已完成招标，12月上旬进场。")
    clock.move_to(story.at, tick=False)
    page = page_of(story, visitor)
    assert "承诺进展" in page
    assert "已完成招标，12月上旬进场。" in page
    story.take("keep_promise", "liaison", evidence="12月10日路灯全部安装通电，附验收单。")
    page = page_of(story, visitor)
    assert "承诺兑现了吗" in page
    assert "12月10日路灯全部安装通电" in page
    assert "已办结" not in page.split("办理经过")[0]
    sent = visitor.post(
        f"/receipt/{story.receipt.token}/still_there/", {"stamp": stamp_in(page), "holds": "yes"}
    )
    assert sent.status_code == 303
    assert "已办结" in page_of(story, visitor)
    assert Promise.objects.get().confirmed_by == "enterprise"
    assert not Attachment.objects.filter(purpose="proof", for_enterprise=False).exists()
