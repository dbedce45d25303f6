"""The project's own source as the guards read it: modules as syntax trees, templates as text."""

import ast
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# From the highest floor to the lowest: imports, foreign keys, links and accessors go down only.
FLOORS = (
    "config",
    "demo",
    "portal",
    "evaluation",
    "suggestions",
    "requests_app",
    "fieldwork",
    "casework",
    "policies",
    "stations",
    "groups",
    "office",
)
# Floors that are no Django apps.
WITHOUT_APP = ("config", "demo")
# The rooms of requests_app from the lowest to the highest; rooms of one row do not use each other's callers.
ROOMS = (
    ("models",),
    ("texts",),
    ("access",),
    ("notifications",),
    ("deadlines",),
    ("steps",),
    ("intake", "triage", "supervision", "followup", "progress_tables", "personal_data", "queues", "history"),
    ("desk", "public", "api", "admin", "management"),
)
CODE_FOLDERS = (*FLOORS, "bench", "tools")
EVERYTHING = (*CODE_FOLDERS, "tests")


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def top(self) -> str:
        return self.path.relative_to(ROOT).parts[0]

    @property
    def dotted(self) -> str:
        """As an import names it."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Parsed once a run, and never searched for garbage: all of them are some ten million objects."""
        gc.disable()
        try:
            return ast.parse(self.text)
        finally:
            gc.freeze()
            gc.enable()


@dataclass(frozen=True)
class Template:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT / "templates").as_posix()

    @property
    def floor(self) -> str:
        """The floor whose page it is; frames, components and pages of libraries stand on the ground floor."""
        top = self.name.partition("/")[0]
        if top == "admin":
            return "portal"
        return top if top in FLOORS else "office"

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")


def snippet(text: str, name: str = "office/snippet.py") -> Module:
    """A module that is not there, for the guards to find a breach in."""
    module = Module(ROOT / name)
    module.__dict__.update(text=text, tree=ast.parse(text))
    return module


def fragment(text: str, name: str = "office/fragment.html") -> Template:
    template = Template(ROOT / "templates" / name)
    template.__dict__.update(text=text)
    return template


@cache
def _module(path: Path) -> Module:
    return Module(path)


@lru_cache
def modules(*folders: str, migrations: bool = False) -> tuple[Module, ...]:
    """Every module below the folders (default: all of the project, tests too)."""
    return tuple(
        _module(path)
        for folder in folders or EVERYTHING
        for path in sorted((ROOT / folder).rglob("*.py"))
        if migrations or "migrations" not in path.parts
    )


@lru_cache
def templates() -> tuple[Template, ...]:
    return tuple(Template(path) for path in sorted((ROOT / "templates").rglob("*.html")))


def is_lower_or_same(floor: str, other: str) -> bool:
    """Whether code on `other` may use what is on `floor`."""
    return FLOORS.index(floor) >= FLOORS.index(other)


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """All of the tree: each guard walks it once more."""
    return tuple(ast.walk(tree))


def imported_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import, those inside functions and `if TYPE_CHECKING` too."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and value of every string that is not a docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in nodes(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def called_name(node: ast.Call) -> str:
    """`execute` of `cursor.execute(…)`, `mark_safe` of `mark_safe(…)`."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def without_comments(template: str) -> str:
    template = re.sub(r"\{#.*?#\}", "", template)
    template = re.sub(r"\{%\s*comment.*?endcomment\s*%\}", "", template, flags=re.S)
    return re.sub(r"<!--.*?-->", "", template, flags=re.S)
