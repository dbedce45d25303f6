"""Sentences of the requester's pages: each tells what is so of this case, and a refusal why and from when on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office import options
from office.models import Setting, User
from requests_app.models import EnterpriseRequest
from requests_app.public import own_steps
from stations.models import Station
from tests.requests_app.public.pages import PAGE
from tests.requests_app.public.test_own_steps import address, sent
from tests.stories import Story

OnTheDay = Callable[[Story], Story]
# Words of the office that say nothing, or something else, to whoever reported a matter.
OFFICE_WORDS = ("有人劝撤", "回头看", "期限减半", "企业不满意", "未评价", "未到期")


def page_of(visitor: Client, story: Story, step: str = "") -> str:
    return visitor.get(address(story, step)).content.decode()


def declined(story: Story) -> Story:
    return story.submit().take(
        "decline", "staff", reason="outside", explanation="不属受理范围。", guidance="请拨打 12345。"
    )


def withdrawn(story: Story) -> Story:
    return story.submit().take("withdraw", "requester", reason="pressed", text="有人让我撤")


def unrated(story: Story) -> Story:
    return story.answered().work(9).take("close", "staff", reason="到期未评价")


def upheld(story: Story) -> Story:
    story.answered().rate("dissatisfied", "no", "还没有到账").work(1).reply().work(1).answer()
    story.rate("dissatisfied", "no", "仍没有到账")
    return story.take("settle", "approver", choice="uphold", reason="已按规定办理，无法再放宽。")


@pytest.mark.parametrize(
    ("reach", "step", "reason"),
    [
        (Story.submit, "rate", "还没有答复，答复以后才能评价"),
        (Story.submit, "appeal", "只有不予受理或终止办理的诉求可以申诉"),
        (Story.submit, "reopen", "还在办理"),
        (Story.answered, "withdraw", "已经答复，不能再撤回"),
        (Story.answered, "urge", "正在等您评价，现在没有人可以催"),
        (Story.answered, "supplement", "没有解决的，请在评价时写明"),
        (declined, "urge", "不再办理，没有人可以催"),
        (declined, "rate", "没有答复，不用评价"),
        (withdrawn, "supplement", "要恢复办理，请与服务站联系"),
        (withdrawn, "withdraw", "已经撤回过了"),
    ],
)
def test_a_refusal_gives_its_true_reason(
    visitor: Client, story: Story, on_the_day: OnTheDay, reach: Any, step: str, reason: str
) -> None:
    on_the_day(reach(story))
    page = visitor.get(address(story, step))
    assert page.status_code == 409
    assert reason in page.content.decode()


def test_every_status_that_bars_a_step_has_its_words() -> None:
    """A status without a sentence would be an error in the visitor's page."""
    from requests_app.models.requests import Status
    from requests_app.public.own_refusals import _BY_STATE
    from requests_app.steps.table import STEPS

    for name in own_steps.NAMES:
        assert {*Status.values} - {*STEPS[name].sources} == {*_BY_STATE.get(name, {})}, name


def test_a_second_urging_says_when_the_next_one_may_be(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    on_the_day(story.submit().accept())
    sent(visitor, story, "urge", text="")
    page = page_of(visitor, story, "urge")
    assert "11月2日已经催办过，11月5日起可以再催" in page
    assert "现在是" not in page
    on_the_day(story.wait(days=3))
    assert visitor.get(address(story, "urge")).status_code == 200


def test_a_second_appeal_says_that_the_first_is_being_decided_and_by_when(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    on_the_day(declined(story))
    told = visitor.get(sent(visitor, story, "appeal", text="这是园区的事，请受理")["Location"])
    assert "由另一人处理（最迟11月5日），结果会告诉您" in told.content.decode()
    page = page_of(visitor, story, "appeal")
    assert "申诉只能提出一次，您11月2日已经提出，最迟11月5日告诉您结果" in page
    assert "现在是" not in page


def test_a_late_appeal_names_the_day_that_has_passed(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    declined(story)
    on_the_day(story.work(11))
    assert "11月16日已经截止" in page_of(visitor, story, "appeal")


def test_a_late_reopening_names_the_day_and_the_way_on(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    story.answered().rate()
    closed_on = story.case.closed_on
    assert closed_on is not None
    last = closed_on + dt.timedelta(days=30)
    on_the_day(story.wait(days=31))
    page = page_of(visitor, story, "reopen")
    assert f"{last.month}月{last.day}日已经截止" in page
    assert "写明原来的受理编号" in page


@pytest.mark.parametrize("reach", [unrated, withdrawn, Story.answered, declined, upheld])
def test_no_page_of_the_requester_speaks_the_offices_words(
    visitor: Client, story: Story, on_the_day: OnTheDay, reach: Any
) -> None:
    on_the_day(reach(story))
    for step in ("", *own_steps.NAMES):
        page = page_of(visitor, story, step)
        for words in OFFICE_WORDS:
            assert words not in page, (step, words)


def test_a_supplement_before_acceptance_tells_nobody_that_handles_it(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    on_the_day(story.submit())
    assert "补充的内容受理时一并处理" in page_of(visitor, story, "supplement")
    html = visitor.get(sent(visitor, story, "supplement", text="补充一句")["Location"]).content.decode()
    assert "已收到您的补充，受理时一并处理" in html
    assert "正在办理的人" not in html


def test_a_supplement_that_reaches_no_account_claims_none(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    on_the_day(story.submit().accept())
    User.objects.update(is_active=False)
    html = visitor.get(sent(visitor, story, "supplement", text="补充一句")["Location"]).content.decode()
    assert "已收到您的补充。" in html
    assert "正在办理的人" not in html


def test_a_no_leads_to_a_date_and_the_page_names_it(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    on_the_day(story.answered())
    assert "我们会重新办理，7 个工作日内再答复您" in page_of(visitor, story, "rate")
    page = sent(visitor, story, "rate", satisfaction="dissatisfied", agreed="no", reason="还没有到账")
    story.case.refresh_from_db()
    due_on = story.case.answer_due_on
    assert due_on is not None
    assert (
        f"已重新办理，最迟{due_on.month}月{due_on.day}日再答复您"
        in visitor.get(page["Location"]).content.decode()
    )


def test_a_rating_that_ends_the_case_promises_nothing_below(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    on_the_day(story.answered())
    page = sent(visitor, story, "rate", satisfaction="satisfied", agreed="yes", reason="")
    html = visitor.get(page["Location"]).content.decode()
    assert "这件诉求已经结案" in html
    assert "见下" not in html


def test_a_rating_on_the_telephone_is_named_before_it_is_replaced(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    story.answered().take(
        "record_verdict", "clerk", called="徐经理", satisfaction="satisfied", agreed="yes", reason="通话"
    )
    on_the_day(story)
    page = page_of(visitor, story, "rate")
    assert "已有一次评价（电话回访，满意），提交后以您这一次为准" in page


def test_a_withdrawn_case_shows_no_date_for_an_answer(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    story.submit().accept()
    assert "答复期限" in page_of(visitor, on_the_day(story))
    story.take("withdraw", "requester", reason="solved")
    assert "答复期限" not in page_of(visitor, on_the_day(story))


def test_a_case_merged_before_acceptance_is_promised_no_date(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    story.submit()
    leading = story.case
    own = Story(**{**vars(story), "case": EnterpriseRequest()})
    own.submit()
    own.take("merge", "liaison", leading=leading, reason="同一件事")
    on_the_day(own)
    page = page_of(visitor, own)
    assert "与同类诉求合并办理" in page
    assert "期限" not in page.split("办理经过")[1].split("</section>")[0]


def test_a_case_merged_with_a_date_is_told_the_date(
    visitor: Client, story: Story, on_the_day: OnTheDay
) -> None:
    story.submit().accept()
    leading = story.case
    own = Story(**{**vars(story), "case": EnterpriseRequest()})
    own.submit().accept().take("merge", "liaison", leading=leading, reason="同一件事")
    due_on = own.case.answer_due_on
    assert due_on is not None
    assert f"与同类诉求合并办理，答复期限 {due_on.month}月{due_on.day}日" in page_of(visitor, on_the_day(own))


def _without_text_messages(monkeypatch: pytest.MonkeyPatch, is_set_up: bool) -> None:
    monkeypatch.setattr("requests_app.notifications.reach.is_set_up", lambda channel: is_set_up)


@pytest.mark.parametrize("is_set_up", [True, False])
def test_a_receipt_promises_a_text_message_only_where_one_can_be_sent(
    visitor: Client, story: Story, on_the_day: OnTheDay, monkeypatch: pytest.MonkeyPatch, is_set_up: bool
) -> None:
    _without_text_messages(monkeypatch, is_set_up)
    page = page_of(visitor, on_the_day(story.submit()))
    assert ("短信告诉您答复日期" in page) is is_set_up
    assert ("答复日期写在这一页" in page) is not is_set_up


@pytest.mark.parametrize("phone", ["", "0713-2950123"])
def test_no_page_speaks_of_a_service_telephone_that_is_not_there(
    visitor: Client, open_station: Station, phone: str, now: Any, today: Any
) -> None:
    Setting.objects.create(key="service_phone", value=phone, effective_on=today, created_at=now)
    options.forget()
    pages = ["/", "/track/", "/privacy/", "/accessibility/", "/policies/", PAGE, "/nowhere/"]
    for path in pages:
        html = visitor.get(path).content.decode()
        assert ("服务电话" in html) is bool(phone), path
    assert "约 1 分钟" not in visitor.get(PAGE).content.decode()


def test_the_number_of_a_case_is_told_from_its_code(visitor: Client, open_station: Station) -> None:
    page = visitor.post("/track/", {"code": "2026-00123", "last4": "0011"}).content.decode()
    assert "这是受理编号，不是查询码" in page


def test_missing_last_digits_are_named(visitor: Client, open_station: Station) -> None:
    page = visitor.post("/track/", {"code": "123456789018", "last4": ""}).content.decode()
    assert "没有填联系电话后四位" in page or "有一位输错了" in page


@pytest.mark.parametrize("is_set_up", [True, False])
def test_the_form_promises_an_email_only_where_one_can_be_sent(
    visitor: Client, open_station: Station, settings: Any, is_set_up: bool
) -> None:
    kind = "locmem" if is_set_up else "dummy"
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{kind}.EmailBackend"
    page = visitor.get("/new/").content.decode()
    assert "电子邮箱" in page
    assert ("受理和答复时也会给您发邮件" in page) is is_set_up
    assert ('id="id_email_helptext"' in page) is is_set_up
