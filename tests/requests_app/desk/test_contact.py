"""The contact of a case: masked, and shown once to whoever may and says why."""

import pytest

from office import events
from office.models import Event
from tests.requests_app.desk.pages import SignIn, in_hand, url
from tests.stories import Story

PHONE = "19900020011"


def test_the_contact_is_shown_once_to_whoever_says_why(story: Story, sign_in: SignIn) -> None:
    in_hand(story)
    client = sign_in(story.people["representative"])
    refused = client.post(url(story, "contact"), {"reason": "other", "note": ""})
    assert refused.status_code == 422
    assert "请写明查看联系方式的原因" in refused.content.decode()
    assert PHONE not in refused.content.decode()
    shown = client.post(url(story, "contact"), {"reason": "contact", "note": "约时间见面"})
    assert f'href="tel:{PHONE}"' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert PHONE not in client.get(url(story)).content.decode()
    event = Event.objects.get(action="reveal")
    assert (event.subject, event.data["why"], event.private("reason")) == (
        story.case.subject,
        "contact",
        "约时间见面",
    )
    assert not list(events.verify_chain(story.case.subject))


@pytest.mark.parametrize(
    ("who", "agreed", "status"),
    [
        ("representative", False, 200), ("liaison", False, 200), ("staff", False, 200), ("handler", True, 200),
        ("handler", False, 404), ("head", False, 404), ("co_handler", False, 404), ("clerk", True, 404),
        ("auditor", True, 404),
    ],
)  # fmt: skip
def test_who_may_ask_for_the_contact(
    story: Story, sign_in: SignIn, who: str, agreed: bool, status: int
) -> None:
    story.submit(share_contact=agreed).accept().assign(story.co)
    client = sign_in(story.people[who])
    assert client.get(url(story, "contact")).status_code == status
    posted = client.post(url(story, "contact"), {"reason": "contact"})
    assert (PHONE in posted.content.decode()) == (status == 200)


def test_the_counter_gets_the_telephone_while_a_verdict_is_awaited_and_not_the_words(
    story: Story, sign_in: SignIn
) -> None:
    in_hand(story)
    clerk = sign_in(story.people["clerk"])
    assert clerk.get(url(story, "contact")).status_code == 404
    story.reply().answer()
    page = clerk.get(url(story, "steps/record_verdict")).content.decode()
    assert "打给谁" in page
    assert PHONE not in page
    assert "打给谁" in clerk.get(url(story)).content.decode()
    shown = clerk.post(url(story, "contact"), {"reason": "call_back"}).content.decode()
    assert f'href="tel:{PHONE}"' in shown
    assert story.case.text not in shown
    assert Event.objects.get(action="reveal").data["party"] == "clerk"
    story.rate()
    assert clerk.get(url(story, "contact")).status_code == 404


def test_a_masked_number_in_the_text_is_opened_with_the_contact(story: Story, sign_in: SignIn) -> None:
    story.submit(text="身份证 11010519491231002X 办理社保遇到问题，请协调。").accept()
    client = sign_in(story.people["staff"])
    assert "11010519491231002X" not in client.get(url(story)).content.decode()
    shown = client.post(url(story, "contact"), {"reason": "verify"})
    assert "11010519491231002X" in shown.content.decode()
