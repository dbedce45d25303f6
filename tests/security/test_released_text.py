"""A unit complained about handles the case with what was released for it, and with nothing else."""

import io
import zipfile
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from casework.queues.table import Moment
from demo.defaults import OFFICER
from groups.models import Department
from office.calendar import load, local_date
from office.files import store
from office.models import Event, Notice
from office.refusals import Refused
from requests_app.access.identifying import Identity, short_forms
from requests_app.access.redaction import SHOWN, UNRELEASED, stand_in
from requests_app.models import Clock, EnterpriseRequest, Letter, Release
from requests_app.models.clocks import ClockKind
from requests_app.notifications import letters_pdf
from requests_app.queues import CASE_QUEUES
from stations.models import Enterprise
from stations.scopes import Scopes
from tests.people import SignIn
from tests.security.complaint import NAME, RELEASED, picture
from tests.stories import Story

pytestmark = pytest.mark.django_db

TEXT = (
    f"{NAME}反映：锦绣蓝天三次到开发区窗口，徐总的电话 19900020011，代码 91421181MA4KXXXX1Y，龙池大道88号。"
)


@pytest.fixture
def against(story: Story) -> Story:
    story.submit(text=TEXT, enterprise_name=NAME).accept().contact()
    return story.take("name_complained", "liaison", departments=(story.co,))


def url(story: Story, *rest: str) -> str:
    return "/".join([f"/desk/requests/{story.case.ledger_number}", *rest, ""])


def queues_of(story: Story, who: str) -> set[str]:
    person, on = story.people[who], local_date(story.at)
    return {held.queue for held in CASE_QUEUES.waiting_for(Scopes.of(person, on), Moment(on, load()))}


def test_until_it_is_released_the_unit_reads_one_line_and_staff_have_it_to_do(
    against: Story, sign_in: SignIn
) -> None:
    assert "release" not in queues_of(against, "staff")
    against.assign(against.co)
    shown = unescape(sign_in(against.people["co_handler"]).get(url(against)).content.decode())
    assert UNRELEASED in shown
    assert "锦绣" not in shown
    assert "release" in queues_of(against, "staff")
    assert "release" not in queues_of(against, "liaison")
    assert against.case.clocks.running().filter(kind=ClockKind.RELEASE).count() == 1


def test_the_unit_signs_and_gives_its_opinion_with_the_released_text(against: Story, sign_in: SignIn) -> None:
    against.assign(against.co)
    client = sign_in(against.people["co_handler"])
    sent = client.post(url(against, "steps", "sign"), OFFICER)
    assert sent.status_code == 303, sent.content.decode()
    against.take_default("release_summary", text=RELEASED)
    assert not Clock.objects.running().filter(kind=ClockKind.RELEASE).exists()
    assert RELEASED in unescape(client.get(url(against)).content.decode())
    form = client.get(url(against, "steps", "opinion"))
    assert RELEASED in unescape(form.content.decode())
    sent = client.post(url(against, "steps", "opinion"), {"text": "已核实，窗口将一次告知。"})
    assert sent.status_code == 303, sent.content.decode()
    assert "已核实" in unescape(client.get(url(against)).content.decode())
    against.case.refresh_from_db()
    assert against.case.enterprise_name == NAME
    assert against.case.text != RELEASED


def test_released_before_it_is_handed_over_nothing_has_to_be_waited_for(against: Story) -> None:
    against.take_default("release_summary", text=RELEASED).assign(against.co)
    assert not Clock.objects.filter(kind=ClockKind.RELEASE).exists()


def test_what_the_enterprise_adds_is_asked_for_again(against: Story, sign_in: SignIn) -> None:
    against.take_default("release_summary", text=RELEASED).assign(against.co)
    against.take("supplement", "requester", text="窗口的人叫锦绣蓝天再跑一趟")
    assert "release" in queues_of(against, "staff")
    shown = sign_in(against.people["co_handler"]).get(url(against)).content.decode()
    assert "再跑一趟" not in shown


def test_a_named_unit_that_has_the_case_already_is_asked_for_at_once(story: Story, sign_in: SignIn) -> None:
    story.handled(story.co)
    told = Notice.objects.filter(recipient=story.people["co_handler"])
    assert any("贷款" in notice.body for notice in told)
    story.take("name_complained", "liaison", departments=(story.co,))
    assert "release" in queues_of(story, "staff")
    assert not any("贷款" in notice.body for notice in told.all())
    assert "贷款月底" not in sign_in(story.people["co_handler"]).get(url(story)).content.decode()


def test_the_release_is_recorded_without_its_words(against: Story) -> None:
    against.take_default("release_summary", text=RELEASED)
    event = Event.objects.filter(subject=against.case.subject, action="release_summary").get()
    assert event.data["units"] == ["kfq"]
    assert event.private("text") == RELEASED
    assert RELEASED not in bytes(event.payload).decode()


def test_a_release_is_for_the_units_named_then(against: Story, sign_in: SignIn) -> None:
    """Another unit that is named later reads nothing of what was written for the first."""
    against.take_default("release_summary", text=RELEASED)
    against.take("name_complained", "approver", departments=(against.lead,))
    against.assign(against.lead, lead=against.co)
    shown = unescape(sign_in(against.people["handler"]).get(url(against)).content.decode())
    assert RELEASED not in shown
    assert UNRELEASED in shown


@pytest.mark.parametrize("words", [NAME, "19900020011", "199 0002 0011", "１９９０００２００１１", "徐经理"])
def test_what_certainly_names_somebody_is_not_released(against: Story, words: str) -> None:
    with pytest.raises(Refused, match="反映的") as refused:
        against.take_default("release_summary", text=f"有企业（{words}）反映窗口推诿。")
    assert refused.value.field == "text"
    assert not Release.objects.exists()


def test_a_document_that_names_somebody_is_not_released(against: Story) -> None:
    """In its words, over the borders of its runs, and in its properties."""
    for place in ("words", "runs", "author"):
        document = Document()
        line = document.add_paragraph("有企业反映窗口推诿。")
        if place == "author":
            document.core_properties.author = NAME
        for run in (NAME,) if place == "words" else (NAME[:4], NAME[4:]) if place == "runs" else ():
            line.add_run(run)
        content = io.BytesIO()
        document.save(content)
        file = store(SimpleUploadedFile("副本.docx", content.getvalue()), by=None, at=against.at)
        with pytest.raises(Refused, match="反映的") as refused:
            against.take_default("release_summary", files=(file,), looked_at=(file.token,))
        assert refused.value.field == "files", place


def test_nothing_is_released_unchecked(against: Story) -> None:
    with pytest.raises(Refused) as refused:
        against.take_default("release_summary", text=RELEASED, checked="no")
    assert refused.value.field == "checked"


def test_only_staff_release(against: Story) -> None:
    assert against.who_may("release_summary") == {"staff", "second_staff", "approver"}
    against.take("agree_to_be_named", "requester")
    assert against.who_may("release_summary") == set()


def test_the_form_marks_what_leads_to_the_complainant(against: Story, sign_in: SignIn) -> None:
    Enterprise.objects.create(name=NAME, address="龙池大道88号")
    EnterpriseRequest.objects.filter(pk=against.case.pk).update(enterprise=Enterprise.objects.get())
    against.take("supplement", "requester", text="锦绣的清单", files=(picture(against, "锦绣蓝天清单.png"),))
    page = unescape(
        sign_in(against.people["staff"]).get(url(against, "steps", "release_summary")).content.decode()
    )
    for words in (NAME, "锦绣蓝天", "徐总", "龙池大道88号", "锦绣"):
        assert f"<mark>{words}</mark>" in page, words
    typed = page.split("<textarea")[1].split("</textarea>")[0]
    assert "锦绣" not in typed
    assert "窗口" in typed


def test_released_files_get_names_of_our_own(against: Story, sign_in: SignIn) -> None:
    against.assign(against.co)
    file = picture(against, f"{NAME}申请.png")
    against.take_default("release_summary", text=RELEASED, files=(file,), looked_at=(file.token,))
    shown = unescape(sign_in(against.people["co_handler"]).get(url(against)).content.decode())
    assert "放行材料1.png" in shown
    assert "申请" not in shown


def test_a_later_release_takes_the_place_of_the_former_with_its_files(
    against: Story, sign_in: SignIn
) -> None:
    against.assign(against.co)
    file = picture(against, "一.png")
    against.take_default("release_summary", text=RELEASED, files=(file,), looked_at=(file.token,))
    against.take_default("release_summary", text="请说明窗口办件流程。")
    shown = unescape(sign_in(against.people["co_handler"]).get(url(against)).content.decode())
    assert RELEASED not in shown
    assert "放行材料" not in shown


def test_the_letter_carries_the_summary_and_no_other_word(
    against: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    against.assign(against.co, text="请上门听锦绣蓝天的意见")
    monkeypatch.setattr(letters_pdf, "typst_pdf", lambda template, data: repr(data).encode())

    def to(unit: Department) -> str:
        row = Letter.objects.filter(assignment__department=unit).first()
        assert row is not None
        return letters_pdf.letter(row).decode()

    assert "锦绣" in to(against.lead)
    for words in ("锦绣", "贷款", against.lead.name, "单雄"):
        assert words not in to(against.co), words
    assert UNRELEASED in to(against.co)
    against.take_default("release_summary", text=RELEASED)
    assert RELEASED in to(against.co)
    assert "锦绣" not in to(against.co)
    against.wait(hours=1).take_default("release_summary", text="请说明窗口办件流程。")
    assert RELEASED in to(against.co)


def test_a_stand_in_has_no_column_that_is_not_listed(against: Story) -> None:
    """Closed by default: a new column of the case is withheld until it is listed."""
    shown, blank = stand_in(against.case), EnterpriseRequest()
    for column in EnterpriseRequest._meta.concrete_fields:
        if column.attname not in SHOWN and column.attname not in ("title", "text"):
            assert getattr(shown, column.attname) == getattr(blank, column.attname), column.attname
    for write in (shown.save, shown.refresh_from_db):
        with pytest.raises(AssertionError, match="stands in"):
            write()


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("湖北锦绣蓝天服饰有限公司", {"锦绣蓝天", "锦绣", "蓝天"}),
        ("麻城市鑫磊石材有限责任公司", {"鑫磊", "鑫磊石材"}),
        ("黄冈市宏达（集团）股份有限公司", {"宏达"}),
        ("麻城市红旗路老王饭店", {"老王", "红旗"}),
    ],
)
def test_short_forms_of_a_name(name: str, known: set[str]) -> None:
    assert known <= set(short_forms(name))


def test_trades_and_legal_forms_name_nobody() -> None:
    assert not {"石材", "公司", "有限公司", "服饰"} & set(short_forms("麻城市鑫磊石材有限责任公司"))


def test_traces_are_found_in_any_spelling(against: Story) -> None:
    against.case.uscc = "91421181MA4KXXXX1Y"
    identity = Identity(against.case)
    for words in ("锦 绣蓝天"[:1] + "绣", "徐老板", "91421181ma4kxxxx1y", "一九九零零零二零零一一", "老徐"):
        assert identity.traces(f"请联系{words}，谢谢"), words
    assert identity.without("今天天气很好。") == "今天天气很好。"


def test_exports_of_sheets_hold_no_word(against: Story, sign_in: SignIn) -> None:
    against.assign(against.co)
    sheet = sign_in(against.people["co_handler"]).get("/desk/requests/export.xlsx")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        text = " ".join(book.read(name).decode(errors="ignore") for name in book.namelist())
    assert against.case.ledger_number in text
    for words in ("锦绣", "财政局", against.station.name, "单雄", "月底前"):
        assert words not in text, words
