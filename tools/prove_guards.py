"""Removes each authorization check in turn; some test must fail for every one.

    .venv/bin/python tools/prove_guards.py [--list] [--only TEXT] [--minutes 30] [--jobs 2]

tools/guards.py says what a check is, tools/guard_switches.py removes one while a test runs. Prints a line for each:
which test failed, or that nobody noticed; exits 1 when one of them stood unnoticed or was not reached in time.

The test that noticed last time (tools/prove_guards.csv, written anew at the end) is asked first: a minute for all. For
what is left all quick tests run once with all checks in place, which tells who asks each check; those are then run
without it, the shortest first.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guards import ROOT, Guard, guards

NOTICED_BY = ROOT / "tools" / "prove_guards.csv"
# Of those that ask a check, so many are run without it.
TESTS_EACH = 60
QUICK = "not generated and not queue and not browser"


@dataclass
class Proof:
    """What is known of each check: the test that noticed its removal, empty where none did."""

    given: list[Guard]
    ends_at: float
    jobs: int
    folder: Path
    noticed: dict[str, str] = field(default_factory=dict)

    @property
    def left(self) -> list[Guard]:
        return [guard for guard in self.given if not self.noticed.get(guard.key)]

    @property
    def seconds_left(self) -> float:
        return max(1.0, self.ends_at - time.time())

    def by_hints(self) -> None:
        """Ask who noticed last time."""
        hints = read_hints()
        tests = known_tests()
        asked = {guard.key: [hints[guard.key]] for guard in self.left if hints.get(guard.key) in tests}
        for key, test, seconds in self._prove(asked):
            if test:
                self._note(key, test, seconds)

    def by_map(self) -> None:
        """Ask whoever asks the check, the shortest test first."""
        if not self.left:
            return
        into = self.folder / "map.jsonl"
        into.unlink(missing_ok=True)
        self._pytest({"do": "map", "into": str(into)}, ["-n", str(self.jobs), "--dist", "loadgroup"])
        askers: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for said in _lines(into):
            for key in said["asked"]:
                askers[key].append((said["seconds"], said["test"]))
        asked = {
            guard.key: [test for _, test in sorted(askers[guard.key])[:TESTS_EACH]] for guard in self.left
        }
        for key, test, seconds in self._prove(asked):
            self._note(key, test, seconds)

    def _prove(self, tests: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, float]]:
        """Key, who noticed, seconds; several processes at once, each with checks whose tests stand near each other."""
        keys = sorted(tests, key=lambda key: tests[key][0] if tests[key] else "")
        size = -(-len(keys) // self.jobs) if keys else 1
        parts = [keys[at : at + size] for at in range(0, len(keys), size)]
        with ThreadPoolExecutor(self.jobs) as pool:
            for into in pool.map(
                self._prove_part, [{key: list(tests[key]) for key in part} for part in parts]
            ):
                for said in _lines(into):
                    yield said["key"], said["test"], said["seconds"]

    def _prove_part(self, tests: Mapping[str, list[str]]) -> Path:
        into = self.folder / f"proven-{abs(hash(tuple(tests)))}.jsonl"
        into.unlink(missing_ok=True)
        files = sorted({test.split("::")[0] for each in tests.values() for test in each})
        self._pytest(
            {"do": "prove", "tests": tests, "until": self.ends_at, "into": str(into)}, ["-n", "0", *files]
        )
        return into

    def _pytest(self, task: Mapping[str, Any], arguments: Iterable[str]) -> None:
        """One run with the switches; how its tests ended is in the file that the task names."""
        file = self.folder / f"task-{abs(hash(task['into']))}.json"
        file.write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
        environment = os.environ | {
            "GUARD_TASK": str(file),
            "PYTHONPATH": str(ROOT / "tools"),
            "VAR_DIR": str(self.folder.parent),
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "guard_switches", "-m", QUICK, *arguments]
        with (self.folder / "pytest.log").open("ab") as log:
            try:
                subprocess.run(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    timeout=self.seconds_left + 60,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                log.write(b"Out of time.\n")

    def _note(self, key: str, test: str, seconds: float) -> None:
        self.noticed[key] = test
        done = len(self.given) - len(self.left)
        print(f"{done}/{len(self.given)} {key}: {test or 'NOBODY NOTICED'} ({seconds:.0f} s)", flush=True)


def _lines(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def read_hints() -> dict[str, str]:
    """Which test noticed the removal of each check last time."""
    if not NOTICED_BY.exists():
        return {}
    with NOTICED_BY.open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))


def write_hints(noticed: Mapping[str, str]) -> None:
    """Of every check there is, whether it was asked for this time or not."""
    known = {guard.key for guard in guards()}
    hints = read_hints() | {key: test for key, test in noticed.items() if test}
    with NOTICED_BY.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(sorted(x for x in hints.items() if x[0] in known))


def known_tests() -> set[str]:
    """Names of tests whose file still stands; one that went is not asked."""
    return {test for test in read_hints().values() if (ROOT / test.split("::")[0]).exists()}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", default="", help="checks whose name has this text")
    parser.add_argument("--minutes", type=float, default=30, help="no new check is begun after so many")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes at the same time")
    given = parser.parse_args()
    found = [guard for guard in guards() if given.only in guard.name]
    if given.list:
        print("\n".join(guard.name for guard in found), f"\n{len(found)} checks", sep="")
        return 0
    folder = Path(os.environ.get("VAR_DIR", str(ROOT / "var"))) / "guards"
    folder.mkdir(parents=True, exist_ok=True)
    proof = Proof(found, time.time() + 60 * given.minutes, given.jobs, folder)
    proof.by_hints()
    proof.by_map()
    write_hints(proof.noticed)
    return _said(proof)


def _said(proof: Proof) -> int:
    unnoticed = [guard for guard in proof.given if proof.noticed.get(guard.key) == ""]
    unreached = [guard for guard in proof.given if guard.key not in proof.noticed]
    print(f"{len(proof.given) - len(proof.left)} of {len(proof.given)} removed checks were noticed by a test")
    for guard in unnoticed:
        print(f"NOBODY NOTICED {guard.name}")
    if unreached:
        print(f"{len(unreached)} not reached in time; the next run begins with what this one found:")
        print("\n".join(f"  {guard.name}" for guard in unreached))
    return 1 if proof.left else 0


if __name__ == "__main__":
    sys.exit(main())
