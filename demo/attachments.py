"""Files of the demo: sealed letters as a scanner has them, photographed notices, lists that enterprises send."""

import io
from datetime import timedelta
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import serif_path

from demo.matter_scenario import MatterScenario
from office import files
from office.models import StoredFile
from office.sheets import write_xlsx
from portal.reference_data.files import read

PAGE, MARGIN, LINE = (1000, 1414), 110, 46
RED, INK, PAPER, DESK = (200, 30, 30), (30, 30, 30), (252, 251, 248), (124, 112, 98)


def sealed_letter(scenario: MatterScenario, text: str, number: str, signer: str) -> StoredFile:
    """A page as a scanner would have it: letterhead, text, date and the red seal."""
    page = Image.new("RGB", PAGE, (252, 251, 248))
    draw = ImageDraw.Draw(page)
    unit = scenario.lead.name
    draw.text((PAGE[0] / 2, 120), unit, font=font(48), fill=RED, anchor="mm")
    draw.text((PAGE[0] / 2, 205), number, font=font(26), fill=(40, 40, 40), anchor="mm")
    draw.line((MARGIN - 20, 240, PAGE[0] - MARGIN + 20, 240), fill=RED, width=4)
    top = 300.0
    for paragraph in text.split("\n"):
        for line in wrapped(paragraph):
            draw.text((MARGIN, top), line, font=font(26), fill=(30, 30, 30))
            top += LINE
    draw.text((PAGE[0] - MARGIN, top + 90), unit, font=font(26), fill=(30, 30, 30), anchor="rm")
    dated = f"{scenario.on.year}年{scenario.on.month}月{scenario.on.day}日"
    draw.text((PAGE[0] - MARGIN - 20, top + 140), dated, font=font(26), fill=(30, 30, 30), anchor="rm")
    _seal(draw, (PAGE[0] - MARGIN - 150, top + 105))
    draw.text((MARGIN, PAGE[1] - 110), f"签发人：{signer}", font=font(24), fill=(60, 60, 60))
    return _store(scenario, page, f"{scenario.lead.short_name}复函.jpg")


def _seal(draw: ImageDraw.ImageDraw, centre: tuple[float, float]) -> None:
    x, y = centre
    draw.ellipse((x - 85, y - 85, x + 85, y + 85), outline=RED, width=6)
    draw.text((x, y), "★", font=font(50), fill=RED, anchor="mm")


def wrapped(paragraph: str, width: int = 30) -> list[str]:
    return [paragraph[start : start + width] for start in range(0, len(paragraph), width)] or [""]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(serif_path()), size)


def photograph(scenario: MatterScenario) -> tuple[StoredFile, ...]:
    """A notice or bill, laid on a desk and photographed with a telephone, where the matter has one."""
    plan = _contents()["photos"].get(scenario.matter.title)
    if plan is None:
        return ()
    sheet = Image.new("RGB", (820, 240 + 62 * len(plan["lines"])), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((410, 90), plan["title"], font=font(42), fill=INK, anchor="mm")
    for number, line in enumerate(plan["lines"]):
        draw.text((80, 170 + 60 * number), line, font=font(29), fill=INK)
    desk = Image.new("RGB", (1000, sheet.height + 180), DESK)
    tilted = sheet.rotate(
        scenario.rng.uniform(-2.5, 2.5), expand=True, fillcolor=DESK, resample=Image.Resampling.BICUBIC
    )
    desk.paste(tilted, ((desk.width - tilted.width) // 2, 80))
    return (_store(scenario, desk, plan["name"]),)


def supplied_list(scenario: MatterScenario) -> tuple[StoredFile, ...]:
    """The list that a unit asked for, as a workbook."""
    plan = _contents()["tables"].get(scenario.matter.top)
    if plan is None:
        return ()
    firsts = plan.get("firsts") or [
        scenario.rng.choice(_contents()["surnames"]) + scenario.rng.choice(_contents()["names"])
        for _ in range(12)
    ]
    lines = [
        (
            number,
            first,
            scenario.rng.choice(plan["words"]),
            scenario.on - timedelta(days=scenario.rng.randint(40, 900)),
        )
        for number, first in enumerate(firsts, 1)
    ]
    content = write_xlsx(plan["sheet"], plan["columns"], lines)
    return (files.store(ContentFile(content, name=plan["name"]), by=None, at=scenario.at),)


def _store(scenario: MatterScenario, page: Image.Image, name: str) -> StoredFile:
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=72)
    return files.store(ContentFile(buffer.getvalue(), name=name), by=None, at=scenario.at)


@cache
def _contents() -> dict[str, Any]:
    found: dict[str, Any] = read("demo/attachments.json")
    return found
