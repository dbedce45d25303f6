"""A plugin of pytest: every check of tools/guards.py gets a switch, so that it is gone while one test runs.

Loaded by tools/prove_guards.py (`-p guard_switches`), which says in the file that GUARD_TASK names what to do. The
source is changed as it is imported, nothing on disk:

- `{"do": "map", "into": FILE}`: run the tests as they are; FILE gets a line for each test that passed and asked a
  check: `{"test", "seconds", "asked"}`;
- `{"do": "prove", "tests": {KEY: [TEST, …]}, "until": UNIX_TIME, "into": FILE}`: for each check run its tests without
  it until one fails twice that passes with it; FILE gets a line for each check: `{"key", "test", "seconds"}`,
  the test empty where none failed;
- `{"do": "together", "keys": [KEY, …], "into": FILE}`: run the tests without all of these checks; FILE gets a line for
  each that failed: `{"test", "said"}`, and one that says which view answers each named address: `{"views": {NAME:
  [FILE, FUNCTION]}}`.
"""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import json
import os
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
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


def all_of(asked: Any, found: Any) -> Any:
    """Every row of what was asked for those that somebody sees: a manager, rows, or a module with its function."""
    return asked.all() if hasattr(asked, "all") else found.model._default_manager.all()


# Names that no module of the project imports.
builtins.__guard_all__ = all_of  # type: ignore[attr-defined]
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


def pytest_sessionfinish() -> None:
    if TASK["do"] == "together":
        from django.urls import get_resolver

        _write({"views": dict(_views(get_resolver().url_patterns, ""))})


def _views(patterns: Iterable[Any], namespace: str) -> Iterator[tuple[str, list[str]]]:
    for each in patterns:
        if hasattr(each, "url_patterns"):
            yield from _views(
                each.url_patterns, f"{namespace}{each.namespace}:" if each.namespace else namespace
            )
        elif each.name and (code := getattr(inspect.unwrap(each.callback), "__code__", None)):
            yield f"{namespace}{each.name}", [os.path.relpath(code.co_filename, ROOT), code.co_name]


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


class Sibling:
    """What is said to run next: nothing but the test's own fixtures is taken down."""

    def __init__(self, item: pytest.Item) -> None:
        self.chain = item.listchain()[:-1]

    def listchain(self) -> list[Any]:
        return self.chain


def _notices(item: pytest.Item, key: str) -> bool:
    """Whether the test fails for want of the check alone: without it, never with it, and again without it.

    The third run tells a test that fails now and then, or only the first time, from one that notices.
    """
    return not _passes(item, key) and _passes(item) and not _passes(item, key)


def _passes(item: pytest.Item, key: str = "") -> bool:
    REMOVED.update({key} if key else ())
    try:
        reports = runtestprotocol(item, nextitem=Sibling(item), log=False)  # type: ignore[arg-type]
        return all(report.passed for report in reports)
    finally:
        REMOVED.clear()


def _write(said: dict[str, Any]) -> None:
    """One line, appended at once: several processes write into one file."""
    line = json.dumps(said, ensure_ascii=False) + "\n"
    with Path(TASK["into"]).open("ab", buffering=0) as file:
        file.write(line.encode())
