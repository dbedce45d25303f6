"""Removes each authorization check in turn; some test must fail for every one.

    .venv/bin/python tools/prove_guards.py [--list] [--only TEXT] [--minutes 30] [--jobs 2]

tools/guards.py says what a check is, tools/guard_switches.py removes one while a test runs. Prints a line for each:
which test failed, or that nobody noticed; exits 1 when one of them stood unnoticed or was not reached in time.

The checks of whole pages are removed together. Of each other one the test that noticed last time (tools/prove_guards.csv,
written anew at the end) is asked first: a minute for all. For what is left all quick tests run once with all checks in place, which tells who asks each check; those are then run
without it, the shortest first.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from guards import ROOT, Guard, guards

NOTICED_BY = ROOT / "tools" / "prove_guards.csv"
# Of those that ask a check, so many are run without it.
TESTS_EACH = 60
# Everybody at every address: without rows, and with those of the demo.
ADDRESSES = (
    "tests/test_access.py::test_every_part_by_every_address",
    "tests/demo/test_demo.py::test_the_whole_demo",
)
PAGE = "role_required of "
# Where the check of every page is written.
ROLE_REQUIRED = Path("office/access.py")
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

    def by_pages(self) -> None:
        """The checks of whole pages, all removed at once: an address that opens for the wrong person proves the check
        of its own view, which no other view's check could hide. Where a second check stands behind it, it is proven
        once the others are gone: whom it keeps out then, and nobody else does.
        """
        pages = [guard for guard in self.left if guard.what.startswith(PAGE)]
        others = [
            guard.key
            for guard in self.given
            if not guard.what.startswith((PAGE, "refuses")) and guard.path != ROLE_REQUIRED
        ]
        self._prove_pages(pages, [])
        left = [guard for guard in pages if guard in self.left]
        if left and others:
            self._prove_pages(left, others)

    def _prove_pages(self, pages: Sequence[Guard], others: list[str]) -> None:
        if not pages:
            return
        began = time.monotonic()
        without, views = self._opened([guard.key for guard in pages] + others)
        anyway = self._opened(others)[0] if others else set()
        opened = {views[name] for name, who in without - anyway if name in views}
        seconds = (time.monotonic() - began) / len(pages)
        for guard in pages:
            if (str(guard.path), guard.what.removeprefix(PAGE)) in opened:
                self._note(guard.key, "every address by everybody", seconds)

    def _opened(self, keys: list[str]) -> tuple[set[tuple[str, str]], dict[str, tuple[str, str]]]:
        """Named addresses and the people for whom they open wrongly without these checks; the view of each name."""
        into = self.folder / "pages.jsonl"
        into.unlink(missing_ok=True)
        self._pytest({"do": "together", "keys": keys, "into": str(into)}, ["-n", str(self.jobs), *ADDRESSES])
        opened, views = set[tuple[str, str]](), {}
        for each in _lines(into):
            views |= {name: (file, view) for name, (file, view) in each.get("views", {}).items()}
            opened |= set(
                re.findall(
                    r"^E\s+(?:AssertionError: )?([\w:]+) (\w+): \d+$", each.get("said", ""), flags=re.M
                )
            )
            for name, people in re.findall(
                r"^E\s+(?:AssertionError: )?([\w:]+): ([\w ]*) may, ", each.get("said", ""), flags=re.M
            ):
                opened |= {(name, who) for who in people.split()}
        return opened, views

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
        asked = rank(self.left, _lines(into))
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
                ended = subprocess.run(
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
                return
        ran = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}
        if ended.returncode not in ran:
            sys.exit(f"pytest could not run ({ended.returncode}): see {self.folder / 'pytest.log'}")

    def _note(self, key: str, test: str, seconds: float) -> None:
        self.noticed[key] = test
        done = len(self.given) - len(self.left)
        print(f"{done}/{len(self.given)} {key}: {test or 'NOBODY NOTICED'} ({seconds:.0f} s)", flush=True)


def rank(checks: Iterable[Guard], said: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The tests to run without each check: whose source names what it says, the shortest first, then the others."""
    askers: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for each in said:
        for key in each["asked"]:
            askers[key].append((each["seconds"], each["test"]))

    def order(guard: Guard) -> list[str]:
        code = guard.what.removeprefix("refuses ") if guard.what.startswith("refuses") else "404"
        ranked = sorted((code not in _source(test), seconds, test) for seconds, test in askers[guard.key])
        return [test for _, _, test in ranked[:TESTS_EACH]]

    return {guard.key: order(guard) for guard in checks}


@cache
def _functions(file: str) -> dict[str, str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def _source(test: str) -> str:
    """Of the function that a test's name names."""
    file, *_, name = test.split("::")
    return _functions(file).get(name.partition("[")[0], "")


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
    proof.by_pages()
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
