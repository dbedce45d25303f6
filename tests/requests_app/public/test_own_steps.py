"""The requester's own steps: each once, with files, in words; a slip cannot judge; a stale page is told."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office.models import Event, Message
from requests_app.models import AccessKey, Attachment, DraftFile, Urging, Verdict, VerdictKey
from requests_app.models.grades import Grade
from tests.requests_app.public.pages import jpeg, stamp_in
from tests.stories import Story


def address(story: Story, step: str = "") -> str:
    return f"/receipt/{story.receipt.token}/" + (f"{step}/" if step else "")


def sent(client: Client, story: Story, step: str, **given: Any) -> Any:
    """Opens the step's page and sends its form."""
    stamp = stamp_in(client.get(address(story, step)).content.decode())
    return client.post(address(story, step), {"stamp": stamp} | given)


def test_a_supplement_answers_the_question_and_brings_files(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    story.submit().accept().assign().sign()
    on_the_day(story.work(2).take("ask", "handler", text="请补充借款合同"))
    page = sent(visitor, story, "supplement", text="合同见附件", files=[jpeg("合同.jpg")])
    assert (page.status_code, page["Location"]) == (303, address(story))
    story.case.refresh_from_db()
    assert story.case.waiting_since is None
    html = visitor.get(address(story)).content.decode()
    assert "已收到您的补充" in html
    assert "合同见附件" in html
    assert "合同.jpg" in html


def test_a_supplement_pressed_twice_is_one(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit())
    stamp = stamp_in(visitor.get(address(story, "supplement")).content.decode())
    for _ in range(2):
        page = visitor.post(address(story, "supplement"), {"stamp": stamp, "text": "补充一句"})
        assert page.status_code == 303
    assert Event.objects.filter(action="supplement").count() == 1


def test_files_of_a_refused_supplement_are_kept(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit())
    page = sent(visitor, story, "supplement", text="", files=[jpeg("合同.jpg")])
    html = page.content.decode()
    assert page.status_code == 422
    assert "请填写补充说明" in html
    assert "已上传：合同.jpg" in html
    token = html.split('name="files_kept" value="')[1].split('"')[0]
    body = {"stamp": stamp_in(html), "text": "见附件", "files_kept": [token]}
    assert visitor.post(address(story, "supplement"), body).status_code == 303
    assert Attachment.objects.get().file.token == token
    assert not DraftFile.objects.exists()


def test_satisfied_and_settled_closes_the_case(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered())
    page = sent(visitor, story, "rate", satisfaction="satisfied", agreed="yes", reason="")
    assert page.status_code == 303
    verdict = Verdict.objects.get()
    assert (verdict.satisfaction, verdict.agreed, verdict.given_by) == ("satisfied", True, "own")
    html = visitor.get(address(story)).content.decode()
    assert "已办结" in html
    assert "您的评价" in html
    assert "已收到您的评价" in html


def test_dissatisfied_wants_a_reason_beside_the_field(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered())
    page = sent(visitor, story, "rate", satisfaction="dissatisfied", agreed="no", reason="")
    html = page.content.decode()
    assert page.status_code == 422
    assert "请写明不满意的原因" in html
    assert 'id="id_reason_error"' in html
    assert html.count(" checked") == 2


def test_dissatisfied_sends_the_case_back_to_work(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered())
    sent(visitor, story, "rate", satisfaction="dissatisfied", agreed="no", reason="还没有到账")
    html = visitor.get(address(story)).content.decode()
    assert "办理中" in html
    assert "您评价：不满意" in html
    assert "重新办理的，期限是第一次的一半" in html


def test_the_verdict_needs_both_answers(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered())
    html = sent(visitor, story, "rate").content.decode()
    assert "请选择满意、基本满意或不满意" in html
    assert "请回答这个问题" in html


def _only_a_slip() -> None:
    AccessKey.objects.update(grade=Grade.SLIP)
    VerdictKey.objects.all().delete()


def test_a_slip_sees_everything_but_cannot_judge(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered())
    _only_a_slip()
    html = visitor.get(address(story)).content.decode()
    assert "已答复" in html
    assert "提交评价" not in html
    assert "回执单不能用来评价" in html
    assert visitor.get(address(story, "rate")).status_code == 409
    body = {"satisfaction": "satisfied", "agreed": "yes"}
    assert visitor.post(address(story, "rate"), body).status_code == 409
    assert not Verdict.objects.exists()
    assert visitor.get(address(story, "correct")).status_code == 409


def test_a_slip_cannot_reopen(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered().rate())
    assert visitor.get(address(story, "reopen")).status_code == 200
    _only_a_slip()
    assert visitor.get(address(story, "reopen")).status_code == 409
    assert visitor.post(address(story, "reopen"), {"reason": "没有解决"}).status_code == 409
    story.case.refresh_from_db()
    assert story.case.status == "closed"


def test_not_settled_after_all_goes_on(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered().rate())
    assert "尚未解决，请继续办理" in visitor.get(address(story)).content.decode()
    assert sent(visitor, story, "reopen", reason="又停了").status_code == 303
    story.case.refresh_from_db()
    assert (story.case.status, story.case.round) == ("handling", 2)


def test_withdrawing_asks_first_and_names_reasons(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit())
    html = visitor.get(address(story, "withdraw")).content.decode()
    assert "撤回后不再办理" in html
    assert "有人劝我撤回" in html
    asked = sent(visitor, story, "withdraw", reason="solved", text="已经办好了")
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "确定撤回吗" in page
    assert "已经办好了" in page
    assert "不撤回，返回进度" in page
    story.case.refresh_from_db()
    assert story.case.status == "submitted"
    again = {"stamp": stamp_in(page), "reason": "solved", "text": "已经办好了"}
    again["again"] = page.split('name="again" value="')[1].split('"')[0]
    assert visitor.post(address(story, "withdraw"), again).status_code == 303
    story.case.refresh_from_db()
    assert story.case.status == "withdrawn"
    assert "已撤回" in visitor.get(address(story)).content.decode()


def test_an_appeal_is_taken_once(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.submit().take(
        "decline", "staff", reason="outside", explanation="不属受理范围。", guidance="请拨打 12345。"
    )
    on_the_day(story)
    assert sent(visitor, story, "appeal", text="这是园区的事，请受理").status_code == 303
    html = visitor.get(address(story)).content.decode()
    assert "由另一人处理" in html
    assert visitor.get(address(story, "appeal")).status_code == 409


def test_urging_twice_within_three_days_is_told(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit().accept())
    assert sent(visitor, story, "urge", text="").status_code == 303
    page = visitor.post(address(story, "urge"), {"text": "再催一次"})
    html = page.content.decode()
    assert page.status_code == 409
    assert "11月2日已经催办过，11月5日起可以再催" in html
    assert "再催一次" in html
    assert Urging.objects.count() == 1


def test_a_page_that_is_no_longer_true_says_what_happened(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    """The case was withdrawn in another tab while a supplement was being written."""
    on_the_day(story.submit())
    stamp = stamp_in(visitor.get(address(story, "supplement")).content.decode())
    story.take("withdraw", "requester", reason="solved")
    page = visitor.post(address(story, "supplement"), {"stamp": stamp, "text": "还想补充一句"})
    html = page.content.decode()
    assert page.status_code == 409
    assert "这件诉求现在是“已撤回”" in html
    assert "还想补充一句" in html


@pytest.mark.parametrize(
    "step", ["accept", "assign", "seal", "resume", "nonsense", "record_verdict", "close"]
)
def test_steps_of_others_do_not_exist_here(visitor: Client, story: Story, on_the_day: Any, step: str) -> None:
    on_the_day(story.submit())
    assert visitor.get(address(story, step)).status_code == 404
    assert visitor.post(address(story, step), {"reason": "x"}).status_code == 404


def test_the_steps_work_behind_the_look_up_as_well(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.answered())
    visitor.post("/track/", {"code": story.receipt.code, "last4": "0011"})
    home = f"/track/{story.case.ledger_number}/"
    html = visitor.get(home).content.decode()
    assert f'action="{home}rate/"' in html
    body = {"stamp": stamp_in(html), "satisfaction": "mostly", "agreed": "yes"}
    page = visitor.post(f"{home}rate/", body)
    assert (page.status_code, page["Location"]) == (303, home)
    assert Verdict.objects.get().satisfaction == "mostly"


@pytest.mark.parametrize("text", ["\x00", "长" * 1001, "\u202e\u200b", "长" * 300_000])
def test_bad_text_is_refused_in_words_and_kept(
    visitor: Client, story: Story, on_the_day: Any, text: str
) -> None:
    on_the_day(story.submit())
    page = sent(visitor, story, "supplement", text=text)
    assert page.status_code == 422
    assert "补充说明" in page.content.decode()
    assert not Event.objects.filter(action="supplement").exists()


def test_too_many_presses_are_slowed_down_with_the_text_kept(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    on_the_day(story.submit())
    from office import throttle

    for _ in range(600):
        throttle.hit("form_tries", "127.0.0.1", limit=600, seconds=3600, at=story.at)
    page = sent(visitor, story, "supplement", text="还想补充一句")
    assert page.status_code == 429
    assert "还想补充一句" in page.content.decode()


def test_a_round_key_from_the_text_message_opens_and_judges(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    on_the_day(story.answered())
    link = next(m.secret for m in Message.objects.order_by("-id") if "/receipt/" in m.secret)
    path = "/" + link.split("://")[1].split("/", 1)[1]
    html = visitor.get(path).content.decode()
    assert "提交评价" in html
    assert story.receipt.code[:4] not in html
    body = {"stamp": stamp_in(html), "satisfaction": "satisfied", "agreed": "yes"}
    assert visitor.post(f"{path}rate/", body).status_code == 303


def test_after_thirty_days_a_new_request_is_suggested(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.answered().rate()
    story.at += dt.timedelta(days=31)
    on_the_day(story)
    assert "尚未解决，请继续办理" not in visitor.get(address(story)).content.decode()
    assert visitor.get(address(story, "reopen")).status_code == 409
