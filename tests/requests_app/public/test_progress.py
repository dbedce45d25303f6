"""P2 and P3: the receipt, the state in plain words, dates that can be checked, files, and nothing of others."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from PIL import Image

from office.files import store
from requests_app.models import Assignment, Attachment
from tests.isolation import lifted
from tests.requests_app.public.pages import jpeg
from tests.stories import Story

PRIVATE = ("19900020011", "徐经理")


def receipt_of(story: Story) -> str:
    return f"/receipt/{story.receipt.token}/"


def read(client: Client, story: Story) -> str:
    """The private link's page, on the day of the story."""
    return str(client.get(receipt_of(story)).content.decode())


def test_the_receipt_says_everything_one_needs(visitor: Client, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit())
    page = visitor.get(receipt_of(story))
    html = page.content.decode()
    code = story.receipt.code
    for words in (
        "已收到您的留言",
        story.case.ledger_number,
        f"{code[:4]} {code[4:8]} {code[8:]}",
        "请截图保存，请勿告诉他人",
        "11月3日前受理",
        "一般事项最迟 11月24日答复",
        "复杂事项以受理后告知的日期为准",
        "代表答复，请您评价",
        "长辈版",
    ):
        assert words in html, words
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"


def test_the_receipt_brings_its_own_qr_code(visitor: Client, story: Story) -> None:
    story.submit()
    assert f'src="{receipt_of(story)}qr.png"' in read(visitor, story)
    picture = visitor.get(f"{receipt_of(story)}qr.png")
    assert picture["Content-Type"] == "image/png"
    assert "no-store" in picture["Cache-Control"]
    assert Image.open(BytesIO(picture.content)).size[0] >= 200


@pytest.mark.parametrize("token", ["nothing", "%00", "a" * 500, "😀", "..."])
def test_a_wrong_link_says_so_and_helps_on(visitor: Client, story: Story, token: str) -> None:
    page = visitor.get(f"/receipt/{token}/")
    assert page.status_code == 404
    assert "链接不对或已失效" in page.content.decode()
    assert "/track/" in page.content.decode()


def test_no_page_of_the_requester_shows_contact_data(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.answered("B", story.co)
    on_the_day(story)
    html = read(visitor, story)
    assert not [secret for secret in PRIVATE if secret in html]


def test_the_progress_names_unit_representative_date_and_the_units_first_look(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    story.submit().wait(hours=2).accept().wait(hours=3).assign(story.co)
    Assignment.objects.filter(department=story.lead).update(viewed_at=story.at + dt.timedelta(hours=1))
    on_the_day(story.work(1).sign())
    html = read(visitor, story)
    for words in (
        "办理中",
        "单雄",
        "麻城市财政局",
        "麻城经济开发区管委会一同办理",
        "已于 11月2日（周一） 15:30 查看",
        "财政局已查看",
        "11月23日（周一）",
        "还有 14 个工作日",
        "财政局签收",
        "交办给财政局，开发区会办",
    ):
        assert words in html, words


def test_internal_steps_and_notes_are_not_told(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.submit().accept().contact()
    story.take("propose_decline", "representative", kind="decline", text="建议不受理的内部理由")
    on_the_day(story)
    html = read(visitor, story)
    assert "代表电话联系您" in html
    assert "已了解情况，正在协调" not in html
    assert "内部理由" not in html


def test_the_date_can_be_checked_day_by_day(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.submit().accept().assign().sign()
    story.work(5).take("ask", "handler", text="请补充借款合同")
    story.work(3).take("supplement", "requester", text="合同见附件")
    on_the_day(story)
    html = read(visitor, story)
    for words in (
        "期限怎么算的",
        "15 个工作日，11月2日（周一）起算",
        "等您补充的 3 个工作日不计",
        "到期当天 18:00 截止",
        "调休上班的日子计入",
    ):
        assert words in html, words
    assert "11月26日（周四）" in html


def test_a_question_stands_first_with_its_form(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.submit().accept().assign().sign()
    on_the_day(story.work(2).take("ask", "handler", text="请补充借款合同"))
    html = read(visitor, story)
    assert "等您补充" in html
    assert "请补充借款合同" in html
    assert "麻城市财政局" in html
    assert f'action="{receipt_of(story)}supplement/"' in html
    assert "暂停计时" in html


@pytest.mark.parametrize(
    ("result_class", "question", "yes"),
    [
        ("A", "问题解决了吗", "解决了"),
        ("B", "对这个安排和时间认可吗", "认可"),
        ("C", "原因说清楚了吗", "说清楚了"),
        ("D", "原因说清楚了吗", "说清楚了"),
    ],
)
def test_an_answer_comes_with_the_units_words_and_its_classes_question(
    visitor: Client, story: Story, on_the_day: Any, result_class: str, question: str, yes: str
) -> None:
    on_the_day(story.answered(result_class))
    html = read(visitor, story)
    for words in (
        "已答复，请您评价",
        "财政局答复原文",
        "无还本续贷政策办理续贷七百二十万元",
        "签发 邱正华",
        question,
        yes,
        "等您评价",
    ):
        assert words in html, words
    assert "checked" not in html
    assert ("承诺 " in html) == (result_class == "B")


def test_a_late_answer_is_called_late(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.submit().accept().assign().sign()
    on_the_day(story.work(17))
    assert "超期 2 个工作日" in read(visitor, story)


def test_a_declined_case_says_why_and_where_to_go(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.submit().take(
        "decline",
        "staff",
        reason="private",
        explanation="属民间借贷纠纷。",
        guidance="可向市人民法院起诉。",
    )
    on_the_day(story)
    html = read(visitor, story)
    assert "期限怎么算的" not in html
    for words in ("不予受理", "属民间借贷纠纷。", "可向市人民法院起诉。", "民事纠纷", "申诉"):
        assert words in html, words


def test_the_own_files_open_by_the_key_and_by_nothing_else(visitor: Client, story: Story) -> None:
    story.submit(files=(store(jpeg("厂房.jpg"), by=None, at=story.at),))
    kept = Attachment.objects.get()
    address = f"{receipt_of(story)}files/{kept.file.token}/"
    assert address in read(visitor, story)
    opened = visitor.get(address)
    assert opened["Content-Type"] == "image/jpeg"
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in opened["Cache-Control"]
    b"".join(opened.streaming_content)  # type: ignore[arg-type]
    other = story.submit(phone="13800001111")
    assert visitor.get(f"{receipt_of(other)}files/{kept.file.token}/").status_code == 404
    assert visitor.get(f"/track/{kept.case.ledger_number}/files/{kept.file.token}/").status_code == 302


@pytest.mark.parametrize("token", ["nothing", "%00", "a" * 400])
def test_a_made_up_file_is_not_found(visitor: Client, story: Story, token: str) -> None:
    story.submit()
    assert visitor.get(f"{receipt_of(story)}files/{token}/").status_code == 404


def test_files_that_are_not_for_the_enterprise_stay_closed(visitor: Client, story: Story) -> None:
    story.submit(files=(store(jpeg("厂房.jpg"), by=None, at=story.at),))
    Attachment.objects.update(for_enterprise=False)
    token = Attachment.objects.get().file.token
    assert visitor.get(f"{receipt_of(story)}files/{token}/").status_code == 404


def test_the_records_prove_themselves(visitor: Client, story: Story) -> None:
    story.submit().accept()
    page = visitor.post(f"{receipt_of(story)}proof/", follow=True)
    assert "全部记录都没有被改动" in page.content.decode()


def test_one_row_changed_behind_the_back_fails_the_proof(visitor: Client, story: Story) -> None:
    story.submit().accept()
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE office_event SET action = %s WHERE subject = %s AND seq = 2",
            ["refer", story.case.subject],
        )
    page = visitor.post(f"{receipt_of(story)}proof/", follow=True)
    assert "记录核对没有通过" in page.content.decode()


def test_the_progress_takes_a_bounded_number_of_queries(
    visitor: Client, story: Story, on_the_day: Any, django_assert_max_num_queries: Any
) -> None:
    on_the_day(story.answered("B", story.co))
    with django_assert_max_num_queries(19):
        assert visitor.get(receipt_of(story)).status_code == 200


def test_a_new_requests_page_takes_few_queries_and_decrypts_no_text(
    visitor: Client, story: Story, on_the_day: Any, django_assert_max_num_queries: Any
) -> None:
    on_the_day(story.submit())
    with django_assert_max_num_queries(17) as asked:
        assert visitor.get(receipt_of(story)).status_code == 200
    assert not [query for query in asked.captured_queries if "office_eventprivate" in query["sql"]]
