"""The files of `data/`: read once, never written."""

import csv
import json
from pathlib import Path
from typing import Any

from django.conf import settings

DATA = settings.BASE_DIR / "data"


def read(name: str) -> Any:
    """A JSON file of `data/`, by its path there."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """A CSV file of `data/` by its headings."""
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def path(name: str) -> Path:
    return DATA / name
