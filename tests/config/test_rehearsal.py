"""The rehearsal follows docs/operators.md: each step names a part of it, and each command it runs stands there."""

import re

import pytest

from tests.sources import ROOT
from tools.rehearsal.__main__ import PLACES, STEPS

OPERATORS = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tools" / "rehearsal").glob("*.py"))


@pytest.mark.parametrize("part", sorted({part for _, part, _ in STEPS}))
def test_every_step_names_a_part_of_the_page(part: str) -> None:
    heading, _, number = part.rpartition(" ") if part[-1].isdigit() else (part, "", "")
    at = re.search(rf"(^#+ |\*\*|^){re.escape(heading)}", OPERATORS, flags=re.M)
    assert at, part
    assert not number or f"\n{number}. " in OPERATORS[at.end() :].partition("\n## ")[0]


def test_every_command_stands_on_the_page() -> None:
    commands = set(re.findall(r'manage\(\s*"(\w+)"', SOURCES)) - {"check", "shell"}
    assert len(commands) > 8
    assert [name for name in sorted(commands) if name not in OPERATORS] == []
    assert [part for _, part, _ in PLACES] == ["README", "README"]
