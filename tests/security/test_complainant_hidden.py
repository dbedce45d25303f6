"""The unit complained about looks for whoever complained: its officers, its head and their delegates, everywhere.

Every text of every row that belongs to the case is a canary, whatever its table and column: one that is added later is
sown and looked for as well. What each reader may come upon is what was released for the unit, and what the unit wrote.
"""

import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from office.models import EventPrivate, Notice, User
from requests_app.access.redaction import TITLE
from requests_app.models import Attachment
from requests_app.models.files import Purpose
from requests_app.notifications import letters_pdf
from requests_app.progress_tables import papers, verbs
from requests_app.steps.table import STEPS
from tests.people import SignIn
from tests.requests_app.api.test_requests import token_of
from tests.requests_app.progress_rows import at, submitted
from tests.security.complaint import (
    CONTACT,
    EMAIL,
    NAME,
    PHONE,
    RELEASED,
    SHORT,
    USCC,
    WORDS,
    picture,
)
from tests.stories import Story

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|action|src|hx-get|data-poll)="([^"]+)"')
FOLLOWED = re.compile(r"^/(desk|board|api)/")
LEFT_OUT = re.compile(r"^/(desk/(policies|information|handbook|help)|static|accounts)")


@pytest.fixture(autouse=True)
def _papers_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF's words are read where they are handed to the typesetter."""

    def as_text(template: str, data: dict[str, object]) -> bytes:
        return b"%PDF " + repr(data).encode()

    monkeypatch.setattr(letters_pdf, "typst_pdf", as_text)
    monkeypatch.setattr(papers, "typst_pdf", as_text)


def pages(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Whatever links lead to, whatever its type: address and text."""
    waiting, known = deque(starts), set(starts)
    while waiting:
        url = waiting.popleft()
        answer = client.get(url, follow=True)
        if answer.status_code != 200:
            continue
        yield url, text_of(b"".join(answer) if answer.streaming else answer.content)
        names = str(answer.headers)
        yield f"{url} (headers)", names
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for link in LINK.findall(answer.content.decode()):
            found = urlsplit(urljoin(url, unescape(link)))
            path = (
                f"{found.path}?{found.query}"
                if "export" in found.path or "print" in found.path
                else found.path
            )
            if FOLLOWED.match(path) and not LEFT_OUT.match(path) and path not in known and len(known) < 150:
                known.add(path)
                waiting.append(path)


def text_of(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return " ".join(book.read(name).decode(errors="ignore") for name in book.namelist())
    text = content.decode(errors="ignore")
    return json.dumps(json.loads(text), ensure_ascii=False) if text.startswith(("{", "[")) else unescape(text)


def found_in(text: str, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if secret in text]


def test_no_page_file_letter_or_sheet_shows_the_complainant(
    complaint: Story, readers: dict[str, User], secrets: list[str], sign_in: SignIn
) -> None:
    story = complaint
    number = story.case.ledger_number
    released = picture(story, f"{NAME}遮.png")
    story.take_default("release_summary", text=RELEASED, files=(released,), looked_at=(released.token,))
    detail = f"/desk/requests/{number}/"
    leaks, opened = [], {}
    for who, user in readers.items():
        shown = dict(pages(sign_in(user), "/desk/", "/desk/requests/?tab=all", detail, "/board/gyllzx/"))
        opened[who] = shown
        leaks += [(who, url, secret) for url, body in shown.items() for secret in found_in(body, secrets)]
    assert leaks == []
    # The crawl would find nothing either if it went nowhere.
    for who in ("officer", "head", "delegate"):
        assert RELEASED in opened[who][detail], who
        assert any(".pdf" in url for url in opened[who]), who
        assert any("export.xlsx" in url for url in opened[who]), who
        assert any(f"{number}/files/" in url for url in opened[who]), who


def test_the_office_still_reads_all_of_it(complaint: Story, secrets: list[str], sign_in: SignIn) -> None:
    """And the canaries are where somebody would come upon them."""
    shown = sign_in(complaint.people["staff"]).get(f"/desk/requests/{complaint.case.ledger_number}/")
    assert len(found_in(unescape(shown.content.decode()), secrets)) > 8
    assert len(secrets) > 30


def test_every_form_of_a_step_keeps_the_complainant_hidden(
    complaint: Story, readers: dict[str, User], secrets: list[str], sign_in: SignIn
) -> None:
    base = f"/desk/requests/{complaint.case.ledger_number}"
    for who, user in readers.items():
        client = sign_in(user)
        for step in STEPS:
            for answer in (
                client.get(f"{base}/steps/{step}/"),
                client.get(f"{base}/steps/{step}/", headers={"HX-Request": "true"}),
                client.post(f"{base}/steps/{step}/", {"seen": "1", "text": "知道了"}),
            ):
                assert found_in(unescape(answer.content.decode()), secrets) == [], (who, step)
        for page in ("contact", "slip", "personal", "code"):
            answer = client.post(f"{base}/{page}/", {"reason": "contact", "checked": "身份证", "to": "slip"})
            assert answer.status_code in (403, 404, 405), (who, page)


def test_a_file_that_was_not_released_is_not_there(
    complaint: Story, readers: dict[str, User], sign_in: SignIn
) -> None:
    story = complaint
    released = picture(story, "副本.png")
    story.take_default("release_summary", files=(released,), looked_at=(released.token,))
    for user in readers.values():
        client = sign_in(user)
        for row in Attachment.objects.filter(case=story.case).select_related("file"):
            answer = client.get(f"/desk/requests/{story.case.ledger_number}/files/{row.file.token}/")
            b"".join(answer)
            assert (answer.status_code == 200) == (row.purpose == Purpose.RELEASED), (user, row.purpose)


@pytest.mark.parametrize(
    "query",
    [PHONE, NAME, SHORT, CONTACT, USCC, WORDS, EMAIL, "锦绣", "139-9002", "1990 0020 011"],
)
def test_no_search_leads_to_the_case(
    complaint: Story, readers: dict[str, User], sign_in: SignIn, query: str
) -> None:
    number = complaint.case.ledger_number
    assert_not_found(readers, sign_in, number, {"q": query, "tab": "all"})


@pytest.mark.parametrize(
    "narrowing",
    [{"station": "gyllzx"}, {"source": "qr_station"}, {"kind": "enterprise"}, {"group": "finance"},
     {"turn": "supervised"}, {"turn": "consulted"}, {"difficulty": "ordinary"}, {"department": "czj"}],
    ids=lambda narrowing: "=".join(*narrowing.items()),
)  # fmt: skip
def test_no_filter_tells_what_its_row_does_not(
    complaint: Story, readers: dict[str, User], sign_in: SignIn, narrowing: dict[str, str]
) -> None:
    assert_not_found(readers, sign_in, complaint.case.ledger_number, {"tab": "all", **narrowing})


def assert_not_found(readers: dict[str, User], sign_in: SignIn, number: str, query: dict[str, str]) -> None:
    for who, user in readers.items():
        client = sign_in(user)
        for path in ("/desk/requests/", "/desk/requests/print/", "/desk/requests/export.xlsx"):
            answer = client.get(path, query)
            assert answer.status_code == 200, (who, path)
            assert number not in text_of(answer.content), (who, path)
        assert number not in api(user, "requests/", query), who


def api(user: User, path: str, query: dict[str, str] | None = None) -> str:
    answer = Client().get(f"/api/v1/{path}", query or {}, headers=token_of(user))
    return text_of(answer.content)


def test_the_number_alone_leads_to_a_row_without_content(
    complaint: Story, readers: dict[str, User], secrets: list[str], sign_in: SignIn
) -> None:
    number = complaint.case.ledger_number
    for who in ("officer", "head", "delegate"):
        shown = unescape(sign_in(readers[who]).get("/desk/requests/", {"q": number}).content.decode())
        assert f"/desk/requests/{number}/" in shown, who
        assert TITLE in shown
        assert found_in(shown, secrets) == []


def test_the_api_knows_no_such_case(complaint: Story, readers: dict[str, User], secrets: list[str]) -> None:
    number = complaint.case.ledger_number
    for user in readers.values():
        assert Client().get(f"/api/v1/requests/{number}/", headers=token_of(user)).status_code == 404
        for path in ("requests/", "board/gyllzx/", "figures/"):
            assert found_in(api(user, path), secrets) == []
        text = {"text": f"开发区{WORDS}，材料交了三遍"}
        assert number not in api(user, "proposals/", text)
        taken = Client().post(
            f"/api/v1/requests/{number}/steps/opinion/",
            json.dumps({"text": "同意"}),
            content_type="application/json",
            headers=token_of(user, "requests:steps"),
        )
        assert taken.status_code in (403, 404)


def test_no_notice_or_mail_says_a_word_of_the_case(complaint: Story, readers: dict[str, User]) -> None:
    """Those written before it was named a complaint too: a delegate reads what the absent have not read."""
    known = [NAME, SHORT, CONTACT, PHONE, EMAIL, USCC, WORDS]
    told = Notice.objects.filter(recipient__isnull=False)
    assert told.count() > 10
    for notice in told:
        assert found_in(f"{notice.title} {notice.body} {notice.link}", known) == [], notice.key


def test_a_progress_table_says_no_sentence_of_it(
    complaint: Story, readers: dict[str, User], sign_in: SignIn
) -> None:
    table = submitted(complaint)
    table.rows.filter(case=complaint.case).update(progress="窗口已向服饰企业道歉")
    verbs.publish(table, by=complaint.actor("approver"), at=at(12, 2, 15))
    for who in ("officer", "head", "delegate"):
        client = sign_in(readers[who])
        for path in ("", "table.pdf", "table.xlsx"):
            answer = client.get(f"/desk/progress/{table.pk}/{path}")
            assert answer.status_code == 200, (who, path)
            assert "道歉" not in text_of(answer.content), (who, path)
    assert "道歉" not in Client().get("/board/gyllzx/").content.decode()


def test_what_was_split_off_is_a_complaint_too(story: Story, sign_in: SignIn) -> None:
    story.submit(text=f"{NAME}：一是开发区窗口推诿。二是{SHORT}的路灯不亮。", enterprise_name=NAME).accept()
    story.take("name_complained", "liaison", departments=(story.co,))
    story.take("split", "liaison", part_1=f"{SHORT}被窗口推诿", part_2=f"{SHORT}门口路灯不亮")
    story.case = story.case.parts.get()
    story.assign(story.co)
    shown = sign_in(story.people["co_handler"]).get(f"/desk/requests/{story.case.ledger_number}/")
    assert shown.status_code == 200
    assert SHORT not in shown.content.decode()


def test_texts_of_events_are_not_told(complaint: Story, readers: dict[str, User], sign_in: SignIn) -> None:
    assert EventPrivate.objects.filter(event__subject=complaint.case.subject).count() > 5
    for who in ("officer", "head", "delegate"):
        client = sign_in(readers[who])
        shown = client.get(f"/desk/requests/{complaint.case.ledger_number}/").content.decode()
        assert "经过" not in shown
        assert complaint.people["representative"].name not in shown
        assert complaint.lead.short_name not in shown.split("<main")[1]
