"""Every regular expression of the source, found by reading it, and the texts that would make each of them slow."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from tests.sources import FLOORS, Module, modules, nodes

# What a call of `re` or a validator does with its first argument.
FUNCTIONS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"}
VALIDATORS = {"RegexValidator", "RegexField"}
# The pattern of a call that depends on what the function was given, by an example of it.
BUILT_AT_RUN_TIME: dict[str, str] = {
    "office/privacy/masking.py: ' ?'.join(map(re.escape, name))": " ?".join("欧阳小明"),
    "policies/search/words.py: re.escape(word)": "有限公司",
    "portal/counties/cells.py: pattern": "[a-z0-9]{1,20}",
    "requests_app/texts/folding.py: '|'.join(map(re.escape, words))": "有限公司|有限|公司",
}


# What many classes hold; where two neighbours hold the same, a text of it may be cut between them in many ways.
LETTERS = "aA1 \t一号电·<>\"'=-./#[(@、，\n"


@dataclass(frozen=True)
class Pattern:
    """A pattern with its place in the source, and whether it is only asked at the start of a text."""

    where: str
    at_start: bool
    compiled: re.Pattern[Any]

    def apply(self, text: str) -> None:
        """As hard as it can be asked: a search looks from every place of the text."""
        given: Any = text.encode("latin-1", "replace") if isinstance(self.compiled.pattern, bytes) else text
        if self.at_start:
            self.compiled.match(given)
            self.compiled.fullmatch(given)
        else:
            for _ in self.compiled.finditer(given):
                pass


def patterns() -> Iterator[Pattern]:
    for module in modules(*(floor for floor in FLOORS if floor != "demo")):
        if "/migrations/" not in module.name:
            yield from patterns_in(module)


def patterns_in(module: Module) -> Iterator[Pattern]:
    names = {id(value): name for name, value in _assigned(module.tree)}
    for node in nodes(module.tree):
        if isinstance(node, ast.Call) and (method := _method(node)) and node.args:
            used = _uses().get(names.get(id(node), ""), set())
            at_start = used <= {"match", "fullmatch"} if used else method in ("match", "fullmatch")
            yield Pattern(f"{module.name}:{node.lineno}", at_start, _compiled(module, node))


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in nodes(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


@lru_cache
def _uses() -> dict[str, set[str]]:
    """By the name of a pattern the methods that are called on it anywhere."""
    found: dict[str, set[str]] = {}
    for module in modules(*FLOORS):
        for node in nodes(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS:
                name = ast.unparse(node.value).rpartition(".")[2]
                found.setdefault(name, set()).add(node.attr)
    return found


def hostile(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """What comes before, what is repeated, what comes after: for each place at which the pattern may repeat itself,
    and for the whole of it, begun again and again and never ended."""
    tree = _parser.parse(pattern.pattern, pattern.flags)
    found: dict[tuple[str, str, str], None] = {}
    whole = _sample(tree)
    for cut in range(1, min(len(whole), 12) + 1):
        found["", whole[:cut], ""] = None
    for before, repeated in _repeats(tree, ""):
        for pump in {repeated, repeated * 2, before + repeated}:
            for after in ("", "\x01", "\n"):
                found[before, pump, after] = None
    return [each for each in found if each[1]]


def _method(node: ast.Call) -> str:
    function = node.func
    if (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
    ):
        return function.attr if function.attr in FUNCTIONS else ""
    if isinstance(function, ast.Name | ast.Attribute):
        name = function.id if isinstance(function, ast.Name) else function.attr
        return "search" if name in VALIDATORS else ""
    return ""


def _compiled(module: Module, node: ast.Call) -> re.Pattern[Any]:
    """The pattern as the module would build it; what only the running function knows is in the table above."""
    said = f"{module.name}: {ast.unparse(node.args[0])}"
    flags = next((each.value for each in node.keywords if each.arg == "flags"), None)
    position = 1 if _method(node) == "compile" else None
    if position and len(node.args) > position:
        flags = node.args[position]
    scope = vars(importlib.import_module(module.dotted))
    if said in BUILT_AT_RUN_TIME:
        return re.compile(BUILT_AT_RUN_TIME[said], _value(flags, scope) if flags else 0)
    source = _value(node.args[0], scope)
    return (
        source if isinstance(source, re.Pattern) else re.compile(source, _value(flags, scope) if flags else 0)
    )


def _value(node: ast.expr, scope: dict[str, Any]) -> Any:
    # Our own source, not anybody's input.
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(scope))  # noqa: S307


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """For each repetition a text that leads to it and one that it repeats."""
    for code, argument in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = argument
            if most == codes.MAXREPEAT or most > 8:
                for unit in _units(inner):
                    yield before, unit
            yield from _repeats(inner, before)
        for inner in _inner(code, argument):
            yield from _repeats(inner, before)
        before += _sample([(code, argument)])


def _units(tree: Any) -> set[str]:
    """Texts that the repeated part matches: what it shares with what stands before and after makes it slow."""
    units = {_sample(tree)}
    if len(tree) == 1:
        code, argument = tree[0]
        if code in (codes.ANY, codes.NOT_LITERAL):
            units |= {letter for letter in LETTERS if code == codes.ANY or ord(letter) != argument}
        elif code == codes.IN:
            units |= {letter for letter in LETTERS if _holds(argument, letter)}
    return {unit for unit in units if unit}


def _inner(code: Any, argument: Any) -> list[Any]:
    if code == codes.SUBPATTERN:
        return [argument[3]]
    if code == codes.BRANCH:
        return list(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    if code == codes.ATOMIC_GROUP:
        return [argument]
    return []


def _sample(tree: Any) -> str:
    """A short text that the tree matches."""
    return "".join(_sample_of(code, argument) for code, argument in tree)


CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_NOT_WORD": r"\W",
}


def _sample_of(code: Any, argument: Any) -> str:
    simple: dict[Any, Callable[[], str]] = {
        codes.LITERAL: lambda: chr(argument),
        codes.NOT_LITERAL: lambda: "b" if argument == ord("a") else "a",
        codes.ANY: lambda: "a",
        codes.SUBPATTERN: lambda: _sample(argument[3]),
        codes.ATOMIC_GROUP: lambda: _sample(argument),
        codes.BRANCH: lambda: _sample(argument[1][0]),
        codes.IN: lambda: _member(argument),
        codes.ASSERT: lambda: "",
    }
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _sample(argument[2]) * max(argument[0], 1 if argument[1] else 0)
    return simple.get(code, str)()


def _member(items: Any) -> str:
    code, argument = items[0]
    if code == codes.LITERAL:
        return chr(argument)
    if code == codes.RANGE:
        return chr(argument[0])
    return next((letter for letter in LETTERS if _holds(items, letter)), "")


def _holds(items: Any, letter: str) -> bool:
    negated = items[0][0] == codes.NEGATE
    return negated != any(_is_one(code, argument, letter) for code, argument in items)


def _is_one(code: Any, argument: Any, letter: str) -> bool:
    if code == codes.LITERAL:
        return bool(argument == ord(letter))
    if code == codes.RANGE:
        return bool(argument[0] <= ord(letter) <= argument[1])
    return code == codes.CATEGORY and re.match(CATEGORIES[str(argument)], letter) is not None
