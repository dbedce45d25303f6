"""docs/asvs.csv: every requirement of OWASP ASVS 5.0 at levels 1 and 2, what is done about it, the test that shows it."""

import ast
import csv
from collections import Counter

import pytest

from tests.sources import ROOT

STATES = {"met", "partly", "open", "operator", "not applicable"}
# As the standard counts them.
AT_LEVEL = {"1": 70, "2": 183}

with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def test_every_requirement_has_its_row() -> None:
    assert Counter(row["level"] for row in ROWS) == AT_LEVEL
    keys = [tuple(map(int, row["requirement"].removeprefix("V").split("."))) for row in ROWS]
    assert keys == sorted(set(keys))


def test_every_row_says_how_it_stands() -> None:
    assert [row["requirement"] for row in ROWS if row["state"] not in STATES or not row["how"]] == []


def test_every_met_requirement_names_the_test_that_shows_it() -> None:
    assert [row["requirement"] for row in ROWS if row["state"] == "met" and "::" not in row["shown_by"]] == []


@pytest.mark.parametrize("path", sorted({row["shown_by"].partition("::")[0] for row in ROWS} - {""}))
def test_every_test_that_is_named_is_there(path: str) -> None:
    named = {row["shown_by"].partition("::")[2] for row in ROWS if row["shown_by"].startswith(f"{path}::")}
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert named - {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} == set()
