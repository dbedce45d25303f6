"""What units and the station put on paper: reply letters with their numbers, sealed scans, answers."""

import io
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import serif_path

from config.seeding.tale import Tale
from office import files
from office.models import StoredFile
from requests_app.models.assignments import Publicity
from requests_app.workflow.effects import replies

INDENT = "　　"
PUBLICITY = ((Publicity.ON_REQUEST, 55), (Publicity.OPEN, 33), (Publicity.CLOSED, 12))
PAGE, MARGIN, LINE = (1000, 1414), 110, 46
RED = (200, 30, 30)


def officer(tale: Tale, code: str) -> tuple[str, str]:
    """Who handles the case at the unit, and the telephone; of paper units whoever brings their letters."""
    if code in tale.cast.messengers:
        return tale.cast.messengers[code].split()[-1], "19900030990"
    handler = tale.handler(code)
    return handler.name, handler.phone


def document_number(tale: Tale, code: str) -> str:
    """The unit's own numbering; other letters of the unit lie between."""
    key = code, tale.on.year
    last = tale.cast.letters.get(key, tale.dice.randint(3, 9))
    tale.cast.letters[key] = last + tale.dice.randint(1, 3)
    return f"{tale.cast.words[code]}〔{tale.on.year}〕{tale.cast.letters[key]}号"


def reply_text(tale: Tale, body: str, code: str) -> str:
    """A unit's letter: to whom, about what, the answer itself."""
    matter, own = tale.matter, tale.own_word(code)
    if matter.requester == "enterprise":
        head = f"{tale.case.enterprise_name}："
        you = _your_word(tale.case.enterprise_name)
        begin = f"{you}反映的“{matter.title}”一事收悉。经{own}研究办理，现答复如下："
        end = f"感谢{you}对{own}工作的关心和支持。"
        body = body.replace("贵公司", you).replace("贵厂", you).replace("贵社", you)
    else:
        head = f"{matter.contact}："
        begin = f"您反映的“{matter.title}”一事收悉。{own}已办理，现答复如下："
        end = "感谢您的理解和支持。"
    return "\n".join((head, INDENT + begin, INDENT + body, INDENT + end))


def _your_word(name: str) -> str:
    """How a letter speaks to an enterprise: 你公司, 你厂, 你社."""
    if name.endswith(("厂", "石雕", "制衣")):
        return "你厂"
    return "你社" if name.endswith(("合作社", "联合社")) else "你公司"


def answer_text(tale: Tale, body: str) -> str:
    """What the station tells the enterprise: the unit's answer in plain words, and whom to ask."""
    code = tale.matter.lead or "KFQ"
    name, phone = officer(tale, code)
    unit = tale.unit(code).short_name
    greeting = f"{tale.matter.contact}，您好。您反映的“{tale.matter.title}”，{unit}已经书面答复，转告如下："
    return (
        f"{greeting}\n{body}\n如有不清楚的地方，可与{unit}经办人{name}联系，电话{phone}。请您评价办理结果。"
    )


def reply(tale: Tale, code: str, text: str, result: str) -> replies.ReplyGiven:
    """The form of the reply, with what its class asks for."""
    return replies.ReplyGiven(**_fields(tale, code, text, result))


def paper_reply(tale: Tale, code: str, text: str, result: str) -> replies.RecordReplyGiven:
    """The same from a letter that came by hand; the unit's clock stops on the day it came."""
    name, _ = officer(tale, code)
    return replies.RecordReplyGiven(
        **_fields(tale, code, text, result),
        recorded_from=tale.phrase("paper", "from").replace("{officer}", name),
        received_on=max(
            tale.on - timedelta(days=tale.dice.choice((0, 0, 1))), tale.assignment(code).assigned_on
        ),
    )


def _fields(tale: Tale, code: str, text: str, result: str) -> dict[str, Any]:
    matter = tale.matter
    name, phone = officer(tale, code)
    signer = tale.cast.signers.get(code) or tale.cast.heads[code].name
    sealed = tale.unit(code).sealed_letter
    numbered = sealed or tale.dice.random() < 0.55
    number = document_number(tale, code) if numbered else ""
    promise_on = promised(tale) if result == "B" else None
    return {
        "text": text,
        "result_class": result,
        "promise_on": promise_on,
        "promise_text": (matter.turns.get("reopened", {}).get("promise") or matter.promise)
        if promise_on
        else "",
        "basis": matter.basis if result == "C" else "",
        "signer": signer,
        "officer_name": name,
        "officer_phone": phone,
        "document_number": number,
        "document_on": tale.on if numbered else None,
        "publicity": tale.dice.choices([each for each, _ in PUBLICITY], [weight for _, weight in PUBLICITY])[
            0
        ],
        "files": (sealed_scan(tale, code, text, number, signer),) if sealed else (),
        "assignment": tale.assignment(code),
    }


def promised(tale: Tale) -> date:
    """The promised date: so many days on, moved to the next working day."""
    days = tale.matter.promise_days
    if tale.case.round > 1:
        days = tale.matter.turns.get("reopened", {}).get("promise_days", days)
    day = tale.on + timedelta(days=days or 30)
    return day if tale.hours.calendar.is_working(day) else tale.hours.calendar.next_working(day)


def sealed_scan(tale: Tale, code: str, text: str, number: str, signer: str) -> StoredFile:
    """A page as a scanner would have it: letterhead, text, date and the red seal."""
    page = Image.new("RGB", PAGE, (252, 251, 248))
    draw = ImageDraw.Draw(page)
    unit = tale.unit(code).name
    draw.text((PAGE[0] / 2, 120), unit, font=_font(48), fill=RED, anchor="mm")
    draw.text((PAGE[0] / 2, 205), number, font=_font(26), fill=(40, 40, 40), anchor="mm")
    draw.line((MARGIN - 20, 240, PAGE[0] - MARGIN + 20, 240), fill=RED, width=4)
    top = 300.0
    for paragraph in text.split("\n"):
        for line in _wrapped(paragraph):
            draw.text((MARGIN, top), line, font=_font(26), fill=(30, 30, 30))
            top += LINE
    draw.text((PAGE[0] - MARGIN, top + 90), unit, font=_font(26), fill=(30, 30, 30), anchor="rm")
    said = f"{tale.on.year}年{tale.on.month}月{tale.on.day}日"
    draw.text((PAGE[0] - MARGIN - 20, top + 140), said, font=_font(26), fill=(30, 30, 30), anchor="rm")
    _seal(draw, (PAGE[0] - MARGIN - 150, top + 105))
    draw.text((MARGIN, PAGE[1] - 110), f"签发人：{signer}", font=_font(24), fill=(60, 60, 60))
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=70)
    name = f"{tale.unit(code).short_name}复函.jpg"
    return files.store(ContentFile(buffer.getvalue(), name=name), by=None, at=tale.at)


def _seal(draw: ImageDraw.ImageDraw, centre: tuple[float, float]) -> None:
    x, y = centre
    draw.ellipse((x - 85, y - 85, x + 85, y + 85), outline=RED, width=6)
    draw.text((x, y), "★", font=_font(50), fill=RED, anchor="mm")


def _wrapped(paragraph: str, width: int = 30) -> list[str]:
    return [paragraph[start : start + width] for start in range(0, len(paragraph), width)] or [""]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(serif_path()), size)
