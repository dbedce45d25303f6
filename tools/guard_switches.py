"""A plugin of pytest: every check of tools/guards.py gets a switch, so that it is gone while one test runs.

Loaded by tools/prove_guards.py (`-p guard_switches`), which says in the file that GUARD_TASK names what to do. The
source is changed as it is imported, nothing on disk:

- `{"do": "map", "into": FILE}`: run the tests as they are; FILE gets a line for each test that passed and asked a
  check: `{"test", "seconds", "asked"}`;
- `{"do": "prove", "tests": {KEY: [TEST, …]}, "until": UNIX_TIME, "into": FILE}`: for each check run its tests without
  it until one fails that passes with it, before and after; FILE gets a line for each check: `{"key", "test", "seconds"}`,
  the test empty where none failed;
- `{"do": "together", "keys": [KEY, …], "into": FILE}`: run the tests without all of these checks; FILE gets a line for
  each that failed: `{"test", "said"}`.
"""

from __future__ import annotations

import ast
import builtins
import functools
import json
import os
import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from guards import APPS, ROOT, Guard, guards_of, span

TASK: dict[str, Any] = json.loads(Path(os.environ["GUARD_TASK"]).read_text(encoding="utf-8"))
ASKED: set[str] = set()
# Nothing, or the one check that is switched off.
REMOVED: set[str] = set()


def removed(key: str) -> bool:
    """Whether the check is switched off; it was asked in any case."""
    ASKED.add(key)
    return key in REMOVED


def switched(key: str, decorator: Callable[..., Any]) -> Callable[..., Any]:
    """The decorator, whose check of each call can be switched off."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        checked = decorator(view)

        @functools.wraps(checked)
        def call(*given: Any, **named: Any) -> Any:
            return (view if removed(key) else checked)(*given, **named)

        return call

    return decorate


# Names that no module of the project imports.
builtins.__guard_removed__ = removed  # type: ignore[attr-defined]
builtins.__guard_switched__ = switched  # type: ignore[attr-defined]


class Switches(ast.NodeTransformer):
    """Puts a switch around each check of one module."""

    def __init__(self, found: Iterable[Guard]) -> None:
        self.found = {(guard.span, guard.is_condition): guard for guard in found}

    def visit_If(self, node: ast.If) -> ast.If:
        guard = self.found.get((span(node.test), True))
        self.generic_visit(node)
        if guard:
            node.test = _choice(guard, node.test)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        guard = self.found.get((span(node), False))
        self.generic_visit(node)
        if not guard:
            return node
        return _choice(guard, node) if guard.instead else _switched(guard, node)


def _choice(guard: Guard, node: ast.expr) -> ast.IfExp:
    test = _expression(f"__guard_removed__({guard.key!r})")
    return ast.copy_location(ast.IfExp(test, _expression(guard.instead), node), node)


def _switched(guard: Guard, decorator: ast.Call) -> ast.Call:
    call = ast.Call(_expression("__guard_switched__"), [ast.Constant(guard.key), decorator], [])
    return ast.copy_location(call, decorator)


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


class Loader(SourceFileLoader):
    """Compiles a module with its switches, and keeps no bytecode of it."""

    def get_code(self, fullname: str) -> CodeType:
        path = Path(self.get_filename(fullname))
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        tree = ast.fix_missing_locations(Switches(guards_of(path)).visit(tree))
        return compile(tree, str(path), "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in APPS:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin and spec.origin.endswith(".py") and any(guards_of(Path(spec.origin))):
            spec.loader = Loader(fullname, spec.origin)
        return spec


sys.path.insert(0, str(ROOT))
sys.meta_path.insert(0, Finder())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    ASKED.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if TASK["do"] == "map" and call.when == "call" and report.passed and ASKED:
        _write({"test": item.nodeid, "seconds": round(call.duration, 3), "asked": sorted(ASKED)})
    if TASK["do"] == "together" and report.failed:
        _write({"test": item.nodeid, "said": report.longreprtext})
    return report


def pytest_sessionstart() -> None:
    if TASK["do"] == "together":
        REMOVED.update(TASK["keys"])


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    if TASK["do"] != "prove":
        return None
    items = {item.nodeid: item for item in session.items}
    for key, tests in TASK["tests"].items():
        if time.time() > TASK["until"]:
            break
        began = time.monotonic()
        noticed = next((test for test in tests if test in items and _notices(items[test], key)), "")
        _write({"key": key, "test": noticed, "seconds": round(time.monotonic() - began, 1)})
    return True


def _notices(item: pytest.Item, key: str) -> bool:
    """Whether the test fails for want of the check alone."""
    return _passes(item) and not _passes(item, key) and _passes(item)


def _passes(item: pytest.Item, key: str = "") -> bool:
    REMOVED.update({key} if key else ())
    try:
        # What pytest does before it runs an item again has no public name.
        item._initrequest()  # type: ignore[attr-defined]  # noqa: SLF001
        # The next is said to be the same, so that only what belongs to the test is taken down after it.
        return all(report.passed for report in runtestprotocol(item, nextitem=item, log=False))
    finally:
        REMOVED.clear()


def _write(said: dict[str, Any]) -> None:
    """One line, appended at once: several processes write into one file."""
    line = json.dumps(said, ensure_ascii=False) + "\n"
    with Path(TASK["into"]).open("ab", buffering=0) as file:
        file.write(line.encode())
