"""What the tests of the admin share: the form that they send and the words that they read."""

import re

DAY = {"date": "2026-11-24", "kind": "holiday", "name": "测试假"}


def words(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]
