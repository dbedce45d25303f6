"""A letter on paper: no page with the signature or 抄送 alone, no character that the fonts lack without a word."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from groups.models import Representative
from office.documents import typst_pdf, unprintable
from office.models import User
from requests_app.models import Letter
from requests_app.notifications import letters_pdf
from tests.people import SignIn
from tests.stories import Story

SENTENCE = "请你单位在期限内办理并书面回复，说明办理情况、结果和依据，由负责人签发。"
SIGNED, CC = "麻城市人大常委会代表工作委员会", "财政经济专业代表小组，单雄代表"


def letter(**changes: Any) -> bytes:
    data = {
        "office": SIGNED, "number": "麻人代函交办〔2026〕1号", "title": "关于交办第 2026-00001 号诉求的函",
        "to": "麻城市财政局", "opening": "11月2日，湖北锦绣蓝天服饰有限公司反映一件诉求，现交你单位主办。",
        "facts": [("受理编号", "2026-00001"), ("期限", "11月23日 18:00")],
        "parts": [], "closing": "特此函告。", "signed": SIGNED, "date": "2026年11月23日", "cc": CC,
    }  # fmt: skip
    return typst_pdf(letters_pdf.LETTER, data | changes)


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return ["".join(_text(page)) for page in opened.pages]


def _text(page: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _characters(font) for name, font in page.resources.Font.items()}
    known: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            known = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            strings = operands[0] if str(operator) == "TJ" else operands
            for each in strings:
                if isinstance(each, pikepdf.String):
                    codes = bytes(each).hex()
                    yield from (known.get(codes[at : at + 4], "") for at in range(0, len(codes), 4))


def _characters(font: Any) -> dict[str, str]:
    """What a font's codes stand for."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, value in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[code.lower()] = bytes.fromhex(value).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, value in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            begin = int.from_bytes(bytes.fromhex(value))
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + step:04x}"] = chr(begin + step)
    return found


@pytest.mark.parametrize("lines", range(4, 26))
def test_the_last_page_never_holds_only_the_signature(lines: int) -> None:
    found = pages(letter(parts=[{"heading": "反映的情况", "lines": [SENTENCE] * lines}]))
    assert SIGNED in found[-1]
    assert CC in found[-1]
    assert SENTENCE[-6:] in found[-1]


@pytest.mark.parametrize("count", [5, 8, 11, 14, 20, 30])
def test_one_long_paragraph_neither(count: int) -> None:
    found = pages(letter(facts=[], opening=SENTENCE * count))
    assert len(found) == 1 or "特此函告。" in found[-1]
    assert SIGNED in found[-1]
    assert CC in found[-1]


def test_a_heading_stays_with_its_first_line() -> None:
    for lines in range(6, 22):
        parts = [
            {"heading": "一、反映的情况", "lines": [SENTENCE] * lines},
            {"heading": "二、办理要求", "lines": [SENTENCE, SENTENCE]},
        ]
        for page in pages(letter(parts=parts)):
            assert not re.search(r"二、办理要求(—\d+—)?$", page.replace(" ", ""))


def test_characters_that_the_fonts_lack_are_found() -> None:
    assert unprintable("麻城市𬭎㛃𠮷龘，（1）①") == []
    assert unprintable("王\ue123生，张𱍐，好😀王\ue123") == ["\ue123", "𱍐", "😀"]


@pytest.mark.django_db
def test_a_letter_with_such_a_character_says_so_before_it_is_printed(story: Story, sign_in: SignIn) -> None:
    story.submit(enterprise_name="麻城市张𱍐建材有限公司").accept().contact().assign()
    number = story.case.ledger_number
    found = Letter.objects.get(kind="assignment")
    client = sign_in(story.people["staff"])
    address = f"/desk/requests/{number}/letters/assignment-{found.year}-{found.serial}.pdf"
    asked = client.get(address)
    assert asked["Content-Type"].startswith("text/html")
    assert "有 1 个字打印不出" in asked.content.decode()
    assert "𱍐" in asked.content.decode()
    assert client.get(f"{address}?boxes=yes")["Content-Type"] == "application/pdf"


@pytest.mark.django_db
def test_a_letter_without_one_is_printed_at_once(story: Story, sign_in: SignIn) -> None:
    story.submit().accept().contact().assign()
    found = Letter.objects.get(kind="assignment")
    assert letters_pdf.unprintable_in(found) == []
    address = f"/desk/requests/{story.case.ledger_number}/letters/assignment-{found.year}-{found.serial}.pdf"
    assert sign_in(story.people["staff"]).get(address)["Content-Type"] == "application/pdf"


@pytest.mark.django_db
def test_a_letter_printed_again_names_whom_it_named_when_it_went_out(story: Story, colleague: User) -> None:
    story.submit().accept().contact().assign().wait(days=1)
    found = Letter.objects.get(kind="assignment")
    said = letters_pdf._data(found)
    assert "单雄" in said["cc"]
    story.take("hand_over", "staff", representative=Representative.objects.get(user=colleague), reason="出差")
    found.refresh_from_db()
    assert letters_pdf._data(found) == said
