"""Removes each authorization check in turn, in a copy of the project; some test must fail for every one.

    .venv/bin/python tools/prove_guards.py [--list] [--only TEXT]

A check is a `role_required`, a filter `visible_to` or `request_filter`, a condition that ends in Http404 for whoever
may not, and a condition that refuses with one of CODES. Prints a line for each: which tests failed first, or that
nobody noticed; exits 1 when one of them stood unnoticed.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "office",
    "groups",
    "stations",
    "policies",
    "casework",
    "fieldwork",
    "requests_app",
    "suggestions",
    "evaluation",
    "portal",
    "config",
)
LEFT_OUT = ("migrations", "management")
# Refusals that say who may not; what is wrong with a date or a text is no authorization.
CODES = frozenset(
    {
        "not_yours",
        "second_person",
        "took_part",
        "own_proposal",
        "not_delegated",
        "conflict",
        "in_office",
        "two_people",
        "same_person",
        "own_account",
        "own_only",
        "not_staff",
        "complained",
        "stays",
    }
)
# The code that a noun declares for its second person (office/publishing).
DECLARED_CODE = "rule.code"
ASKS_WHO = re.compile(
    r"access\.[a-z]+\b|asked\.is_|has_role|roles_of|_is_wide|_is_operator|_own_code|may_|\.posts"
)
EVERYTHING = '__import__("django.db.models", fromlist=["Q"]).Q()'
SECONDS = 900


@dataclass(frozen=True)
class Guard:
    """A span of a file and what stands there once the check is gone."""

    path: Path
    line: int
    what: str
    begins: int
    ends: int
    instead: str

    @property
    def name(self) -> str:
        return f"{self.path}:{self.line} {self.what}"

    def removed_from(self, text: str) -> str:
        return text[: self.begins] + self.instead + text[self.ends :]


def guards() -> Iterator[Guard]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not any(part in LEFT_OUT for part in path.relative_to(ROOT).parts):
                yield from _of(path)


def _of(path: Path) -> Iterator[Guard]:
    text = path.read_text(encoding="utf-8")
    starts = _line_starts(text)

    def guard(node: ast.expr, what: str, instead: str) -> Guard:
        begins = _offset(text, starts, node.lineno, node.col_offset)
        ends = _offset(text, starts, node.end_lineno or node.lineno, node.end_col_offset or 0)
        return Guard(path.relative_to(ROOT), node.lineno, what, begins, ends, instead)

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and _name(decorator.func) == "role_required":
                    yield guard(decorator, f"role_required of {node.name}", "(lambda view: view)")
        elif isinstance(node, ast.If) and (why := _refusal(node, text)):
            yield guard(node.test, why, "False")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "visible_to":
                yield guard(node, "visible_to", f"{ast.get_source_segment(text, node.func.value)}.all()")
            elif node.func.attr == "request_filter":
                yield guard(node, "request_filter", EVERYTHING)


def _refusal(node: ast.If, text: str) -> str:
    """What the condition protects, where its body does nothing but refuse."""
    last = node.body[-1]
    said = last.exc if isinstance(last, ast.Raise) else last.value if isinstance(last, ast.Return) else None
    if said is None:
        return ""
    if isinstance(said, ast.Call) and _name(said.func) == "Refused" and said.args:
        code = said.args[0]
        if ast.unparse(code) == DECLARED_CODE:
            return "refuses second_person"
        return f"refuses {code.value}" if isinstance(code, ast.Constant) and code.value in CODES else ""
    condition = ast.get_source_segment(text, node.test) or ""
    if isinstance(last, ast.Raise) and _name(said) == "Http404" and ASKS_WHO.search(condition):
        return f"404 unless {condition}".replace("unless not ", "unless ")
    return ""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _offset(text: str, starts: list[int], line: int, column: int) -> int:
    """`ast` counts columns in bytes of UTF-8."""
    begin = starts[line - 1]
    row = text[begin : starts[line]]
    return begin + len(row.encode()[:column].decode())


def prove(guard: Guard, copy: Path, var: Path) -> str:
    """The first failing test without this check, empty when all pass."""
    target = copy / guard.path
    whole = target.read_text(encoding="utf-8")
    target.write_text(guard.removed_from(whole), encoding="utf-8")
    try:
        for tests in _tests_for(guard):
            failed = _first_failure(tests, copy, var)
            if failed:
                return failed
    finally:
        target.write_text(whole, encoding="utf-8")
    return ""


def _tests_for(guard: Guard) -> Iterator[list[str]]:
    """The nearest first: the table of access, tests that name the module, attacks, the app's, all that are quick."""
    app = guard.path.parts[0]
    stem = guard.path.stem.strip("_")
    yield ["tests/test_access.py"]
    near = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests" / app).glob(f"test_*{stem[:8]}*.py"))
    if near:
        yield near
    yield ["tests/security"]
    yield [f"tests/{app}"]
    yield ["tests/journeys", "tests/evaluation", "tests/test_canary.py"]


def _first_failure(tests: list[str], copy: Path, var: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--no-header"]
    command += ["-m", "not generated and not queue and not browser", *tests]
    environment = os.environ | {"VAR_DIR": str(var), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, flags=re.M)
    return found.group(1) if found else "" if done.returncode in (0, 5) else "could not run"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", default="", help="checks whose name has this text")
    given = parser.parse_args()
    found = [guard for guard in guards() if given.only in guard.name]
    if given.list:
        print("\n".join(guard.name for guard in found), f"\n{len(found)} checks", sep="")
        return 0
    var = Path(os.environ.get("VAR_DIR", str(ROOT / "var"))) / "guards"
    copy = var / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    left_out = shutil.ignore_patterns("var", ".venv", ".git", "__pycache__", "node_modules")
    shutil.copytree(ROOT, copy, ignore=left_out, symlinks=True)
    unnoticed = []
    for number, guard in enumerate(found, start=1):
        began = time.monotonic()
        failed = prove(guard, copy, var)
        unnoticed += [] if failed else [guard]
        seconds = time.monotonic() - began
        print(
            f"{number}/{len(found)} {guard.name}: {failed or 'NOBODY NOTICED'} ({seconds:.0f} s)", flush=True
        )
    print(f"{len(found) - len(unnoticed)} of {len(found)} removed checks were noticed by a test")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
