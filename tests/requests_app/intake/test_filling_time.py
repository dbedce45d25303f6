"""How long the form takes, as it says: counted from what people write, with real lengths."""

import json
from statistics import median
from typing import Any

from django.conf import settings

from requests_app.intake.filling_time import MINUTES

# Chinese on a telephone's keyboard, and what is no typing: one choice, eleven digits, reading.
CHARACTERS_A_MINUTE = 40
SECONDS_BESIDE = 5 + 10 + 30


def _lengths(name: str, field: str) -> list[int]:
    rows: Any = json.loads((settings.BASE_DIR / "data" / name).read_text())
    return [len(row[field]) for row in rows]


def _minutes(text: float) -> float:
    typed = text + median(_lengths("demo/enterprises.json", "name")) + 3
    return typed / CHARACTERS_A_MINUTE + SECONDS_BESIDE / 60


def test_the_form_names_the_time_that_an_ordinary_request_takes() -> None:
    least, most = (int(part) for part in MINUTES.split(" 到 "))
    short, long = (
        median(_lengths("typed-requests.json", "text")),
        median(_lengths("sample-requests.json", "text")),
    )
    assert least - 1 < _minutes(short) <= least
    assert least < _minutes(long) <= most
