"""An invented second county, 云岭县, as a folder of sheets; and ways to spoil a cell of it."""

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

from office.actors import Actor

YUNLING = Path(__file__).parent / "yunling"
BY = Actor.system("new_county")


def copy_to(folder: Path) -> Path:
    return Path(shutil.copytree(YUNLING, folder / "yunling"))


def read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def write(file: Path, rows: Sequence[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def set_cell(folder: Path, sheet: str, row: int, header: str, text: str) -> None:
    """`row` as the spreadsheet counts."""
    file = folder / f"{sheet}.csv"
    rows = read(file)
    heading = next(each for each in rows if header in each)
    rows[row - 1][heading.index(header)] = text
    write(file, rows)


def without(folder: Path, sheet: str) -> None:
    (folder / f"{sheet}.csv").unlink()
