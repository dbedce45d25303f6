"""What is typed at a step and not sent: drafts, lost sessions, files kept over errors."""

import datetime as dt
from io import BytesIO
from typing import Any

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from demo.defaults import REPLY
from office import files
from requests_app.desk.step_drafts import STEP_DRAFTS
from requests_app.models import Attachment, Contact, Reply, StepDraft
from tests.requests_app.desk.pages import Desk
from tests.requests_app.public.pages import PDF

HTMX = {"HTTP_HX_REQUEST": "true"}
REPLIED = {
    "text": REPLY,
    "result_class": "A",
    "signer": "邱正华",
    "officer_name": "童欣",
    "officer_phone": "0713-2920011",
    "publicity": "open",
}


def test_a_draft_is_kept_and_comes_back(desk: Desk) -> None:
    story = desk.story
    story.submit().accept().assign().sign()
    typed = REPLIED | {"text": "写到一半", "result_class": "B", "promise_on": "2026-12-15"}
    answer = desk.send("handler", "reply", **typed, draft="1")
    assert answer.status_code == 303
    assert story.case.status == "handling"
    page = desk.get("handler", "reply").content.decode()
    assert "写到一半" in page
    assert 'value="2026-12-15"' in page
    assert "已恢复 11月23日（周一） 10:00 保存的草稿" in page
    assert "写到一半" not in StepDraft.objects.values_list("data", flat=True).query.__str__()
    desk.take("handler", "reply", **REPLIED)
    assert not StepDraft.objects.exists()


def test_it_saves_by_itself_while_one_writes(desk: Desk) -> None:
    desk.story.submit().accept()
    client = desk.sign_in(desk.story.people["representative"])
    answer = client.post(f"{desk.url('contact')}draft/", {"said": "正在写"}, **HTMX)
    assert answer.content.decode().strip().endswith("草稿已保存 10:00")
    assert StepDraft.objects.get().typed["said"] == "正在写"
    empty = client.post(f"{desk.url('contact')}draft/", {"said": ""}, **HTMX)
    assert "已保存" not in empty.content.decode()
    assert StepDraft.objects.get().typed["said"] == "正在写"


def test_whoever_may_do_the_same_reads_who_is_writing_just_now(desk: Desk, now: dt.datetime) -> None:
    story = desk.story
    story.submit().accept()
    desk.send("second_staff", "ask", text="请补充", draft="1")
    writing = f"{story.people['second_staff'].name}正在填写“请企业补充”，10:00"
    detail = f"/desk/requests/{story.case.ledger_number}/"
    assert writing in desk.sign_in(story.people["staff"]).get(detail).content.decode()
    assert writing in desk.get("staff", "assign").content.decode()
    # Neither whoever writes, nor the counter, nor once it was laid aside.
    assert writing not in desk.sign_in(story.people["second_staff"]).get(detail).content.decode()
    assert "正在填写" not in desk.sign_in(story.people["clerk"]).get(detail).content.decode()
    StepDraft.objects.update(saved_at=now - dt.timedelta(minutes=11))
    assert "正在填写" not in desk.sign_in(story.people["staff"]).get(detail).content.decode()


def test_the_first_pages_of_a_pdf_are_a_picture_for_whoever_reads_the_case(
    desk: Desk, now: dt.datetime, settings: Any
) -> None:
    settings.EXAMINATION_SECONDS = 20
    story = desk.story
    paper = typst.compile(b"= Contract\n#pagebreak()\nSigned")
    stored = files.store(SimpleUploadedFile("合同.pdf", paper), by=None, at=now)
    story.submit().accept().take("supplement", "requester", text="补充合同", files=(stored,))
    address = f"/desk/requests/{story.case.ledger_number}/files/{stored.token}/?pages=1"
    assert f'src="{address}"' in desk.get("staff", "assign").content.decode()
    shown = desk.sign_in(story.people["staff"]).get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with Image.open(BytesIO(shown.content)) as picture:
        assert picture.size == (840, 2 * 1188)
    assert desk.sign_in(story.people["handler"]).get(address).status_code == 404


def test_many_units_chosen_in_a_draft_are_all_chosen_again(desk: Desk) -> None:
    desk.story.submit().accept()
    desk.send("staff", "assign", lead="czj", co=["kfq", "gdgs"], draft="1")
    page = desk.get("staff", "assign").content.decode()
    for code in ("kfq", "gdgs"):
        assert "checked" in page.split(f'value="{code}"')[-1].split(">")[0]


def test_a_lost_session_keeps_the_text_for_its_author(desk: Desk, visitor: Client) -> None:
    story = desk.story
    story.submit().accept().assign().sign()
    carried = desk.form("handler", "reply")
    answer = visitor.post(desk.url("reply"), carried | REPLIED)
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={desk.url('reply')}"
    page = desk.get("handler", "reply").content.decode()
    assert REPLY in page
    assert StepDraft.objects.get().user == story.people["handler"]
    assert not Reply.objects.exists()


def test_a_visitor_without_a_form_of_the_desk_keeps_nothing(desk: Desk, visitor: Client) -> None:
    story = desk.story
    story.submit().accept().assign().sign()
    carried = desk.form("handler", "reply")
    for ticket in ("", "forged", carried["ticket"][:-2] + "xx"):
        answer = visitor.post(desk.url("reply"), REPLIED | {"ticket": ticket})
        assert answer.status_code == 302
    assert visitor.post(desk.url("ask"), {"text": "请补充", "ticket": carried["ticket"]}).status_code == 302
    assert visitor.get(desk.url("reply")).status_code == 302
    assert not StepDraft.objects.exists()


def test_old_drafts_are_purged(desk: Desk, now: dt.datetime) -> None:
    desk.story.submit().accept()
    desk.send("staff", "assign", lead="czj", draft="1")
    assert STEP_DRAFTS.purge(now + dt.timedelta(days=6)) == 0
    assert STEP_DRAFTS.purge(now + dt.timedelta(days=8)) == 1


def test_files_survive_an_error_and_go_with_the_step(desk: Desk) -> None:
    story = desk.story
    story.submit().accept()
    upload = SimpleUploadedFile("走访照片说明.pdf", PDF, "application/pdf")
    refused = desk.send("representative", "contact", how="visit", reached="yes", said="", files=upload)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "已上传：走访照片说明.pdf" in page
    token = page.split('name="files_kept" value="')[1].split('"')[0]
    desk.take("representative", "contact", how="visit", reached="yes", said="上门看过", files_kept=token)
    assert Attachment.objects.get().file.token == token
    assert Contact.objects.get().said == "上门看过"


def test_a_file_of_another_form_is_not_taken_along(desk: Desk) -> None:
    story = desk.story
    story.submit().accept()
    upload = SimpleUploadedFile("材料.pdf", PDF, "application/pdf")
    page = desk.send(
        "representative", "contact", how="visit", reached="yes", said="", files=upload
    ).content.decode()
    token = page.split('name="files_kept" value="')[1].split('"')[0]
    desk.take("liaison", "contact", how="visit", reached="yes", said="上门看过", files_kept=token)
    assert not Attachment.objects.exists()


def test_a_bad_file_is_refused_in_words(desk: Desk) -> None:
    desk.story.submit().accept()
    upload = SimpleUploadedFile("坏.pdf", b"MZ program", "application/pdf")
    answer = desk.send("representative", "contact", how="visit", reached="yes", said="上门", files=upload)
    assert answer.status_code == 422
    assert "「坏.pdf」不是图片或文档" in answer.content.decode()
    assert not Contact.objects.exists()
