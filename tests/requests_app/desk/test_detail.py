"""One case on the desk: what each role reads and is offered, first views, contacts shown with a reason, files."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo.defaults import ANSWER, REPLY, TEXT
from groups.models import Absence, Department
from office.models import Event
from requests_app.models import Attachment, Letter
from tests.requests_app.desk.pages import SignIn, in_hand, url
from tests.requests_app.public.pages import PDF
from tests.stories import Story

PHONE = "19900020011"
PRIMARY = 'class="btn primary"'
READERS = ["staff", "approver", "auditor", "liaison", "representative", "handler", "head"]


@pytest.mark.parametrize("who", READERS)
def test_who_reads_it_sees_the_words_but_no_whole_telephone(
    story: Story, opened: Callable[[str], str], who: str
) -> None:
    in_hand(story)
    page = opened(who)
    assert TEXT[:20] in page
    assert "199****0011" in page
    assert PHONE not in page
    assert "徐经理" not in page


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_a_stranger_gets_404(story: Story, sign_in: SignIn, who: str) -> None:
    in_hand(story)
    client = sign_in(story.people[who])
    for path in (url(story), url(story, "contact"), url(story, "steps", "urge"), url(story, "slip")):
        assert client.get(path).status_code == 404


def test_a_clerk_sees_state_dates_and_answers_sent(story: Story, opened: Callable[[str], str]) -> None:
    in_hand(story).work(2).reply()
    page = opened("clerk")
    assert "办理中" in page
    assert "答复期限" in page
    for hidden in (
        story.case.title,
        TEXT[:20],
        story.case.enterprise_name,
        REPLY[:12],
        "199****0011",
        "邱正华",
    ):
        assert hidden not in page
    story.work(1).answer()
    assert ANSWER[:12] in opened("clerk")


def test_an_auditor_reads_everything_and_is_offered_nothing(
    story: Story, opened: Callable[[str], str]
) -> None:
    in_hand(story).work(2).reply()
    page = opened("auditor")
    assert REPLY[:12] in page
    assert PRIMARY not in page
    assert "更多" not in page
    assert "显示并留痕" not in page


def test_a_sealed_case_is_read_by_keeper_and_auditor_only(story: Story, sign_in: SignIn) -> None:
    story.submit().take("seal", "staff")
    for who, status in (
        ("staff", 200),
        ("auditor", 200),
        ("second_staff", 404),
        ("liaison", 404),
        ("clerk", 404),
    ):
        assert sign_in(story.people[who]).get(url(story)).status_code == status, who


@pytest.mark.parametrize(
    ("stage", "who", "label"),
    [
        ("submit", "liaison", "受理"), ("accept", "representative", "联系企业"), ("accept", "staff", "交办"),
        ("assign", "handler", "签收"), ("sign", "handler", "回复"), ("reply", "representative", "核对并答复企业"),
    ],
)  # fmt: skip
def test_the_next_right_step_is_the_one_red_button(
    story: Story, opened: Callable[[str], str], stage: str, who: str, label: str
) -> None:
    for step in ("submit", "accept", "assign", "sign", "reply"):
        getattr(story, step)()
        if step == stage:
            break
    page = opened(who)
    assert page.count(PRIMARY) == 1
    assert page.split(PRIMARY)[1].split("</a>")[0].endswith(f">{label}")


def test_whose_turn_it_is_not_has_no_red_button(story: Story, opened: Callable[[str], str]) -> None:
    in_hand(story)
    for who in ("staff", "liaison", "representative", "head"):
        page = opened(who)
        assert PRIMARY not in page, who
    assert "催办" in opened("representative")


def test_the_enterprises_date_shows_how_it_was_counted(story: Story, opened: Callable[[str], str]) -> None:
    in_hand(story).work(3).take("ask", "handler", text="请补充借款合同")
    story.work(2).take("supplement", "requester", text="合同见附件")
    page = opened("representative")
    assert "期限怎么算的" in page
    assert "一般件 15 个工作日，受理次日为第 1 天" in page
    assert "等企业补充，停 2 天" in page
    assert "合同见附件" in page


def test_a_unit_sees_its_own_date_first(story: Story, opened: Callable[[str], str]) -> None:
    in_hand(story)
    page = opened("handler")
    assert "本单位回复期限" in page
    assert "企业的答复期限是" in page
    assert "会办意见期限" in opened("co_handler")


def test_a_reply_that_awaits_its_head_stays_in_the_unit(
    story: Story, opened: Callable[[str], str], sign_in: SignIn, department: Department
) -> None:
    Department.objects.filter(pk=department.pk).update(head_confirms=True)
    in_hand(story).work(2).reply()
    for who in ("handler", "head", "auditor"):
        assert REPLY[:12] in opened(who)
    for who in ("representative", "liaison", "staff", "co_handler"):
        assert REPLY[:12] not in opened(who)
    page = sign_in(story.people["head"]).get(url(story, "steps/confirm")).content.decode()
    # Read first, then pressed; and the way back is at hand.
    assert page.index(REPLY[:12]) < page.index('class="btn primary"')
    assert f'href="{url(story, "steps/hand_back")}"' in page
    story.take("confirm", "head")
    assert REPLY[:12] in opened("representative")


def test_inner_advice_is_not_shown_to_units(story: Story, opened: Callable[[str], str]) -> None:
    story.submit().accept().take(
        "propose_assignment", "representative", lead=story.lead, text="该单位曾拖延，请盯紧"
    )
    story.assign()
    assert "该单位曾拖延" in opened("staff")
    assert "该单位曾拖延" not in opened("handler")


def test_the_first_look_of_a_unit_is_recorded_once(story: Story, opened: Callable[[str], str]) -> None:
    story.submit().accept().assign()
    assert "尚未查看" in opened("representative")
    opened("staff")
    assert story.case.assignments.get().viewed_at is None
    opened("handler")
    seen = story.case.assignments.get().viewed_at
    assert seen is not None
    opened("handler")
    opened("head")
    assert story.case.assignments.get().viewed_at == seen
    viewed = Event.objects.get(action="viewed")
    assert viewed.subject == f"user:{story.people['handler'].pk}"
    assert viewed.data["case"] == story.case.ledger_number
    assert "查看" in opened("representative")


def test_the_way_names_who_acted_for_whom(
    story: Story, opened: Callable[[str], str], now: dt.datetime
) -> None:
    person, delegate = story.people["representative"], story.people["colleague"]
    Absence.objects.create(user=person, from_on=story.at.date(), to_on=now.date(), delegate=delegate)
    story.submit().accept().take("contact", "colleague", how="visit", reached="yes", said="上门看过")
    page = opened("colleague")
    assert f"{delegate.name}（代{person.name}）" in page
    assert "上门走访，已联系上" in page
    assert "上门看过" in page


def test_letters_open_for_the_office_and_the_unit_they_are_for(story: Story, sign_in: SignIn) -> None:
    story.submit().accept().assign(story.co)
    lead = Letter.objects.get(assignment__department=story.lead)
    path = url(story, "letters", f"assignment-2026-{lead.serial}")[:-1] + ".pdf"
    for who, status in (
        ("staff", 200),
        ("handler", 200),
        ("auditor", 200),
        ("co_handler", 404),
        ("clerk", 404),
    ):
        answer = sign_in(story.people[who]).get(path)
        assert answer.status_code == status, who
    pdf = sign_in(story.people["handler"]).get(path)
    assert pdf.content.startswith(b"%PDF")
    assert sign_in(story.people["staff"]).get(path.replace("2026", "2027")).status_code == 404


def test_files_open_for_those_whose_page_lists_them(story: Story, sign_in: SignIn) -> None:
    in_hand(story)
    upload = SimpleUploadedFile("续贷审批单.pdf", PDF, "application/pdf")
    contact = {"how": "visit", "reached": "yes", "said": "上门取了材料", "files": upload}
    posted = sign_in(story.people["representative"]).post(url(story, "steps", "contact"), contact)
    assert posted.status_code == 303, posted.content.decode()
    token = Attachment.objects.get().file.token
    for who, status in (("staff", 200), ("handler", 200), ("clerk", 404), ("stranger", 404)):
        served = sign_in(story.people[who]).get(url(story, "files", token))
        assert served.status_code == status, who
        if status == 200:
            assert b"".join(served.streaming_content) == PDF
            assert served["Content-Disposition"].startswith("attachment")


def test_earlier_cases_of_the_enterprise_stand_beside_it(story: Story, opened: Callable[[str], str]) -> None:
    story.submit(text="雨水倒灌一楼仓库，请协调排水。").accept()
    earlier = story.case
    story.submit().accept()
    page = opened("representative")
    assert "相似和以前的诉求" in page
    assert earlier.title in page


@pytest.mark.parametrize("who", ["staff", "representative", "handler", "clerk"])
def test_a_long_way_costs_no_more_queries_than_a_short_one(story: Story, sign_in: SignIn, who: str) -> None:
    in_hand(story)
    client = sign_in(story.people[who])
    few = queries(client, story)
    for _ in range(9):
        story.wait(days=1).take("urge", "staff", text="请抓紧")
        story.take("contact", "representative", how="telephone", reached="yes", said="又问了一次")
    assert queries(client, story) <= few


@pytest.mark.django_db(transaction=True)
def test_a_case_page_asks_at_most_thirty_questions(story: Story, sign_in: SignIn) -> None:
    """As it is served: in an open transaction of a test neither options nor counts would be kept."""
    in_hand(story).work(2).reply()
    asked = {who: queries(sign_in(story.people[who]), story) for who in (*READERS, "clerk", "co_handler")}
    assert {who: count for who, count in asked.items() if count > 30} == {}


def queries(client: Client, story: Story) -> int:
    client.get(url(story))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url(story)).status_code == 200
    return len(captured)
