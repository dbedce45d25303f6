"""The files of `data/`: read once, never written."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

DATA = settings.BASE_DIR / "data"


def read(name: str) -> Any:
    """A JSON file of `data/`, by its path there."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def path(name: str) -> Path:
    return DATA / name
