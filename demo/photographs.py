"""Photographs of activities, drawn: a hall with machines, a yard with a building, nobody in them."""

from __future__ import annotations

import io
import random
from datetime import datetime

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from office import files
from office.models import StoredFile, User

SIZE = (960, 640)
HORIZON = 420
WALLS, FLOORS = ((206, 214, 219), (214, 205, 190)), ((120, 126, 128), (141, 130, 112))
MACHINES = ((52, 92, 120), (176, 108, 44), (86, 110, 78), (110, 70, 66))
GLASS, STEEL, LIGHT = (232, 240, 244), (78, 84, 88), (250, 246, 226)


def of_activity(name: str, *, by: User, at: datetime) -> StoredFile:
    """A small photograph; the same name gives the same one."""
    rng = random.Random(f"photograph:{name}")  # noqa: S311 - a drawing
    picture = Image.new("RGB", SIZE, rng.choice(WALLS))
    draw = ImageDraw.Draw(picture)
    _windows(draw)
    draw.rectangle((0, HORIZON, *SIZE), fill=rng.choice(FLOORS))
    draw.polygon(((0, SIZE[1]), (260, HORIZON), (330, HORIZON), (200, SIZE[1])), fill=(224, 190, 74))
    for place in range(3):
        _machine(draw, 70 + place * 300 + rng.randint(-20, 20), rng)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=70)
    return files.store(ContentFile(buffer.getvalue(), name=f"{name}.jpg"), by=by, at=at)


def _windows(draw: ImageDraw.ImageDraw) -> None:
    for left in range(30, SIZE[0], 155):
        draw.rectangle((left, 50, left + 110, 200), fill=GLASS, outline=STEEL, width=4)
        draw.line((left + 55, 50, left + 55, 200), fill=STEEL, width=3)
    for left in range(90, SIZE[0], 260):
        draw.rectangle((left, 10, left + 140, 22), fill=LIGHT)


def _machine(draw: ImageDraw.ImageDraw, left: int, rng: random.Random) -> None:
    body, top = rng.choice(MACHINES), HORIZON - rng.randint(90, 160)
    draw.rectangle((left, top, left + 210, HORIZON + 90), fill=body)
    draw.rectangle((left + 18, top + 20, left + 110, top + 80), fill=GLASS, outline=STEEL, width=3)
    draw.rectangle((left + 130, top + 24, left + 192, top + 60), fill=STEEL)
    draw.ellipse((left + 140, top + 34, left + 152, top + 46), fill=(90, 190, 110))
    draw.ellipse((left + 166, top + 34, left + 178, top + 46), fill=(210, 80, 60))
    draw.rectangle((left - 10, HORIZON + 90, left + 220, HORIZON + 108), fill=STEEL)
