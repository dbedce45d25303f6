"""A report from its draft to its readers: numbers frozen, words kept, comments answered, another person signs."""

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from evaluation.models import Report
from evaluation.reports import content, owners, papers, readers, writing
from evaluation.reports.tables import more_or_less, tables_of
from office.actors import Actor
from office.models import Notice, User
from office.months import Period
from office.refusals import Refused
from tests.stories import SHANGHAI, Story

SYSTEM = Actor.system("reports")
NOVEMBER = Period(2026, 11)
SignIn = Callable[[User], Client]


def at(day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, 12, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def report(story: Story) -> Report:
    """The group's November: two cases answered and rated, one accepted late in it, one of October before them."""
    for when in (dt.date(2026, 10, 20), dt.date(2026, 11, 2), dt.date(2026, 11, 2)):
        story.at = dt.datetime(when.year, when.month, when.day, 9, 30, tzinfo=SHANGHAI)
        story.answered().work(1).rate()
    story.at = dt.datetime(2026, 11, 25, 9, 30, tzinfo=SHANGHAI)
    story.submit().accept()
    return writing.draft(owners.of_group(story.group), NOVEMBER, by=SYSTEM, at=at(3))


def worded(report: Report, by: User, text: str = "走访企业三家。") -> None:
    section = report.sections.get(kind="work")
    writing.write(section, text, seen=section.text, by=Actor.of(by), at=at(4))


def cells(report: Report, key: str) -> dict[str, list[str]]:
    table = next(each for each in tables_of(report.figures) if each.key == key)
    return {row[0]: row[1:] for row in table.rows}


def test_it_counts_the_period_beside_the_one_before_and_a_year_before(report: Report) -> None:
    assert cells(report, "sums")["收到诉求"] == ["3", "1", "—", "多 2", "—"]
    assert cells(report, "sums")["已办结"][:3] == ["2", "1", "—"]
    assert cells(report, "rates")["响应率"][0] == "67%（2 / 3）"
    assert cells(report, "rates")["响应率"][2] == "—"
    assert sum(int(row[0]) for row in cells(report, "categories").values()) == 3


def test_a_rise_stands_in_it_with_its_counts(story: Story) -> None:
    for number in range(9):
        story.at = dt.datetime(2026, 11, 9, 9, 30, tzinfo=SHANGHAI)
        story.submit(enterprise_name=f"企业{number}", phone=f"1990008700{number}").accept()
    report = writing.draft(owners.of_group(story.group), NOVEMBER, by=SYSTEM, at=at(3))
    assert list(cells(report, "moving").values()) == [["9", "0", "9", "0", "明显上升"]]


def test_counted_again_later_it_says_the_same(story: Story, report: Report) -> None:
    story.at = at(9)
    story.take_default("hand_over", representative=story.representative("colleague"))
    assert content.content(owners.of_group(story.group), NOVEMBER) == report.figures


def test_a_correction_counts_anew_what_its_note_names(story: Story, report: Report) -> None:
    staff, approver = story.people["staff"], story.people["approver"]
    worded(report, staff)
    writing.submit(report, by=Actor.of(staff), at=at(4))
    writing.publish(report, by=Actor.of(approver), at=at(5))
    with pytest.raises(Refused, match="没有受理编号"):
        writing.correct(report, "2026-99999 登记错误", by=Actor.of(staff), at=at(7))
    following = writing.correct(report, "文字有误", by=Actor.of(staff), at=at(7))
    assert following.figures == report.figures
    assert following.sections.get(kind="work").text == "走访企业三家。"
    assert (following.edition, following.status) == (2, "draft")


def test_it_goes_up_with_words_and_without_open_comments(story: Story, report: Report) -> None:
    staff, liaison = story.people["staff"], story.people["liaison"]
    with pytest.raises(Refused, match="主要工作"):
        writing.submit(report, by=Actor.of(staff), at=at(4))
    worded(report, staff)
    row = writing.comment(report, "请补充两次接待", by=Actor.of(liaison), at=at(4))
    with pytest.raises(Refused, match="还有意见"):
        writing.submit(report, by=Actor.of(staff), at=at(4))
    writing.answer(row, "已补充", by=Actor.of(staff), at=at(4))
    assert Notice.objects.filter(recipient=liaison, key=f"{report.subject}:answered:{row.pk}").exists()
    writing.submit(report, by=Actor.of(staff), at=at(4))
    for code, refused in (("wrong_state", lambda: worded(report, staff, "又改")),):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.code == code


def test_who_wrote_words_signs_nothing(story: Story, report: Report) -> None:
    staff, second = story.people["staff"], story.people["second_staff"]
    worded(report, second)
    writing.submit(report, by=Actor.of(staff), at=at(4))
    for writer in (staff, second):
        with pytest.raises(Refused, match="请另一人审签"):
            writing.publish(report, by=Actor.of(writer), at=at(5))


def test_two_writers_of_one_section_lose_nothing(story: Story, report: Report) -> None:
    section = report.sections.get(kind="work")
    worded(report, story.people["staff"])
    with pytest.raises(Refused, match="刚刚改过"):
        writing.write(section, "另一份", seen="", by=Actor.of(story.people["second_staff"]), at=at(4))


def test_readers_by_post_and_by_name_are_told_once(story: Story, report: Report) -> None:
    staff, clerk, owner = story.people["staff"], story.people["clerk"], owners.of_group(story.group)
    row = readers.add(owner, clerk, by=Actor.of(staff), at=at(3))
    with pytest.raises(Refused, match="已经在收件人里"):
        readers.add(owner, clerk, by=Actor.of(staff), at=at(3))
    worded(report, staff)
    writing.submit(report, by=Actor.of(staff), at=at(4))
    writing.publish(report, by=Actor.of(story.people["approver"]), at=at(5))
    told = Notice.objects.filter(key=f"{report.subject}:published", channel="inapp")
    assert {each.recipient.username for each in told} == {"liaison", "clerk"}
    readers.end(row, by=Actor.of(staff), at=at(8))
    readers.end(row, by=Actor.of(staff), at=at(8))
    assert clerk not in readers.readers_of(report, at(8).date())


def test_what_went_out_stays_as_it_was(story: Story, report: Report) -> None:
    worded(report, story.people["staff"])
    writing.submit(report, by=Actor.of(story.people["staff"]), at=at(4))
    writing.publish(report, by=Actor.of(story.people["approver"]), at=at(5))
    for rows, columns in (
        (Report.objects.all(), {"note": "x"}),
        (report.sections.all(), {"text": "x"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**columns)


def test_each_sees_the_own_and_a_reader_what_went_out(story: Story, report: Report, sign_in: SignIn) -> None:
    address = f"/desk/reports/{report.pk}/"
    staff, editor, people = story.people["staff"], story.people["clerk"], story.people
    begun = dt.datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)
    readers.add(owners.of_group(story.group), editor, by=Actor.of(staff), at=begun)
    seen = {
        name: sign_in(people[name]).get(address).status_code
        for name in ("liaison", "clerk", "stranger", "auditor")
    }
    assert seen == {"liaison": 200, "clerk": 404, "stranger": 404, "auditor": 200}
    worded(report, staff)
    writing.submit(report, by=Actor.of(staff), at=at(4))
    writing.publish(report, by=Actor.of(people["approver"]), at=at(5))
    assert sign_in(editor).get(address).status_code == 200
    assert sign_in(editor).post(f"{address}comments/", {"comment": "好"}).status_code == 404


def test_the_desk_words_comments_and_signs(story: Story, report: Report, sign_in: SignIn) -> None:
    office, second, address = (
        sign_in(story.people["staff"]),
        sign_in(story.people["approver"]),
        f"/desk/reports/{report.pk}/",
    )
    kept = office.post(f"{address}words/", {"work": "字" * 3001, "next": "继续"})
    assert kept.status_code == 422
    assert "字" * 3001 in kept.content.decode()
    assert report.sections.get(kind="next").text == "继续"
    assert (
        office.post(f"{address}words/", {"work": "走访", "next": "继续", "submit": "yes"}).status_code == 303
    )
    assert second.post(f"{address}hand_back/", {"text": ""}).status_code == 409
    asked = second.post(f"{address}publish/")
    assert asked.status_code == 200
    assert "确认审签并印发" in asked.content.decode()
    assert sign_in(story.people["liaison"]).post(f"{address}publish/").status_code == 404
    # An auditor reads every report and takes no part in one.
    assert sign_in(story.people["auditor"]).get(address).status_code == 200
    assert sign_in(story.people["auditor"]).post(f"{address}publish/").status_code == 404
    # Staff proposes, the approver decides.
    assert office.post(f"{address}publish/").status_code == 404


def test_papers_say_the_same_numbers(story: Story, report: Report) -> None:
    worded(report, story.people["staff"], "走访企业三家。\n\n反映两件。")
    for letterhead in (False, True):
        assert papers.pdf(report, letterhead=letterhead).startswith(b"%PDF")
    word = Document(BytesIO(papers.docx(report)))
    assert [cell.text for cell in word.tables[0].rows[1].cells][:2] == ["收到诉求", "3"]
    assert "反映两件。" in [paragraph.text for paragraph in word.paragraphs]


def test_a_reader_says_once_that_it_was_read(story: Story, report: Report, sign_in: SignIn) -> None:
    staff, liaison, page = story.people["staff"], story.people["liaison"], f"/desk/reports/{report.pk}/"
    with pytest.raises(Refused, match="还没有印发"):
        readers.confirm_reading(report, by=Actor.of(liaison), at=at(4))
    worded(report, staff)
    writing.submit(report, by=Actor.of(staff), at=at(4))
    writing.publish(report, by=Actor.of(story.people["approver"]), at=at(5))
    with pytest.raises(Refused, match="不在这份报告的收件人里"):
        readers.confirm_reading(report, by=Actor.of(staff), at=at(5))
    assert "未阅" in sign_in(staff).get(page).content.decode()
    own = sign_in(liaison)
    assert "已阅</button>" in own.get(page).content.decode()
    assert own.post(f"{page}read/").status_code == 303
    assert own.post(f"{page}read/").status_code == 303
    assert "已阅</button>" not in own.get(page).content.decode()
    assert report.readings.count() == 1
    assert "未阅" not in sign_in(staff).get(page).content.decode()


def test_a_quarter_goes_from_its_draft_to_its_readers_through_the_pages(
    story: Story, sign_in: SignIn
) -> None:
    story.at = dt.datetime(2026, 8, 10, 9, 30, tzinfo=SHANGHAI)
    story.answered().work(1).rate()
    drafted = dt.datetime(2026, 10, 13, 2, 30, tzinfo=SHANGHAI)
    report = writing.draft(owners.of_group(story.group), Period(2026, 7, 3), by=SYSTEM, at=drafted)
    address = f"/desk/reports/{report.pk}/"
    staff, approver, liaison = (sign_in(story.people[who]) for who in ("staff", "approver", "liaison"))
    assert "2026年第三季度" in staff.get(address).content.decode()
    staff.post(f"{address}words/", {"work": "走访三家。", "next": "继续走访。", "submit": "yes"})
    question = approver.post(f"{address}publish/").content.decode()
    seen = re.search(r'name="(seen[^"]*)" value="([^"]+)"', question)
    assert seen
    assert approver.post(f"{address}publish/", {seen[1]: seen[2]}).status_code in (302, 303)
    assert "未阅" in staff.get(address).content.decode()
    page = liaison.get(address).content.decode()
    assert "走访三家。" in page
    assert liaison.post(f"{address}read/").status_code == 303
    assert "未阅" not in staff.get(address).content.decode()


def test_words_written_in_word_come_back_to_be_looked_at(
    story: Story, report: Report, sign_in: SignIn
) -> None:
    word, written = Document(BytesIO(papers.docx(report))), BytesIO()
    heading = next(each for each in word.paragraphs if each.text == "存在的问题")
    heading._p.addnext(word.add_paragraph("会办意见回得慢。")._p)
    word.save(written)
    office, page = sign_in(story.people["staff"]), f"/desk/reports/{report.pk}/"
    sent = SimpleUploadedFile("报告.docx", written.getvalue())
    shown = office.post(f"{page}word/", {"word": sent})
    assert (shown.status_code, "会办意见回得慢。</textarea>" in shown.content.decode()) == (200, True)
    # Nothing is saved before a person has looked at it.
    assert not report.sections.exclude(text="").exists()
    for wrong in (b"%PDF-1.4 nonsense", b"PK nonsense"):
        refused = office.post(f"{page}word/", {"word": SimpleUploadedFile("报告.docx", wrong)})
        assert (refused.status_code, 'id="e-word"' in refused.content.decode()) == (422, True)
    assert office.post(f"{page}word/").status_code == 422
    assert sign_in(story.people["liaison"]).post(f"{page}word/", {"word": sent}).status_code in (403, 404)


def test_one_report_asks_as_often_with_more_comments(story: Story, report: Report, sign_in: SignIn) -> None:
    office, address = sign_in(story.people["staff"]), f"/desk/reports/{report.pk}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert office.get(address).status_code == 200
        return len(found)

    writing.comment(report, "请补充", by=Actor.of(story.people["liaison"]), at=at(4))
    queries()
    before = queries()
    for number in range(5):
        writing.comment(report, f"请补充 {number}", by=Actor.of(story.people["liaison"]), at=at(4))
    assert queries() == before


def test_more_or_less_in_counts() -> None:
    assert [more_or_less(*pair) for pair in ((3, 1), (1, 3), (2, 2))] == ["多 2", "少 2", "持平"]


@pytest.mark.django_db
def test_staff_alone_names_readers(sign_in: Callable[[User], Client], staff: User, approver: User) -> None:
    assert sign_in(approver).post("/desk/reports/readers/").status_code == 404
    assert sign_in(staff).post("/desk/reports/readers/").status_code == 422
