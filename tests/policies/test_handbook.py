"""《惠企政策实用手册》: what it holds, when there is a new edition, the files, and who took them."""

import datetime as dt
import json
import re
from io import BytesIO
from typing import Any

import cv2
import numpy
import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from office import events
from office.actors import Actor
from office.background import jobs
from office.documents import qr_png
from office.models import Job, User
from policies import editing, posters
from policies.handbook import contents, differences, editions, papers
from policies.models import HandbookEdition, PolicyVersion, Reading
from stations.models import Station
from tests.papers import unpacked
from tests.people import SignIn
from tests.policies.rows import a_version, an_edition

pytestmark = pytest.mark.django_db

PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone) MicroMessenger/8.0"}
DAY = dt.timedelta(days=1)


def policy(title: str, slug: str, category: str = "finance", **options: Any) -> PolicyVersion:
    return a_version(title=title, policy_options={"slug": slug, "category": category}, **options)


@pytest.fixture
def loan(staff: User) -> PolicyVersion:
    return policy(
        "无还本续贷",
        "xudai",
        plain="贷款到期前一个月去银行申请。\n不用先凑钱。",
        key_points=["符合条件的小微企业", "A&B <银行> 均可"],
        how_to_apply=["找开户银行", "交材料"],
        materials=["营业执照"],
        document_number="金规〔2024〕13号",
        checked_on=dt.date(2026, 11, 1),
        checked_by=staff,
    )


@pytest.fixture
def ended() -> PolicyVersion:
    return policy(
        "去年的补贴",
        "old",
        "tax",
        effective_from=dt.date(2025, 1, 1),
        expires_on=dt.date(2025, 12, 31),
        plain="去年可以领的钱。",
    )


def taken(client: Client, path: str, agent: str = PERSON["HTTP_USER_AGENT"]) -> tuple[str, bytes]:
    """(ETag, bytes) of a file, read to its end."""
    answer: Any = client.get(path, HTTP_USER_AGENT=agent)
    content = b"".join(answer.streaming_content)
    return answer["ETag"], content


def test_it_holds_what_is_published_each_in_its_chapter(
    loan: PolicyVersion, ended: PolicyVersion, now: dt.datetime
) -> None:
    a_version("draft", title="还没写完的政策")
    soon = policy("贴息", "tiexi", expires_on=now.date() + 10 * DAY)
    found = contents.current(now.date())
    assert [(chapter.name, [each.slug for each in chapter.entries]) for chapter in found.chapters] == [
        ("税收优惠", []),
        ("金融支持", ["xudai", "tiexi"]),
        ("要素保障", []),
    ]
    assert [each.slug for each in found.ended] == ["old"]
    marks = {each.slug: each.marks for chapter in found.chapters for each in chapter.entries}
    assert marks == {"xudai": (), "tiexi": ("即将到期",)}
    assert [each.slug for each in contents.current(soon.expires_on + DAY).ended] == ["tiexi", "old"]


@pytest.mark.postgres
def test_an_edition_is_made_when_the_book_says_something_new(loan: PolicyVersion, now: dt.datetime) -> None:
    first = editions.make(at=now)
    assert first is not None
    assert first.number == 1
    assert editions.make(at=now + DAY) is None
    PolicyVersion.objects.filter(pk=loan.pk).update(checked_on=None, checked_by=None)
    second = editions.make(at=now + DAY)
    assert second is not None
    assert (second.number, second.made_on) == (2, now.date() + DAY)
    assert [event.action for event in events.timeline("handbook:2")] == ["handbook_made"]
    with pytest.raises(IntegrityError):
        an_edition(number=2)


def test_an_empty_book_is_not_made(now: dt.datetime) -> None:
    assert editions.make(at=now) is None


def test_a_day_on_which_something_ends_makes_an_edition_by_itself(now: dt.datetime) -> None:
    policy("贴息", "tiexi", expires_on=now.date())
    editions.refresh(at=now)
    editions.refresh(at=now + DAY)
    last, first = editions.all_editions()
    assert [(each.title, each.words) for each in differences.between(first, last)] == [("贴息", "已到期")]


def test_publishing_and_checking_ask_the_queue_once_for_several(
    staff: User, editor: User, now: dt.datetime
) -> None:
    for slug in ("a", "b"):
        version = policy(f"政策 {slug}", slug, state="submitted", submitted_by=editor)
        editing.publish(version, compared=False, by=Actor.of(staff), at=now)
        editing.check(version, by=Actor.of(staff), at=now)
    (job,) = Job.objects.filter(kind="handbook")
    assert dt.timedelta(minutes=2) <= job.due_at - now <= dt.timedelta(minutes=4)
    assert not jobs.run(job.pk, at=now)
    assert jobs.run(job.pk, at=job.due_at)
    assert [line["slug"] for line in HandbookEdition.objects.get().lines] == ["a", "b"]
    editing.withdraw(version, "重复了", by=Actor.of(staff), at=now + DAY)
    assert jobs.run(Job.objects.get(finished_at=None).pk, at=now + DAY + DAY)
    new, old = editions.all_editions()
    assert [(each.slug, each.words) for each in differences.between(old, new)] == [("b", "已撤下")]


@pytest.mark.parametrize("phone", [True, False])
def test_the_pdf_is_tagged_with_bookmarks_and_its_own_fonts(
    loan: PolicyVersion, ended: PolicyVersion, now: dt.datetime, *, phone: bool
) -> None:
    pdf = papers.pdf(contents.current(now.date()), 7, phone=phone)
    found = unpacked(pdf)
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Outlines", b"pdfuaid:part", b"/Lang"):
        assert part in found, part
    fonts = len(re.findall(rb"/Type\s*/FontDescriptor", found))
    assert fonts == len(re.findall(rb"/FontFile3", found)) > 0
    width = float(re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+)", found)[0])
    assert width == pytest.approx(269.3 if phone else 595.3, abs=0.1)


def test_the_word_file_says_what_the_page_says(
    client: Client, loan: PolicyVersion, ended: PolicyVersion, now: dt.datetime
) -> None:
    policy("贴息", "tiexi", expires_on=now.date() + 10 * DAY, confidence="medium")
    editions.make(at=now)
    word = Document(BytesIO(taken(client, "/handbook.docx")[1]))
    assert word.core_properties.title == "惠企政策实用手册（第 1 版）"
    headings = [line.text for line in word.paragraphs if line.style.name in ("Heading 1", "Heading 2")]
    assert headings == ["税收优惠", "金融支持", "无还本续贷", "贴息", "要素保障", "已经到期的政策"]
    texts = [line.text for line in word.paragraphs]
    for said in ("不用先凑钱。", "A&B <银行> 均可", "1. 找开户银行", "【即将到期】【部分内容待核】"):
        assert said in texts
    assert "去年的补贴，2025 年 12 月 31 日到期" in texts
    assert not [line for line in texts if "去年可以领的钱" in line]
    links = set(re.findall(r'w:anchor="(\w+)"', word.element.xml))
    assert links == set(re.findall(r'w:bookmarkStart [^>]*w:name="(\w+)"', word.element.xml))


def test_older_editions_stay_as_they_were_handed_out(
    client: Client, loan: PolicyVersion, now: dt.datetime
) -> None:
    editions.make(at=now)
    before = taken(client, "/handbook/1/a4/")
    policy("贴息", "tiexi")
    editions.make(at=now)
    assert taken(client, "/handbook/1/a4/") == before
    latest = taken(client, "/handbook.pdf")
    assert latest == taken(client, "/handbook/2/a4/") != before
    assert client.get("/handbook.pdf", HTTP_IF_NONE_MATCH=latest[0], **PERSON).status_code == 304
    for wrong in ("/handbook/3/a4/", "/handbook/1/epub/", "/handbook/nothing/"):
        assert client.get(wrong).status_code == 404


def test_the_pages_can_be_read_before_a_file_is_made(client: Client, loan: PolicyVersion) -> None:
    assert client.get("/handbook.pdf")["Location"] == "/handbook/"
    shown = client.get("/handbook/").content.decode()
    assert "文件正在制作" in shown
    assert "无还本续贷" in shown
    chapter = client.get("/handbook/finance/").content.decode()
    assert "不用先凑钱。" in chapter
    assert "A&amp;B &lt;银行&gt; 均可" in chapter
    assert "这一类现在没有可用的政策" in client.get("/handbook/tax/").content.decode()


def test_what_has_ended_is_named_never_explained(client: Client, ended: PolicyVersion) -> None:
    shown = client.get("/handbook/").content.decode()
    assert "2025年12月31日（周三）到期" in shown
    assert "去年可以领的钱" not in client.get("/handbook/tax/").content.decode()


def test_the_printed_code_opens_what_is_current_and_tells_where_it_hangs(
    client: Client, station: Station, loan: PolicyVersion, now: dt.datetime
) -> None:
    editions.make(at=now)
    for code in ("gyllzx", "torn"):
        answer = client.get(f"/d/{code}/", **PERSON)
        assert answer["Location"] == "/handbook/?from=qr"
    client.get("/handbook/?from=qr", **PERSON)
    taken(client, "/handbook.pdf")
    taken(client, "/handbook.pdf", "Mozilla/5.0 (Windows NT 10.0) Edg/140")
    kept = set(Reading.objects.values_list("what", "kind", "source", "station__code"))
    assert kept == {("handbook", "view", "qr", "gyllzx"), ("handbook", "download", "direct", None)}


def test_posters_carry_the_code_and_the_state_of_the_day(
    station: Station, loan: PolicyVersion, now: dt.datetime
) -> None:
    for code in ("handbook", "gyllzx"):
        png = qr_png(papers.scan_address(code))
        picture = cv2.imdecode(numpy.frombuffer(png, numpy.uint8), cv2.IMREAD_GRAYSCALE)
        assert cv2.QRCodeDetector().detectAndDecode(picture)[0].endswith(f"/d/{code}/")
    assert posters.of_handbook(station, on=now.date()).startswith(b"%PDF-")
    assert posters.of_policy(loan, on=now.date()).startswith(b"%PDF-")
    assert not [line for line in posters.lines_of(loan, now.date()) if "核" in line or "咨询" in line]


def test_the_longest_policy_fits_one_page(now: dt.datetime) -> None:
    long = policy("长" * 40, "a" * 60, benefit="好" * 120, who="适" * 100, document_number="文" * 40)
    found = unpacked(posters.of_policy(long, on=now.date()))
    assert len(re.findall(rb"/Type\s*/Page\b", found)) == 1


def test_staff_see_what_each_edition_changed_and_ask_for_another(
    sign_in: SignIn, staff: User, station: Station, loan: PolicyVersion, now: dt.datetime
) -> None:
    editions.make(at=now)
    policy("贴息", "tiexi")
    desk = sign_in(staff)
    assert "新的一版还没有制作" in desk.get("/desk/handbook/").content.decode()
    assert "已开始制作" in desk.post("/desk/handbook/make/", follow=True).content.decode()
    editions.make(at=now)
    shown = desk.get("/desk/handbook/").content.decode()
    assert "和上一版比，变化 1 处" in shown
    assert "新收录" in shown
    assert "仍是第 2 版" in desk.post("/desk/handbook/make/", follow=True).content.decode()
    for address in ("handbook.svg", "handbook.png", "gyllzx.pdf"):
        assert desk.get(f"/desk/handbook/{address}").status_code == 200, address
    assert desk.get("/desk/handbook/nowhere.pdf").status_code == 404
    assert desk.get("/desk/policies/tiexi/poster.pdf")["Content-Type"] == "application/pdf"


def test_what_editions_changed_is_asked_once_for_all(
    sign_in: SignIn, staff: User, loan: PolicyVersion, now: dt.datetime
) -> None:
    desk = sign_in(staff)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert "无还本续贷" in desk.get("/desk/handbook/").content.decode()
        return len(captured)

    line = {"slug": "xudai", "number": 1, "category": "finance", "checked": 0}
    for number in range(1, 8):
        state = ("valid", "expiring")[number % 2]
        an_edition(number=number, digest=str(number), lines=[line | {"state": state}])
        if number == 2:
            cost()  # what a process reads once
            few = cost()
    assert cost() == few


def test_that_most_is_unchecked_is_said_once_and_a_mark_means_a_doubt(
    client: Client, loan: PolicyVersion, now: dt.datetime
) -> None:
    """Nearly all policies are unchecked: a mark on each would say nothing of those that are in doubt."""
    sure = policy("贴息", "tiexi")
    doubtful = policy("担保", "danbao", confidence="medium", document_number="")
    editions.make(at=now)
    once = "已对照原文复核的，页内写明复核日期；没有写明的，办理前请先咨询。"
    pages = [client.get(path).content.decode() for path in ("/handbook/", "/handbook/finance/")]
    word = Document(BytesIO(taken(client, "/handbook.docx")[1]))
    pages.append("".join(line.text for line in word.paragraphs))
    pages.append(json.dumps(papers.data_of(contents.current(now.date()), 1, phone=True), ensure_ascii=False))
    for page in pages:
        assert (page.count(once), page.count("部分内容待核")) == (1, 1)
        assert "待复核" not in page
    assert ("复核", "2026 年 11 月 1 日已对照原文复核") in papers.facts_of(loan)
    assert "复核" not in dict(papers.facts_of(sure))
    sure.source_note = "未核对官方原文。核对网页：https://www.example.cn/a_1.html"
    assert ("来源", "未核对官方原文。") in papers.facts_of(sure)
    sure.source_note = "据 https://www.example.cn/a_1.html，全文公开"
    assert ("来源", "据，全文公开") in papers.facts_of(sure)
    on = now.date()
    assert posters.lines_of(sure, on)[-1] == "内容由工作人员整理，办理前请先咨询"
    assert posters.lines_of(doubtful, on)[-2].endswith("，部分内容待核")
