"""The programme of an activity as it is sent around beforehand: a page with its place, hours, and who is visited."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from demo.attachments import INK, LINE, MARGIN, PAGE, PAPER, RED, font, wrapped
from office import files
from office.models import StoredFile, User
from office.templatetags.wording import day

TITLE = "活动方案"


def programme_of(plan: dict[str, Any], on: Any, *, by: User, at: datetime) -> StoredFile:
    """By the plan in `demo/activities.json`; the same plan gives the same page."""
    page = Image.new("RGB", PAGE, PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((PAGE[0] / 2, 150), TITLE, font=font(54), fill=INK, anchor="mm")
    draw.line((MARGIN - 20, 215, PAGE[0] - MARGIN + 20, 215), fill=RED, width=4)
    lines = [
        f"活动：{plan['title']}",
        f"时间：{day(on)} 8:30",
        f"地点：{plan['place']}",
        f"走访：{'、'.join(plan['enterprises'])}" if plan["enterprises"] else "",
        *plan.get("programme", "8:30 集合\n9:00 实地查看\n14:30 座谈，有关单位现场答复").split("\n"),
    ]
    top = 280.0
    for line in (part for each in lines if each for part in wrapped(each)):
        draw.text((MARGIN, top), line, font=font(28), fill=INK)
        top += LINE
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=70)
    return files.store(ContentFile(buffer.getvalue(), name=f"{TITLE}.jpg"), by=by, at=at)
