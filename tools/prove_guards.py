"""Removes each authorization check in turn, in copies of the project; some test must fail for every one.

    .venv/bin/python tools/prove_guards.py [--list] [--only TEXT] [--minutes 30] [--jobs 2]

tools/guards.py says what a check is. Prints a line for each: which test failed, or that nobody noticed; exits 1 when
one of them stood unnoticed or was not reached in time.

The checks of whole pages are removed together: an address that opens for the wrong person proves the check of its own
view, which no other view's check could hide. The others are removed one by one, and the test that noticed last time
(tools/prove_guards.csv, written anew at the end) is asked first. What is proven is kept in VAR_DIR/guards for as long
as no source changes, so that a run that was stopped is gone on with.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from guards import APPS, ROOT, Guard, guards

SECONDS = 900
NOTICED_BY = ROOT / "tools" / "prove_guards.csv"
PAGES = "tests/test_access.py::test_every_part_by_every_address"
# The view that answers each address, as a file and a function.
VIEWS = """
import inspect, json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.urls import URLResolver, get_resolver
def walk(resolver, namespace=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from walk(each, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        elif each.name:
            view = inspect.unwrap(each.callback)
            code = getattr(view, "__code__", None)
            if code:
                yield f"{namespace}{each.name}", [os.path.relpath(code.co_filename), view.__name__]
print(json.dumps(dict(walk(get_resolver()))))
"""


@dataclass
class Proof:
    """What is known of each check: the test that noticed its removal, empty where none did."""

    given: list[Guard]
    ends_at: float
    var: Path
    noticed: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    turn: Lock = field(default_factory=Lock)

    @property
    def kept(self) -> Path:
        return self.var / "proven.json"

    @property
    def left(self) -> list[Guard]:
        return [guard for guard in self.given if guard.key not in self.noticed]

    def read(self) -> None:
        if NOTICED_BY.exists():
            with NOTICED_BY.open(encoding="utf-8", newline="") as file:
                self.hints = dict(csv.reader(file))
        if self.kept.exists():
            kept = json.loads(self.kept.read_text(encoding="utf-8"))
            self.noticed = kept["noticed"] if kept["sources"] == sources() else {}

    def note(self, guard: Guard, test: str, seconds: float) -> None:
        self.noticed[guard.key] = test
        text = json.dumps({"sources": sources(), "noticed": self.noticed}, ensure_ascii=False)
        self.kept.write_text(text, encoding="utf-8")
        done = len(self.given) - len(self.left)
        print(
            f"{done}/{len(self.given)} {guard.name}: {test or 'NOBODY NOTICED'} ({seconds:.0f} s)", flush=True
        )

    def write_hints(self) -> None:
        """Of every check there is, whether it was asked for this time or not."""
        known = {guard.key for guard in guards()}
        hints = self.hints | {key: test for key, test in self.noticed.items() if test}
        with NOTICED_BY.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(sorted(x for x in hints.items() if x[0] in known))

    def seconds_left(self) -> float:
        return max(0, min(SECONDS, self.ends_at - time.monotonic()))


@cache
def sources() -> str:
    """Stands for everything that a test might read."""
    digest = hashlib.sha256()
    for folder in (*APPS, "tests", "templates", "demo", "data"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def prove_pages(proof: Proof, copy: Path) -> None:
    """Remove the checks of all pages at once; each address that opens for the wrong person names its view's check."""
    pages = [guard for guard in proof.left if guard.what.startswith("role_required")]
    if not pages:
        return
    began = time.monotonic()
    shown = subprocess.run(
        [sys.executable, "-c", VIEWS],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "1"},
        capture_output=True,
        check=True,
    )
    views = {name: (path, view) for name, (path, view) in json.loads(shown.stdout).items()}
    with without(pages, copy):
        said = run([PAGES], copy, proof)
    opened = {
        views[name]
        for name in re.findall(r"^E\s+(?:AssertionError: )?(\S+) \w+: \d+$", said, flags=re.M)
        if name in views
    }
    for guard in pages:
        if (str(guard.path), guard.what.removeprefix("role_required of ")) in opened:
            proof.note(guard, PAGES, (time.monotonic() - began) / len(pages))


@contextmanager
def without(removed: Iterable[Guard], copy: Path) -> Iterator[None]:
    """These checks are gone in the copy, and stand there again afterwards."""
    whole: dict[Path, str] = {}
    for guard in sorted(removed, key=lambda each: each.begins, reverse=True):
        target = copy / guard.path
        text = target.read_text(encoding="utf-8")
        whole.setdefault(target, text)
        target.write_text(guard.removed_from(text), encoding="utf-8")
    try:
        yield
    finally:
        for target, text in whole.items():
            target.write_text(text, encoding="utf-8")


def prove(guard: Guard, copy: Path, proof: Proof) -> None:
    """Note the first failing test without this check; nothing where the time is over."""
    began = time.monotonic()
    with without([guard], copy):
        for tests in _tests_for(guard, proof.hints.get(guard.key, "")):
            if not proof.seconds_left():
                return
            said = run(tests, copy, proof)
            if found := re.search(r"^(?:FAILED|ERROR) (\S+)", said, flags=re.M):
                proof.note(guard, found.group(1), time.monotonic() - began)
                return
    if proof.seconds_left():
        proof.note(guard, "", time.monotonic() - began)


def _tests_for(guard: Guard, hint: str) -> Iterator[list[str]]:
    """Whoever noticed last time, tests that name the module, the app's, the table of access, attacks, all that are quick."""
    app = guard.path.parts[0]
    stem = guard.path.stem.strip("_")
    if hint:
        yield [hint]
    near = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests" / app).rglob(f"test_*{stem[:8]}*.py"))
    if near:
        yield near
    yield [f"tests/{app}"]
    yield ["tests/test_access.py"]
    yield ["tests/security"]
    yield ["tests/journeys", "tests/evaluation", "tests/test_canary.py"]


def run(tests: list[str], copy: Path, proof: Proof) -> str:
    """What pytest says; a run that is cut off has said nothing."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--no-header"]
    command += ["-m", "not generated and not queue and not browser", *tests]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment | {"VAR_DIR": str(proof.var.parent)},
            capture_output=True,
            text=True,
            timeout=proof.seconds_left() or 1,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def copies(var: Path, jobs: int) -> SimpleQueue[Path]:
    """One copy of the project for each that is proven at the same time."""
    left_out = shutil.ignore_patterns("var", ".venv", ".git", "__pycache__", "node_modules")
    free: SimpleQueue[Path] = SimpleQueue()
    for number in range(jobs):
        copy = var / f"copy-{number}"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(ROOT, copy, ignore=left_out, symlinks=True)
        free.put(copy)
    return free


def prove_all(proof: Proof, jobs: int) -> None:
    free = copies(proof.var, jobs)

    def one(guard: Guard) -> None:
        if not proof.seconds_left():
            return
        copy = free.get()
        try:
            prove(guard, copy, proof)
        finally:
            free.put(copy)

    copy = free.get()
    prove_pages(proof, copy)
    free.put(copy)
    # What somebody is known to notice takes seconds: first, so that as much as possible is proven.
    waiting = sorted(proof.left, key=lambda guard: guard.key not in proof.hints)
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, waiting))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", default="", help="checks whose name has this text")
    parser.add_argument("--minutes", type=float, default=30, help="no new check is begun after so many")
    parser.add_argument("--jobs", type=int, default=2, help="how many are proven at the same time")
    given = parser.parse_args()
    found = [guard for guard in guards() if given.only in guard.name]
    if given.list:
        print("\n".join(guard.name for guard in found), f"\n{len(found)} checks", sep="")
        return 0
    var = Path(os.environ.get("VAR_DIR", str(ROOT / "var"))) / "guards"
    var.mkdir(parents=True, exist_ok=True)
    proof = Proof(found, time.monotonic() + 60 * given.minutes, var)
    proof.read()
    prove_all(proof, given.jobs)
    proof.write_hints()
    return _said(proof)


def _said(proof: Proof) -> int:
    unnoticed = [guard for guard in proof.given if proof.noticed.get(guard.key) == ""]
    done = len(proof.given) - len(proof.left)
    print(f"{done - len(unnoticed)} of {len(proof.given)} removed checks were noticed by a test")
    for guard in unnoticed:
        print(f"NOBODY NOTICED {guard.name}")
    if proof.left:
        print(f"{len(proof.left)} not reached in time; the next run goes on with them:")
        print("\n".join(f"  {guard.name}" for guard in proof.left))
    return 1 if unnoticed or proof.left else 0


if __name__ == "__main__":
    sys.exit(main())
