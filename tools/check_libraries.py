"""Whether a locked library is past the time that docs/developers.md (Libraries) gives it.

`docs/libraries.csv` tells of each locked version on which day somebody chose it. Names what is past its time or not in
the table; exits 1 for the latter, with `--strict` for both: a day that passes must not stop unchanged code from landing.
"""

import csv
import re
import sys
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOKED_THROUGH_EVERY = timedelta(days=90)
LATE = ", more than 90 days ago: look it through"
PINNED = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)", re.M)


def table() -> dict[str, tuple[str, date]]:
    """Version and day by package."""
    with (ROOT / "docs" / "libraries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["package"]: (row["version"], date.fromisoformat(row["chosen_on"])) for row in rows}


def faults(lock: str, known: dict[str, tuple[str, date]], today: date) -> list[str]:
    """What is wrong, a line for each library."""
    pinned = dict(PINNED.findall(lock))
    found = [f"{name} is in the table and not in the lock" for name in sorted(known.keys() - pinned.keys())]
    for name, version in pinned.items():
        if name not in known or known[name][0] != version:
            found.append(f"{name} {version} is locked; docs/libraries.csv does not say when it was chosen")
        elif (since := known[name][1]) + LOOKED_THROUGH_EVERY < today:
            found.append(f"{name} {version} was chosen on {since}{LATE}")
    return found


def main() -> int:
    found = faults((ROOT / "requirements.lock").read_text(encoding="utf-8"), table(), date.today())  # noqa: DTZ011
    for line in found:
        print(line, file=sys.stderr)
    return 1 if [line for line in found if "--strict" in sys.argv or not line.endswith(LATE)] else 0


if __name__ == "__main__":
    sys.exit(main())
