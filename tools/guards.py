"""The authorization checks of the project, found in its source, and what stands in the place of one that is removed.

A check is a `role_required`, a filter `visible_to` or `request_filter`, a condition that ends in Http404 for whoever
may not, and a condition that refuses with one of CODES.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Guard:
    """A check: the span of its expression, and the expression that stands for it once it is gone."""

    path: Path
    # First line and column, last line and column, as `ast` counts them.
    span: tuple[int, int, int, int]
    what: str
    # Names of tools/guard_switches.py stand in it. Empty for a decorator, whose view is then called as it is.
    instead: str
    # Which of the same words in the file: lines move, this rarely does.
    number: int = 1

    @property
    def name(self) -> str:
        return f"{self.path}:{self.span[0]} {self.what}"

    @property
    def is_condition(self) -> bool:
        return self.instead == "False"

    @property
    def key(self) -> str:
        return f"{self.path} {' '.join(self.what.split())} {self.number}"


def guards() -> Iterator[Guard]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not any(part in LEFT_OUT for part in path.relative_to(ROOT).parts):
                yield from guards_of(path)


def guards_of(path: Path) -> Iterator[Guard]:
    alike: Counter[str] = Counter()
    for guard in sorted(_of(path), key=lambda each: each.span):
        alike[guard.what] += 1
        yield replace(guard, number=alike[guard.what])


def span(node: ast.expr) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0


def _of(path: Path) -> Iterator[Guard]:
    text = path.read_text(encoding="utf-8")

    def guard(node: ast.expr, what: str, instead: str) -> Guard:
        return Guard(path.relative_to(ROOT), span(node), what, instead)

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and _name(decorator.func) == "role_required":
                    yield guard(decorator, f"role_required of {node.name}", "")
        elif isinstance(node, ast.If) and (why := _refusal(node, text)):
            yield guard(node.test, why, "False")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "visible_to":
                yield guard(
                    node, "visible_to", f"__guard_all__({ast.unparse(node.func.value)}, {ast.unparse(node)})"
                )
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
